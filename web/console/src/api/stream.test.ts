import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client } from './client';
import { openStream, SILENCE_MS, type LineState, type StreamEvent } from './stream';

/** A server whose lines the test holds in its hand. */
function lines() {
  const open: { headers: Headers; write: (text: string) => void; end: () => void; broken: () => void }[] = [];
  let status = 200;
  const send: typeof fetch = (_url, init = {}) => {
    if (status !== 200) return Promise.resolve(new Response('', { status }));
    let control: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (control = given) });
    init.signal?.addEventListener('abort', () => control?.error(new DOMException('aborted', 'AbortError')));
    open.push({
      headers: new Headers(init.headers),
      write: (text) => control?.enqueue(new TextEncoder().encode(text)),
      end: () => control?.close(),
      broken: () => control?.error(new TypeError('network')),
    });
    return Promise.resolve(new Response(body));
  };
  return { open, send, answer: (code: number) => (status = code) };
}

const settle = () => vi.advanceTimersByTimeAsync(1);

describe('openStream', () => {
  let events: StreamEvent[];
  let states: LineState[];
  let returned: number;
  let close: () => void;
  let server: ReturnType<typeof lines>;
  const start = (lastId?: string) => {
    close = openStream('/api/staff/events', {
      lastId, fetch: server.send, onEvent: (event) => events.push(event), onState: (state) => states.push(state), onReturn: () => (returned += 1),
    });
  };

  beforeEach(() => {
    vi.useFakeTimers();
    [events, states, returned, server] = [[], [], 0, lines()];
  });
  afterEach(() => {
    close();
    vi.useRealTimers();
  });

  it('hands on events with name, id and data, also when they come in pieces', async () => {
    start();
    await settle();
    server.open[0]?.write('event: message\nid: 4\nda');
    server.open[0]?.write('ta: {"seq":4,"text":"caf');
    server.open[0]?.write('é"}\n\n: alive\n\n');
    await settle();
    expect(events).toEqual([{ name: 'message', id: '4', data: { seq: 4, text: 'café' } }]);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('asks for what came after the last known event', async () => {
    start('17');
    await settle();
    expect(server.open[0]?.headers.get('Last-Event-ID')).toBe('17');
  });

  it('comes back after a break and resumes where it was, losing and repeating nothing', async () => {
    start('3');
    await settle();
    server.open[0]?.write('event: message\nid: 4\ndata: {}\n\nevent: state\ndata: {}\n\n');
    await settle();
    server.open[0]?.broken();
    await settle();
    expect(states.at(-1)).toBe('lost');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.open).toHaveLength(2);
    // An event without an id, such as a state, does not move the place.
    expect(server.open[1]?.headers.get('Last-Event-ID')).toBe('4');
    expect(states.at(-1)).toBe('live');
    expect(returned).toBe(1);
  });

  it('comes back when the server ends the line', async () => {
    start();
    await settle();
    server.open[0]?.end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.open).toHaveLength(2);
  });

  it('keeps trying while the gateway restarts', async () => {
    server.answer(502);
    start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toBe('lost');
    server.answer(200);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states.at(-1)).toBe('live');
  });

  it('notices a line that died without a word', async () => {
    start();
    await settle();
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1_000);
    server.open[0]?.write(': alive\n\n');
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1_000);
    expect(server.open).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.open).toHaveLength(2);
  });

  it('comes back at once when the browser is online again', async () => {
    server.answer(502);
    start();
    await vi.advanceTimersByTimeAsync(20_000);
    server.answer(200);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(states.at(-1)).toBe('live');
  });

  it('gives up when it is refused, and says when the login has ended', async () => {
    const ended = vi.fn();
    const stop = client.onLoggedOut(ended);
    server.answer(401);
    start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual(['connecting', 'refused']);
    expect(ended).toHaveBeenCalledOnce();
    stop();
  });

  it('is quiet after it was closed', async () => {
    start();
    await settle();
    close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.open).toHaveLength(1);
    expect(states.at(-1)).toBe('live');
  });
});
