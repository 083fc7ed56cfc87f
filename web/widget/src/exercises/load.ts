import type { KeyValue } from "../storage";
import type { Transport } from "../transport";

/** What the second file is given: no more of the first than this, since neither knows the other's short names. */
export interface Room {
  transport: Transport;
  storage: KeyValue;
  /** Language tags: of the words, and of dates. */
  lang: string;
  dates: string;
  /** Which exercise; empty for the list. */
  exercise: string;
  /** Called when an exercise that leaves no sheet was done to its end, with words that say so. */
  done: (words: string) => void;
}

/** What the second file offers. */
export interface Exercises {
  /** Show exercises in ``place``; returns how to take them away. */
  mount: (place: HTMLElement, room: Room) => () => void;
  /** Send the sheets that were kept on this device. */
  send: (transport: Transport, storage: KeyValue) => Promise<void>;
}

/** Where this script came from; the second file lies beside it. */
const source = typeof document === "object" && document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
export const scriptOrigin = (): string => new URL(source || location.href).origin;

let loading: Promise<Exercises> | undefined;
let tries = 0;

/** Fetch the second file, once; a browser may remember a failure by the address, so that each try has its own. */
export function load(): Promise<Exercises> {
  loading ??= (import(/* @vite-ignore */ new URL(`exercises.js?${tries++ || ""}`, source || location.href).href) as Promise<Exercises>).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Under this, after the person's own prefix, a sheet waits for a line. */
export const WAITING = "sheet-out:";
