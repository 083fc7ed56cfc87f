import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Exercise, fill, type SelfHelp } from "./types";

/** Exercises to come back to here and now, one screen at a time. */
export function Grounding({ plan: { words: own }, grounding: words }: SelfHelp): JSX.Element {
  const [chosen, choose] = useState<Exercise | null>(null);
  const [at, setAt] = useState(0);
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (chosen) place.current?.focus();
  }, [chosen, at]);
  if (!chosen) {
    return (
      <div class="help">
        <p>{words.intro}</p>
        {words.exercises.map((exercise) => (
          <button
            key={exercise.id}
            type="button"
            class="choice"
            onClick={() => {
              choose(exercise);
              setAt(0);
            }}
          >
            <span>
              {exercise.title}
              <br />
              <span class="muted">{exercise.about}</span>
            </span>
          </button>
        ))}
      </div>
    );
  }
  const { say, breath } = chosen;
  const last = say.length + (breath ? 1 : 0);
  return (
    <div class="help">
      <p class="muted">{at < last ? `${chosen.title} · ${fill(own.step, { step: at + 1, steps: last })}` : chosen.title}</p>
      {breath && at === say.length ? (
        <Breathing key={at} breath={breath} onEnd={() => setAt(last)} />
      ) : (
        <p class="big" tabIndex={-1} ref={place}>
          {say[at] ?? words.end}
        </p>
      )}
      <div class="row">
        <button type="button" class="secondary" onClick={() => (at > 0 && at < last ? setAt(at - 1) : choose(null))}>
          {at === last ? own.again : at > 0 ? own.back : own.stop}
        </button>
        {at < last && (
          <button type="button" class="primary" onClick={() => setAt(at + 1)}>
            {at === last - 1 ? own.finish : own.next}
          </button>
        )}
      </div>
    </div>
  );
}

function Breathing({ breath, onEnd }: { breath: NonNullable<Exercise["breath"]>; onEnd: () => void }): JSX.Element {
  /** Half breaths so far: even ones go in. */
  const [half, setHalf] = useState(0);
  const inwards = half % 2 === 0;
  useEffect(() => {
    if (half >= breath.rounds * 2) {
      onEnd();
      return;
    }
    const timer = setTimeout(() => setHalf(half + 1), (inwards ? breath.in : breath.out) * 1_000);
    return () => clearTimeout(timer);
  }, [half]);
  return (
    <>
      <div class={`breath ${inwards ? "in" : "out"}`} aria-hidden="true" />
      <p class="big" role="status">
        {inwards ? breath.in_words : breath.out_words}
      </p>
      <p class="muted">{breath.note}</p>
    </>
  );
}
