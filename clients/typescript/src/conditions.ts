/** The version of a single resource that was read or written. */
export function etagOf(response: Response): string {
  const etag = response.headers.get("ETag");
  if (etag !== null) return etag;
  throw new Error(`No ETag came from ${response.url}; read the resource itself.`);
}

/** The header of a conditional write: "change it only while it is still the version I read". */
export function ifMatch(read: { response: Response } | string): { "If-Match": string } {
  return { "If-Match": typeof read === "string" ? read : etagOf(read.response) };
}
