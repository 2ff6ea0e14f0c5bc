import createFetchClient, { type Client, type Middleware } from "openapi-fetch";

import { retrying, type Fetch } from "./retrying.js";
import type { paths } from "./schema.js";

/** What is read as JSON; lists have other forms too, which `parseAs` gives. */
type Json = "application/json" | "application/problem+json";

export type Api = Client<paths, Json>;
export type Token = string | undefined;

export interface Settings {
  /** Where the API lives, with its version: `https://api.example.org/v1`. */
  baseUrl: string;
  /** A bearer token, or a function that gives a fresh one; it is asked before every request. */
  token?: Token | (() => Token | Promise<Token>);
  /** The language of problems and labels; without it the browser's own, and otherwise Dutch. */
  language?: "nl" | "en" | undefined;
  /** Why these changes are made, for the audit trail; `because` says so of one request. */
  reason?: string | undefined;
  /** How often a request is repeated at the most, where a repetition is safe. */
  retries?: number | undefined;
  /** What sends a request; for tests, and for frameworks that have their own. */
  fetch?: Fetch | undefined;
}

/** A typed `GET`, `POST`, `PUT`, `PATCH` and `DELETE` for every address of the API. */
export function createClient(settings: Settings): Api {
  const { baseUrl, retries = 2, fetch = (request) => globalThis.fetch(request) } = settings;
  const client = createFetchClient<paths, Json>({ baseUrl, fetch: retrying(fetch, retries) });
  client.use(manners(settings));
  return client;
}

/** The header that tells the audit trail why; beyond ASCII it travels percent-encoded. */
export function because(reason: string): { "Audit-Reason": string } {
  return { "Audit-Reason": encodeURIComponent(reason) };
}

/** What every request carries, unless the caller has said something else. */
function manners({ token, language, reason }: Settings): Middleware {
  return {
    async onRequest({ request }) {
      const offer = (name: string, value: string | undefined): void => {
        if (value && !request.headers.has(name)) request.headers.set(name, value);
      };
      const current = typeof token === "function" ? await token() : token;
      offer("Authorization", current && `Bearer ${current}`);
      offer("Accept-Language", language);
      if (request.method === "GET") return;
      offer("Audit-Reason", reason && because(reason)["Audit-Reason"]);
      if (request.method === "POST") offer("Idempotency-Key", crypto.randomUUID());
    },
  };
}
