import { type Clock, type Logger } from "../../../protocol/effects.ts";
import { type HostName } from "../archive.ts";
import { type TierMaker } from "./tier-maker.ts";

/** All hosts are looked through after the start and this often: what was missed is caught up then. */
const sweepEveryMs = 3_600_000;
/** When in an hour: after it, days and months are taken to be over. */
const sweepAtMs = 35 * 60_000;
const firstSweepMs = 30_000;
/** Share of the time that making tiers may take of the main thread. */
const share = 0.25;
const longestRestMs = 5000;

/** Makes tier files in the background, one host at a time, resting three times as long as it worked. */
export interface TierSchedule {
  /** A raw file of a host was sealed. */
  sealed(name: HostName): void;
  /** Drops a host from the queue; resolves once nothing more is made of it. */
  forget(name: HostName): Promise<void>;
  /** Hosts that wait or are being looked after. */
  readonly waiting: number;
  /** Hosts whose tiers could not be brought up to date, tried again with the next sweep. */
  readonly failures: number;
  close(): Promise<void>;
}

export const createTierSchedule = ({
  maker,
  hosts,
  clock,
  log,
}: {
  maker: Pick<TierMaker, "update">;
  /** All hosts of which files are kept. */
  hosts: () => Promise<readonly HostName[]>;
  clock: Clock;
  log: Logger;
}): TierSchedule => {
  const queue = new Map<string, HostName>();
  let failures = 0;
  let isClosed = false;
  let current: string | undefined;
  let isForgotten = false;
  let work: Promise<void> = Promise.resolve();
  let isScheduled = false;
  let cancelWork: () => void = () => undefined;

  const keyOf = ({ tenant, host }: HostName): string => `${tenant}/${host}`;

  const runNext = async (): Promise<void> => {
    const [key, name] = queue.entries().next().value ?? [];
    if (key === undefined || name === undefined || isClosed) {
      isScheduled = false;
      return;
    }
    queue.delete(key);
    current = key;
    isForgotten = false;
    const began = clock.monotonic();
    try {
      await maker.update(name, () => isClosed || isForgotten);
    } catch (error) {
      failures++;
      log.error({ host: name.host, error: String(error) }, "tiers of a host could not be made");
    }
    current = undefined;
    const rest = ((clock.monotonic() - began) * (1 - share)) / share;
    scheduleAfter(Math.min(rest, longestRestMs));
  };
  const scheduleAfter = (ms: number): void => {
    isScheduled = true;
    cancelWork = clock.after(ms, () => {
      work = runNext();
    });
  };
  const add = (name: HostName): void => {
    queue.set(keyOf(name), name);
    if (!isScheduled && !isClosed) scheduleAfter(0);
  };

  const sweep = async (): Promise<void> => {
    try {
      for (const name of await hosts()) add(name);
    } catch (error) {
      failures++;
      log.error({ error: String(error) }, "the hosts that have files could not be listed");
    }
    if (isClosed) return;
    const now = clock.now();
    const next = Math.floor(now / sweepEveryMs) * sweepEveryMs + sweepAtMs;
    cancelSweep = clock.after(next > now ? next - now : next + sweepEveryMs - now, () => {
      sweeping = sweep();
    });
  };
  let sweeping: Promise<void> = Promise.resolve();
  let cancelSweep = clock.after(firstSweepMs, () => {
    sweeping = sweep();
  });

  return {
    sealed: add,
    forget: async (name) => {
      const key = keyOf(name);
      queue.delete(key);
      if (current !== key) return;
      isForgotten = true;
      await work;
    },
    get waiting() {
      return queue.size + (current === undefined ? 0 : 1);
    },
    get failures() {
      return failures;
    },
    close: async () => {
      isClosed = true;
      cancelSweep();
      cancelWork();
      await sweeping;
      cancelSweep();
      cancelWork();
      await work;
      cancelWork();
    },
  };
};
