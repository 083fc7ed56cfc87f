/** What the gateway says about the ladder, addresses and drills. */
import type { CaseStatus, OpenedBy, Tier } from '../api/types';

export type Rung =
  | 'asked' | 'warned' | 'passed_on' | 'supervisors_asked' | 'administrators_asked' | 'holder_told' | 'drill_sent';
export type DrillState = 'off' | 'pending' | 'passed' | 'degraded' | 'unnotified' | 'failed' | 'missing';

export interface Ladder {
  /** The latest last. */
  asked: { id: string; display_name: string; at: string }[];
  /** The latest step that was taken. */
  last: { kind: Rung; at: string } | null;
  /** Null while somebody has the case. */
  next: { kind: Rung; at: string } | null;
}

/** An open case that nobody took up in time; nothing of its patient. */
export interface LateCase {
  id: string;
  tier: Tier;
  status: CaseStatus;
  opened_at: string;
  due_at: string;
  overdue: boolean;
  /** Whether the ladder has asked this role to see to it. */
  called: boolean;
  /** Names of the patient's own therapists. */
  therapists: string[];
  ladder: Ladder;
}

export interface Alarms {
  reachable: boolean;
  drill: DrillState;
}

export interface Drills {
  state: DrillState;
  /** Since when one runs, or waits for the worker to begin it. */
  under_way: string | null;
  last: {
    started_at: string;
    finished_at: string | null;
    outcome: 'passed' | 'degraded' | 'unnotified' | 'failed' | null;
    missing: string | null;
    opened_by: OpenedBy | null;
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
