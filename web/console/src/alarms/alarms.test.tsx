import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { aCase } from '../test/make';
import { serve } from '../test/server';
import { show } from '../test/show';
import { AlarmsNotice } from './AlarmsNotice';
import { DrillPanel } from './DrillPanel';
import { LadderLine } from './LadderLine';
import { ReachPanel } from './ReachPanel';

const person = (id: string, role: 'therapist' | 'supervisor') => ({ id, role, display_name: `Person ${id}`, login: id, disabled_at: null });
const reach = { on_call: ['a', 'b'], contacts: [{ id: 'k', person_id: 'a', shown: 'a@clinic.example', works: false }], channel: false, anybody: false };

describe('LadderLine', () => {
  it('says who was asked, and what comes next and when', () => {
    const at = new Date(Date.now() + 300_000);
    show(<LadderLine item={aCase({ ladder: { asked: [{ id: 'a', display_name: 'Therapist A', at: at.toISOString() }], last: null, next: { kind: 'passed_on', at: at.toISOString() } } })} />);
    expect(screen.getByText(/Asked: Therapist A/)).toHaveTextContent(/; the next on call is asked at \d\d:\d\d$/);
  });

  it('is silent about a case that somebody has', () => {
    const { container } = show(<LadderLine item={aCase({ status: 'claimed', ladder: { asked: [{ id: 'a', display_name: 'A', at: '2026-11-23T10:00:00Z' }], last: null, next: null } })} />);
    expect(container.querySelector('p')).toBeNull();
  });
});

describe('AlarmsNotice', () => {
  it('says that the last drill failed, and that nobody is reached', async () => {
    serve({ 'GET /staff/alarms': { body: { reachable: false, drill: 'failed' } } });
    show(<AlarmsNotice />);
    expect(await screen.findByText(/The last drill failed/)).toBeVisible();
    expect(screen.getByText(/Nobody can be reached outside this page/)).toBeVisible();
  });

  it('says nothing when all is well', async () => {
    const calls = serve({ 'GET /staff/alarms': { body: { reachable: true, drill: 'passed' } } });
    show(<AlarmsNotice />);
    await expect.poll(() => calls.length).toBe(1);
    expect(screen.queryByText(/drill|outside/)).toBeNull();
  });
});

describe('ReachPanel', () => {
  it('shows and changes who is on call, and says what is not delivered', async () => {
    const calls = serve({
      'GET /admin/reach': { body: reach }, 'POST /admin/on-call': { body: { ...reach, on_call: ['b', 'a'] } }, 'POST /admin/contacts': { status: 201, body: reach },
    });
    show(<ReachPanel people={[person('a', 'therapist'), person('b', 'therapist'), person('s', 'supervisor')]} />);
    expect(await screen.findByText(/no mail server is set/)).toBeVisible();
    expect(screen.getByText(/HANDRAIL_ALARM_URLS\) is not set/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Move up: Person b' }));
    expect(calls.at(-1)).toMatchObject({ path: '/admin/on-call', body: { people: ['b', 'a'] } });
    await userEvent.selectOptions(screen.getByLabelText('Person'), 'Person s');
    await userEvent.type(screen.getByLabelText('Address'), 's@clinic.example');
    await userEvent.click(screen.getByRole('button', { name: 'Add address' }));
    await expect.poll(() => calls.some((call) => call.path === '/admin/contacts')).toBe(true);
    expect(calls.find((call) => call.path === '/admin/contacts')?.body).toEqual({ person_id: 's', address: 's@clinic.example' });
  });
});

describe('OnCall', () => {
  it('shows no nameless row for somebody who was disabled a moment ago', async () => {
    serve({ 'GET /admin/reach': { body: reach } });
    show(<ReachPanel people={[person('a', 'therapist'), { ...person('b', 'therapist'), disabled_at: '2026-11-23T10:00:00Z' }]} />);
    await screen.findByText('Person a', { selector: 'li span' });
    expect(screen.getAllByRole('button', { name: /^Take off call/ }).map((button) => button.getAttribute('aria-label'))).toEqual(['Take off call: Person a']);
  });

  it('says who is asked when nobody is on call', async () => {
    serve({ 'GET /admin/reach': { body: { ...reach, on_call: ['gone'] } } });
    show(<ReachPanel people={[person('a', 'therapist')]} />);
    expect(await screen.findByText(/all therapists where they have none\), then the supervisors, then the administrators/)).toBeVisible();
  });
});

describe('DrillPanel', () => {
  it('says when the last drill was and where it stopped', async () => {
    const hops = { accepted: 0.02, screened: 0.2, opened: 0.4, asked: null, notified: null };
    serve({ 'GET /admin/drills': { body: { state: 'failed', under_way: null, last: { started_at: '2026-11-23T10:00:00Z', finished_at: null, outcome: 'failed', missing: 'asked', opened_by: 'action', hops } } } });
    show(<DrillPanel />);
    expect(await screen.findByText(/The last drill failed/)).toBeVisible();
    expect(screen.getByRole('row', { name: /Case opened 0\.4 s/ })).toBeVisible();
    expect(screen.getByRole('row', { name: /First step of the ladder not reached/ })).toBeVisible();
  });

  it('does not say that a drill went through of which nobody was notified', async () => {
    const hops = { accepted: 0.02, screened: 0.2, opened: 0.4, asked: 0.5, notified: null };
    serve({ 'GET /admin/drills': { body: { state: 'unnotified', under_way: null, last: { started_at: '2026-11-23T10:00:00Z', finished_at: null, outcome: 'unnotified', missing: 'notified', opened_by: 'action', hops } } } });
    show(<DrillPanel />);
    const said = await screen.findByText(/as far as the queue; nobody was notified/);
    expect(said.className).toMatch(/bad/);
    expect(screen.queryByText(/went through/)).toBeNull();
  });

  it('runs one now, and says that it is under way', async () => {
    let started = false;
    const calls = serve({
      'GET /admin/drills': () => ({ body: { state: 'passed', last: null, under_way: started ? '2026-11-23T10:00:00Z' : null } }),
      'POST /admin/drills': () => {
        started = true;
        return { status: 201, body: { state: 'passed', last: null, under_way: '2026-11-23T10:00:00Z' } };
      },
    });
    show(<DrillPanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Run a drill now' }));
    expect(await screen.findByText(/A drill is under way/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Run a drill now' })).toBeDisabled();
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(1);
  });
});
