/** Parses answers by the zod schemas that hey-api made; what comes out must be what went in. */
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const [schemas, answers] = process.argv.slice(2);
const made = await import(schemas);

for (const [schema, body] of JSON.parse(readFileSync(answers, "utf8"))) {
  const parsed = made[`z${schema}`].safeParse(body);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      console.log(`${schema} /${path.join("/")}: ${message}`);
    }
  } else if (!isDeepStrictEqual(parsed.data, body)) {
    console.log(`${schema}: something was dropped or filled in`);
  }
}
