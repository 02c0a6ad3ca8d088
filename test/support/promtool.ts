import { spawnSync } from "node:child_process";

/** Why Prometheus' own programs cannot be asked here, or undefined where they can. */
export const promtoolMissing = (program: "promtool" | "prometheus"): string | undefined =>
  spawnSync(program, ["--version"]).status === 0
    ? undefined
    : `${program} is not installed (Debian package prometheus)`;

/** What `promtool check metrics` says of a text: nothing where all of it is well. */
export const checkMetrics = (text: string): string => {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  const said = `${stdout}${stderr}`.trim();
  return status === 0 ? said : `status ${status}: ${said}`;
};
