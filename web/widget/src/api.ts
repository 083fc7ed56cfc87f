import { isSelfHelp, type PlanAnswer, type SelfHelp } from "./plan/types";
import type { HelpCard, Me, Message, Page } from "./types";

/** The gateway answered, and the answer is no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
    /** Seconds the gateway asks us to wait; 0 when it did not say. */
    readonly retryAfter: number,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without the person doing anything. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 425 || this.status === 429;
  }
}

/** No answer that can be trusted: no line, a time-out, or somebody else's page (a hotel's login) in place of ours. */
export class NetworkError extends Error {}

export interface PageQuery {
  after?: number;
  before?: number;
  limit?: number;
}

type Body = Record<string, unknown>;

/** Which of the browser's logins is meant: a staff member may be logged in beside the patient, and is none of ours. */
const SIDE = "?side=patient";

/** The patient's part of the HTTP API. Holds the CSRF token; the login itself is a cookie that scripts cannot read. */
export class Api {
  private csrf = "";

  constructor(
    private readonly server: string,
    private readonly fetch: typeof globalThis.fetch,
    /** Milliseconds until an unanswered request counts as lost. */
    private readonly patience = 15_000,
  ) {}

  async me(): Promise<Me> {
    return this.remember((await this.request("GET", `/api/me${SIDE}`)) as Me);
  }

  async login(code: string): Promise<Me> {
    return this.remember((await this.request("POST", "/api/auth/invitation", { code })) as Me);
  }

  async logout(): Promise<void> {
    await this.unsafe(`/api/auth/logout${SIDE}`, {});
    this.csrf = "";
  }

  async help(): Promise<HelpCard> {
    return (await this.request("GET", "/api/patient/help")) as HelpCard;
  }

  async selfHelp(): Promise<SelfHelp> {
    const words = await this.request("GET", "/api/patient/self-help");
    if (!isSelfHelp(words)) throw new NetworkError("not the words of self-help");
    return words;
  }

  async plan(): Promise<PlanAnswer> {
    return planOf(await this.request("GET", "/api/patient/plan"));
  }

  /** Write steps that were read in ``base``; the same again is harmless. */
  async savePlan(base: number, parts: Record<string, string>): Promise<PlanAnswer> {
    return planOf(await this.unsafe("/api/patient/plan", { base_version: base, parts }));
  }

  async page(query: PageQuery): Promise<Page> {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) words.set(name, String(value));
    const page = (await this.request("GET", `/api/patient/conversation?${words}`)) as Page | null;
    if (!page || !Array.isArray(page.messages)) throw new NetworkError("not a page of messages");
    return page;
  }

  /** Store one message; repeating it with the same ``clientId`` is harmless. */
  async send(clientId: string, text: string, payload?: string): Promise<Message> {
    const body: Body = { client_id: clientId, text };
    if (payload !== undefined) body.payload = payload;
    const answer = (await this.unsafe("/api/patient/messages", body)) as { message?: Message } | null;
    // Anything but our own message back is no proof that it was stored.
    if (answer?.message?.client_id !== clientId) throw new NetworkError("not the message that was sent");
    return answer.message;
  }

  address(path: string): string {
    return this.server + path;
  }

  eventsUrl(after: number): string {
    return this.address(`/api/patient/events?after=${after}`);
  }

  private remember(me: Me): Me {
    if (typeof (me as Partial<Me> | null)?.csrf !== "string") throw new NetworkError("not a person");
    this.csrf = me.csrf;
    return me;
  }

  /** POST with the CSRF token; a token that went stale (another tab logged in anew) is fetched again, once. */
  async unsafe(path: string, body: Body): Promise<unknown> {
    try {
      return await this.request("POST", path, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      const before = this.csrf;
      await this.me();
      if (this.csrf === before) throw error;
      return this.request("POST", path, body);
    }
  }

  async request(method: string, path: string, body?: Body): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (body && this.csrf) headers["X-CSRF-Token"] = this.csrf;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.patience);
    try {
      const response = await this.fetch(this.address(path), {
        method,
        headers,
        credentials: "include",
        cache: "no-store",
        signal: abort.signal,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const data = parse(await response.text());
      if (!response.ok) throw refusal(response, data);
      if (data === undefined) throw new NetworkError("not our server's answer");
      return data;
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new NetworkError(error instanceof Error ? error.message : "no answer");
    } finally {
      clearTimeout(timer);
    }
  }
}

function planOf(answer: unknown): PlanAnswer {
  if (typeof (answer as Partial<PlanAnswer> | null)?.plan?.version !== "number") throw new NetworkError("not a plan");
  return answer as PlanAnswer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(response: Response, data: unknown): ApiError | NetworkError {
  const error = (data as { error?: { code?: string; message?: string; remedy?: string } } | undefined)?.error;
  // A refusal that is not in our words, below 500, was not spoken by our gateway.
  if (!error && response.status < 500 && response.status !== 401 && response.status !== 429) return new NetworkError("not our server's refusal");
  const wait = Number(response.headers.get("Retry-After"));
  return new ApiError(response.status, error?.code ?? "", error?.message ?? "", error?.remedy ?? "", wait > 0 ? wait : 0);
}
