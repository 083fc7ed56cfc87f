/** Sound for urgent cases: rings until somebody says that they have seen it, in one window only. */
import { useCallback, useEffect, useState } from 'react';
import type { Case } from '../api/types';
import { allowSound, ring, soundState, type SoundState } from '../lib/sound';
import { choices } from '../lib/storage';

const KEPT = 200;
const EMERGENCY_EVERY_MS = 6_000;
const HIGH_EVERY_MS = 15_000;

/** A case rings again when its tier rises or another message joins it. */
function alarmKey(item: Case): string {
  return `${item.id}:${item.tier}:${item.message_count}`;
}

function readAcknowledged(): string[] {
  return (choices.read('acknowledged') ?? '').split(' ').filter(Boolean);
}

/** Which alarms were silenced; shared by all windows of this browser. */
export function useAcknowledged() {
  const [keys, setKeys] = useState(readAcknowledged);
  useEffect(() => {
    const changed = () => setKeys(readAcknowledged());
    window.addEventListener('storage', changed);
    return () => window.removeEventListener('storage', changed);
  }, []);
  const isAcknowledged = useCallback((item: Case) => keys.includes(alarmKey(item)), [keys]);
  const acknowledge = useCallback((items: readonly Case[]) => {
    const next = [...new Set([...readAcknowledged(), ...items.map(alarmKey)])].slice(-KEPT);
    choices.write('acknowledged', next.join(' '));
    setKeys(next);
  }, []);
  return { isAcknowledged, acknowledge };
}

/** Whether sound is wanted, whether the browser allows it, and the ringing itself. */
export function useAlarm(ringing: readonly Case[]) {
  const [wanted, setWanted] = useState(() => choices.read('sound') !== 'off');
  const [state, setState] = useState<SoundState>(soundState);

  // Browsers allow sound only after a click or key press: take the first one there is.
  useEffect(() => {
    if (state !== 'blocked') return;
    const allow = () => void allowSound().then(setState);
    window.addEventListener('pointerdown', allow);
    window.addEventListener('keydown', allow);
    return () => {
      window.removeEventListener('pointerdown', allow);
      window.removeEventListener('keydown', allow);
    };
  }, [state]);

  const urgent = ringing.some((item) => item.tier === 'emergency');
  const any = ringing.length > 0;
  useEffect(() => {
    if (!any || !wanted || state !== 'ready') return;
    return inOneWindow(() => {
      ring(urgent);
      const timer = setInterval(() => ring(urgent), urgent ? EMERGENCY_EVERY_MS : HIGH_EVERY_MS);
      return () => clearInterval(timer);
    });
  }, [any, urgent, wanted, state]);

  const toggle = () => {
    const next = !wanted;
    choices.write('sound', next ? null : 'off');
    setWanted(next);
    if (next) void allowSound().then(setState);
  };
  return { wanted, state, toggle };
}

/** Runs `start` while this window holds the browser's lock, so that three open windows do not ring three times. */
function inOneWindow(start: () => () => void): () => void {
  if (!('locks' in navigator)) return start();
  const abort = new AbortController();
  let release: (() => void) | undefined;
  navigator.locks
    .request('handrail.alarm', { signal: abort.signal }, () => {
      const stop = start();
      return new Promise<void>((resolve) => {
        release = () => {
          stop();
          resolve();
        };
      });
    })
    .catch(() => undefined);
  return () => {
    if (release) release();
    else abort.abort();
  };
}
