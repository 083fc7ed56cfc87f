import { ApiError } from "../api";
import type { KeyValue } from "../storage";
import type { Transport } from "../transport";
import { isSelfHelp, type Plan, type PlanPart, type SelfHelp } from "./types";

/** What was written at a step and is not confirmed by the gateway. */
interface Edit {
  text: string;
  /** The version of the plan that was on the screen when writing began. */
  base: number;
  /** What was sent last: found there again, it is ours and no stranger's. */
  sent?: string;
}

interface Kept {
  plan: Plan;
  edits: Record<string, Edit>;
}

/** ``saved`` · ``choose`` of two texts · ``saving`` · ``offline`` kept here, sent later · ``logged_out``: kept here until the same person comes back. */
export type PlanStatus = "saved" | "choose" | "saving" | "offline" | "logged_out";

const EMPTY: Kept = { plan: { version: 0, parts: {} }, edits: {} };
/** Milliseconds after the last key until it is sent, and until a failed try is repeated. */
const PAUSE = 1_500;
const AGAIN = 8_000;

/**
 * The safety plan as this device has it: what the gateway said last, and what was written since. Both are in the browser's storage
 * before anything else happens, so that a plan opens and can be changed without a line. Logging out removes them; a login that ran
 * out does not: in a crisis nobody should look for a code first.
 */
export class PlanKeeper {
  words: SelfHelp | null = null;
  /** Whether something saved here reads as danger now; until the patient has seen it and closed the page. */
  now = false;
  private id: string | null = null;
  private connected = false;
  private failed = false;
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly undo: () => void;

  constructor(
    private readonly transport: Transport,
    private readonly storage: KeyValue,
  ) {
    const words = this.stored(transport.shared("self-help"));
    if (isSelfHelp(words)) this.words = words;
    this.undo = transport.subscribe(() => this.follow());
    this.follow();
    void this.fetchWords();
  }

  dispose(): void {
    this.undo();
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get status(): PlanStatus {
    if (this.transport.snapshot.phase === "signed_out") return "logged_out";
    if (!this.id || !this.connected || this.failed) return "offline";
    const steps = Object.keys(this.kept().edits);
    return steps.some((step) => this.crossed(step)) ? "choose" : steps.length > 0 ? "saving" : "saved";
  }

  /** Whether anybody's plan is on this device. */
  get known(): boolean {
    return this.key() !== null;
  }

  /** Whether something stands in it. */
  get begun(): boolean {
    const { plan, edits } = this.kept();
    return [...Object.keys(plan.parts), ...Object.keys(edits)].some((step) => this.text(step));
  }

  get unsent(): boolean {
    return Object.keys(this.kept().edits).length > 0;
  }

  text(step: string): string {
    const { plan, edits } = this.kept();
    return edits[step]?.text ?? plan.parts[step]?.text ?? "";
  }

  /** Who changed it last, as far as the gateway has said. */
  get last(): PlanPart | undefined {
    return Object.values(this.kept().plan.parts)
      .filter((part) => part !== undefined)
      .sort((a, b) => b.version - a.version)[0];
  }

  /** What somebody else wrote at this step while it was changed here; null when there is nothing to choose. */
  crossed(step: string): PlanPart | null {
    const { plan, edits } = this.kept();
    return crossing(plan, step, edits[step]);
  }

  /** Keep what is being written, and send it in a moment. */
  write(step: string, text: string): void {
    this.change((kept) => {
      const before = kept.edits[step];
      kept.edits[step] = { ...before, base: before?.base ?? kept.plan.version, text };
    });
    this.later(PAUSE);
  }

  /** Of two texts, this is to stand. */
  choose(step: string, text: string): void {
    this.change((kept) => (kept.edits[step] = { text, base: kept.plan.version }));
    void this.sync();
  }

  /** Take the plan off a device on which nobody is logged in any more. */
  forget(): void {
    const key = this.key();
    if (key) this.storage.remove(key);
    this.storage.remove(this.transport.shared("last"));
    this.tell();
  }

  /** Ask for the plan and send what was written; both texts stay where somebody else was faster. */
  async sync(): Promise<void> {
    void this.fetchWords();
    const id = this.id;
    if (!id || this.running) return;
    clearTimeout(this.timer);
    this.running = true;
    try {
      let { plan } = await this.transport.api.plan();
      for (let tries = 0; tries < 3; tries += 1) {
        if (this.id !== id) return;
        const due = this.take(plan);
        if (Object.keys(due).length === 0) break;
        try {
          const saved = await this.transport.api.savePlan(plan.version, due);
          plan = saved.plan;
          if (saved.about_now) this.now = true;
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 409) throw error;
          ({ plan } = await this.transport.api.plan());
        }
      }
      this.failed = false;
    } catch {
      this.failed = true;
      this.later(AGAIN);
    } finally {
      this.running = false;
      this.tell();
    }
    // The loop above ends with what was due when it began; what was written meanwhile has a timer of its own.
  }

  /** Take what the gateway says; returns what is to be sent to it. */
  private take(plan: Plan): Record<string, string> {
    const due: Record<string, string> = {};
    this.change((kept) => {
      kept.plan = plan;
      for (const [step, edit] of Object.entries(kept.edits)) {
        const there = plan.parts[step]?.text ?? "";
        if (edit.sent === there) edit.base = plan.version;
        if (edit.text.trim() === there) {
          kept.edits = Object.fromEntries(Object.entries(kept.edits).filter(([other]) => other !== step));
        } else if (!crossing(plan, step, edit)) {
          due[step] = edit.sent = edit.text.trim();
        }
      }
    });
    return due;
  }

  private follow(): void {
    const { me, connected } = this.transport.snapshot;
    const id = me?.id ?? null;
    const news = (id !== null && id !== this.id) || (connected && !this.connected);
    const changed = news || id !== this.id || connected !== this.connected;
    const left = !id && this.id;
    this.id = id;
    this.connected = connected;
    if (id) this.storage.set(this.transport.shared("last"), id);
    // Logging out has removed what this person had here; then nobody's plan is here any more.
    const key = this.key();
    if (left && key && this.storage.get(key) === null) this.storage.remove(this.transport.shared("last"));
    if (news) void this.sync();
    if (changed) this.tell();
  }

  private async fetchWords(): Promise<void> {
    if (this.words && !this.connected) return;
    try {
      this.words = await this.transport.api.selfHelp();
      this.storage.set(this.transport.shared("self-help"), JSON.stringify(this.words));
      this.tell();
    } catch {
      // The copy of last time stands.
    }
  }

  private later(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.running ? this.later(PAUSE) : void this.sync()), pause);
  }

  private key(): string | null {
    const id = this.id ?? this.storage.get(this.transport.shared("last"));
    return id && this.transport.shared(`${id}:plan`);
  }

  /** From the storage each time: another tab writes there too. */
  private kept(): Kept {
    const key = this.key();
    const found = key ? (this.stored(key) as Kept | null) : null;
    return found?.plan ? found : structuredClone(EMPTY);
  }

  private change(how: (kept: Kept) => void): void {
    const key = this.key();
    if (!key) return;
    const kept = this.kept();
    how(kept);
    this.storage.set(key, JSON.stringify(kept));
    this.tell();
  }

  private stored(key: string): unknown {
    try {
      return JSON.parse(this.storage.get(key) ?? "null");
    } catch {
      return null; // a damaged copy is no copy
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function crossing(plan: Plan, step: string, edit: Edit | undefined): PlanPart | null {
  const part = plan.parts[step];
  return edit && part && part.version > edit.base && part.text !== edit.text.trim() && part.text !== edit.sent ? part : null;
}
