import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aMessage, me } from '../test/make';
import { serve, type Call } from '../test/server';
import { show } from '../test/show';
import { MessageList } from './MessageList';
import type { ConversationView } from './useConversation';

type Seen = [seq: number, ratio: number];
let tell: (...seen: Seen[]) => void;

/** Stands for the browser, which alone knows what is in sight: `tell` says how much of which message is. */
class Sight {
  private rows = new Map<number, Element>();
  constructor(heard: IntersectionObserverCallback) {
    tell = (...seen) => heard(
      seen.map(([seq, ratio]) => ({
        target: this.rows.get(seq), isIntersecting: ratio > 0, intersectionRatio: ratio, intersectionRect: { height: 20 }, rootBounds: { height: 500 },
      })) as unknown as IntersectionObserverEntry[],
      this as unknown as IntersectionObserver,
    );
  }
  observe(row: HTMLElement) {
    this.rows.set(Number(row.dataset.seq), row);
  }
  disconnect() {
    this.rows.clear();
  }
}

function talk(role: 'therapist' | 'supervisor' = 'therapist') {
  const view = {
    messages: [1, 2, 3].map((seq) => aMessage(seq)), loading: null, error: null, moreBefore: false, conversation: { id: 'v1' },
  } as unknown as ConversationView;
  return show(<MessageList view={view} name="Patient A" />, { me: { ...me, role } });
}
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const told = (calls: Call[]) => calls.filter((call) => call.path.endsWith('/read')).map((call) => call.body);
const read = { 'POST /staff/conversations/v1/read': { status: 204 } };

describe('useReadMarks', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.stubGlobal('IntersectionObserver', Sight);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.spyOn(document, 'visibilityState', 'get').mockRestore();
  });

  it('reports what stayed in sight, once', async () => {
    const calls = serve(read);
    talk();
    expect(screen.getByText('message 3')).toBeVisible();
    tell([1, 1], [2, 0.7], [3, 0.2]);
    await wait(500);
    expect(told(calls)).toEqual([]);
    await wait(600);
    expect(told(calls)).toEqual([{ first: 1, through: 2 }]);
    tell([3, 0], [2, 1]);
    await wait(2_000);
    expect(told(calls)).toHaveLength(1);
    tell([3, 1]);
    await wait(1_100);
    expect(told(calls)[1]).toEqual({ first: 1, through: 3 });
  });

  it('reports nothing that only flew by, or in a window that nobody sees', async () => {
    const calls = serve(read);
    talk();
    tell([3, 1]);
    await wait(500);
    tell([3, 0]);
    await wait(2_000);
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    tell([3, 1]);
    await wait(2_000);
    expect(told(calls)).toEqual([]);
    hidden.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await wait(1_100);
    expect(told(calls)).toEqual([{ first: 3, through: 3 }]);
  });

  it('tries again when the line was down', async () => {
    let broken = true;
    const calls = serve({ 'POST /staff/conversations/v1/read': () => ({ status: broken ? 500 : 204 }) });
    talk();
    tell([1, 1]);
    await wait(1_100);
    broken = false;
    await wait(10_100);
    expect(told(calls)).toHaveLength(2);
  });

  it('says nothing of supervisors', async () => {
    const calls = serve(read);
    tell = () => expect.unreachable('nothing is watched');
    talk('supervisor');
    await wait(2_000);
    expect(told(calls)).toEqual([]);
  });
});
