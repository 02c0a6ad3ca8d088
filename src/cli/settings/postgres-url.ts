import { makeSafeText } from "../../protocol/safe-text.ts";

/** A connection URL of PostgreSQL, as its documentation has them (section 34.1.1.2, "Connection URIs"). */
export const isPostgresUrl = (text: string): boolean => {
  if (text.length > 2048 || !/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text))
    return false;
  const { hostname, pathname, searchParams } = new URL(text);
  return (
    // A socket folder comes as the parameter host.
    (hostname !== "" || searchParams.has("host")) && !pathname.slice(1).includes("/")
  );
};

const secretParameters = /^(?:password|sslpassword)$/i;

/** The URL without its password; of what is no URL nothing is shown. */
export const maskPostgresUrl = (text: string): string => {
  if (!isPostgresUrl(text)) return "***";
  const url = new URL(text);
  if (url.password !== "") url.password = "***";
  for (const name of new Set(url.searchParams.keys()))
    if (secretParameters.test(name)) url.searchParams.set(name, "***");
  return makeSafeText(url.href);
};
