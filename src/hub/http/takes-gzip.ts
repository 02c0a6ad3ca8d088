/** Whether an `Accept-Encoding` header takes gzip (RFC 9110, section 12.5.3). */
export const takesGzip = (header: string | string[] | undefined): boolean => {
  const codings = String(header ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim());
  const of = (name: string): boolean | undefined => {
    const [found] = codings.filter((one) => one.split(";", 1)[0]?.trim() === name);
    return found === undefined ? undefined : !/;\s*q=0(?:\.0*)?\s*$/.test(found);
  };
  return of("gzip") ?? of("*") ?? false;
};
