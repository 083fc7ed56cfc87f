import type { Message } from "./types";

/**
 * The messages that this page knows, each once, in the order of the conversation.
 *
 * ``through`` is the promise: everything from the oldest known message up to that ``seq`` is here. What arrives beyond a
 * gap is kept and shown, but ``through`` waits until the gap was asked for again.
 */
export class Timeline {
  private messages: Message[] = [];
  private readonly known = new Set<number>();
  through = 0;
  /** Whether the server has messages before the first one here. */
  hasOlder = false;

  /** Ascending by ``seq``. A new array whenever something changed. */
  get all(): readonly Message[] {
    return this.messages;
  }

  get firstSeq(): number {
    return this.messages[0]?.seq ?? 0;
  }

  get gap(): boolean {
    return (this.messages.at(-1)?.seq ?? 0) > this.through;
  }

  clear(): void {
    this.messages = [];
    this.known.clear();
    this.through = 0;
    this.hasOlder = false;
  }

  /** The newest page of the conversation. What was stored after the page was read is kept. */
  start(messages: Message[], lastSeq: number, hasOlder: boolean): void {
    const through = messages.at(-1)?.seq ?? lastSeq;
    const later = this.messages.filter((message) => message.seq > through);
    this.clear();
    this.add([...messages, ...later]);
    this.through = through;
    this.hasOlder = hasOlder;
    this.advance();
  }

  /** Messages before the first known one. */
  older(messages: Message[], hasOlder: boolean): void {
    this.add(messages);
    this.hasOlder = hasOlder;
  }

  /** The answer to "what came after ``after``": complete as far as it reaches. */
  newer(messages: Message[], after: number): boolean {
    const changed = this.add(messages);
    if (after <= this.through) this.through = Math.max(this.through, messages.at(-1)?.seq ?? after);
    this.advance();
    return changed;
  }

  /** One message as it happened. Returns whether it is new. */
  live(message: Message): boolean {
    const changed = this.add([message]);
    this.advance();
    return changed;
  }

  private advance(): void {
    while (this.known.has(this.through + 1)) this.through += 1;
  }

  private add(messages: Message[]): boolean {
    const fresh = messages.filter((message) => Number.isInteger(message.seq) && !this.known.has(message.seq));
    if (fresh.length === 0) return false;
    for (const message of fresh) this.known.add(message.seq);
    this.messages = [...this.messages, ...fresh].sort((a, b) => a.seq - b.seq);
    return true;
  }
}
