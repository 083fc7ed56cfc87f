import { Api, ApiError } from "./api";
import { Backoff } from "./backoff";
import { Outbox, type Pending } from "./outbox";
import { type KeyValue, MemoryStorage } from "./storage";
import { type OpenSource, Stream } from "./stream";
import { Timeline } from "./timeline";
import type { Conversation, HelpCard, LiveState, Me, Message } from "./types";

/** Where the patient is: ``starting`` nothing is known yet · ``signed_out`` · ``loading`` logged in, the conversation is on its way · ``ready``. */
export type Phase = "starting" | "signed_out" | "loading" | "ready";

export interface Snapshot {
  phase: Phase;
  /** Why there is no login any more, when there was one. */
  expired: boolean;
  me: Me | null;
  /** Whether what is sent now would arrive now, as far as anybody can tell. */
  connected: boolean;
  conversation: Conversation | null;
  typing: boolean;
  messages: readonly Message[];
  pending: readonly Pending[];
  hasOlder: boolean;
  loadingOlder: boolean;
  help: HelpCard | null;
}

export interface TransportOptions {
  /** Origin of the gateway, without a slash at the end. */
  server: string;
  openSource: OpenSource;
  fetch?: typeof globalThis.fetch;
  storage?: KeyValue;
  now?: () => Date;
  newId?: () => string;
  /** First and longest wait between tries, in milliseconds. */
  waits?: [number, number];
  /** Milliseconds of silence after which the conversation is asked whether something was missed: usually, and while an answer is due. */
  silence?: [number, number];
  /** Milliseconds until an unanswered request counts as lost. */
  patience?: number;
}

const PAGE = 50;
const CATCH_UP_PAGE = 200;
/** Milliseconds that a gap may be filled by the stream itself before it is asked for. */
const GAP_GRACE = 200;
/** Milliseconds after which "is writing" is no longer believed. */
const TYPING_LASTS = 12_000;

/** Everything between a patient's screen and the gateway, without a screen: usable from any host that has fetch and EventSource. */
export class Transport {
  private state: Snapshot = {
    phase: "starting",
    expired: false,
    me: null,
    connected: true,
    conversation: null,
    typing: false,
    messages: [],
    pending: [],
    hasOlder: false,
    loadingOlder: false,
    help: null,
  };
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  readonly api: Api;
  private readonly storage: KeyValue;
  private readonly timeline = new Timeline();
  private readonly outbox: Outbox;
  private readonly stream: Stream;
  private readonly backoff: Backoff;
  private readonly now: () => Date;
  private readonly newId: () => string;
  private readonly silence: [number, number];
  private syncing: Promise<void> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private gapTimer: ReturnType<typeof setTimeout> | undefined;
  private quietTimer: ReturnType<typeof setTimeout> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;

  constructor(private readonly options: TransportOptions) {
    const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    const [first, longest] = options.waits ?? [500, 20_000];
    this.api = new Api(options.server, fetch, options.patience);
    this.storage = options.storage ?? new MemoryStorage();
    this.now = options.now ?? (() => new Date());
    this.newId = options.newId ?? (() => crypto.randomUUID());
    this.silence = options.silence ?? [45_000, 8_000];
    this.backoff = new Backoff(first, longest);
    this.outbox = new Outbox(
      this.storage,
      {
        send: (pending) => this.post(pending),
        saved: (message) => this.take(message),
        changed: () => this.publish({ pending: this.outbox.all }),
        loggedOut: () => this.endLogin(true),
      },
      new Backoff(first, longest),
    );
    this.stream = new Stream(
      options.openSource,
      {
        url: () => this.api.eventsUrl(this.timeline.through),
        opened: () => {
          this.publish({ connected: true });
          this.outbox.kick();
          this.watchSilence();
        },
        message: (message) => this.take(message),
        state: (state) => this.takeState(state),
        lost: (refused) => {
          this.publish({ connected: false, typing: false });
          if (refused) void this.checkLogin();
        },
      },
      new Backoff(first, longest),
    );
  }

  get snapshot(): Snapshot {
    return this.state;
  }

  /** Hear of every change; returns how to stop hearing. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Name of a storage key that belongs to the person who is logged in. */
  key(name: string): string {
    return `${this.personPrefix()}:${name}`;
  }

  /** Name of a storage key that belongs to nobody in particular. */
  shared(name: string): string {
    return `handrail:${this.options.server}:${name}`;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.showCachedHelp();
    void this.refreshHelp();
    void this.enter();
  }

