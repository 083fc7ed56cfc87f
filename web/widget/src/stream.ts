import { Backoff } from "./backoff";
import type { LiveState, Message } from "./types";

/** The part of ``EventSource`` that is used, so that tests and other hosts can bring their own. */
export interface Source {
  readonly readyState: number;
  close(): void;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
}

export type OpenSource = (url: string) => Source;

interface Hooks {
  /** The address to listen at: everything after what is already here. */
  url: () => string;
  opened: () => void;
  message: (message: Message) => void;
  state: (state: LiveState) => void;
  /** The line is gone. ``refused``: the server answered, but not with a stream; the login may have ended. */
  lost: (refused: boolean) => void;
}

const CLOSED = 2;

/**
 * The stream of server-sent events, reopened by us rather than by the browser: each time from the last message up to which
 * nothing is missing, where the browser would resume after the last one that it happened to receive.
 */
export class Stream {
  private source: Source | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private live = false;

  constructor(
    private readonly open: OpenSource,
    private readonly hooks: Hooks,
    private readonly backoff: Backoff = new Backoff(500, 20_000),
  ) {}

  get isOpen(): boolean {
    return this.live;
  }

  /** Open anew, whatever there was. */
  start(): void {
    this.stop();
    const source = this.open(this.hooks.url());
    this.source = source;
    const on = (type: string, listener: (data: unknown) => void): void =>
      source.addEventListener(type, (event) => {
        if (this.source === source) listener(event.data);
      });
    on("open", () => {
      this.live = true;
      this.backoff.reset();
      this.hooks.opened();
    });
    on("message", (data) => {
      const message = parse(data) as Message | null;
      if (message && typeof message.seq === "number") this.hooks.message(message);
    });
    on("state", (data) => {
      const state = parse(data) as LiveState | null;
      if (state?.owner) this.hooks.state(state);
    });
    on("error", () => {
      const refused = source.readyState === CLOSED;
      this.stop();
      this.timer = setTimeout(() => this.start(), this.backoff.next());
      this.hooks.lost(refused);
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.live = false;
    this.source?.close();
    this.source = undefined;
  }
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
