/** The one way to the gateway: JSON in and out, the CSRF header, and errors that a person can read. */
import { strings } from '../strings';

/** What went wrong and what to do about it, in words for the reader. `status` 0: the server was not reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; remedy?: string; details?: Record<string, unknown> };
}

type Method = 'GET' | 'POST';

/** Who is logged in on the staff's side: a patient may be logged in beside them in the same browser. */
export const WHO = '/me?side=staff';

export class ApiClient {
  private csrf = '';
  private listeners = new Set<() => void>();
  /** Milliseconds that the server's clock is ahead of this one, so that countdowns agree with the server. */
  clockOffset = 0;

  constructor(private readonly send: typeof fetch = (input, init) => fetch(input, init)) {}

  setCsrf(token: string): void {
    this.csrf = token;
  }

  /** Calls `listener` whenever the gateway says that nobody is logged in; returns how to stop. */
  onLoggedOut(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  loggedOut(): void {
    for (const listener of this.listeners) listener();
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.request<T>('GET', path, undefined, signal);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.request<T>('POST', path, body);
  }

  /** Finds out whether a refusal means that only a patient is still logged in in this browser; asking tells the listeners. */
  async checkLogin(): Promise<void> {
    await this.get(WHO).catch(() => undefined);
  }

  private async request<T>(method: Method, path: string, body?: object, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') {
      headers['Content-Type'] = 'application/json';
      if (this.csrf) headers['X-CSRF-Token'] = this.csrf;
    }
    let response: Response;
    try {
      response = await this.send(`/api${path}`, {
        method, headers, credentials: 'same-origin', cache: 'no-store',
        ...(body ? { body: JSON.stringify(body) } : {}),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ApiError(0, 'unreachable', strings.errors.unreachable, strings.errors.unreachableRemedy);
    }
    this.readClock(response);
    if (response.status === 204) return undefined as T;
    const data = await readJson(response);
    if (response.ok) return data as T;
    // A wrong password is an answer to a form; any other 401 means that the login has ended.
    if (response.status === 401 && !path.startsWith('/auth/')) this.loggedOut();
    if (response.status === 403 && path !== WHO) void this.checkLogin();
    throw asError(response.status, data as ErrorBody | null);
  }

  private readClock(response: Response): void {
    const date = Date.parse(response.headers.get('Date') ?? '');
    // The header has whole seconds: half of one is the best guess, and small differences are not worth a jump.
    if (!Number.isNaN(date)) {
      const offset = date + 500 - Date.now();
      this.clockOffset = Math.abs(offset) < 2000 ? 0 : offset;
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function asError(status: number, body: ErrorBody | null): ApiError {
  const error = body?.error ?? {};
  return new ApiError(
    status,
    error.code ?? 'error',
    error.message ?? (status >= 500 ? strings.errors.server : strings.errors.unknown),
    error.remedy ?? (status >= 500 ? strings.errors.serverRemedy : strings.errors.unknownRemedy),
    error.details ?? {},
  );
}

export const client = new ApiClient();
