/** A `Link` header (RFC 8288) to the page that follows: the same question with another cursor. */
export const nextLink = (url: string, cursor: string): string => {
  const at = url.indexOf("?");
  const query = new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
  query.delete("offset");
  query.set("cursor", cursor);
  return `<${at < 0 ? url : url.slice(0, at)}?${query.toString()}>; rel="next"`;
};
