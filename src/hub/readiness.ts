import { type ReadyAnswer } from "../protocol/api/ready.ts";

/** What can keep a hub from taking samples. */
export interface HubCondition {
  readonly isRecovering: boolean;
  /** Why nothing is acknowledged now; undefined while all is well. */
  readonly journalTrouble: string | undefined;
  readonly isEnding: boolean;
}

export const computeReadiness = ({
  isRecovering,
  journalTrouble,
  isEnding,
}: HubCondition): ReadyAnswer => {
  const reasons = [
    ...(isRecovering
      ? [{ code: "recovering", detail: "the log of an earlier run is being read" }]
      : []),
    ...(journalTrouble === undefined ? [] : [{ code: "journal", detail: journalTrouble }]),
    ...(isEnding ? [{ code: "ending", detail: "the hub was told to end" }] : []),
  ];
  return { status: reasons.length === 0 ? "ok" : "unavailable", reasons };
};
