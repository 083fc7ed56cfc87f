/** Who needs somebody first. */
import type { Case, Tier } from '../api/types';

const RANK: Record<Tier, number> = { none: 0, low: 1, moderate: 2, high: 3, emergency: 4 };

export function rank(tier: Tier): number {
  return RANK[tier];
}

/** More urgent first, then whose clock runs out first, then who has waited longest. */
export function byNeed(a: Case, b: Case): number {
  return (
    RANK[b.tier] - RANK[a.tier] ||
    Date.parse(a.due_at) - Date.parse(b.due_at) ||
    Date.parse(a.opened_at) - Date.parse(b.opened_at) ||
    a.id.localeCompare(b.id)
  );
}

export interface QueueGroups {
  /** Nobody has these. */
  waiting: Case[];
  mine: Case[];
  others: Case[];
}

export function groupCases(cases: readonly Case[], me: string): QueueGroups {
  const sorted = cases.filter((item) => item.status !== 'resolved').sort(byNeed);
  return {
    waiting: sorted.filter((item) => item.claimed_by === null),
    mine: sorted.filter((item) => item.claimed_by?.id === me),
    others: sorted.filter((item) => item.claimed_by !== null && item.claimed_by.id !== me),
  };
}

/** Whether a case rings until somebody says that they have seen it: what is urgent, and whatever nobody has taken in time. */
export function rings(item: Case): boolean {
  return item.status === 'open' && (RANK[item.tier] >= RANK.high || item.overdue);
}
