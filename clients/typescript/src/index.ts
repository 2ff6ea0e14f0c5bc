/** Everything that a front end or a script needs of the Ontwikkelkracht API. */
export { because, createClient } from "./client.js";
export type { Api, Settings, Token } from "./client.js";
export { etagOf, ifMatch } from "./conditions.js";
export { paged } from "./paging.js";
export type { ItemOf, ListPath } from "./paging.js";
export { ProblemError, unwrap } from "./problems.js";
export type { Answer, ProblemKind } from "./problems.js";
export type * from "./schema.js";