  stop(): void {
    this.stopped = true;
    this.stream.stop();
    this.outbox.close();
    for (const timer of [this.retryTimer, this.gapTimer, this.quietTimer, this.typingTimer]) clearTimeout(timer);
  }

  /** Log in with an invitation code. Throws ``ApiError`` or ``NetworkError``: the form says why. */
  async login(code: string): Promise<void> {
    await this.welcome(await this.api.login(code));
  }

  /** End the login and forget every unsent word of this person on this device. Throws when the gateway cannot be told. */
  async logout(): Promise<void> {
    try {
      await this.api.logout();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
    this.outbox.wipe();
    for (const key of this.storage.keys(`${this.personPrefix()}:`)) this.storage.remove(key);
    this.endLogin(false);
  }

  /** Keep the words, show them, send them as soon as that is possible. */
  send(text: string, payload?: string): void {
    this.outbox.add(this.newId(), text, this.now().toISOString(), payload);
    this.watchSilence();
  }

  retry(clientId: string): void {
    this.outbox.retry(clientId);
  }

  /** Take a refused message back; returns its words. */
  takeBack(clientId: string): string {
    const text = this.outbox.all.find((entry) => entry.clientId === clientId)?.text ?? "";
    this.outbox.remove(clientId);
    this.publish({ pending: this.outbox.all });
    return text;
  }

  async loadOlder(): Promise<void> {
    if (this.state.loadingOlder || !this.timeline.hasOlder) return;
    this.publish({ loadingOlder: true });
    try {
      const page = await this.api.page({ before: this.timeline.firstSeq, limit: PAGE });
      this.timeline.older(page.messages, page.has_more);
    } catch (error) {
      this.troubled(error);
    } finally {
      this.publish({ loadingOlder: false, messages: this.timeline.all, hasOlder: this.timeline.hasOlder });
    }
  }

  /** The line is back, or the person is: look at once, without waiting for any timer. */
  wake(): void {
    if (this.stopped) return;
    if (!this.state.help) void this.refreshHelp();
    if (this.state.phase === "starting" || this.state.phase === "loading") {
      void this.enter();
    } else if (this.state.phase === "ready") {
      if (!this.stream.isOpen) this.stream.start();
      this.outbox.kick();
      void this.sync();
    }
  }

  /** The browser says that there is no line. */
  offline(): void {
    this.publish({ connected: false, typing: false });
  }

  /** Ask for everything after the last message up to which nothing is missing. */
  async sync(): Promise<void> {
    this.syncing ??= this.catchUp().finally(() => {
      this.syncing = undefined;
    });
    return this.syncing;
  }

  private async enter(): Promise<void> {
    clearTimeout(this.retryTimer);
    try {
      await this.welcome(this.state.me ?? (await this.api.me()));
      this.backoff.reset();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.endLogin(false);
        return;
      }
      this.publish({ connected: false });
      clearTimeout(this.retryTimer);
      if (!this.stopped) this.retryTimer = setTimeout(() => void this.enter(), this.backoff.next());
    }
  }

  private async welcome(me: Me): Promise<void> {
    const known = this.state.me?.id === me.id && this.state.phase === "loading";
    if (!known) {
      this.timeline.clear();
      this.publish({ phase: "loading", me, expired: false, connected: true, messages: [], conversation: null, pending: [] });
      this.outbox.open(this.personPrefix());
      this.publish({ pending: this.outbox.all });
      // The card may be another one for this person's country.
      void this.refreshHelp();
    }
    try {
      const page = await this.api.page({ limit: PAGE });
      if (this.stopped || this.state.me?.id !== me.id) return;
      this.timeline.start(page.messages, page.conversation.last_seq, page.has_more);
      this.confirm(page.messages);
      this.publish({
        phase: "ready",
        connected: true,
        conversation: page.conversation,
        messages: this.timeline.all,
        pending: this.outbox.all,
        hasOlder: page.has_more,
      });
      this.stream.start();
    } catch (error) {
      this.troubled(error);
      if (!(error instanceof ApiError && error.status === 401) && !this.stopped) {
        clearTimeout(this.retryTimer);
        this.retryTimer = setTimeout(() => void this.enter(), this.backoff.next());
      }
    }
  }

