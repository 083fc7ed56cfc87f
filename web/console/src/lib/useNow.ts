import { useSyncExternalStore } from 'react';
import { client } from '../api/client';

/** One ticker for the whole page, so that all clocks move together. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now() + client.clockOffset;
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function snapshot(): number {
  if (timer === undefined) now = Date.now() + client.clockOffset;
  return now;
}

/** The server's time in milliseconds, in whole steps of `every`: a component renders again only when a step is over. */
export function useNow(every = 1000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(snapshot() / every) * every);
}
