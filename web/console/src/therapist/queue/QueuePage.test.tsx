import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { aCase } from '../../test/make';
import { serve } from '../../test/server';
import { show } from '../../test/show';
import { AlarmBar } from '../AlarmBar';
import { DeskProvider } from '../DeskProvider';
import { QueuePage } from './QueuePage';

const queue = () => show(<DeskProvider><AlarmBar /><QueuePage /></DeskProvider>, { path: '/queue' });
const names = () => screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);
const three = [
  aCase({ id: 'low', tier: 'low', patient: { id: '1', display_name: 'Calm' } }),
  aCase({ id: 'high', tier: 'high', patient: { id: '2', display_name: 'Urgent' } }),
  aCase({ id: 'theirs', tier: 'emergency', status: 'claimed', patient: { id: '3', display_name: 'Held' }, claimed_by: { id: 'x', display_name: 'Therapist B' } }),
];

describe('QueuePage', () => {
  it('shows who needs somebody first, and counts them in the title', async () => {
    serve({ 'GET /staff/cases': { body: { cases: three } } });
    queue();
    await screen.findByRole('link', { name: 'Urgent' });
    expect(names()).toEqual(['Urgent', 'Calm', 'Held']);
    expect(document.title).toBe('(2) Queue · Handrail');
  });

  it('tells who was faster', async () => {
    serve({
      'GET /staff/cases': { body: { cases: three } },
      'POST /staff/cases/high/claim': { status: 409, body: { error: { code: 'already_claimed', message: 'taken', remedy: '', details: { by: 'Therapist B' } } } },
    });
    queue();
    await userEvent.click(await screen.findByRole('button', { name: 'Claim: Urgent' }));
    expect(await screen.findByText('Therapist B was faster and has this case.')).toBeVisible();
  });

  it('is worked with the keyboard alone', async () => {
    const calls = serve({ 'GET /staff/cases': { body: { cases: three } }, 'POST /staff/cases/low/claim': { body: { case: three[0] } } });
    const { history } = queue();
    await screen.findByRole('link', { name: 'Urgent' });
    await userEvent.keyboard('jj');
    expect(screen.getByRole('link', { name: 'Calm' })).toHaveFocus();
    await userEvent.keyboard('c');
    await waitFor(() => expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ version: 1 }));
    await userEvent.keyboard('k');
    await userEvent.keyboard('{Enter}');
    expect(history.at(-1)).toBe('/cases/high');
  });

  it('keeps single keys quiet when they are switched off', async () => {
    window.localStorage.setItem('handrail.shortcuts', 'off');
    serve({ 'GET /staff/cases': { body: { cases: three } } });
    queue();
    await screen.findByRole('link', { name: 'Urgent' });
    await userEvent.keyboard('j');
    expect(screen.getByRole('link', { name: 'Urgent' })).not.toHaveFocus();
  });

  it('rings until somebody has seen it, and again when the case gets worse', async () => {
    let cases = three;
    serve({ 'GET /staff/cases': () => ({ body: { cases } }) });
    const { unmount } = queue();
    await userEvent.click(await screen.findByRole('button', { name: 'I have seen it' }));
    expect(screen.queryByRole('button', { name: 'I have seen it' })).toBeNull();
    unmount();
    cases = three.map((item) => (item.id === 'high' ? { ...item, tier: 'emergency' as const } : item));
    queue();
    expect(await screen.findByRole('button', { name: 'I have seen it' })).toBeVisible();
  });

  it.each([
    ['the ladder takes another step', { ladder: { asked: [], next: null, last: { kind: 'warned' as const, at: '2026-11-23T10:15:00Z' } } }],
    ['its time runs out', { overdue: true }],
  ])('shows and rings again, after somebody has opened it, when %s', async (_, more) => {
    let cases = three;
    serve({ 'GET /staff/cases': () => ({ body: { cases } }) });
    const { unmount } = queue();
    await userEvent.click(await screen.findByRole('link', { name: 'Urgent' }));
    expect(screen.queryByRole('button', { name: 'I have seen it' })).toBeNull();
    unmount();
    cases = three.map((item) => (item.id === 'high' ? { ...item, ...more } : item));
    queue();
    expect(await screen.findByRole('region', { name: 'An urgent case is waiting' })).toHaveTextContent('Urgent');
  });

  it('does not ring twice for the first step, which comes with the case', async () => {
    let cases = three;
    serve({ 'GET /staff/cases': () => ({ body: { cases } }) });
    const { unmount } = queue();
    await userEvent.click(await screen.findByRole('button', { name: 'I have seen it' }));
    unmount();
    const ladder = { asked: [], next: null, last: { kind: 'asked' as const, at: '2026-11-23T10:00:01Z' } };
    cases = three.map((item) => (item.id === 'high' ? { ...item, ladder } : item));
    queue();
    await screen.findByRole('link', { name: 'Urgent' });
    expect(screen.queryByRole('button', { name: 'I have seen it' })).toBeNull();
  });

  it('rings for a less urgent case too once nobody has taken it in time', async () => {
    serve({ 'GET /staff/cases': { body: { cases: [aCase({ id: 'low', tier: 'low', overdue: true })] } } });
    queue();
    expect(await screen.findByRole('button', { name: 'I have seen it' })).toBeVisible();
  });

  it('says what an empty queue means', async () => {
    serve({ 'GET /staff/cases': { body: { cases: [] } } });
    queue();
    expect(await screen.findByText('The queue is empty')).toBeVisible();
  });

  it('says what to do when it cannot load, and tries again', async () => {
    let broken = true;
    serve({ 'GET /staff/cases': () => (broken ? { status: 500, body: { error: { message: 'the database does not answer', remedy: 'wait a moment' } } } : { body: { cases: three } }) });
    queue();
    expect(await screen.findByRole('alert')).toHaveTextContent('The database does not answer.Wait a moment.');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Urgent' })).toBeVisible();
  });
});