  private async catchUp(): Promise<void> {
    if (this.state.phase !== "ready") return;
    try {
      let more = true;
      let missed = false;
      while (more) {
        const after = this.timeline.through;
        const page = await this.api.page({ after, limit: CATCH_UP_PAGE });
        if (this.current().phase !== "ready") return;
        missed = this.timeline.newer(page.messages, after) || missed;
        this.confirm(page.messages);
        this.publish({ conversation: page.conversation, messages: this.timeline.all, pending: this.outbox.all });
        more = page.has_more && page.messages.length > 0;
      }
      // A stream that looks open but did not bring this is dead: the phone slept, or a proxy swallowed it.
      if (missed && this.stream.isOpen) this.stream.start();
      else this.publish({ connected: this.stream.isOpen });
    } catch (error) {
      this.troubled(error);
    }
    this.watchSilence();
  }

  private take(message: Message): void {
    const changed = this.timeline.live(message);
    this.confirm([message]);
    const quiet = message.sender !== "patient" ? { typing: false } : {};
    this.publish({ messages: this.timeline.all, pending: this.outbox.all, ...(changed ? quiet : {}) });
    clearTimeout(this.gapTimer);
    if (this.timeline.gap) this.gapTimer = setTimeout(() => this.timeline.gap && void this.sync(), GAP_GRACE);
    this.watchSilence();
  }

  private takeState(state: LiveState): void {
    clearTimeout(this.typingTimer);
    if (state.typing) this.typingTimer = setTimeout(() => this.publish({ typing: false }), TYPING_LASTS);
    const conversation = this.state.conversation;
    this.publish({
      typing: state.typing,
      conversation: conversation && { ...conversation, owner: state.owner, owner_name: state.owner_name, bot_ready: state.bot_ready, case: state.case, team: state.team ?? null, reads: state.reads ?? [] },
    });
    this.watchSilence();
  }

  /** What is in the conversation needs no sending any more, whoever stored it. */
  private confirm(messages: Message[]): void {
    for (const message of messages) if (message.client_id) this.outbox.remove(message.client_id);
  }

  private async post(pending: Pending): Promise<Message> {
    try {
      const message = await this.api.send(pending.clientId, pending.text, pending.payload);
      this.publish({ connected: this.stream.isOpen || this.state.phase !== "ready" });
      return message;
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing) this.publish({ connected: false });
      throw error;
    }
  }

  /** Keep-alive comments are invisible to ``EventSource``, so silence is answered by asking. */
  private watchSilence(): void {
    clearTimeout(this.quietTimer);
    if (this.stopped || this.state.phase !== "ready") return;
    const [usual, due] = this.silence;
    const waiting = this.state.pending.length > 0 || this.state.messages.at(-1)?.sender === "patient";
    this.quietTimer = setTimeout(() => void this.sync(), waiting && this.state.conversation?.owner === "bot" ? due : usual);
  }

  private async checkLogin(): Promise<void> {
    try {
      const me = await this.api.me();
      // Another person logged in in another tab: this page must not show the first one's words any longer.
      if (me.id !== this.state.me?.id) {
        this.endLogin(false);
        await this.welcome(me);
      }
    } catch (error) {
      this.troubled(error);
    }
  }

  private troubled(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) this.endLogin(true);
    else if (!(error instanceof ApiError) || error.passing) this.publish({ connected: false });
    else void (error.status === 403 && this.checkLogin());
  }

  private endLogin(expired: boolean): void {
    this.stream.stop();
    this.outbox.close();
    for (const timer of [this.retryTimer, this.gapTimer, this.quietTimer, this.typingTimer]) clearTimeout(timer);
    this.timeline.clear();
    this.publish({
      phase: "signed_out",
      expired,
      me: null,
      connected: true,
      conversation: null,
      typing: false,
      messages: [],
      pending: [],
      hasOlder: false,
    });
  }

  private showCachedHelp(): void {
    try {
      const card = JSON.parse(this.storage.get(this.helpKey()) ?? "null") as HelpCard | null;
      if (card?.lines) this.publish({ help: card });
    } catch {
      // A damaged copy is no copy; the real one is on its way.
    }
  }

  /** Ask for the card again: who is there changes with the hour. */
  async refreshHelp(): Promise<void> {
    try {
      const help = await this.api.help();
      this.storage.set(this.helpKey(), JSON.stringify(help));
      this.publish({ help });
    } catch {
      // The copy of last time, or the built-in advice, stands.
    }
  }

  private helpKey(): string {
    return this.shared("help");
  }

  private personPrefix(): string {
    return `handrail:${this.options.server}:${this.state.me?.id ?? "nobody"}`;
  }

  /** The state as it is after an ``await``, when it may differ from what was read before. */
  private current(): Snapshot {
    return this.state;
  }

  private publish(change: Partial<Snapshot>): void {
    const names = Object.keys(change) as (keyof Snapshot)[];
    if (names.every((name) => this.state[name] === change[name])) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener(this.state);
  }
}
