import { describe, expect, it } from 'vitest';
import type { Case } from '../api/types';
import { aCase } from '../test/make';
import { byNeed, groupCases, rings } from './queue';

const ids = (cases: Case[]) => cases.map((item) => item.id);

describe('byNeed', () => {
  it('puts the tier before the clock', () => {
    const late = aCase({ id: 'late', tier: 'low', due_at: '2026-11-23T08:00:00Z' });
    const now = aCase({ id: 'now', tier: 'emergency', due_at: '2026-11-23T12:00:00Z' });
    expect(ids([late, now].sort(byNeed))).toEqual(['now', 'late']);
  });

  it('puts the clock that runs out first before the others of its tier', () => {
    const cases = ['10:40', '10:20', '10:30'].map((time) => aCase({ id: time, due_at: `2026-11-23T${time}:00Z` }));
    expect(ids(cases.sort(byNeed))).toEqual(['10:20', '10:30', '10:40']);
  });

  it('compares times, not texts', () => {
    const zulu = aCase({ id: 'zulu', due_at: '2026-11-23T10:30:00Z' });
    const east = aCase({ id: 'east', due_at: '2026-11-23T11:00:00+01:00' });
    expect(ids([zulu, east].sort(byNeed))).toEqual(['east', 'zulu']);
  });

  it('is the same whatever the order it starts from', () => {
    const cases = ['a', 'b', 'c'].map((id) => aCase({ id }));
    expect(ids([...cases].reverse().sort(byNeed))).toEqual(['a', 'b', 'c']);
  });
});

describe('groupCases', () => {
  it('parts what waits, what is mine and what others have, and leaves out what is over', () => {
    const cases = [
      aCase({ id: 'open' }),
      aCase({ id: 'mine', status: 'claimed', claimed_by: { id: 'me', display_name: 'A' } }),
      aCase({ id: 'theirs', status: 'claimed', claimed_by: { id: 'x', display_name: 'B' } }),
      aCase({ id: 'over', status: 'resolved' }),
    ];
    const groups = groupCases(cases, 'me');
    expect([ids(groups.waiting), ids(groups.mine), ids(groups.others)]).toEqual([['open'], ['mine'], ['theirs']]);
  });
});

describe('rings', () => {
  it('rings for what is urgent and open only', () => {
    expect(rings(aCase({ tier: 'emergency' }))).toBe(true);
    expect(rings(aCase({ tier: 'high' }))).toBe(true);
    expect(rings(aCase({ tier: 'moderate' }))).toBe(false);
    expect(rings(aCase({ tier: 'emergency', status: 'claimed' }))).toBe(false);
  });
});
