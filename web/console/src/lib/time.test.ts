import { describe, expect, it } from 'vitest';
import { ago, dayName, duration, plainDay, timeLeft } from './time';

const now = Date.parse('2026-11-23T10:00:00Z');
const in_ = (seconds: number) => timeLeft(now + seconds * 1000, now);

describe('timeLeft', () => {
  it('counts seconds in the last ten minutes', () => {
    expect(in_(599)).toEqual({ level: 'soon', text: '9:59 left' });
    expect(in_(61)).toEqual({ level: 'soon', text: '1:01 left' });
    expect(in_(0.4)).toEqual({ level: 'soon', text: '0:01 left' });
  });

  it('is calmer before', () => {
    expect(in_(600)).toEqual({ level: 'ok', text: '10 min left' });
    expect(in_(3 * 3600 + 600)).toEqual({ level: 'ok', text: '3 h 10 min left' });
    expect(in_(49 * 3600)).toEqual({ level: 'ok', text: '2 d 1 h left' });
  });

  it('says by how much it is overdue, from the very moment', () => {
    expect(in_(0)).toEqual({ level: 'over', text: 'Overdue 0 s' });
    expect(in_(-125)).toEqual({ level: 'over', text: 'Overdue 2 min' });
    expect(in_(-7200)).toEqual({ level: 'over', text: 'Overdue 2 h' });
  });
});

describe('words for time', () => {
  it('writes lengths', () => {
    expect([45_000, 60_000, 3_600_000, 5_400_000, 90_000_000].map(duration)).toEqual(['45 s', '1 min', '1 h', '1 h 30 min', '1 d 1 h']);
  });

  it('writes how long ago', () => {
    expect(ago(now - 20_000, now)).toBe('just now');
    expect(ago(now - 300_000, now)).toBe('5 min ago');
    // A clock that runs ahead of ours must not say "in the future".
    expect(ago(now + 5_000, now)).toBe('just now');
  });

  it('names days', () => {
    const local = new Date(2026, 10, 23, 12).getTime();
    expect(dayName(new Date(2026, 10, 23, 8).toISOString(), local)).toBe('Today');
    expect(dayName(new Date(2026, 10, 22, 23).toISOString(), local)).toBe('Yesterday');
    expect(dayName(new Date(2026, 10, 20, 8).toISOString(), local)).toContain('20 November');
  });

  it('never shifts a patient’s local day', () => {
    expect(plainDay('2026-11-23')).toBe('Mon 23 Nov');
  });
});
