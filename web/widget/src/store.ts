import { ApiError } from "./api";
import { load, WAITING } from "./exercises/load";
import { PlanKeeper } from "./plan/keeper";
import type { KeyValue } from "./storage";
import type { Strings } from "./strings";
import type { Snapshot, Transport } from "./transport";
import { countUnread, openPrompt } from "./view";

export type Sheet = "help" | "about" | "plan" | "ground" | "exercises";

/** What this screen adds to what the transport knows. */
export interface Ui {
  /** Whether the panel is open (always, when inline). */
  open: boolean;
  sheet: Sheet | null;
  /** Of the page of exercises: which, or empty for all. */
  exercise: string;
  draft: string;
  /** Invitation code that came with the page's address. */
  code: string;
  loginBusy: boolean;
  loginError: string;
  logoutError: boolean;
  /** The line has been gone for long enough to mention it. */
  lineLost: boolean;
  /** It has just come back. */
  lineBack: boolean;
  /** Last ``seq`` that the patient has had before their eyes. */
  readThrough: number;
  /** Where the mark "new since you were here" stands: after this ``seq``. */
  unreadAfter: number | null;
}

export interface View {
  snapshot: Snapshot;
  ui: Ui;
  unread: number;
}

export interface StoreOptions {
  strings: Strings;
  /** Language tag by which dates and times are written. */
  dates: string;
  open: boolean;
  /** Invitation code that came with the page's address. */
  code?: string;
}

/** Longest message that the gateway takes, in characters. */
export const MAX_TEXT = 4_000;

/** A dropped line that is back within this many milliseconds is not worth a tired person's attention. */
const LOST_AFTER = 2_500;
const BACK_SHOWN = 4_000;

/** One screen's state: the transport's, and what the person does with it. Draft and reading place survive a reload. */
export class Store {
  readonly strings: Strings;
  readonly dates: string;
  readonly plans: PlanKeeper;
  private ui: Ui;
  private readonly listeners = new Set<(view: View) => void>();
  private attending = false;
  private lostTimer: ReturnType<typeof setTimeout> | undefined;
  private backTimer: ReturnType<typeof setTimeout> | undefined;
  private last: Snapshot;
  private readonly unsubscribe: () => void;

  constructor(
    readonly transport: Transport,
    readonly storage: KeyValue,
    { strings, dates, open, code = "" }: StoreOptions,
  ) {
    this.strings = strings;
    this.dates = dates;
    this.ui = {
      open,
      sheet: null,
      exercise: "",
      draft: "",
      code,
      loginBusy: false,
      loginError: "",
      logoutError: false,
      lineLost: false,
      lineBack: false,
      readThrough: 0,
      unreadAfter: null,
    };
    this.plans = new PlanKeeper(transport, storage);
    this.last = transport.snapshot;
    this.unsubscribe = transport.subscribe((snapshot) => this.follow(snapshot));
  }

  get view(): View {
    return { snapshot: this.last, ui: this.ui, unread: this.last.phase === "ready" ? countUnread(this.last, this.ui.readThrough) : 0 };
  }

  subscribe(listener: (view: View) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    this.plans.dispose();
    this.unsubscribe();
    this.listeners.clear();
    clearTimeout(this.lostTimer);
    clearTimeout(this.backTimer);
  }

  setOpen(open: boolean): void {
    // At once, not when the screen has caught up: what arrives in between has not been seen.
    if (!open) this.attending = false;
    this.change({ open, sheet: open ? this.ui.sheet : null });
  }

  show(sheet: Sheet | null): void {
    if (sheet === "help") void this.transport.refreshHelp();
    this.change({ sheet, logoutError: false, open: this.ui.open || sheet !== null });
  }

  /** Open an exercise, or the list of all. */
  exercise(exercise: string): void {
    this.change({ exercise });
    this.show("exercises");
  }

  /** An exercise that leaves no sheet was done: a lesson that waits for it goes on. */
  done(words: string): void {
    const next = openPrompt(this.last)?.buttons.find(({ payload }) => payload === "/next_step");
    if (next) this.say(words, next.payload);
  }

  write(draft: string): void {
    if (this.last.phase === "ready") {
      if (draft) this.storage.set(this.transport.key("draft"), draft);
      else this.storage.remove(this.transport.key("draft"));
    }
    this.change({ draft });
  }

