import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { App } from '../App';
import { me } from '../test/make';
import { serve } from '../test/server';
import { act, render } from '@testing-library/react';
import { client } from '../api/client';

const nobody = { status: 401, body: { error: { code: 'unauthenticated' } } };
const desk = { 'GET /staff/cases': { body: { cases: [] } } };

describe('logging in', () => {
  it('leads to the start page of the role, with its navigation and no other', async () => {
    window.history.replaceState(null, '', '/console/');
    serve({ ...desk, 'GET /me': nobody, 'POST /auth/login': { body: me } });
    render(<App />);
    expect(await screen.findByLabelText('Login')).toHaveFocus();
    await userEvent.type(screen.getByLabelText('Login'), 'therapist@demo');
    await userEvent.type(screen.getByLabelText('Password'), 'secret');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    expect(await screen.findByRole('heading', { name: 'Queue' })).toBeVisible();
    expect(window.location.pathname).toBe('/console/queue');
    expect(screen.queryByRole('link', { name: 'Search' })).toBeNull();
  });

  it('says what was wrong with the login', async () => {
    serve({ 'GET /me': nobody, 'POST /auth/login': { status: 401, body: { error: { message: 'login or password is wrong', remedy: 'check both' } } } });
    render(<App />);
    await userEvent.type(await screen.findByLabelText('Login'), 'x');
    await userEvent.type(screen.getByLabelText('Password'), 'y');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Login or password is wrong. Check both.');
  });

  it('asks for the login of the staff, and logs out no other', async () => {
    window.history.replaceState(null, '', '/console/queue');
    const calls = serve({ ...desk, 'GET /me': { body: me }, 'POST /auth/logout': { body: {} } });
    render(<App />);
    await screen.findByRole('heading', { name: 'Queue' });
    await userEvent.click(screen.getByRole('button', { name: /Account|Therapist A/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Log out' }));
    expect(await screen.findByLabelText('Password')).toBeVisible();
    const asked = calls.map(({ method, path }) => `${method} ${path}`);
    expect(asked).toContain('GET /me?side=staff');
    expect(asked).toContain('POST /auth/logout?side=staff');
    expect(asked.filter((each) => /\/(me|auth\/logout)$/.test(each))).toEqual([]);
  });

  it('shows the login when only a patient is still logged in in this browser', async () => {
    window.history.replaceState(null, '', '/console/patients');
    let left = false;
    const forbidden = { status: 403, body: { error: { code: 'forbidden', message: 'your role does not allow this' } } };
    serve({
      ...desk,
      'GET /me': () => (left ? nobody : { body: me }),
      'GET /staff/patients': () => (left ? forbidden : { body: { patients: [] } }),
    });
    render(<App />);
    await screen.findByText('No patients in your caseload yet');
    left = true;
    await act(() => client.get('/staff/patients').catch(() => undefined));
    expect(await screen.findByText(/Your login has ended/)).toBeVisible();
  });

  it('is friendly about a page of another role', async () => {
    window.history.replaceState(null, '', '/console/search');
    serve({ ...desk, 'GET /me': { body: me } });
    render(<App />);
    expect(await screen.findByText(/that role does not use this page/)).toBeVisible();
  });

  it('comes back to the login when it has ended, and to the same page after it', async () => {
    window.history.replaceState(null, '', '/console/patients');
    serve({ ...desk, 'GET /me': { body: me }, 'GET /staff/patients': { body: { patients: [] } }, 'POST /auth/login': { body: me } });
    render(<App />);
    await screen.findByText('No patients in your caseload yet');
    act(() => client.loggedOut());
    expect(await screen.findByText(/Your login has ended/)).toBeVisible();
    await userEvent.type(screen.getByLabelText('Login'), 'a');
    await userEvent.type(screen.getByLabelText('Password'), 'b');
    await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
    expect(await screen.findByText('No patients in your caseload yet')).toBeVisible();
  });

  it('adds no style element, which the page’s policy would refuse', async () => {
    window.history.replaceState(null, '', '/console/queue');
    serve({ ...desk, 'GET /me': { body: me } });
    render(<App />);
    await screen.findByRole('heading', { name: 'Queue' });
    await userEvent.keyboard('?');
    await screen.findByRole('dialog');
    expect(document.querySelectorAll('style')).toHaveLength(0);
  });
});
