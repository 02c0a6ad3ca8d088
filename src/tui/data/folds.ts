import { type FleetHost } from "./fleet-host.ts";
import { parseIdentity } from "./identity.ts";

/** Which subtrees are folded: all or none, and the processes that are the other way. */
export interface Folds {
  readonly folded: boolean;
  /** Identities of processes. */
  readonly except: ReadonlySet<string>;
}

/** Folds of processes that are long gone leave when there are more than this; the oldest first. */
export const MAX_FOLDS = 4096;

export const noFolds: Folds = { folded: false, except: new Set() };
export const allFolds: Folds = { folded: true, except: new Set() };

/** Folds or unfolds one process, whatever holds for the others. */
export const setFold = (folds: Folds, identity: string, folded: boolean): Folds => {
  const except = new Set(folds.except);
  except.delete(identity);
  if (folded !== folds.folded) except.add(identity);
  for (const oldest of except) {
    if (except.size <= MAX_FOLDS) break;
    except.delete(oldest);
  }
  return { folded: folds.folded, except };
};

export const isFolded = (folds: Folds, identity: string): boolean =>
  folds.folded !== folds.except.has(identity);

/** Tells slot by slot what is folded, without a text for each process. */
export const foldTest = (
  folds: Folds,
  hosts: readonly FleetHost[],
): ((hostIndex: number, slot: number) => boolean) => {
  if (folds.except.size === 0) return () => folds.folded;
  const indexOfHost = new Map(hosts.map((host, index) => [host.host, index]));
  const startsOfPid = hosts.map(() => new Map<number, number[]>());
  for (const text of folds.except) {
    const identity = parseIdentity(text);
    const index = identity && indexOfHost.get(identity.host);
    if (identity === undefined || index === undefined) continue;
    const starts = startsOfPid[index]?.get(identity.pid);
    if (starts === undefined) startsOfPid[index]?.set(identity.pid, [identity.start]);
    else starts.push(identity.start);
  }
  return (hostIndex, slot) => {
    const { pid, start } = (hosts[hostIndex] as FleetHost).state.processes;
    const starts = startsOfPid[hostIndex]?.get(pid[slot] as number);
    return folds.folded !== (starts?.includes(start[slot] as number) ?? false);
  };
};
