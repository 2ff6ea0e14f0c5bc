/** What the client sends and repeats, seen from the place of the server. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ProblemError, createClient, paged, unwrap } from "@ontwikkelkracht/ok-api";
import type { Api, Settings } from "@ontwikkelkracht/ok-api";

type Reply = Response | Error;
const BASE = "http://127.0.0.1:1/v1";
const QUESTION = { phase: "pilot", schoolCount: 6, schoolYear: "2025-2026" } as const;
const EXPERTISE = {
  params: { path: { expertiseId: "1" }, header: { "If-Match": '"1"' } },
  body: { published: true },
};
const busy = (): Response => new Response("{}", { status: 503, headers: { "Retry-After": "0" } });

/** A client whose server gives these replies in order, and the requests that it got. */
function meeting(replies: Reply[], settings: Partial<Settings> = {}): { api: Api; got: Request[] } {
  const got: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const reply = replies[got.push(request) - 1];
    if (reply instanceof Response) return reply;
    throw reply ?? new Error("Nobody expected another request.");
  };
  return { api: createClient({ baseUrl: BASE, fetch, ...settings }), got };
}

test("says who asks, in which language and why", async () => {
  const tokens = ["first", "second"];
  const { api, got } = meeting([Response.json({}), Response.json({})], {
    token: async () => tokens.shift(),
    language: "en",
    reason: "Één fout",
  });
  await api.GET("/rules");
  await api.POST("/facilitation-calculations", { body: QUESTION });
  const asked = got.map((request) => request.headers.get("Authorization"));
  assert.deepEqual(asked, ["Bearer first", "Bearer second"]);
  assert.equal(got[0]?.headers.get("Accept-Language"), "en");
  assert.equal(got[0]?.headers.get("Audit-Reason"), null);
  assert.equal(got[0]?.headers.get("Idempotency-Key"), null);
  assert.equal(got[1]?.headers.get("Audit-Reason"), "%C3%89%C3%A9n%20fout");
});

test("repeats a POST under its own key, and gives the next one another", async () => {
  const lost = new TypeError("fetch failed");
  const { api, got } = meeting([busy(), lost, Response.json({}), Response.json({})]);
  await unwrap(api.POST("/facilitation-calculations", { body: QUESTION }));
  await unwrap(api.POST("/facilitation-calculations", { body: QUESTION }));
  const keys = got.map((request) => request.headers.get("Idempotency-Key"));
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.notEqual(keys[2], keys[3]);
  assert.deepEqual(await got[2]?.json(), QUESTION);
});

test("sends the key that the caller gives", async () => {
  const { api, got } = meeting([Response.json({})]);
  const header = { "Idempotency-Key": "form-7" };
  await api.POST("/facilitation-calculations", { body: QUESTION, params: { header } });
  assert.equal(got[0]?.headers.get("Idempotency-Key"), "form-7");
});

test("repeats a change that was answered 503, and not one that was never answered", async () => {
  const answered = meeting([busy(), Response.json({})]);
  await unwrap(answered.api.PATCH("/expertises/{expertiseId}", EXPERTISE));
  assert.equal(answered.got.length, 2);
  const unanswered = meeting([new TypeError("fetch failed"), Response.json({})]);
  const change = unanswered.api.PATCH("/expertises/{expertiseId}", EXPERTISE);
  await assert.rejects(change, /fetch failed/);
  assert.equal(unanswered.got.length, 1);
});

test("repeats what was asked too often", async () => {
  const often = new Response("{}", { status: 429, headers: { "Retry-After": "0" } });
  const { api, got } = meeting([often, Response.json({ items: [] })]);
  await unwrap(api.GET("/schools", { params: { query: { q: "lezen" } } }));
  assert.equal(got.length, 2);
});

test("gives up after the agreed number of times", async () => {
  const { api, got } = meeting([busy(), busy(), busy()], { retries: 1 });
  assert.equal((await api.GET("/rules")).response.status, 503);
  assert.equal(got.length, 2);
});

test("does not wait for a request that its caller has given up", async () => {
  const patient = new Response("{}", { status: 503, headers: { "Retry-After": "9" } });
  const { api, got } = meeting([patient]);
  await assert.rejects(api.GET("/rules", { signal: AbortSignal.timeout(20) }), /Timeout/i);
  assert.equal(got.length, 1);
});

test("follows the cursors and keeps the filters", async () => {
  const { api, got } = meeting([
    Response.json({ items: [1, 2], nextCursor: "x" }),
    Response.json({ items: [3], nextCursor: null }),
  ]);
  const found = paged(api, "/schools", { params: { query: { q: "lezen" } } });
  assert.deepEqual(await Array.fromAsync(found), [1, 2, 3]);
  const asked = got.map((request) => new URL(request.url).search);
  assert.deepEqual(asked, ["?q=lezen", "?q=lezen&cursor=x"]);
});

test("tells a problem that the API did not write itself", async () => {
  const page = new Response("<h1>Sorry</h1>", { status: 502, statusText: "Bad Gateway" });
  const { api } = meeting([page]);
  await assert.rejects(unwrap(api.GET("/rules")), (error) => {
    assert.ok(error instanceof ProblemError);
    const { kind, status, message } = error;
    assert.deepEqual([kind, status, message], ["unknown", 502, "502 Bad Gateway"]);
    return true;
  });
});
