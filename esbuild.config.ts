import { chmodSync, globSync, readFileSync, rmSync } from "node:fs";
import { type BuildOptions, build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/**
 * Bundles the three bins: a few files read at start instead of hundreds. Ink's layout engine and its
 * reconciler use top-level await, hence ESM; packages that are CommonJS inside need `require`.
 */
const options = {
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  external: ["react-devtools-core"],
  // An import of types alone is none at run time; with the compiler's setting it would load the module.
  tsconfigRaw: { compilerOptions: { jsx: "react-jsx", verbatimModuleSyntax: false } },
  define: {
    "process.env.NODE_ENV": '"production"',
    PROCMON_VERSION: JSON.stringify(version),
    // Nothing here fetches. The loader of Ink's layout engine asks whether it could, which in Node
    // loads a whole HTTP client: 16 ms and 9 MB, measured.
    fetch: "undefined",
  },
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
} satisfies BuildOptions;

/** Each program by itself: a chunk shared with another would bring what only that one needs. */
const programs = [
  { agent: "src/cli/agent.ts" },
  { hub: "src/cli/hub.ts" },
  { tui: "src/cli/tui.ts", embedded: "src/cli/embedded-worker.ts" },
];
const builds = await Promise.all(programs.map((entryPoints) => build({ ...options, entryPoints })));
const outputs = builds.flatMap(({ metafile }) => Object.entries(metafile.outputs));

// Chunks are named after their content: those of earlier builds go, once this one has succeeded.
const written = new Set(outputs.map(([file]) => file));
for (const file of globSync("dist/cli/*")) if (!written.has(file)) rmSync(file);
for (const bin of ["agent", "hub", "tui"]) chmodSync(`dist/cli/${bin}.js`, 0o755);
const bytes = outputs.reduce((sum, [, { bytes: size }]) => sum + size, 0);
console.error(`built dist/cli (${Math.round(bytes / 1024)} KiB)`);
