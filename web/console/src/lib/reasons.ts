/** What a screening found, said once. */
import type { Category, Evidence, Tier } from '../api/types';

export interface Reason {
  key: string;
  category: Category;
  tier: Tier;
  why: string;
  /** Every rule that said so. */
  rules: string[];
}

/** Merges findings that say the same: of other words, or by another rule. In the order in which they were found. */
export function distinct(evidence: readonly Evidence[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const { category, tier, why, rule } of evidence) {
    const key = `${category} ${tier} ${why}`;
    const reason = found.get(key);
    if (!reason) found.set(key, { key, category, tier, why, rules: [rule] });
    else if (!reason.rules.includes(rule)) reason.rules.push(rule);
  }
  return [...found.values()];
}
