import { type UnpackedFrames } from "../../journal/unpacked-frames.ts";
import { type HostName, type Window } from "../archive.ts";
import { hourMs } from "../hour.ts";
import { type RawReader, type Stretch } from "./raw-reader.ts";

/** Times of the first and the last sample of a host: of the first and last hour that hold any, and the log. */
export const readRawSpan = async ({
  reader,
  unpacked,
  name,
}: {
  reader: RawReader;
  unpacked: UnpackedFrames | undefined;
  name: HostName;
}): Promise<Window | undefined> => {
  const hours = await reader.hoursKept(name);
  const inLog = unpacked?.span(name);
  const first = await firstFound(reader, name, hours);
  const last = await firstFound(reader, name, hours.toReversed());
  const spans = [inLog, first, last].filter((span) => span !== undefined);
  if (spans.length === 0) return undefined;
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
  };
};

/** What the first of some hours holds that is not damaged altogether. */
const firstFound = async (
  reader: RawReader,
  name: HostName,
  hours: readonly number[],
): Promise<Window | undefined> => {
  for (const hour of hours) {
    const window = { from: hour * hourMs, to: (hour + 1) * hourMs - 1 };
    for await (const stretches of reader.hours(name, window)) return spanOf(stretches);
  }
  return undefined;
};

const spanOf = (stretches: readonly Stretch[]): Window => ({
  from: Math.min(...stretches.map(({ times }) => times[0] as number)),
  to: Math.max(...stretches.map(({ times }) => times.at(-1) as number)),
});
