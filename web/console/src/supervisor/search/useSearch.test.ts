import { describe, expect, it } from 'vitest';
import { toQuery } from './useSearch';

describe('toQuery', () => {
  it('sends only what was asked for', () => {
    expect(toQuery({ words: '  ', flagged: false, lowered: false, tier: '', category: '' })).toEqual({});
    expect(toQuery({ words: ' tablets ', flagged: true, lowered: true, tier: 'high', category: 'suicide' }))
      .toEqual({ words: 'tablets', flagged: true, lowered: true, tier: 'high', category: 'suicide' });
  });
});
