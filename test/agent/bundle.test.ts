import { build } from "esbuild";
import { expect, test } from "vitest";

/** Packages in what the agent loads on Linux: all but the portable source. */
const packagesOfAgent = async (): Promise<Set<string>> => {
  const { metafile } = await build({
    entryPoints: ["src/cli/agent.ts", "src/agent/source/procfs-source.ts"],
    outdir: "unused",
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    external: ["systeminformation"],
    define: { PROCMON_VERSION: '"0"' },
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return new Set(
    inputs
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(
        ([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+(?:\/v4\/[a-z]+)?)/.exec(path)?.[1] ?? [],
      ),
  );
};

// Each megabyte of code is one of private memory on every machine under watch; classic zod is nine.
test("the agent is bundled without classic zod, regular expressions and what hub and terminal use", async () => {
  const packages = [...(await packagesOfAgent())];
  expect(packages).toEqual(expect.arrayContaining(["meow", "pino", "ws", "zod/v4/mini"]));
  for (const foreign of [
    "zod/v4/classic",
    "zod/v4/locales",
    "re2js",
    "fastify",
    "ink",
    "react",
    "lowdb",
  ])
    expect(packages).not.toContain(foreign);
});
