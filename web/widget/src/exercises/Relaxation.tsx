import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Controls } from "./Breathing";
import { Care } from "./Pages";
import type { Words } from "./strings";
import { clock, useRun } from "./time";
import type { Relaxation as Exercise } from "./types";

/** Seconds to read what comes, and how many times as long as the tension the letting go lasts. */
const READY = 8;
const RELEASE = 2;
const PHASES = 3;

export function Relaxation({ exercise, words, done }: { exercise: Exercise; words: Words; done: () => void }): JSX.Element {
  const { parts } = exercise;
  const stretches = useMemo(() => parts.flatMap(({ seconds }) => [{ seconds: READY }, { seconds }, { seconds: seconds * RELEASE }]), [parts]);
  const run = useRun(stretches);
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (!run.over) return;
    heading.current?.focus();
    done();
  }, [run.over]);
  const at = Math.floor(run.at / PHASES);
  const phase = run.at % PHASES;
  const part = parts[at];
  const whole = stretches[run.at]?.seconds ?? 1;
  if (run.over || !part) {
    return (
      <>
        <p class="big" tabIndex={-1} ref={heading}>
          {exercise.end}
        </p>
        <button type="button" class="secondary" onClick={run.start}>
          {words.again}
        </button>
      </>
    );
  }
  if (!run.begun) {
    return (
      <>
        <p>{exercise.begin}</p>
        <Controls run={run} words={words} />
        <Care words={words} care={exercise.care} />
      </>
    );
  }
  const name = [words.getReady, words.tense, words.release][phase] ?? "";
  return (
    <>
      <p class="muted">{words.part(at + 1, parts.length)}</p>
      <progress max={parts.length} value={at + 1} aria-hidden="true" />
      <div class={`phase p${phase}`} role="status">
        <strong>
          {part.name}. {run.running ? name : words.paused}
        </strong>
        <p class="big">{phase === PHASES - 1 ? part.release : part.tense}</p>
      </div>
      <progress class="time" max={whole} value={run.since} aria-hidden="true" />
      <p class="muted" aria-hidden="true">
        {clock(Math.ceil(whole - run.since))}
      </p>
      <Controls run={run} words={words} />
      <button type="button" class="secondary" onClick={() => run.skip((at + 1) * PHASES)}>
        {exercise.skip}
      </button>
    </>
  );
}
