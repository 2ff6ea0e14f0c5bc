/** orval: calls by fetch, and zod schemas of its own. */
export default {
  calls: { input: "openapi.json", output: { target: "src/calls.ts", client: "fetch" } },
  schemas: { input: "openapi.json", output: { target: "src/schemas.ts", client: "zod" } },
};
