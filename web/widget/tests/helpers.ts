import { EventSource } from "eventsource";
import { MemoryStorage, type KeyValue } from "../src/storage";
import type { Source } from "../src/stream";
import { Transport, type Snapshot, type TransportOptions } from "../src/transport";

/** A browser's cookie jar, for one visitor. */
export class Visitor {
  private cookie = "";
  online = true;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (!this.online) throw new TypeError("Failed to fetch");
    const headers = new Headers(init?.headers);
    if (this.cookie) headers.set("Cookie", this.cookie);
    const response = await globalThis.fetch(input, { ...init, headers });
    const set = response.headers.get("Set-Cookie");
    if (set) this.cookie = set.split(";")[0] ?? "";
    return response;
  };

  readonly openSource = (url: string): Source => new EventSource(url, { fetch: (input, init) => this.fetch(input, init) });

  transport(server: string, storage: KeyValue = new MemoryStorage(), more: Partial<TransportOptions> = {}): Transport {
    return new Transport({ server, storage, fetch: this.fetch, openSource: this.openSource, waits: [10, 40], silence: [60_000, 60_000], ...more });
  }
}

/** Wait until the snapshot satisfies ``test``; fails with what it last was. */
export async function until(transport: Transport, test: (snapshot: Snapshot) => boolean, patience = 3_000): Promise<Snapshot> {
  if (test(transport.snapshot)) return transport.snapshot;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`not reached: ${JSON.stringify({ ...transport.snapshot, help: undefined })}`));
    }, patience);
    const stop = transport.subscribe((snapshot) => {
      if (!test(snapshot)) return;
      clearTimeout(timer);
      stop();
      resolve(snapshot);
    });
  });
}

export async function eventually(test: () => boolean, patience = 3_000): Promise<void> {
  const end = Date.now() + patience;
  while (!test()) {
    if (Date.now() > end) throw new Error("did not happen in time");
    await pause(5);
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const texts = (snapshot: Snapshot): string[] => snapshot.messages.map((message) => message.text);
