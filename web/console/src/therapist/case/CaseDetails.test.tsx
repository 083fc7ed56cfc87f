import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { CaseDetail } from '../../api/types';
import { aCase, aMessage, evidence } from '../../test/make';
import { show } from '../../test/show';
import { CaseDetails } from './CaseDetails';
import { historyNote } from './Findings';

const detail: CaseDetail = {
  case: aCase(),
  flagged: [{ message: aMessage(1, { text: 'I counted my tablets' }), screening: {
    tier: 'high', categories: ['suicide'], evidence: [evidence(2, 20)], version: 'rules-1', state: 'done', milliseconds: 2, notes: ['not about another person'], flagged: true,
  } }],
  history: [{ at: '2026-11-23T10:00:00Z', actor_name: 'action', actor_role: 'system', action: 'opened', from_status: null, to_status: 'open', tier: 'high', note: '' }],
  check_ins: [{ day: '2026-11-22', pain: 7, mood: null, sleep: 2, activity: 'Walked' }],
};

describe('CaseDetails', () => {
  it('explains the flag: words, reason, rule, context, version', () => {
    show(<CaseDetails detail={detail} messages={[]} onShow={vi.fn()} />);
    expect(screen.getByText('counted my tablets')).toHaveProperty('tagName', 'MARK');
    expect(screen.getByText('Context: not about another person')).toBeVisible();
    for (const text of ['Rule rule.2', 'Screening rules-1']) {
      expect(screen.getByText(text)).toBeInTheDocument();
      expect(screen.getByText(text)).not.toBeVisible();
    }
    expect(screen.getByText(/Opened by the assistant/)).toBeVisible();
  });

  it('begins with the most urgent message, and shortens a long one around what was found', () => {
    const screening = { categories: [], version: 'rules-1', state: 'done' as const, milliseconds: 2, notes: [], flagged: true };
    const flagged: CaseDetail['flagged'] = [
      { message: aMessage(1, { text: `${'so tired '.repeat(200)}cannot go on` }), screening: { ...screening, tier: 'moderate', evidence: [evidence(1800, 1812)] } },
      { message: aMessage(2, { text: 'numb between my legs' }), screening: { ...screening, tier: 'emergency', evidence: [evidence(0, 4)] } },
      { message: aMessage(3, { text: 'it is hard' }), screening: { ...screening, tier: 'low', evidence: [evidence(6, 10)] } },
    ];
    show(<CaseDetails detail={{ ...detail, flagged }} messages={[]} onShow={vi.fn()} />);
    const quotes = screen.getAllByTitle('Show the flagged message').map((quote) => quote.textContent);
    expect(quotes.map((quote) => quote.slice(-14))).toEqual(['ween my legs”', 'cannot go on”', 'it is hard”'].map((end) => expect.stringContaining(end) as string));
    expect(quotes[1]?.length).toBeLessThan(320);
    expect(screen.getByText('cannot go on')).toHaveProperty('tagName', 'MARK');
  });

  it('says the same reason once, however many rules and words it came from', () => {
    const screening = { tier: 'high' as const, categories: [], version: 'v', state: 'done' as const, milliseconds: 2, notes: ['past', 'past'], flagged: true };
    const said = [evidence(0, 2, { why: 'A plan.', rule: 'one' }), evidence(3, 5, { why: 'A plan.', rule: 'two' }), evidence(6, 8, { why: 'A plan.', rule: 'one' })];
    show(<CaseDetails detail={{ ...detail, flagged: [{ message: aMessage(1), screening: { ...screening, evidence: said } }] }} messages={[]} onShow={vi.fn()} />);
    expect(screen.getAllByText(/A plan\./)).toHaveLength(1);
    expect(screen.getAllByText('Context: past')).toHaveLength(1);
    expect(screen.getByText('Rule one, two')).toBeInTheDocument();
  });

  it('shows what the assistant took the message for, behind a fold', async () => {
    const understanding = { intent: 'risk_flagged', confidence: 0.914, entities: [], actions: ['action_escalate', 'action_listen'], model_id: 'm' };
    show(<CaseDetails detail={detail} messages={[aMessage(1, { understanding })]} onShow={vi.fn()} />);
    expect(screen.getByText('risk_flagged')).not.toBeVisible();
    for (const fold of screen.getAllByText('Technical details')) await userEvent.click(fold);
    expect(screen.getByText('risk_flagged')).toBeVisible();
    expect(screen.getByText('91 % sure')).toBeVisible();
    expect(screen.getByText('action_escalate')).toBeVisible();
    expect(screen.queryByText('action_listen')).toBeNull();
  });

  it('shows a skipped answer as skipped, not as nought', () => {
    show(<CaseDetails detail={detail} messages={[]} onShow={vi.fn()} />);
    expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['Sun 22 Nov', '7', '–', '2']);
  });
});

describe('historyNote', () => {
  it('puts an outcome into words', () => {
    expect(historyNote('called_patient: spoke: all safe')).toBe('Called the patient. spoke: all safe');
    expect(historyNote('no_contact')).toBe('Could not reach the patient');
    expect(historyNote('lunch')).toBe('lunch');
  });
});
