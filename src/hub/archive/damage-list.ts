import { type Logger } from "../../protocol/effects.ts";
import { type Damage } from "./archive.ts";

const damagesKept = 100;

/** What was found damaged: each thing once, the newest last. */
export interface DamageList {
  readonly damages: readonly Damage[];
  /** Damages that no longer stand in the list. */
  readonly dropped: number;
  add(file: string, reason: string): void;
}

export const createDamageList = (log: Logger): DamageList => {
  const damages: Damage[] = [];
  let dropped = 0;
  return {
    damages,
    get dropped() {
      return dropped;
    },
    add: (file, reason) => {
      if (damages.some((one) => one.file === file && one.reason === reason)) return;
      log.error({ file, reason }, "a part of the archive is damaged");
      damages.push({ file, reason });
      if (damages.length <= damagesKept) return;
      damages.shift();
      dropped++;
    },
  };
};
