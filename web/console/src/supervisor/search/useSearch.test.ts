import { describe, expect, it } from 'vitest';
import { toQuery } from './useSearch';

describe('toQuery', () => {
  it('sends only what was asked for', () => {
    expect(toQuery({ words: '  ', flagged: false, tier: '', category: '' })).toEqual({});
    expect(toQuery({ words: ' tablets ', flagged: true, tier: 'high', category: 'suicide' })).toEqual({ words: 'tablets', flagged: true, tier: 'high', category: 'suicide' });
  });
});
