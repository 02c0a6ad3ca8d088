/** What the hub counts since it started, as `GET /healthz` shows it. */
export interface HubCounters {
  agents: number;
  terminals: number;
  /** Connections closed with an error frame, of agents and terminals. */
  refused: number;
  frames_accepted: number;
  /** Frames that were here already, dropped and acknowledged again. */
  frames_duplicate: number;
  /** Frames dropped because one before them is missing. */
  frames_out_of_order: number;
  /** Frames that contradicted the table they were for. */
  frames_inconsistent: number;
  resyncs: number;
  frames_relayed: number;
  /** Frames not relayed to a terminal that read too slowly; a key frame made up for them. */
  frames_dropped: number;
}

export const createHubCounters = (): HubCounters => ({
  agents: 0,
  terminals: 0,
  refused: 0,
  frames_accepted: 0,
  frames_duplicate: 0,
  frames_out_of_order: 0,
  frames_inconsistent: 0,
  resyncs: 0,
  frames_relayed: 0,
  frames_dropped: 0,
});
