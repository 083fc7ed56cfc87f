import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { me } from '../test/make';
import { serve } from '../test/server';
import { show } from '../test/show';
import { PeoplePage } from './PeoplePage';

const patient = {
  id: 'p', role: 'patient', display_name: 'Patient A', login: null, disabled_at: null,
  open_case: { tier: 'high', status: 'open', opened_at: '2026-11-23T10:00:00Z' },
};
const others = {
  'GET /admin/reach': { body: { on_call: [], contacts: [], channel: true, anybody: true } },
  'GET /admin/drills': { body: { state: 'passed', last: null, under_way: null } },
};
const people = () => show(<PeoplePage />, { path: '/people', me: { ...me, role: 'administrator' } });

describe('disabling a patient', () => {
  it('names the open case and takes a reason', async () => {
    const calls = serve({ ...others, 'GET /admin/people': { body: { people: [patient] } }, 'POST /admin/people/p/disable': { body: {} } });
    people();
    await userEvent.click(await screen.findByRole('button', { name: 'Disable: Patient A' }));
    expect(await screen.findByText(/A case of this patient is open: high, since/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Disable' }));
    expect(screen.getByText('Write why.')).toBeVisible();
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    await userEvent.type(screen.getByRole('textbox', { name: /Why now/ }), 'Moved away.');
    await userEvent.click(screen.getByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ reason: 'Moved away.' }));
  });

  it('asks for a reason when a case was opened since the list was read', async () => {
    let known = false;
    serve({
      ...others, 'GET /admin/people': () => ({ body: { people: [{ ...patient, open_case: known ? patient.open_case : null }] } }),
      'POST /admin/people/p/disable': () => {
        known = true;
        return { status: 409, body: { error: { code: 'open_case', message: 'a case of this patient is open (tier high)', remedy: 'say why', details: {} } } };
      },
    });
    people();
    await userEvent.click(await screen.findByRole('button', { name: 'Disable: Patient A' }));
    expect(screen.queryByRole('textbox', { name: /Why now/ })).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: 'Disable' }));
    expect(await screen.findByRole('textbox', { name: /Why now/ })).toBeVisible();
  });

  it('reads anew who is on call and reached', async () => {
    const calls = serve({ ...others, 'GET /admin/people': { body: { people: [{ ...patient, open_case: null }] } }, 'POST /admin/people/p/disable': { body: {} } });
    people();
    await userEvent.click(await screen.findByRole('button', { name: 'Disable: Patient A' }));
    await waitFor(() => expect(calls.filter((call) => call.path === '/admin/reach')).toHaveLength(1));
    await userEvent.click(await screen.findByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(calls.filter((call) => call.path === '/admin/reach')).toHaveLength(2));
  });
});
