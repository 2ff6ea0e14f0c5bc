import type { ConditionShape, Flaw, Problem, RulingShape } from "./schema.js";

/** What every call gives: `data` or `error`, and the `response` with its headers. */
export interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

type Slug<Type> = Type extends `${string}/problem-types/${infer Kind}` ? Kind : never;

/** `"stale"`, `"rule-refused"`, …; `/problem-types` tells what to do about each. */
export type ProblemKind = Slug<Problem["type"]> | "unknown";

/** An answer that is no success, as the API explains it (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** Which problem it is; `unknown` when something before the API answered. */
  readonly kind: ProblemKind;
  readonly status: number;
  readonly type: string;
  readonly title: string;
  /** What happened this time, in the language asked for: show it. */
  readonly detail: string;
  /** Name it when you report the problem. */
  readonly requestId: string | undefined;
  /** All flaws of the input at once, each with a JSON pointer or the name of a parameter. */
  readonly errors: readonly Flaw[];
  /** What the rules said: conditions, figures, sources. */
  readonly ruling: RulingShape | undefined;
  /** The whole problem, with the members of its own type; undefined when it is not the API's. */
  readonly problem: Problem | undefined;
  readonly response: Response;

  constructor(error: unknown, response: Response) {
    const problem = isProblem(error) ? error : undefined;
    const title = problem?.title ?? `${response.status} ${response.statusText}`.trim();
    super([title, problem?.detail].filter(Boolean).join(": "));
    this.kind = (problem?.type.split("/").at(-1) ?? "unknown") as ProblemKind;
    this.status = response.status;
    this.type = problem?.type ?? "about:blank";
    this.title = title;
    this.detail = problem?.detail ?? "";
    this.requestId = problem?.requestId;
    this.errors = problem?.errors ?? [];
    this.ruling = problem?.ruling;
    this.problem = problem;
    this.response = response;
  }

  /** The conditions that are lacking: what is missing, and which roles can see to it. */
  get unmet(): ConditionShape[] {
    const lacking = ({ met, notApplicable }: ConditionShape) => !met && !notApplicable;
    return this.ruling?.conditions.filter(lacking) ?? [];
  }
}

/** The data of a call, or a `ProblemError` thrown. */
export async function unwrap<Data>(answer: Answer<Data> | Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ProblemError(error, response);
  return data as Data;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "type" in error && "requestId" in error;
}
