import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Controls } from "./Breathing";
import { Stepper } from "./fields";
import type { Words } from "./strings";
import { clock, useRun } from "./time";
import type { Timing } from "./types";

const MINUTE = 60;
const LONGEST = 180;

/** Stretches of doing and of rest, by the clock and not by the pain. */
export function Pacer({ timing, words }: { timing: Timing; words: Words }): JSX.Element {
  const [{ work, rest, rounds }, set] = useState(timing);
  const stretches = useMemo(
    () => Array.from({ length: rounds }, () => [{ seconds: work * MINUTE, work: true }, { seconds: rest * MINUTE, work: false }]).flat().slice(0, -1),
    [work, rest, rounds],
  );
  const run = useRun(stretches);
  const now = stretches[run.at];
  const told = run.over ? words.timerDone : !run.running && run.begun ? words.paused : now?.work ? words.workNow(Math.floor(run.at / 2) + 1, rounds) : words.restNow;
  return (
    <div class="pacer">
      {!run.begun ? (
        <>
          <Stepper id="work" label={words.workFor} value={work} low={1} high={LONGEST} step={1} words={words} onValue={(value) => set({ work: value ?? 1, rest, rounds })} />
          <Stepper id="rest" label={words.restFor} value={rest} low={1} high={LONGEST} step={1} words={words} onValue={(value) => set({ work, rest: value ?? 1, rounds })} />
          <Stepper id="rounds" label={words.rounds} value={rounds} low={1} high={12} step={1} words={words} onValue={(value) => set({ work, rest, rounds: value ?? 1 })} />
        </>
      ) : (
        <div class={`phase ${now?.work ? "p1" : "p2"}`}>
          <p class="big" role="status">
            {told}
          </p>
          {now && (
            <>
              <p class="count" aria-hidden="true">
                {clock(Math.ceil(now.seconds - run.since))}
              </p>
              <progress class="time" max={now.seconds} value={run.since} aria-hidden="true" />
            </>
          )}
        </div>
      )}
      {run.over ? (
        <button type="button" class="secondary" onClick={run.stop}>
          {words.again}
        </button>
      ) : (
        <Controls run={run} words={words} />
      )}
      <p class="muted">{words.timerNote}</p>
    </div>
  );
}
