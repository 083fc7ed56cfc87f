/** A place for a few words that must survive a reload: the browser's own, or memory where it refuses. */
export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Keys that begin so. */
  keys(prefix: string): string[];
}

export class MemoryStorage implements KeyValue {
  private readonly map = new Map<string, string>();

  get(key: string): string | null {
    return this.map.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.map.set(key, value);
  }

  remove(key: string): void {
    this.map.delete(key);
  }

  keys(prefix: string): string[] {
    return [...this.map.keys()].filter((key) => key.startsWith(prefix));
  }
}

/**
 * Local storage, so that unsent words outlive a tab that the phone closed to save memory. What it refuses (full, private
 * window) stays in memory: then it lasts as long as the page.
 */
export class BrowserStorage implements KeyValue {
  private readonly spare = new MemoryStorage();

  constructor(private readonly storage: Storage) {}

  /** The browser's storage, or memory when the page may not touch it. */
  static open(pick: () => Storage): KeyValue {
    try {
      const storage = pick();
      storage.getItem("handrail");
      return new BrowserStorage(storage);
    } catch {
      return new MemoryStorage();
    }
  }

  get(key: string): string | null {
    return this.spare.get(key) ?? this.storage.getItem(key);
  }

  set(key: string, value: string): void {
    try {
      this.storage.setItem(key, value);
      this.spare.remove(key);
    } catch {
      this.spare.set(key, value);
    }
  }

  remove(key: string): void {
    this.spare.remove(key);
    this.storage.removeItem(key);
  }

  keys(prefix: string): string[] {
    const own = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
    return [...new Set([...own.filter((key) => key.startsWith(prefix)), ...this.spare.keys(prefix)])];
  }
}
