/** `npm run bench -- NAME [flags]`. Names and flags are in README.md beside this file. */
const benches: Readonly<Record<string, () => Promise<(argv: readonly string[]) => Promise<void>>>> =
  {
    sampler: async () => (await import("./sampler.ts")).benchSampler,
    terminal: async () => (await import("./terminal.ts")).benchTerminal,
    storage: async () => (await import("./storage.ts")).benchStorage,
    query: async () => (await import("./query.ts")).benchQuery,
    crash: async () => (await import("./crash.ts")).benchCrash,
    restart: async () => (await import("./restart.ts")).benchRestart,
    ingest: async () => (await import("./ingest.ts")).benchIngest,
  };

const name = process.argv[2] ?? "";
const load = benches[name];
if (load === undefined) {
  console.log(`usage: npm run bench -- ${Object.keys(benches).join("|")} [flags]`);
  process.exitCode = name === "" ? 0 : 2;
} else {
  await (await load())(process.argv.slice(3));
}
