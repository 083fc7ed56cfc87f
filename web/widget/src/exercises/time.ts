import { useEffect, useRef, useState } from "preact/hooks";

/** One stretch of time in a sequence, in seconds. */
export interface Stretch {
  seconds: number;
}

export interface Run {
  /** Which stretch; as many as there are when all is over. */
  at: number;
  /** Seconds since it began, not whole. */
  since: number;
  running: boolean;
  begun: boolean;
  over: boolean;
  start: () => void;
  pause: () => void;
  stop: () => void;
  skip: (to: number) => void;
}

/** Milliseconds between two looks at the clock. */
const LOOK = 100;

/** Where one is after ``elapsed`` seconds: which stretch, and how far into it. */
export function placeAt(stretches: readonly Stretch[], elapsed: number): [number, number] {
  let left = elapsed;
  for (const [at, { seconds }] of stretches.entries()) {
    if (left < seconds) return [at, left];
    left -= seconds;
  }
  return [stretches.length, 0];
}

/** Go through stretches by the clock, not by counting ticks: a page in the background gets few of these. */
export function useRun(stretches: readonly Stretch[]): Run {
  const [elapsed, setElapsed] = useState(0);
  const [running, setRunning] = useState(false);
  const [begun, setBegun] = useState(false);
  const from = useRef(0);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setElapsed((Date.now() - from.current) / 1_000), LOOK);
    return () => clearInterval(timer);
  }, [running]);
  const [at, since] = placeAt(stretches, elapsed);
  const over = begun && at >= stretches.length;
  useEffect(() => {
    if (over) setRunning(false);
  }, [over]);
  const go = (seconds: number): void => {
    from.current = Date.now() - seconds * 1_000;
    setElapsed(seconds);
  };
  return {
    at,
    since,
    running,
    begun,
    over,
    start: () => {
      go(over ? 0 : elapsed);
      setBegun(true);
      setRunning(true);
    },
    pause: () => setRunning(false),
    stop: () => {
      setRunning(false);
      setBegun(false);
      setElapsed(0);
    },
    skip: (to) => go(stretches.slice(0, to).reduce((sum, { seconds }) => sum + seconds, 0)),
  };
}

/** "2:05" */
export const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
