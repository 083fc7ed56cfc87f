import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Care } from "./Pages";
import type { Words } from "./strings";
import { clock, useRun } from "./time";
import type { Breathing as Exercise } from "./types";

const MINUTE = 60;

/** A circle to breathe with; with less motion, words, a count and marks that fill. No sound: it would need the other ear of a tired person. */
export function Breathing({ exercise, words, done }: { exercise: Exercise; words: Words; done: () => void }): JSX.Element {
  const { breath } = exercise;
  const [minutes, setMinutes] = useState(exercise.minutes[0] ?? 1);
  const round = breath.reduce((sum, { seconds }) => sum + seconds, 0);
  const parts = useMemo(() => Array.from({ length: Math.max(1, Math.round((minutes * MINUTE) / round)) }, () => breath).flat(), [minutes, breath]);
  const run = useRun(parts);
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (!run.over) return;
    heading.current?.focus();
    done();
  }, [run.over]);
  const part = parts[run.at];
  const left = parts.slice(run.at).reduce((sum, { seconds }) => sum + seconds, 0) - run.since;
  const count = part ? Math.min(part.seconds, Math.floor(run.since) + 1) : 0;
  if (run.over) {
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
  return (
    <>
      {!run.begun && (
        <>
          <p>{exercise.begin}</p>
          <fieldset class="few">
            <legend>{words.howLong}</legend>
            {exercise.minutes.map((length) => (
              <label key={length}>
                <input type="radio" name="minutes" checked={length === minutes} onChange={() => setMinutes(length)} />
                <span>{words.minutes(length)}</span>
              </label>
            ))}
          </fieldset>
        </>
      )}
      {run.begun && part && (
        <div class="breathing">
          <div class={`round ${part.move} ${run.running ? "" : "still"}`} style={{ transitionDuration: `${part.seconds}s` }} aria-hidden="true">
            <span>{count}</span>
          </div>
          <p class="big" role="status">
            {run.running ? part.say : words.paused}
          </p>
          <div class="marks" aria-hidden="true">
            {Array.from({ length: part.seconds }, (_, place) => (
              <i key={place} class={place < count ? "on" : ""} />
            ))}
          </div>
          <p class="muted">{words.left(clock(Math.ceil(left)))}</p>
        </div>
      )}
      <Controls run={run} words={words} />
      {!run.begun && <Care words={words} care={exercise.care} />}
    </>
  );
}

/** Start, pause, go on, stop. */
export function Controls({ run, words }: { run: ReturnType<typeof useRun>; words: Words }): JSX.Element {
  return (
    <div class="row">
      <button type="button" class="primary" onClick={run.running ? run.pause : run.start}>
        {run.running ? words.pause : run.begun ? words.goOn : words.start}
      </button>
      {run.begun && (
        <button type="button" class="secondary" onClick={run.stop}>
          {words.stop}
        </button>
      )}
    </div>
  );
}
