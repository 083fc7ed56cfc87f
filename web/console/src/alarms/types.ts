/** What the gateway says about the ladder, addresses and drills. */
export type Rung =
  | 'asked' | 'warned' | 'passed_on' | 'supervisors_asked' | 'administrators_asked' | 'holder_told' | 'drill_sent';
export type DrillState = 'off' | 'pending' | 'passed' | 'degraded' | 'failed' | 'missing';

export interface Ladder {
  /** The latest last. */
  asked: { id: string; display_name: string; at: string }[];
  /** Null while somebody has the case. */
  next: { kind: Rung; at: string } | null;
}

export interface Alarms {
  reachable: boolean;
  drill: DrillState;
}

export interface Drills {
  state: DrillState;
  last: {
    started_at: string;
    finished_at: string | null;
    outcome: 'passed' | 'degraded' | 'failed' | null;
    missing: string | null;
    opened_by: string | null;
    /** Seconds from the start; null where the drill did not get. */
    hops: Record<string, number | null>;
  } | null;
}

export interface Contact {
  id: string;
  person_id: string;
  shown: string;
  works: boolean;
}

export interface Reach {
  on_call: string[];
  contacts: Contact[];
  channel: boolean;
  anybody: boolean;
}
