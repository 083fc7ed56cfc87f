import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Screening } from '../../api/types';
import { aMessage, evidence } from '../../test/make';
import { show } from '../../test/show';
import { Beside } from './Beside';

const screening: Screening = { tier: 'none', categories: [], evidence: [], version: 'rules-1-0123abcd', state: 'done', milliseconds: 2, notes: [], flagged: false };
const understanding = { intent: 'nlu_fallback', confidence: 0.35, entities: [], actions: [], model_id: '0123456789abcdef' };
const beside = (more: Partial<Screening>) => show(<Beside message={aMessage(1, { understanding, screening: { ...screening, ...more } })} />);

describe('Beside', () => {
  it('says what was lowered and why, where it left no flag', () => {
    const note = 'suicide.intent: emergency lowered to none, told as over (past)';
    beside({ notes: [note, note] });
    expect(screen.getByText('No flag.')).toBeVisible();
    expect(screen.getAllByText(note)).toHaveLength(1);
    expect(screen.getByText('Lowered:')).toBeVisible();
  });

  it('says a reason once, and what was lowered beside what was flagged', () => {
    beside({ flagged: true, tier: 'high', evidence: [evidence(0, 2, { why: 'A plan.' }), evidence(3, 5, { why: 'A plan.' })], notes: ['abuse: high lowered to low, asked (question)'] });
    expect(screen.getAllByText(/A plan\./)).toHaveLength(1);
    expect(screen.getByText(/abuse: high lowered to low/)).toBeVisible();
    expect(screen.queryByText('No flag.')).toBeNull();
  });

  it('keeps versions and the assistant’s own names behind a fold', () => {
    beside({});
    expect(screen.getByText('No flag.')).toBeVisible();
    for (const text of ['nlu_fallback', '35 % sure', /rules-1-0123abcd/]) expect(screen.getByText(text)).not.toBeVisible();
  });
});
