import { useEffect, useRef, useSyncExternalStore } from 'react';
import { choices } from './storage';

export type Hotkeys = Record<string, () => void>;

const listeners = new Set<() => void>();

/** Single-letter shortcuts can be switched off (WCAG 2.1.4): speech input would otherwise press them. */
export function shortcutsOn(): boolean {
  return choices.read('shortcuts') !== 'off';
}

export function setShortcuts(on: boolean): void {
  choices.write('shortcuts', on ? null : 'off');
  for (const listener of listeners) listener();
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, shortcutsOn);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select'));
}

/** Listens for single keys while nobody is writing and no dialog is open. Keys are as in `KeyboardEvent.key`. */
export function useHotkeys(keys: Hotkeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (!shortcutsOn() || document.querySelector('[role="dialog"], [role="menu"]')) return;
      // Enter on a button or link belongs to it.
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('button, a, [role="radio"]')) return;
      const action = latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
