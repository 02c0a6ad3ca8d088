import { createLogFiles } from "../../src/hub/journal/log-files.ts";
import { openLogJournal } from "../../src/hub/journal/log-journal.ts";
import { type RestoredHost } from "../../src/hub/restored-host.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createRecordingLogger } from "./recording-logger.ts";

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What a hub that starts over a folder finds in its log. */
export interface ReadBack {
  readonly hosts: ReadonlyMap<string, RestoredHost>;
  /** `hello`, or kind and sequence number, of the lines that are served, by host. */
  readonly served: ReadonlyMap<string, readonly string[]>;
  readonly damages: number;
}

export const readBack = async (folder: string): Promise<ReadBack> => {
  const journal = await openLogJournal({
    files: createLogFiles(folder),
    packer: { pack: () => Promise.reject(new Error("not now")) },
    policy: "1s",
    clock: createFakeClock(),
    log: createRecordingLogger(),
  });
  const hosts = new Map<string, RestoredHost>();
  await journal.recover((host) => hosts.set(host.host, host));
  const served = new Map<string, string[]>();
  for (const name of journal.hosts()) {
    const parts = await journal.lines(name, always);
    served.set(
      name.host,
      parts.flatMap(({ lines }) => lines).map((line) => shortOf(JSON.parse(line) as Shape)),
    );
  }
  const damages = journal.damages.length;
  await journal.close();
  return { hosts, served, damages };
};

interface Shape {
  readonly k: string;
  readonly q?: number;
}

export const shortOf = ({ k, q }: Shape): string => (k === "hello" ? k : `${k} ${q}`);
