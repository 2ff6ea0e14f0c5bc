import type { MaybeOptionalInit } from "openapi-fetch";

import type { Api } from "./client.js";
import { unwrap, type Answer } from "./problems.js";
import type { paths } from "./schema.js";

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

type PageOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : null;

/** The addresses that answer with a list. */
export type ListPath = {
  [Path in keyof paths]: PageOf<Path> extends Page<unknown> ? Path : never;
}[keyof paths];

export type ItemOf<Path extends ListPath> =
  PageOf<Path> extends Page<infer Item> ? Item : never;

type Init<Path extends ListPath> = MaybeOptionalInit<paths[Path], "get">;
type Arguments<Path extends ListPath> =
  undefined extends Init<Path> ? [init?: Init<Path>] : [init: Init<Path>];

/** Every item of a list, page after page, each asked for when the loop gets there. */
export async function* paged<Path extends ListPath>(
  api: Api,
  path: Path,
  ...[init]: Arguments<Path>
): AsyncGenerator<ItemOf<Path>, void, undefined> {
  const ask = api.GET as (path: Path, init: object) => Promise<Answer<Page<ItemOf<Path>>>>;
  let next: string | null = null;
  do {
    const query: object = { ...init?.params?.query, ...(next !== null && { cursor: next }) };
    const page: Page<ItemOf<Path>> = await unwrap(
      ask(path, { ...init, params: { ...init?.params, query } }),
    );
    yield* page.items;
    next = page.nextCursor;
  } while (next !== null);
}
