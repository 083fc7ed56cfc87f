import { describe, expect, it, vi } from 'vitest';
import { ApiClient, ApiError } from './client';

function clientFor(answer: () => Response | Promise<Response>) {
  const send = vi.fn<typeof fetch>(() => Promise.resolve(answer()));
  return { send, client: new ApiClient(send) };
}
const json = (status: number, body: unknown, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const caught = async (work: Promise<unknown>): Promise<ApiError> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('no ApiError came');
};
const headersOf = (send: ReturnType<typeof clientFor>['send'], call = 0) => new Headers(send.mock.calls[call]?.[1]?.headers);

describe('ApiClient', () => {
  it('sends JSON with the token, and only where something may change', async () => {
    const { client, send } = clientFor(() => json(200, { ok: 1 }));
    client.setCsrf('token-1');
    await client.post('/staff/cases/1/claim', { version: 2 });
    await client.get('/me');
    expect(send.mock.calls[0]?.[0]).toBe('/api/staff/cases/1/claim');
    expect(send.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', credentials: 'same-origin', body: '{"version":2}' });
    expect(headersOf(send).get('X-CSRF-Token')).toBe('token-1');
    expect(headersOf(send, 1).get('X-CSRF-Token')).toBeNull();
  });

  it('reads an error in the gateway’s words', async () => {
    const { client } = clientFor(() => json(409, { error: { code: 'already_claimed', message: 'taken', remedy: 'choose another', details: { by: 'B' } } }));
    const error = await caught(client.post('/x'));
    expect(error).toMatchObject({ status: 409, code: 'already_claimed', message: 'taken', remedy: 'choose another', details: { by: 'B' } });
  });

  it('has words of its own for an answer that is no JSON, such as a proxy’s', async () => {
    const { client } = clientFor(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    const error = await caught(client.get('/x'));
    expect(error.status).toBe(502);
    expect(error.message).not.toBe('');
    expect(error.remedy).toContain('Try again');
  });

  it('says so when the server is not reached', async () => {
    const { client } = clientFor(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await caught(client.get('/x'))).toMatchObject({ status: 0, code: 'unreachable' });
  });

  it('tells when the login has ended, but not for a wrong password', async () => {
    const { client } = clientFor(() => json(401, { error: { code: 'unauthenticated' } }));
    const ended = vi.fn();
    const stop = client.onLoggedOut(ended);
    await caught(client.post('/auth/login'));
    expect(ended).not.toHaveBeenCalled();
    await caught(client.get('/staff/cases'));
    expect(ended).toHaveBeenCalledOnce();
    stop();
    await caught(client.get('/staff/cases'));
    expect(ended).toHaveBeenCalledOnce();
  });

  it('takes an answer without content', async () => {
    const { client } = clientFor(() => new Response(null, { status: 204 }));
    await expect(client.post('/x')).resolves.toBeUndefined();
  });

  it('learns the server’s clock, and ignores a difference of a second', async () => {
    const at = (offset: number) => new Date(Date.now() + offset).toUTCString();
    const { client } = clientFor(() => json(200, {}, { Date: at(120_000) }));
    await client.get('/x');
    expect(client.clockOffset).toBeGreaterThan(118_000);
    expect(client.clockOffset).toBeLessThan(121_000);
    const near = clientFor(() => json(200, {}, { Date: at(900) }));
    await near.client.get('/x');
    expect(near.client.clockOffset).toBe(0);
  });

  it('lets an abandoned request be just that', async () => {
    const abort = new AbortController();
    const { client } = clientFor(() => {
      abort.abort();
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });
    await expect(client.get('/x', abort.signal)).rejects.not.toBeInstanceOf(ApiError);
  });
});
