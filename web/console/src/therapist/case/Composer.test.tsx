import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { StaffMessage } from '../../api/types';
import type { ConversationView } from '../../conversation/useConversation';
import { aMessage } from '../../test/make';
import { serve } from '../../test/server';
import { show } from '../../test/show';
import { Composer } from './Composer';

function view(messages: StaffMessage[], more: Partial<ConversationView> = {}): ConversationView {
  return {
    conversation: { id: 'v1', owner: 'therapist', owner_name: 'Therapist A', epoch: 3, bot_ready: true, last_seq: messages.length },
    patient: { id: 'p1', display_name: 'Patient A' }, messages, changes: [], error: null, loading: null, line: 'live', moreBefore: false, moreAfter: false,
    loadEarlier: vi.fn(), loadLater: vi.fn(), refresh: vi.fn(), retry: vi.fn(), add: vi.fn(), ...more,
  };
}
const composer = (given: ConversationView, mine = true) => <Composer view={given} name="Patient A" me="me" mine={mine} epoch={0} instead={<p>Take over to write.</p>} />;
const field = () => screen.getByRole('textbox', { name: 'Your reply to Patient A' });
const typing = { 'POST /staff/conversations/v1/typing': { status: 204 } };

describe('Composer', () => {
  it('sends with the epoch it saw, empties itself, and tells the patient that somebody types', async () => {
    const calls = serve({ ...typing, 'POST /staff/conversations/v1/messages': { status: 201, body: { message: aMessage(2, { sender: 'therapist' }) } } });
    const given = view([aMessage(1)]);
    show(composer(given));
    await userEvent.type(field(), 'I am here.');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(field()).toHaveValue(''));
    expect(calls.find((call) => call.path.endsWith('/messages'))?.body).toMatchObject({ text: 'I am here.', epoch: 3 });
    expect(calls.filter((call) => call.path.endsWith('/typing'))).toHaveLength(1);
    expect(given.add).toHaveBeenCalledOnce();
  });

  it('points out what the patient wrote meanwhile before it sends anything', async () => {
    const calls = serve({ ...typing, 'POST /staff/conversations/v1/messages': { status: 201, body: { message: aMessage(3, { sender: 'therapist' }) } } });
    show(<Live />);
    await userEvent.type(field(), 'Please wait');
    await userEvent.click(screen.getByRole('button', { name: 'patient writes' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Patient A wrote 1 message while you were writing.');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(calls.some((call) => call.path.endsWith('/messages'))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(calls.some((call) => call.path.endsWith('/messages'))).toBe(true));
  });

  it('keeps the draft when the conversation has changed hands', async () => {
    serve({ ...typing, 'POST /staff/conversations/v1/messages': { status: 409, body: { error: { code: 'owner_changed', message: 'gone', remedy: '' } } } });
    const given = view([aMessage(1)]);
    show(composer(given));
    await userEvent.type(field(), 'My words');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText(/changed hands. Your draft is kept/)).toBeVisible();
    expect(field()).toHaveValue('My words');
    expect(given.refresh).toHaveBeenCalled();
  });

  it('tries a text again under the same client id, so that it is stored once', async () => {
    let broken = true;
    const calls = serve({ ...typing, 'POST /staff/conversations/v1/messages': () => (broken ? { status: 500 } : { status: 201, body: { message: aMessage(2) } }) });
    show(composer(view([aMessage(1)])));
    await userEvent.type(field(), 'Once');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByRole('alert')).toBeVisible();
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(field()).toHaveValue(''));
    const ids = calls.filter((call) => call.path.endsWith('/messages')).map((call) => (call.body as { client_id: string }).client_id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });

  it('finds the draft again after a reload, but not another person’s', async () => {
    serve(typing);
    const first = show(composer(view([aMessage(1)])));
    await userEvent.type(field(), 'Half a sen');
    first.unmount();
    const second = show(composer(view([aMessage(1)])));
    expect(field()).toHaveValue('Half a sen');
    second.unmount();
    show(<Composer view={view([aMessage(1)])} name="Patient A" me="somebody else" mine epoch={0} instead={null} />);
    expect(field()).toHaveValue('');
  });

  it('shows the kept draft, and no field, where the conversation is not mine', () => {
    window.sessionStorage.setItem('handrail.draft.me.v1', 'Kept words');
    show(composer(view([aMessage(1)]), false));
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText('Kept words')).toBeVisible();
    expect(screen.getByText('Take over to write.')).toBeVisible();
  });
});

/** A conversation in which the patient writes at the press of a button. */
function Live() {
  const [messages, setMessages] = useState([aMessage(1)]);
  return (
    <>
      <button type="button" onClick={() => setMessages([...messages, aMessage(messages.length + 1)])}>patient writes</button>
      {composer(view(messages))}
    </>
  );
}
