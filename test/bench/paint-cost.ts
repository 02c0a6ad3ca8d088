import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { type Size } from "./pty-program.ts";
import { type Measured } from "./report.ts";
import { figure } from "./table.ts";

interface PaintCost {
  readonly tickMs: number;
  readonly tickBytes: number;
  readonly keyMs: number;
  readonly keyBytes: number;
}

const FRAMES = 400;

/** What the terminal's program costs per frame, with neither a terminal nor a sampler. */
export const measurePaintCost = (
  sizes: readonly Size[],
  processCounts: readonly number[],
): Measured => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-paint-"));
  try {
    bundle(folder);
    const program = join(folder, "paint-program.mjs");
    const rows = sizes.flatMap((size) =>
      processCounts.map((processes) => {
        const cost = runProgram(program, size, processes);
        return [
          `${size.columns}x${size.rows}, ${processes} processes`,
          ...[cost.tickMs, cost.tickBytes, cost.keyMs, cost.keyBytes].map(figure),
        ];
      }),
    );
    return {
      table: {
        title: `A frame without terminal and sampler, median of ${FRAMES / 2}, one process in ten active`,
        columns: ["size", "tick CPU ms", "tick bytes", "key CPU ms", "key bytes"],
        rows,
      },
      notes: [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const runProgram = (program: string, { columns, rows }: Size, processes: number): PaintCost =>
  JSON.parse(
    execFileSync(process.execPath, [program, ...[columns, rows, processes, FRAMES].map(String)], {
      encoding: "utf8",
      env: { ...process.env, FORCE_COLOR: "1" },
    }),
  ) as PaintCost;

/** As the bins are bundled: Node cannot load JSX, and React is slower unless it is told of production. */
const bundle = (outdir: string): void => {
  buildSync({
    entryPoints: [join(import.meta.dirname, "paint-program.ts")],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    logLevel: "error",
    external: ["react-devtools-core"],
    define: { "process.env.NODE_ENV": '"production"' },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
};
