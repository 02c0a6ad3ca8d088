import { chmodSync, globSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

/**
 * Bundles the three bins: a few files read at start instead of hundreds. Ink's layout engine and its
 * reconciler use top-level await, hence ESM; packages that are CommonJS inside need `require`.
 */
const { metafile } = await build({
  entryPoints: {
    agent: "src/cli/agent.ts",
    hub: "src/cli/hub.ts",
    tui: "src/cli/tui.ts",
    embedded: "src/cli/embedded-worker.ts",
  },
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
  define: { "process.env.NODE_ENV": '"production"', PROCMON_VERSION: JSON.stringify(version) },
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});

// Chunks are named after their content: those of earlier builds go, once this one has succeeded.
const written = new Set(Object.keys(metafile.outputs));
for (const file of globSync("dist/cli/*")) if (!written.has(file)) rmSync(file);
for (const bin of ["agent", "hub", "tui"]) chmodSync(`dist/cli/${bin}.js`, 0o755);
const bytes = Object.values(metafile.outputs).reduce((sum, { bytes: size }) => sum + size, 0);
console.error(`built dist/cli (${Math.round(bytes / 1024)} KiB)`);
