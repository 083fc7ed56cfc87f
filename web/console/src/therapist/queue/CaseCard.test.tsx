import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aCase, evidence } from '../../test/make';
import { show } from '../../test/show';
import { CaseCard } from './CaseCard';

const card = (item = aCase()) => show(<ul><CaseCard item={item} me="me" chosen={false} onClaim={() => undefined} /></ul>);

describe('CaseCard', () => {
  it('says in words how urgent, who, why, and which words it was', () => {
    card(aCase({ due_at: new Date(Date.now() + 20 * 60_000 + 5_000).toISOString() }));
    expect(screen.getByText('High')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Patient A' })).toBeVisible();
    expect(screen.getByText('counted my tablets')).toHaveProperty('tagName', 'MARK');
    expect(screen.getByText('Because 2.')).toBeVisible();
    expect(screen.getByRole('timer')).toHaveTextContent('20 min left');
    expect(screen.getByRole('button', { name: 'Claim: Patient A' })).toBeEnabled();
  });

  it('says by how much the clock has run out', () => {
    card(aCase({ due_at: new Date(Date.now() - 5 * 60_000 - 5_000).toISOString() }));
    expect(screen.getByRole('timer')).toHaveTextContent('Overdue 5 min');
  });

  it('gives the most urgent reason first and counts the others', () => {
    const text = 'a b c';
    card(aCase({ trigger: { message_id: 'm', seq: 1, text, created_at: '2026-11-23T10:00:00Z', evidence: [
      evidence(0, 1, { tier: 'low', why: 'Small.' }), evidence(2, 3, { tier: 'emergency', why: 'Grave.' }),
    ] } }));
    expect(screen.getByText('Grave. (and 1 more reason)')).toBeVisible();
  });

  it('says so when a message could not be screened', () => {
    card(aCase({ trigger: { message_id: 'm', seq: 1, text: 'hm', evidence: [], created_at: '2026-11-23T10:00:00Z' } }));
    expect(screen.getByText(/could not be screened/)).toBeVisible();
  });

  it('stops the clock and names the holder once somebody has it', () => {
    card(aCase({ status: 'claimed', claimed_by: { id: 'x', display_name: 'Therapist B' } }));
    expect(screen.queryByRole('timer')).toBeNull();
    expect(screen.getByText(/With Therapist B/)).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('shows what a patient wrote as text, never as a page', () => {
    const text = '<img src=x onerror=alert(1)>';
    const { container } = card(aCase({ trigger: { message_id: 'm', seq: 1, text, evidence: [evidence(0, 4)], created_at: '2026-11-23T10:00:00Z' } }));
    expect(within(container).queryByRole('img')).toBeNull();
    expect(container.querySelector('blockquote')).toHaveTextContent(text);
  });
});
