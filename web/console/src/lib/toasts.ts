import { useSyncExternalStore } from 'react';

export interface Toast {
  id: number;
  kind: 'good' | 'info' | 'bad';
  text: string;
}

const SHOWN_MS = 5_000;
let toasts: Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: Toast[]): void {
  toasts = to;
  for (const listener of listeners) listener();
}

/** Shows a short message that needs no answer; the newest good news takes the place of the last, bad news stays until it is closed. */
export function toast(kind: Toast['kind'], text: string): void {
  const id = next;
  next += 1;
  change([...toasts.filter((shown) => shown.text !== text && shown.kind === 'bad'), { id, kind, text }].slice(-3));
  if (kind !== 'bad') setTimeout(() => closeToast(id), SHOWN_MS);
}

export function closeToast(id: number): void {
  change(toasts.filter((shown) => shown.id !== id));
}

export function useToasts(): Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
