/**
 * The office announces a school's approach and tries to select it too early.
 *
 * While `make demo` serves, from the root of the repository, once the package has been built:
 *
 * API_TOKEN=$(OK_DATA_DIR=.ok-api .venv/bin/ok-api token --role office) \
 *   node clients/typescript/examples/story.ts
 */
import {
  ProblemError,
  because,
  createClient,
  ifMatch,
  paged,
  unwrap,
  type Application,
  type Expertise,
  type NewExpertise,
  type School,
} from "@ontwikkelkracht/ok-api";

const api = createClient({
  baseUrl: process.env["API_URL"] ?? "http://127.0.0.1:8000/v1",
  token: () => process.env["API_TOKEN"],
  language: "en",
});

// A list, page after page, as far as the loop goes. The query is typed: try a sector that is none.
const schools: School[] = [];
const query = { sector: ["PO" as const], sort: ["name" as const], limit: 2 };
for await (const school of paged(api, "/schools", { params: { query } })) {
  if (schools.push(school) === 3) break;
}
const [first] = schools;
if (first === undefined) throw new Error("There is no primary school yet: load a register first.");

// A POST. It would carry an Idempotency-Key by itself, so that a repetition does nothing twice.
const approach: NewExpertise = {
  establishmentCode: first.establishmentCode,
  title: "Lezen om te leren",
  summary: "Begrijpend lezen in alle vakken, met het hele team.",
  theme: "lezen",
  sectors: ["PO"],
};
const params = { header: { "Idempotency-Key": crypto.randomUUID() } };
const announced: Expertise = await unwrap(api.POST("/expertises", { body: approach, params }));
// A key of your own outlives a page or a process: the same form sent again gives the same answer.
const again = await api.POST("/expertises", { body: approach, params });

// A conditional write: change it only while it is still the version that was read.
const path = { expertiseId: announced.id };
const read = await api.GET("/expertises/{expertiseId}", { params: { path } });
const published = await unwrap(
  api.PATCH("/expertises/{expertiseId}", {
    params: { path, header: ifMatch(read) },
    headers: because("De school heeft de tekst goedgekeurd: zij is één geheel."),
    body: { published: true },
  }),
);
// The version that was read is now an old one, and nobody's work is overwritten with it.
const late = await api.PATCH("/expertises/{expertiseId}", {
  params: { path, header: ifMatch(read) },
  body: { title: "Lezen" },
});

// What is wrong with the input is told at once, each flaw with its place in the body.
const flawed = await refusal(
  api.POST("/expertises", { body: { ...approach, title: "", inUseSince: 12 } }),
);

// A refused rule: what is missing, who can see to it, and which rule of the programme says so.
const application = await apply(announced);
const early = await refusal(
  api.POST("/applications/{applicationId}/transitions", {
    params: { path: { applicationId: application.id } },
    body: { to: "registered" },
  }),
);

console.log(
  JSON.stringify({
    schools: schools.map((school) => school.establishmentCode),
    announced: announced.id,
    again: { id: again.data?.id, replayed: again.response.headers.get("Idempotency-Replayed") },
    published: published.published,
    late: late.error && new ProblemError(late.error, late.response).kind,
    flaws: flawed.errors.map((flaw) => flaw.pointer),
    refused: {
      kind: early.kind,
      status: early.status,
      detail: early.detail,
      reported: early.requestId !== undefined,
      unmet: early.unmet.map(({ ruleId, missing, suppliedBy }) => ({
        ruleId,
        missing: missing?.en,
        suppliedBy,
      })),
    },
  }),
);

/** An application with the approach, in a round of its own. */
async function apply(expertise: Expertise): Promise<Application> {
  const round = await unwrap(
    api.POST("/selection-rounds", {
      body: {
        schoolYear: "2026-2027",
        title: `Ronde voor ${expertise.id}`,
        opensAt: "2026-03-09T09:00:00+01:00",
        closesAt: "2026-06-26T16:00:00+02:00",
        places: 10,
      },
    }),
  );
  const body = { expertiseId: expertise.id, selectionRoundId: round.id };
  return unwrap(api.POST("/applications", { body }));
}

/** The problem that a call meets; a call that meets none is an error here. */
async function refusal(call: Parameters<typeof unwrap>[0]): Promise<ProblemError> {
  const met = await unwrap(call).catch((error: unknown) => error);
  if (met instanceof ProblemError) return met;
  throw new Error("This should have been refused.", { cause: met });
}
