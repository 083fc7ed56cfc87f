import { screen } from '@testing-library/react';
import { useState } from 'react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StaffMessage } from '../api/types';
import { aMessage } from '../test/make';
import { show } from '../test/show';
import { MessageList } from './MessageList';
import type { ConversationView } from './useConversation';

const HEIGHT = 3000;

/** A conversation that is opened at its first message, and to which one more comes. */
function Talk({ next, writing }: { next: StaffMessage; writing: boolean }) {
  const [messages, setMessages] = useState([aMessage(1), aMessage(2)]);
  const view = { messages, loading: null, error: null, moreBefore: false } as unknown as ConversationView;
  return (
    <>
      <MessageList view={view} name="Patient A" target={1} writing={writing} />
      <button onClick={() => setMessages([...messages, next])}>next</button>
    </>
  );
}

describe('MessageList', () => {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(HEIGHT);
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(500);
  });
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['one\'s own words are brought into view', aMessage(3, { sender: 'therapist' }), true, HEIGHT, false],
    ['what the patient writes meanwhile is only counted', aMessage(3), true, 0, true],
    ['so are a colleague\'s words', aMessage(3, { sender: 'therapist' }), false, 0, true],
  ])('%s', async (_, next, writing, top, counted) => {
    show(<Talk next={next} writing={writing} />);
    const box = screen.getByRole('region');
    expect(box.scrollTop).toBeLessThanOrEqual(0);
    await userEvent.click(screen.getByRole('button', { name: 'next' }));
    expect(Math.max(0, box.scrollTop)).toBe(top);
    expect(screen.queryByRole('button', { name: '1 new message' }) !== null).toBe(counted);
  });
});
