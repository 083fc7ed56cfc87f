import { ApiError } from "./api";
import { Backoff } from "./backoff";
import type { KeyValue } from "./storage";
import type { Message } from "./types";

/** One message that the gateway has not yet confirmed. */
export interface Pending {
  clientId: string;
  text: string;
  payload?: string;
  /** ISO 8601. */
  createdAt: string;
  /** Keeps the order of writing where two share a millisecond. */
  order: number;
  /** ``failed``: the gateway refused it, so only the person can decide what becomes of it. */
  state: "waiting" | "sending" | "failed";
  /** The gateway's reason for a refusal, in words for a person; may be empty. */
  reason?: string;
}

interface Hooks {
  send: (pending: Pending) => Promise<Message>;
  saved: (message: Message) => void;
  changed: () => void;
  /** The login ended: nothing can be sent until there is a new one. */
  loggedOut: () => void;
}

/**
 * What was written and not yet stored by the gateway, sent one by one in the order of writing.
 *
 * Each entry has its own storage key, so that two tabs do not overwrite each other's; both may send the same entry, which
 * the gateway stores once by its client id.
 */
export class Outbox {
  private entries: Pending[] = [];
  private prefix = "";
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff: Backoff;
  private counter = 0;
  private generation = 0;

  constructor(
    private readonly storage: KeyValue,
    private readonly hooks: Hooks,
    backoff?: Backoff,
  ) {
    this.backoff = backoff ?? new Backoff(1_000, 30_000);
  }

  get all(): readonly Pending[] {
    return this.entries;
  }

  /** Take up what an earlier page of this person left unsent. */
  open(prefix: string): void {
    this.generation += 1;
    this.prefix = `${prefix}:out:`;
    this.entries = this.storage
      .keys(this.prefix)
      .map((key) => read(this.storage.get(key)))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.order - b.order);
    this.backoff.reset();
    this.kick();
  }

  /** Stop sending; what is written stays stored. */
  close(): void {
    this.generation += 1;
    clearTimeout(this.timer);
    this.entries = [];
    this.prefix = "";
  }

  /** Remove every stored word of the person who is logged in. */
  wipe(): void {
    for (const key of this.storage.keys(this.prefix)) this.storage.remove(key);
    this.entries = [];
  }

  add(clientId: string, text: string, createdAt: string, payload?: string): void {
    const entry: Pending = { clientId, text, createdAt, order: (this.counter += 1), state: "waiting" };
    if (payload !== undefined) entry.payload = payload;
    this.storage.set(this.prefix + clientId, JSON.stringify(entry));
    this.entries = [...this.entries, entry];
    this.hooks.changed();
    this.kick();
  }

  retry(clientId: string): void {
    this.update(clientId, { state: "waiting" });
    this.kick();
  }

  /** The entry reached the conversation (or the person took it back). */
  remove(clientId: string): boolean {
    this.storage.remove(this.prefix + clientId);
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.clientId !== clientId);
    return this.entries.length < before;
  }

  /** Try now, without waiting for the back-off. */
  kick(): void {
    clearTimeout(this.timer);
    void this.pump();
  }

  private update(clientId: string, change: Partial<Pending>): void {
    this.entries = this.entries.map((entry) => (entry.clientId === clientId ? { ...entry, ...change } : entry));
    const entry = this.entries.find((one) => one.clientId === clientId);
    if (entry) this.storage.set(this.prefix + clientId, JSON.stringify(entry));
    this.hooks.changed();
  }

  private async pump(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const generation = this.generation;
    try {
      for (;;) {
        const next = this.entries.find((entry) => entry.state !== "failed");
        if (!next) return;
        if (next.state !== "sending") this.update(next.clientId, { state: "sending" });
        try {
          const message = await this.hooks.send(next);
          if (generation !== this.generation) return;
          this.backoff.reset();
          this.remove(next.clientId);
          this.hooks.saved(message);
        } catch (error) {
          if (generation !== this.generation) return;
          if (!this.refused(next, error)) return;
        }
      }
    } finally {
      this.running = false;
      // Somebody else logged in while a request was out: their own words wait.
      if (generation !== this.generation && this.prefix) this.kick();
    }
  }

  /** Decide what a failure means. Returns whether the queue may go on at once. */
  private refused(entry: Pending, error: unknown): boolean {
    if (error instanceof ApiError && error.status === 401) {
      this.update(entry.clientId, { state: "waiting" });
      this.hooks.loggedOut();
      return false;
    }
    if (error instanceof ApiError && error.status === 422 && entry.payload !== undefined) {
      // A button of long ago is no longer accepted, but its words are as good as typed ones.
      this.entries = this.entries.map((one) => (one.clientId === entry.clientId ? withoutPayload(one) : one));
      this.update(entry.clientId, { state: "waiting" });
      return true;
    }
    if (error instanceof ApiError && !error.passing) {
      this.update(entry.clientId, { state: "failed", reason: [error.message, error.remedy].filter(Boolean).join(" ") });
      return true;
    }
    this.update(entry.clientId, { state: "waiting" });
    const asked = error instanceof ApiError ? error.retryAfter * 1_000 : 0;
    this.timer = setTimeout(() => void this.pump(), Math.max(asked, this.backoff.next()));
    return false;
  }
}

function withoutPayload(entry: Pending): Pending {
  const bare = { ...entry };
  delete bare.payload;
  return bare;
}

function read(text: string | null): Pending | null {
  try {
    const entry = JSON.parse(text ?? "") as Partial<Pending>;
    if (typeof entry.clientId !== "string" || typeof entry.text !== "string" || typeof entry.createdAt !== "string") return null;
    const state = entry.state === "failed" ? "failed" : "waiting";
    return { order: 0, ...entry, state } as Pending;
  } catch {
    return null;
  }
}
