import { vi } from 'vitest';

type Answer = { status?: number; body?: unknown } | Response;

export interface Call {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

/**
 * Answers `fetch` by "METHOD /path" without the query, and keeps what was asked. Live lines stay open and silent.
 * Only the network is replaced: everything above it is the real console.
 */
export function serve(routes: Record<string, Answer | ((call: Call) => Answer)>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (input: string, init: RequestInit = {}) => {
    const [path = ''] = input.replace('/api', '').split('?');
    const call: Call = {
      method: init.method ?? 'GET', path: input.replace('/api', ''), headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    };
    calls.push(call);
    if (path.endsWith('/events')) return Promise.resolve(new Response(new ReadableStream(), { status: 200 }));
    const route = routes[`${call.method} ${path}`];
    const answer = typeof route === 'function' ? route(call) : route;
    if (!answer) return Promise.resolve(new Response('{}', { status: 404 }));
    if (answer instanceof Response) return Promise.resolve(answer);
    const status = answer.status ?? 200;
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(answer.body ?? {}), { status }));
  });
  return calls;
}
