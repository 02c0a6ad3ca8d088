declare const PROCMON_VERSION: string;

/** The package's version: put in by the build, `dev` when the sources run unbuilt. */
export const version: string = typeof PROCMON_VERSION === "undefined" ? "dev" : PROCMON_VERSION;