  /** Send what is in the composer. Returns whether there was something to send. */
  sendDraft(): boolean {
    const text = this.ui.draft.trim();
    if (!text || text.length > MAX_TEXT) return false;
    this.write("");
    this.say(text);
    return true;
  }

  /** Say something without the composer: a button's words, a slider's number. */
  say(text: string, payload?: string): void {
    this.change({ unreadAfter: null });
    this.transport.send(text, payload);
  }

  takeBack(clientId: string): void {
    const text = this.transport.takeBack(clientId);
    this.write(this.ui.draft ? `${this.ui.draft}\n${text}` : text);
  }

  async login(code: string): Promise<void> {
    if (!code.trim()) {
      this.change({ loginError: this.strings.errorEmptyCode, code: "" });
      return;
    }
    this.change({ loginBusy: true, loginError: "", code });
    try {
      await this.transport.login(code.trim());
      this.change({ loginBusy: false, code: "" });
    } catch (error) {
      this.change({ loginBusy: false, loginError: this.explain(error) });
    }
  }

  async logout(): Promise<void> {
    try {
      await this.transport.logout();
      this.change({ sheet: null, draft: "", loginError: "", logoutError: false });
    } catch {
      this.change({ logoutError: true });
    }
  }

  /** The person has (or has no longer) the newest messages before their eyes. */
  attend(attending: boolean): void {
    this.attending = attending;
    this.readOn();
  }

  private follow(snapshot: Snapshot): void {
    const before = this.last;
    this.last = snapshot;
    if (snapshot.phase === "ready" && before.phase !== "ready") this.takeUp();
    if (snapshot.phase !== "ready" && before.phase === "ready") this.change({ draft: "", unreadAfter: null, readThrough: 0, sheet: this.ui.sheet === "about" ? null : this.ui.sheet });
    if (snapshot.connected !== before.connected) this.followLine(snapshot.connected);
    const back = snapshot.phase === "ready" && snapshot.connected && (before.phase !== "ready" || !before.connected);
    if (back && this.storage.keys(this.transport.key(WAITING)).length > 0) void load().then(({ send }) => send(this.transport, this.storage), () => undefined);
    if (snapshot.messages !== before.messages) this.readOn();
    this.publish();
  }

  /** Continue where an earlier page of this person left off. */
  private takeUp(): void {
    const newest = this.last.messages.at(-1)?.seq ?? 0;
    const read = Number(this.storage.get(this.transport.key("read")) ?? newest);
    this.ui = {
      ...this.ui,
      draft: this.storage.get(this.transport.key("draft")) ?? "",
      readThrough: read,
      unreadAfter: countUnread(this.last, read) > 0 ? read : null,
    };
  }

  private readOn(): void {
    if (this.last.phase !== "ready") return;
    const newest = this.last.messages.at(-1)?.seq ?? 0;
    if (newest <= this.ui.readThrough) return;
    if (this.attending) {
      this.storage.set(this.transport.key("read"), String(newest));
      this.change({ readThrough: newest });
    } else if (this.ui.unreadAfter === null && countUnread(this.last, this.ui.readThrough) > 0) {
      this.change({ unreadAfter: this.ui.readThrough });
    }
  }

  private followLine(connected: boolean): void {
    clearTimeout(this.lostTimer);
    if (!connected) {
      this.lostTimer = setTimeout(() => this.change({ lineLost: true, lineBack: false }), LOST_AFTER);
    } else if (this.ui.lineLost) {
      clearTimeout(this.backTimer);
      this.backTimer = setTimeout(() => this.change({ lineBack: false }), BACK_SHOWN);
      this.change({ lineLost: false, lineBack: true });
    }
  }

  private explain(error: unknown): string {
    if (!(error instanceof ApiError)) return this.strings.errorLine;
    if (error.status === 429) return this.strings.errorTooMany(error.retryAfter);
    return error.passing ? this.strings.errorServer : this.strings.errorCode;
  }

  private change(change: Partial<Ui>): void {
    this.ui = { ...this.ui, ...change };
    this.publish();
  }

  private publish(): void {
    const view = this.view;
    for (const listener of this.listeners) listener(view);
  }
}
