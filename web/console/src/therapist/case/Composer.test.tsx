import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { StaffMessage } from '../../api/types';
import type { ConversationView } from '../../conversation/useConversation';
import { aMessage } from '../../test/make';
import { serve, type Call } from '../../test/server';
import { show } from '../../test/show';
import { Composer } from './Composer';

function view(messages: StaffMessage[], more: Partial<ConversationView> = {}): ConversationView {
  return {
    conversation: { id: 'v1', owner: 'therapist', owner_name: 'Therapist A', epoch: 3, bot_ready: true, last_seq: messages.length },
    patient: { id: 'p1', display_name: 'Patient A' }, messages, disabled: false, changes: [], error: null, loading: null, line: 'live', moreBefore: false, moreAfter: false,
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

  const asking = (confirmed: { status: number; body: object }) => (call: Call) =>
    (call.body as { confirmation?: string }).confirmation === 'c0de' ? confirmed : {
      status: 409,
      body: {
        error: {
          code: 'confirm_needed', message: 'look', remedy: '',
          details: {
            confirmation: 'c0de',
            reasons: [
              { rule: 'phone', kind: 'identifying', why: 'A phone number.', start: 8, end: 20 },
              { rule: 'other-patient', kind: 'identifying', why: 'A name of somebody else.', start: null, end: null },
            ],
          },
        },
      },
    };

  it('asks once about a draft, shows why and where, and sends it when told to', async () => {
    const sent = { status: 201, body: { message: aMessage(2, { sender: 'therapist' }), check: 'done' } };
    const calls = serve({ ...typing, 'POST /staff/conversations/v1/messages': asking(sent) });
    show(composer(view([aMessage(1)])));
    await userEvent.type(field(), 'Call me 07700 900123');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog).toHaveTextContent('A phone number.');
    expect(dialog).toHaveTextContent('A name of somebody else.');
    expect(dialog.querySelector('mark')).toHaveTextContent('07700 900123');
    expect(screen.getByRole('button', { name: 'Change it' })).toHaveFocus();
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(field()).toHaveValue(''));
    const bodies = calls.filter((call) => call.path.endsWith('/messages')).map((call) => call.body as { client_id: string });
    expect(bodies).toHaveLength(2);
    expect(bodies[0]?.client_id).toBe(bodies[1]?.client_id);
  });

  it('never loses the draft, and asks anew about another text', async () => {
    const calls = serve({ ...typing, 'POST /staff/conversations/v1/messages': asking({ status: 500, body: {} }) });
    show(composer(view([aMessage(1)])));
    await userEvent.type(field(), 'Call me 07700 900123');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Change it' }));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(field()).toHaveValue('Call me 07700 900123');
    expect(field()).toHaveFocus();
    await userEvent.keyboard('!');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByRole('alertdialog')).toBeVisible();
    expect(calls.filter((call) => 'confirmation' in (call.body as object))).toHaveLength(0);
  });

  it('tells when a text went out unchecked', async () => {
    serve({ ...typing, 'POST /staff/conversations/v1/messages': { status: 201, body: { message: aMessage(2), check: 'failed' } } });
    show(composer(view([aMessage(1)])));
    await userEvent.type(field(), 'Hello');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText(/could not be checked/)).toBeVisible();
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
