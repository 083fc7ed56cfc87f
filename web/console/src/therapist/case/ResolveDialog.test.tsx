import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { serve } from '../../test/server';
import { show } from '../../test/show';
import { ResolveDialog } from './ResolveDialog';
import { useCaseActions } from './useCaseActions';
import { DeskProvider } from '../DeskProvider';

function Opened({ onDone }: { onDone: () => void }) {
  const { resolve } = useCaseActions('c1', () => undefined);
  return <ResolveDialog opened onClose={() => undefined} name="Patient A" resolve={resolve} withDraft={false} onDone={onDone} />;
}

describe('ResolveDialog', () => {
  it('asks for an outcome and a note, then sends both', async () => {
    const calls = serve({ 'GET /staff/cases': { body: { cases: [] } }, 'POST /staff/cases/c1/resolve': { body: {} } });
    const done = vi.fn();
    show(<DeskProvider><Opened onDone={done} /></DeskProvider>);
    await userEvent.click(screen.getByRole('button', { name: 'Resolve the case' }));
    expect(screen.getByText('Choose how it ended.')).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Called the patient' }));
    await userEvent.type(screen.getByRole('textbox', { name: /Note/ }), 'Safe at home.');
    await userEvent.click(screen.getByRole('button', { name: 'Resolve the case' }));
    await waitFor(() => expect(done).toHaveBeenCalled());
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ outcome: 'called_patient', note: 'Safe at home.', hand_back: true });
  });

  it('begins with the question, and is sent with Ctrl + Enter', async () => {
    const calls = serve({ 'GET /staff/cases': { body: { cases: [] } }, 'POST /staff/cases/c1/resolve': { body: {} } });
    const done = vi.fn();
    show(<DeskProvider><Opened onDone={done} /></DeskProvider>);
    const first = screen.getByRole('radio', { name: 'Supported in the chat' });
    await waitFor(() => expect(first).toHaveFocus());
    await userEvent.keyboard(' {Tab}');
    expect(screen.getByRole('textbox', { name: /Note/ })).toHaveFocus();
    await userEvent.keyboard('Well again.{Control>}{Enter}{/Control}');
    await waitFor(() => expect(done).toHaveBeenCalledTimes(1));
    expect(calls.filter((call) => call.method === 'POST').map((call) => call.body)).toEqual([{ outcome: 'supported_in_chat', note: 'Well again.', hand_back: true }]);
  });
});
