import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LONGEST } from "./limits";
import type { Words } from "./strings";
import type { Field, Value } from "./types";

/** From this many characters on, the room that is left is shown. */
const NEAR = 40;
const MINUTES_STEP = 5;

interface Props {
  field: Field;
  areas: Record<string, string>;
  value: Value | undefined;
  error: string;
  words: Words;
  onValue: (value: Value | undefined) => void;
}

/** One thing to fill in: its question is its label, and what is wrong stands beside it. */
export function FieldOf(props: Props): JSX.Element {
  const { field, error, words } = props;
  const id = `f-${field.name}`;
  const told = [field.hint, field.kind === "choices" ? words.chooseSome : "", field.example && words.example(field.example)].filter(Boolean);
  const about = [told.length > 0 ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  const grouped = ["scale", "choice", "choices", "area", "list"].includes(field.kind);
  const inside = (
    <>
      {told.length > 0 && (
        <p class="muted" id={`${id}-hint`}>
          {told.join(" ")}
        </p>
      )}
      <Input {...props} id={id} about={about} />
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
  const ask = (
    <>
      {field.ask}
      {field.optional && <span class="muted"> ({words.optional})</span>}
    </>
  );
  if (grouped) {
    return (
      <fieldset class="field" id={id} tabIndex={-1} aria-describedby={about}>
        <legend>{ask}</legend>
        {inside}
      </fieldset>
    );
  }
  return (
    <div class="field">
      <label for={id}>{ask}</label>
      {inside}
    </div>
  );
}

function Input({ field, areas, value, error, words, onValue, id, about }: Props & { id: string; about: string | undefined }): JSX.Element {
  const text = typeof value === "string" ? value : "";
  const common = { id, "aria-describedby": about, "aria-invalid": error ? (true as const) : undefined };
  switch (field.kind) {
    case "text":
      return (
        <>
          <input type="text" {...common} value={text} maxLength={LONGEST.text} autocomplete="off" onInput={(event) => onValue(event.currentTarget.value)} />
          <Room used={text.length} most={LONGEST.text} words={words} />
        </>
      );
    case "long":
      return (
        <>
          <textarea {...common} rows={3} value={text} maxLength={LONGEST.long} onInput={(event) => onValue(event.currentTarget.value)} />
          <Room used={text.length} most={LONGEST.long} words={words} />
        </>
      );
    case "time":
      return <input type="time" {...common} value={text} onInput={(event) => onValue(event.currentTarget.value)} />;
    case "day":
      return <input type="date" {...common} value={text} onInput={(event) => onValue(event.currentTarget.value)} />;
    case "minutes":
    case "count":
      return <Stepper {...common} label="" value={typeof value === "number" ? value : undefined} low={field.low} high={field.high} step={field.kind === "minutes" ? MINUTES_STEP : 1} words={words} name={field.label} onValue={onValue} />;
    case "scale":
      return <Scale field={field} id={id} value={value} onValue={onValue} />;
    case "choice":
      return <Options id={id} options={field.options.map((title) => [title, title])} chosen={text ? [text] : []} onValue={([first]) => onValue(first)} />;
    case "area":
      return <Options id={id} options={Object.entries(areas)} chosen={text ? [text] : []} onValue={([first]) => onValue(first)} />;
    case "choices":
      return <Options id={id} many options={field.options.map((title) => [title, title])} chosen={Array.isArray(value) ? value : []} onValue={onValue} />;
    case "list":
      return <Lines field={field} lines={Array.isArray(value) ? value : []} words={words} onValue={onValue} />;
  }
}

function Room({ used, most, words }: { used: number; most: number; words: Words }): JSX.Element | null {
  return most - used <= NEAR ? <p class="muted">{words.room(most - used)}</p> : null;
}

/** Numbers to tap or to choose by the arrow keys; nothing to drag, and none chosen before the person chooses. */
function Scale({ field, id, value, onValue }: { field: Field; id: string; value: Value | undefined; onValue: (value: number) => void }): JSX.Element {
  const numbers = Array.from({ length: field.high - field.low + 1 }, (_, place) => field.low + place);
  return (
    <div class="scale">
      {numbers.map((number) => (
        <label key={number}>
          <input type="radio" name={id} checked={value === number} onChange={() => onValue(number)} />
          <span>{number}</span>
        </label>
      ))}
      {(field.low_label || field.high_label) && (
        <p class="muted ends">
          <span>{`${field.low} · ${field.low_label}`}</span>
          <span>{`${field.high} · ${field.high_label}`}</span>
        </p>
      )}
    </div>
  );
}

interface OptionsProps {
  id: string;
  options: [string, string][];
  chosen: string[];
  many?: boolean;
  onValue: (chosen: string[]) => void;
}

function Options({ id, options, chosen, many = false, onValue }: OptionsProps): JSX.Element {
  return (
    <div class="options">
      {options.map(([name, title]) => (
        <label key={name}>
          <input
            type={many ? "checkbox" : "radio"}
            name={id}
            checked={chosen.includes(name)}
            onChange={() => onValue(!many ? [name] : chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name])}
          />
          <span>{title}</span>
        </label>
      ))}
    </div>
  );
}

interface LinesProps {
  field: Field;
  lines: string[];
  words: Words;
  onValue: (lines: string[]) => void;
}

/** A line each; Enter begins the next. */
function Lines({ field, lines, words, onValue }: LinesProps): JSX.Element {
  const shown = lines.length > 0 ? lines : [""];
  const list = useRef<HTMLDivElement>(null);
  const added = useRef(false);
  const add = (): void => {
    if (shown.length >= field.most) return;
    added.current = true;
    onValue([...shown, ""]);
  };
  useEffect(() => {
    if (added.current) [...(list.current?.querySelectorAll("input") ?? [])].at(-1)?.focus();
    added.current = false;
  }, [shown.length]);
  return (
    <div class="lines-of" ref={list}>
      {shown.map((line, place) => (
        <div key={place} class="line-of">
          <input
            type="text"
            aria-label={`${field.label}: ${words.line(place + 1)}`}
            value={line}
            maxLength={LONGEST.list}
            autocomplete="off"
            onInput={(event) => onValue(shown.map((other, at) => (at === place ? event.currentTarget.value : other)))}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.isComposing) return;
              event.preventDefault();
              if (line.trim() && place === shown.length - 1) add();
            }}
          />
          {shown.length > 1 && (
            <button type="button" class="quiet square" aria-label={words.removeLine(place + 1)} onClick={() => onValue(shown.filter((_, at) => at !== place))}>
              ×
            </button>
          )}
        </div>
      ))}
      {shown.length < field.most && (
        <button type="button" class="quiet" onClick={add}>
          + {words.addLine}
        </button>
      )}
    </div>
  );
}

interface StepperProps {
  id: string;
  label: string;
  value: number | undefined;
  low: number;
  high: number;
  step: number;
  words: Words;
  /** What the buttons are about, where the label stands elsewhere. */
  name?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  onValue: (value: number | undefined) => void;
}

/** A number to type, or to change by buttons. */
export function Stepper({ id, label, value, low, high, step, words, name = label, onValue, ...rest }: StepperProps): JSX.Element {
  const nudge = (by: number): void => onValue(Math.min(high, Math.max(low, (value ?? 0) + by)));
  return (
    <div class="stepper">
      {label && <label for={id}>{label}</label>}
      <div class="line-of">
        <button type="button" class="secondary square" aria-label={words.less(name)} onClick={() => nudge(-step)}>
          −
        </button>
        <input
          type="text"
          inputMode="numeric"
          id={id}
          {...rest}
          autocomplete="off"
          value={value ?? ""}
          onInput={(event) => {
            const typed = event.currentTarget.value.trim();
            onValue(/^\d{1,4}$/.test(typed) ? Number(typed) : undefined);
          }}
        />
        <button type="button" class="secondary square" aria-label={words.more(name)} onClick={() => nudge(step)}>
          +
        </button>
      </div>
    </div>
  );
}
