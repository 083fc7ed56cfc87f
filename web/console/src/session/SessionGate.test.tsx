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
    await userEvent.type(await screen.findByLabelText('Login'), 'therapist@demo');
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

  it('sends a patient away kindly', async () => {
    serve({ 'GET /me': { body: { ...me, role: 'patient' } } });
    render(<App />);
    expect(await screen.findByText(/logged in here as a patient/)).toBeVisible();
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
