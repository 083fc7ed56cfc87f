/** Server-sent events that come back by themselves and miss nothing. */
import { createParser } from 'eventsource-parser';
import { client } from './client';

export type LineState = 'connecting' | 'live' | 'lost' | 'refused';

export interface StreamEvent {
  name: string;
  id: string | undefined;
  data: unknown;
}

export interface StreamOptions {
  /** The last event already known; the server sends what came after it. */
  lastId?: string | undefined;
  onEvent: (event: StreamEvent) => void;
  onState: (state: LineState) => void;
  /** Called when the line is live again after it had been lost. */
  onReturn?: (() => void) | undefined;
  fetch?: typeof fetch;
}

/** The server sends a comment every 15 s; three missed ones mean that the line is dead although no error came. */
export const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 8_000;

/**
 * Opens `url` and keeps it open until the returned function is called.
 *
 * Uses fetch rather than EventSource: that one hides the keep-alive comments and the status, and gives up for good on
 * an answer such as 502 while the gateway restarts.
 */
export function openStream(url: string, options: StreamOptions): () => void {
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  let lastId = options.lastId;
  let attempt = 0;
  let closed = false;
  let wasLost = false;
  let abort = new AbortController();
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;

  const heard = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => abort.abort(), SILENCE_MS);
  };

  const retry = () => {
    if (closed) return;
    wasLost = true;
    options.onState('lost');
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.75 + Math.random() / 2);
    attempt += 1;
    retryTimer = setTimeout(() => void connect(), delay);
  };

  const connect = async () => {
    retryTimer = undefined;
    abort = new AbortController();
    heard();
    try {
      const response = await send(url, {
        headers: { Accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) },
        credentials: 'same-origin', cache: 'no-store', signal: abort.signal,
      });
      if (response.status === 401) client.loggedOut();
      if (response.status === 403) void client.checkLogin();
      if ([401, 403, 404].includes(response.status)) {
        clearTimeout(silenceTimer);
        options.onState('refused');
        return;
      }
      if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
      options.onState('live');
      attempt = 0;
      if (wasLost) options.onReturn?.();
      wasLost = false;
      await read(response.body);
    } catch {
      // Fall through: whatever broke the line, it is opened again.
    }
    clearTimeout(silenceTimer);
    retry();
  };

  const read = async (body: ReadableStream<Uint8Array>) => {
    const parser = createParser({
      onEvent: (event) => {
        if (closed) return;
        if (event.id !== undefined && event.id !== '') lastId = event.id;
        options.onEvent({ name: event.event ?? 'message', id: event.id, data: parse(event.data) });
      },
    });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  };

  const online = () => {
    // Only when a retry is waiting: otherwise an attempt is already under way.
    if (retryTimer === undefined || closed) return;
    clearTimeout(retryTimer);
    attempt = 0;
    void connect();
  };
  const offline = () => abort.abort();

  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  options.onState('connecting');
  void connect();
  return () => {
    closed = true;
    clearTimeout(retryTimer);
    clearTimeout(silenceTimer);
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    abort.abort();
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}
