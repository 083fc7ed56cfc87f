/** Sound for urgent cases: rings until somebody says that they have seen it, in one window only. */
import { useCallback, useEffect, useState } from 'react';
import type { Tier } from '../api/types';
import { allowSound, ring, soundState, type SoundState } from '../lib/sound';
import { choices } from '../lib/storage';
import type { Ladder } from './types';

const KEPT = 200;
const EMERGENCY_EVERY_MS = 6_000;
const HIGH_EVERY_MS = 15_000;

/** What rings: a case, for whoever is to see to it. */
export interface Alarm {
  id: string;
  tier: Tier;
  overdue: boolean;
  /** Not told to those who read no conversation. */
  message_count?: number;
  ladder: Ladder;
}

/**
 * A case rings again when its tier rises, another message joins it, its time runs out, or the ladder takes another step: whoever has
 * seen it, and left it, is told once more that nobody has it. The first step comes with the case itself and rings with it.
 */
function alarmKey({ id, tier, overdue, message_count: messages = 0, ladder: { last } }: Alarm): string {
  const step = last && last.kind !== 'asked' ? last.at : '';
  return `${id}:${tier}:${messages}:${overdue ? 'over' : ''}:${step}`;
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
  const isAcknowledged = useCallback((item: Alarm) => keys.includes(alarmKey(item)), [keys]);
  const acknowledge = useCallback((items: readonly Alarm[]) => {
    const next = [...new Set([...readAcknowledged(), ...items.map(alarmKey)])].slice(-KEPT);
    choices.write('acknowledged', next.join(' '));
    setKeys(next);
  }, []);
  return { isAcknowledged, acknowledge };
}

/** Whether sound is wanted, whether the browser allows it, and the ringing itself. */
export function useAlarm(ringing: readonly Alarm[]) {
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
