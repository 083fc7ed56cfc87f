import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { check, filled, firstValues, isEmpty } from "./check";
import { FieldOf } from "./fields";
import type { Draft, Keeper } from "./keeper";
import { Care } from "./Pages";
import type { Words } from "./strings";
import type { Form, Kept, Value } from "./types";

/** Milliseconds between two tries to send what waits. */
const AGAIN = 8_000;

interface Props {
  exercise: Form;
  areas: Record<string, string>;
  keeper: Keeper;
  words: Words;
  /** The sheet that is changed. */
  before: Kept | null;
  connected: () => boolean;
  /** It is kept; with what the clinic says to that. */
  onKept: (words: string) => void;
  onLeave: (() => void) | null;
}

/** A sheet to fill in. Every key is kept on this device before anything else happens. */
export function SheetForm({ exercise, areas, keeper, words, before, connected, onKept, onLeave }: Props): JSX.Element {
  const fresh = (): Draft => ({ exercise: exercise.id, values: before ? before.values : firstValues(exercise, new Date()), ...(before ? { sheet: before.id } : {}) });
  const [draft, setDraft] = useState<Draft>(() => keeper.draft(exercise.id, before?.id) ?? fresh());
  const [state, setState] = useState<"open" | "keeping" | "waiting">(() => (keeper.waits(exercise.id, before?.id) ? "waiting" : "open"));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const wrong = tried ? check(exercise, draft.values, words) : {};
  const refused = draft.reason ?? "";
  const about = exercise.fields.find(({ label }) => refused.includes(`“${label}”`));
  if (about && refused) wrong[about.name] ??= refused;
  const count = Object.keys(wrong).length;

  const write = (name: string, value: Value | undefined): void => setDraft((now) => keeper.write(now, name, value));
  const keep = async (what: Draft): Promise<void> => {
    setState("keeping");
    const outcome = await keeper.keep(what);
    if (outcome.state === "kept") onKept(outcome.saved.saved);
    else if (outcome.state === "waiting") setState("waiting");
    else {
      setDraft({ ...what, reason: outcome.reason });
      setState("open");
    }
  };
  const submit = (): void => {
    if (state !== "open") return;
    setTried(true);
    const first = Object.keys(check(exercise, draft.values, words))[0];
    if (first) {
      focusOn(form.current, first);
      return;
    }
    const ready: Draft = { exercise: draft.exercise, values: filled(draft.values) };
    if (draft.sheet !== undefined) ready.sheet = draft.sheet;
    void keep(ready);
  };
  useEffect(() => {
    if (state !== "waiting") return;
    const again = (): void => {
      const waiting = keeper.draft(exercise.id, before?.id);
      if (waiting && connected()) void keep(waiting);
    };
    const timer = setInterval(again, AGAIN);
    again();
    return () => clearInterval(timer);
  }, [state]);
  useEffect(() => {
    if (refused && !about) summary.current?.focus();
  }, [refused]);

  if (state === "waiting") {
    return (
      <>
        <p class="line-lost" role="status">
          {words.waiting}
        </p>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setDraft(keeper.hold(draft));
            setState("open");
          }}
        >
          {words.changeWaiting}
        </button>
      </>
    );
  }
  return (
    <form
      class="form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{before ? exercise.about : exercise.begin}</p>
      <p class="muted">{words.keptHere}</p>
      {exercise.fields.map((field) => (
        <FieldOf key={field.name} {...{ field, areas, words }} value={draft.values[field.name]} error={wrong[field.name] ?? ""} onValue={(value) => write(field.name, isEmpty(value) && !Array.isArray(value) ? undefined : value)} />
      ))}
      {(count > 0 || refused) && (
        <p class="error" role="alert" tabIndex={-1} ref={summary}>
          {count > 0 ? words.errors(count) : `${words.refused} ${refused}`}
        </p>
      )}
      <button type="submit" class="primary" aria-disabled={state === "keeping"}>
        {state === "keeping" ? words.saving : words.save}
      </button>
      <div class="row">
        {onLeave && (
          <button type="button" class="secondary" onClick={onLeave}>
            {words.past}
          </button>
        )}
        <button
          type="button"
          class="secondary"
          onClick={() => {
            keeper.discard(exercise.id, before?.id);
            setTried(false);
            setDraft(fresh());
          }}
        >
          {words.discard}
        </button>
      </div>
      <Care words={words} care={exercise.care} />
    </form>
  );
}

/** Put the focus on a field, or on the first thing to choose of a group. */
function focusOn(form: HTMLFormElement | null, name: string): void {
  const place = form?.querySelector<HTMLElement>(`#f-${name}`);
  const inside = place?.tagName === "FIELDSET" ? place.querySelector<HTMLElement>("input") : place;
  inside?.focus();
  place?.scrollIntoView({ block: "center" });
}
