import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Keeper } from "./keeper";
import { Pacer } from "./Pacer";
import { Care } from "./Pages";
import { SheetForm } from "./SheetForm";
import type { Words } from "./strings";
import type { Form, Kept, Shown, Worked } from "./types";

interface Props {
  shown: Shown;
  exercise: Form;
  keeper: Keeper;
  words: Words;
  dates: string;
  connected: () => boolean;
  /** Hear of every change of the line; returns how to stop hearing. */
  watch: (hear: () => void) => () => void;
  look: (cleared?: boolean) => Promise<void>;
}

/** What is open: a form for a new sheet, for the change of one, or what is kept. */
type Open = { sheet: Kept | null } | null;

export function SheetPages({ shown, exercise, keeper, words, dates, connected, watch, look }: Props): JSX.Element {
  const { sheets } = shown;
  const begun = keeper.draft(exercise.id);
  const [open, setOpen] = useState<Open>(sheets.length === 0 ? { sheet: null } : null);
  const [said, setSaid] = useState("");
  /** Whether it was answered who must ask first: what comes of it stands below the question then. */
  const [answered, setAnswered] = useState(false);
  const top = useRef<HTMLParagraphElement>(null);
  // What waited for a line is sent when it is back.
  useEffect(() => {
    let before = connected();
    return watch(() => {
      const now = connected();
      if (now && !before) void keeper.sendAll().then(() => look());
      before = now;
    });
  }, []);
  useEffect(() => {
    if (said && !open) top.current?.focus();
  }, [said, open]);
  if (open) {
    return (
      <SheetForm
        key={open.sheet?.id ?? "new"}
        {...{ exercise, keeper, words, connected }}
        areas={shown.areas}
        before={open.sheet}
        onKept={(words) => {
          setSaid(words);
          setOpen(null);
          void look();
        }}
        onLeave={sheets.length > 0 ? () => setOpen(null) : null}
      />
    );
  }
  const one = exercise.many ? null : sheets[0];
  return (
    <>
      {said && (
        <p class="told" role="status" tabIndex={-1} ref={top}>
          {said}
        </p>
      )}
      {!one && (
        <button type="button" class="primary" onClick={() => setOpen({ sheet: null })}>
          {begun ? words.draft : words.newOne}
        </button>
      )}
      {!answered && <Told worked={shown.worked} words={words} />}
      {shown.worked?.asks && shown.ask_first && (
        <AskFirst
          ask={shown.ask_first}
          onAnswer={(clears) => {
            setAnswered(true);
            void look(clears);
          }}
        />
      )}
      <div role="status">{answered && <Told worked={shown.worked} words={words} />}</div>
      <h4>{words.past}</h4>
      {sheets.length === 0 && <p class="muted">{words.nothingYet}</p>}
      {sheets.map((sheet, place) => (
        <Sheet key={sheet.id} {...{ sheet, keeper, words, dates, look }} open={place === 0} onChange={() => setOpen({ sheet })} onTaken={() => setSaid(words.takenAway)} />
      ))}
      <Care words={words} care={exercise.care} />
    </>
  );
}

function Told({ worked, words }: { worked: Worked | null; words: Words }): JSX.Element | null {
  if (!worked) return null;
  return (
    <section class="worked" aria-label={words.worked}>
      {worked.told.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </section>
  );
}

function AskFirst({ ask, onAnswer }: { ask: NonNullable<Shown["ask_first"]>; onAnswer: (clears: boolean) => void }): JSX.Element {
  const [chosen, choose] = useState<number | null>(null);
  const question = ask.say.at(-1) ?? "";
  return (
    <section class="note">
      {ask.say.slice(0, -1).map((text) => (
        <p key={text}>{text}</p>
      ))}
      <fieldset class="options">
        <legend>{question}</legend>
        {ask.choices.map(({ title, clears }, place) => (
          <label key={title}>
            <input
              type="radio"
              name="ask-first"
              checked={chosen === place}
              onChange={() => {
                choose(place);
                onAnswer(clears);
              }}
            />
            <span>{title}</span>
          </label>
        ))}
      </fieldset>
      {chosen !== null && <p role="status">{ask.choices[chosen]?.feedback}</p>}
    </section>
  );
}

interface SheetProps {
  sheet: Kept;
  keeper: Keeper;
  words: Words;
  dates: string;
  open: boolean;
  look: () => Promise<void>;
  onChange: () => void;
  onTaken: () => void;
}

/** One that is kept: to read, to change, to take away. */
function Sheet({ sheet, keeper, words, dates, open, look, onChange, onTaken }: SheetProps): JSX.Element {
  const [sure, setSure] = useState(false);
  const [timer, setTimer] = useState(false);
  const [refused, setRefused] = useState(false);
  const take = async (): Promise<void> => {
    try {
      await keeper.remove(sheet);
      onTaken();
      await look();
    } catch {
      setRefused(true);
      setSure(false);
    }
  };
  const when = new Intl.DateTimeFormat(dates, { dateStyle: "medium", timeStyle: "short" }).format(new Date(sheet.changed_at));
  const { timer: timing } = sheet.worked ?? { timer: null };
  return (
    <details class="kept" open={open}>
      <summary>
        {when}
        <span class="muted"> {sheet.lines.slice(0, 2).map(({ value }) => value).join(" · ")}</span>
      </summary>
      <Told worked={sheet.worked} words={words} />
      {timing && (timer ? <Pacer timing={timing} words={words} /> : <button type="button" class="primary" onClick={() => setTimer(true)}>{words.timer}</button>)}
      <dl>
        {sheet.lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {refused && (
        <p class="error" role="alert">
          {words.missing}
        </p>
      )}
      {sure ? (
        <div class="ask" role="group" aria-label={words.takeAway}>
          <p>{words.takeAwaySure}</p>
          <div class="row">
            <button type="button" class="secondary" onClick={() => setSure(false)}>
              {words.keepIt}
            </button>
            <button type="button" class="secondary" onClick={() => void take()}>
              {words.takeAwayYes}
            </button>
          </div>
        </div>
      ) : (
        <div class="row">
          <button type="button" class="secondary" onClick={onChange}>
            {words.change}
          </button>
          <button type="button" class="secondary" onClick={() => setSure(true)}>
            {words.takeAway}
          </button>
        </div>
      )}
    </details>
  );
}
