import type { KeyValue } from "../storage";
import type { Transport } from "../transport";
import { WAITING } from "./load";
import type { Entry, Kept, Saved, Shown, Value, Values } from "./types";

/** What was written and is not kept by the gateway. */
export interface Draft {
  exercise: string;
  /** The sheet that it changes. */
  sheet?: string;
  values: Values;
  /** Made when the person wants it kept: the same again is stored once. */
  client?: string;
  /** Why the gateway did not take it, in words for a person. */
  reason?: string;
}

/** What became of an attempt: ``kept``, ``waiting`` for a line, or ``refused``. */
export type Outcome = { state: "kept"; saved: Saved } | { state: "waiting" } | { state: "refused"; reason: string };

const DRAFT = "sheet:";

/**
 * Exercises as this device has them: what the gateway said last, what is being written, and what waits for a line. All of it is in the
 * browser's storage under the person's own prefix, which logging out removes.
 */
export class Keeper {
  constructor(
    private readonly transport: Transport,
    private readonly storage: KeyValue,
  ) {}

  async list(): Promise<Entry[]> {
    const { exercises } = await this.fetch<{ exercises: Entry[] }>("/api/patient/exercises", "exercises");
    return exercises;
  }

  /** Return an exercise; the copy of last time without a line. */
  async show(id: string, cleared?: boolean): Promise<Shown> {
    return this.fetch(`/api/patient/exercises/${id}${cleared === undefined ? "" : `?cleared=${cleared}`}`, `exercise:${id}`);
  }

  /** Where all that the person has kept is to be had as a file. */
  file(form: string): string {
    return this.transport.api.address(`/api/patient/sheets/export?form=${form}`);
  }

  draft(exercise: string, sheet?: string): Draft | null {
    return this.stored(this.waitingKey(exercise, sheet)) ?? this.stored(this.draftKey(exercise, sheet));
  }

  /** Whether a draft is to be sent as soon as there is a line. */
  waits(exercise: string, sheet?: string): boolean {
    return this.stored(this.waitingKey(exercise, sheet)) !== null;
  }

  write(draft: Draft, name: string, value: Value | undefined): Draft {
    const values = Object.fromEntries(Object.entries(draft.values).filter(([other]) => other !== name));
    const next: Draft = { exercise: draft.exercise, values: value === undefined ? values : { ...values, [name]: value } };
    if (draft.sheet !== undefined) next.sheet = draft.sheet;
    this.storage.set(this.draftKey(next.exercise, next.sheet), JSON.stringify(next));
    return next;
  }

  discard(exercise: string, sheet?: string): void {
    this.storage.remove(this.draftKey(exercise, sheet));
    this.storage.remove(this.waitingKey(exercise, sheet));
  }

  /** Take a sheet that waits back into one's hands. */
  hold(draft: Draft): Draft {
    const held: Draft = { exercise: draft.exercise, values: draft.values };
    if (draft.sheet !== undefined) held.sheet = draft.sheet;
    this.storage.set(this.draftKey(held.exercise, held.sheet), JSON.stringify(held));
    this.storage.remove(this.waitingKey(held.exercise, held.sheet));
    return held;
  }

  /** Keep a draft: on this device first, then with the gateway. */
  async keep(draft: Draft): Promise<Outcome> {
    const out = { ...draft, client: draft.client ?? crypto.randomUUID() };
    this.storage.set(this.waitingKey(out.exercise, out.sheet), JSON.stringify(out));
    this.storage.remove(this.draftKey(out.exercise, out.sheet));
    return this.post(out);
  }

  /** Send everything that waits; what is refused becomes a draft again, with the reason. */
  async sendAll(): Promise<void> {
    for (const key of this.storage.keys(this.transport.key(WAITING))) {
      const draft = this.stored(key);
      if (draft) await this.post(draft);
    }
  }

  async remove(sheet: Kept): Promise<void> {
    await this.transport.api.unsafe(`/api/patient/sheets/${sheet.id}/remove`, {});
    this.discard(sheet.exercise, sheet.id);
  }

  private async post(draft: Draft): Promise<Outcome> {
    const { exercise, values, sheet, client } = draft;
    try {
      const body = { client_id: client, exercise, values, ...(sheet === undefined ? {} : { sheet }) };
      const saved = (await this.transport.api.unsafe("/api/patient/sheets", body)) as Saved;
      this.storage.remove(this.waitingKey(exercise, sheet));
      return { state: "kept", saved };
    } catch (error) {
      const { status = 0, passing = true, message, remedy = "" } = error as { status?: number; passing?: boolean; message: string; remedy?: string };
      if (passing || status === 401) return { state: "waiting" };
      const reason = [message, remedy].filter(Boolean).join(" ");
      // A sheet that was taken away elsewhere is written anew; the words of another saving under this id get an id of their own.
      const held: Draft = { exercise, values, reason };
      if (sheet !== undefined && status !== 404) held.sheet = sheet;
      this.storage.remove(this.waitingKey(exercise, sheet));
      this.storage.set(this.draftKey(exercise, held.sheet), JSON.stringify(held));
      return { state: "refused", reason };
    }
  }

  private async fetch<Answer>(path: string, name: string): Promise<Answer> {
    const key = this.transport.key(name);
    try {
      const answer = await this.transport.api.request("GET", path);
      this.storage.set(key, JSON.stringify(answer));
      return answer as Answer;
    } catch (error) {
      const copy = this.storage.get(key);
      if (copy === null) throw error;
      return JSON.parse(copy) as Answer;
    }
  }

  private draftKey(exercise: string, sheet?: string): string {
    return this.transport.key(`${DRAFT}${exercise}:${sheet ?? ""}`);
  }

  private waitingKey(exercise: string, sheet?: string): string {
    return this.transport.key(`${WAITING}${exercise}:${sheet ?? ""}`);
  }

  private stored(key: string): Draft | null {
    try {
      return JSON.parse(this.storage.get(key) ?? "null") as Draft | null;
    } catch {
      return null; // a damaged copy is no copy
    }
  }
}
