import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { serve } from '../test/server';
import { show } from '../test/show';
import type { Plan, PlanPart } from './api';
import { PlanReading } from './PlanReading';
import { PlanSection } from './PlanSection';

const patient = { id: 'p1', display_name: 'Patient A' };
const STEPS = { body: { plan: { steps: [
  { step: 'warning_signs', title: 'Warning signs', ask: 'How do you notice?', hint: 'Thoughts, too.' },
  { step: 'own_coping', title: 'On my own', ask: 'What helps?', hint: 'Small things.' },
] } } };
const part = (text: string, version: number, author_name = 'Patient A'): PlanPart => ({ text, version, at: '2026-11-23T10:00:00Z', author_name, author_role: 'patient' });
const plan = (version: number, parts: Plan['parts']): { body: { plan: Plan } } => ({ body: { plan: {
  version, parts, changes: version ? [{ version, at: '2026-11-23T10:00:00Z', author_name: 'Patient A', author_role: 'patient', steps: Object.keys(parts) }] : [],
} } });
const GET = 'GET /staff/patients/p1/plan';
const POST = 'POST /staff/patients/p1/plan';

async function open() {
  await userEvent.click(await screen.findByRole('button', { name: /plan/i }));
  return screen.findByRole('dialog');
}

describe('a patient’s safety plan', () => {
  it('says how far it is and who changed it last, and shows who wrote what', async () => {
    serve({ 'GET /patient/self-help': STEPS, [GET]: plan(3, { warning_signs: part('I stop answering', 3), own_coping: part('', 2) }) });
    show(<PlanSection patient={patient} />);
    expect(await screen.findByText(/^1 of 2 steps written\. Last changed by Patient A, 23 Nov/)).toBeVisible();
    const dialog = await open();
    expect(within(dialog).getByLabelText('Warning signs')).toHaveValue('I stop answering');
    expect(within(dialog).getAllByText(/^Patient A, 23 Nov/)).toHaveLength(2);
    expect(within(dialog).getByText('Patient A: Warning signs, On my own')).toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('points out what the patient changed after the flag, and nothing else', async () => {
    const changes = [
      { version: 3, at: '2026-11-23T10:20:00Z', author_name: 'Therapist A', author_role: 'therapist', steps: ['warning_signs'] },
      { version: 2, at: '2026-11-23T10:10:00Z', author_name: 'Patient A', author_role: 'patient', steps: ['own_coping'] },
      { version: 1, at: '2026-11-23T09:00:00Z', author_name: 'Patient A', author_role: 'patient', steps: ['warning_signs'] },
    ];
    const body = { plan: { version: 3, parts: { own_coping: part('tonight', 2) }, changes } };
    serve({ 'GET /patient/self-help': STEPS, [GET]: { body } });
    const { unmount } = show(<PlanSection patient={patient} flagged="2026-11-23T10:00:00Z" />);
    expect(await screen.findByText(/^The patient has changed it since the flag: On my own \(23 Nov/)).toBeVisible();
    unmount();
    show(<PlanSection patient={patient} flagged="2026-11-23T10:15:00Z" />);
    expect(await screen.findByText(/^1 of 2 steps written/)).toBeVisible();
    expect(screen.queryByText(/since the flag/)).toBeNull();
  });

  it('saves only what was changed, with the version that was read', async () => {
    const calls = serve({ 'GET /patient/self-help': STEPS, [GET]: plan(3, { warning_signs: part('one', 3) }), [POST]: plan(4, { warning_signs: part('one', 3), own_coping: part('breathe', 4, 'Therapist A') }) });
    show(<PlanSection patient={patient} />);
    const dialog = await open();
    await userEvent.type(within(dialog).getByLabelText('On my own'), 'breathe');
    expect(within(dialog).getByRole('status')).toHaveTextContent('Changes not saved yet');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The plan is saved.')).toBeVisible();
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ base_version: 3, parts: { own_coping: 'breathe' } });
    expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
    expect(window.sessionStorage).toHaveLength(0);
  });

  it('keeps both texts when the patient was faster, and saves what is chosen', async () => {
    let there = plan(1, { warning_signs: part('one', 1) });
    const calls = serve({
      'GET /patient/self-help': STEPS, [GET]: () => there,
      [POST]: ({ body }) => ((body as { base_version: number }).base_version < 2 ? { status: 409, body: { error: { code: 'plan_changed' } } } : plan(3, { warning_signs: part('theirs\nmine', 3) })),
    });
    show(<PlanSection patient={patient} />);
    const dialog = await open();
    const field = within(dialog).getByLabelText('Warning signs');
    await userEvent.clear(field);
    await userEvent.type(field, 'mine');
    there = plan(2, { warning_signs: part('theirs', 2) });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert).toHaveTextContent('Patient A changed this step while you did. Both texts are kept');
    expect(alert).toHaveTextContent('theirs');
    expect(field).toHaveValue('mine');
    expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.click(within(alert).getByRole('button', { name: 'Keep both' }));
    expect(field).toHaveValue('theirs\nmine');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls.filter((call) => call.method === 'POST').at(-1)?.body).toEqual({ base_version: 2, parts: { warning_signs: 'theirs\nmine' } }));
  });

  it('keeps what is not saved when the page is left', async () => {
    serve({ 'GET /patient/self-help': STEPS, [GET]: plan(0, {}) });
    const { unmount } = show(<PlanSection patient={patient} />);
    expect(await screen.findByRole('button', { name: 'Start a plan together' })).toBeVisible();
    await userEvent.type(within(await open()).getByLabelText('On my own'), 'music');
    unmount();
    show(<PlanSection patient={patient} />);
    expect(await screen.findByText(/Changes not saved yet/)).toBeVisible();
    expect(within(await open()).getByLabelText('On my own')).toHaveValue('music');
  });

  it('is read by a supervisor only when asked for, since each reading is on record', async () => {
    const calls = serve({ 'GET /patient/self-help': STEPS, 'GET /supervisor/patients/p1/plan': plan(1, { warning_signs: part('I stop answering', 1) }) });
    show(<PlanReading patient={patient} />);
    expect(calls.some((call) => call.path.endsWith('/plan'))).toBe(false);
    const dialog = await open();
    expect(await within(dialog).findByText('I stop answering')).toBeVisible();
    expect(within(dialog).getByText('Reading this is recorded in the audit log.')).toBeVisible();
    expect(within(dialog).queryByRole('textbox')).toBeNull();
  });
});
