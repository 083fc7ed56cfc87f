import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import AdministratorApp from '../administrator/AdministratorApp';
import type { Role } from '../api/types';
import SupervisorApp from '../supervisor/SupervisorApp';
import { aCase, aMessage, evidence, me } from '../test/make';
import { serve } from '../test/server';
import { show } from '../test/show';
import type { LateCase } from './types';

const ring = vi.hoisted(() => vi.fn());
vi.mock('../lib/sound', () => ({ ring, soundState: () => 'ready', allowSound: () => Promise.resolve('ready') }));
beforeEach(() => ring.mockClear());

function late(more: Partial<LateCase> = {}): LateCase {
  return {
    id: 'c1', tier: 'high', status: 'open', opened_at: '2026-11-23T10:00:00Z', due_at: '2026-11-23T10:10:00Z', overdue: true, called: true,
    therapists: ['Therapist A'],
    ladder: {
      asked: [{ id: 'a', display_name: 'Therapist A', at: '2026-11-23T10:00:00Z' }], last: { kind: 'supervisors_asked', at: '2026-11-23T10:20:00Z' },
      next: { kind: 'administrators_asked', at: '2026-11-23T10:25:00Z' },
    },
    ...more,
  };
}

const served = (cases: () => LateCase[]) => serve({
  'GET /staff/alarms': { body: { reachable: true, drill: 'passed' } },
  'GET /staff/late-cases': () => ({ body: { cases: cases() } }),
  'GET /admin/people': { body: { people: [] } }, 'GET /admin/drills': { body: { state: 'passed', last: null, under_way: null } },
  'GET /supervisor/cases/c1': { body: {
    case: aCase({ ladder: late().ladder }), history: [{ at: '2026-11-23T10:20:00Z', actor_name: 'worker', actor_role: 'system', action: 'supervisors asked', from_status: 'open', to_status: 'open', tier: 'high', note: 'Supervisor B' }],
    flagged: [{ message: aMessage(1, { text: 'I counted my tablets' }), screening: {
      tier: 'high', categories: ['suicide'], evidence: [evidence(2, 20)], version: 'v', state: 'done', milliseconds: 1, notes: [], flagged: true,
    } }],
  } },
});
const open = (role: Role, path: string) => show(role === 'supervisor' ? <SupervisorApp /> : <AdministratorApp />, { path, me: { ...me, role } });

describe.each([['supervisor', '/search'], ['administrator', '/people']] as const)('on the pages of the %s', (role, path) => {
  it('shows, sounds and counts a case that the ladder brought, and is silent but not gone once it was seen', async () => {
    served(() => [late(), late({ id: 'c2', called: false })]);
    open(role, path);
    expect(await screen.findByRole('alert', { name: /A case needs somebody/ })).toBeVisible();
    await waitFor(() => expect(document.title).toMatch(/^\(2\) /));
    await waitFor(() => expect(ring).toHaveBeenCalled());
    await userEvent.click(screen.getByRole('button', { name: 'I have seen it' }));
    expect(screen.queryByRole('alert', { name: /needs somebody/ })).toBeNull();
    expect(screen.getByText(/2 cases are late/)).toBeVisible();
    expect(document.title).toMatch(/^\(2\) /);
  });

  it('rings again at the next step of the ladder', async () => {
    let cases = [late()];
    served(() => cases);
    const { unmount } = open(role, path);
    await userEvent.click(await screen.findByRole('button', { name: 'I have seen it' }));
    unmount();
    ring.mockClear();
    cases = [late({ ladder: { ...late().ladder, last: { kind: 'administrators_asked', at: '2026-11-23T10:25:00Z' } } })];
    open(role, path);
    expect(await screen.findByRole('button', { name: 'I have seen it' })).toBeVisible();
    await waitFor(() => expect(ring).toHaveBeenCalled());
  });

  it('does not sound for a case that is late but with which the ladder has not come', async () => {
    served(() => [late({ called: false })]);
    open(role, path);
    expect(await screen.findByText(/One case is late/)).toBeVisible();
    expect(ring).not.toHaveBeenCalled();
  });

  it('says nothing when no case is late', async () => {
    const calls = served(() => []);
    open(role, path);
    await waitFor(() => expect(calls.some((call) => call.path === '/staff/late-cases')).toBe(true));
    expect(screen.queryByText(/late:|needs somebody/)).toBeNull();
  });
});

describe('what each may see', () => {
  it('lets a supervisor read the case, and nothing else', async () => {
    const calls = served(() => [late()]);
    open('supervisor', '/late');
    const item = await screen.findByRole('listitem');
    expect(within(item).getByText(/Asked: Therapist A/)).toBeVisible();
    await userEvent.click(within(item).getByRole('link', { name: 'Read the case' }));
    expect(await screen.findByRole('heading', { name: 'Patient A' })).toBeVisible();
    expect(screen.getByText('counted my tablets')).toHaveProperty('tagName', 'MARK');
    expect(screen.getByText(/asked the supervisors/)).toBeVisible();
    expect(screen.getByText(/is recorded in the audit log/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Claim|Take over|Resolve/ })).toBeNull();
    expect(calls.filter((call) => call.path === '/supervisor/cases/c1')).toHaveLength(1);
  });

  it('shows an administrator tier, clock and who is responsible; a notification’s link leads there too', async () => {
    const calls = served(() => [late()]);
    open('administrator', '/cases/c1');
    const item = await screen.findByRole('listitem');
    expect(item).toHaveTextContent(/High.*Overdue.*The patient’s therapists: Therapist A.*Asked: Therapist A/);
    expect(within(item).queryByRole('link')).toBeNull();
    expect(calls.some((call) => call.path.startsWith('/supervisor'))).toBe(false);
  });
});
