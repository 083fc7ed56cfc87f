import type { JSX } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Store } from "../store";
import { dialled } from "../ui/Help";
import { Check, Clock, NoLine, Phone } from "../ui/icons";
import type { PlanKeeper } from "./keeper";
import { fill, type PanelWords, type PlanPart, type SelfHelp, type StepWords, type SupportElement } from "./types";

/** Longest text of one step that the gateway takes, in characters. */
const MAX_TEXT = 2_000;
/** Milliseconds between two looks at what a therapist may have changed, while the plan is open. */
const LOOK = 20_000;

/** The keeper, drawing anew whenever it has news. */
export function usePlans(store: Store): PlanKeeper {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => store.plans.subscribe(() => again(undefined)), [store]);
  return store.plans;
}

/** The plan to read, and step by step to write. */
export function PlanPanel({ store, words }: { store: Store; words: SelfHelp["plan"] | undefined }): JSX.Element {
  const plans = usePlans(store);
  const [at, setAt] = useState<number | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void plans.sync();
    const timer = setInterval(() => void plans.sync(), LOOK);
    return () => {
      clearInterval(timer);
      void plans.sync();
    };
  }, []);
  const go = (next: number | null): void => {
    void plans.sync();
    setAt(next);
    place.current?.focus({ preventScroll: true });
    place.current?.closest("dialog")?.scrollTo(0, 0);
  };
  const step = at === null ? undefined : words?.steps[at];
  return (
    <div class="help plan" tabIndex={-1} ref={place}>
      {!plans.known ? (
        <p>{store.strings.plan.nobody}</p>
      ) : !words ? (
        <p>{store.strings.plan.missing}</p>
      ) : (
        <>
          {(plans.begun || plans.status !== "saved") && <Status plans={plans} own={words.words} />}
          {step && at !== null ? <Step key={step.step} {...{ plans, step, at, go }} steps={words.steps.length} own={words.words} /> : <Whole {...{ store, plans, words, go }} />}
        </>
      )}
    </div>
  );
}

/** Which state is shown: what the therapist sees too, or what only this device knows. */
function Status({ plans, own }: { plans: PlanKeeper; own: PanelWords }): JSX.Element {
  const { status } = plans;
  const kept = status !== "saved" && status !== "saving";
  return (
    <>
      <p class={kept ? "line-lost" : "muted"} role="status">
        {status === "saved" ? <Check /> : status === "saving" || status === "choose" ? <Clock /> : <NoLine />}{" "}
        <span>{status === "offline" && plans.unsent ? own.unsent : own[status]}</span>
      </p>
      {status === "logged_out" && (
        <button type="button" class="secondary" onClick={() => plans.forget()}>
          {own.forget}
        </button>
      )}
    </>
  );
}

type Go = (at: number | null) => void;

function Whole({ store, plans, words, go }: { store: Store; plans: PlanKeeper; words: SelfHelp["plan"]; go: Go }): JSX.Element {
  const own = words.words;
  if (!plans.begun) {
    return (
      <>
        <p>{words.intro}</p>
        <p>{words.begin}</p>
        <button type="button" class="primary" onClick={() => go(0)}>
          {own.begin}
        </button>
        <p class="muted">{words.not_read}</p>
      </>
    );
  }
  const { last } = plans;
  const empty = words.steps.filter(({ step }) => !plans.text(step));
  return (
    <>
      <ol class="lines">
        {words.steps
          .filter((step) => !empty.includes(step))
          .map((step) => (
            <li key={step.step}>
              <div class="sheet-head">
                <h3>{step.title}</h3>
                <button type="button" class="quiet" aria-label={fill(own.change_step, { title: step.title })} onClick={() => go(words.steps.indexOf(step))}>
                  {own.change}
                </button>
              </div>
              {plans.crossed(step.step) && <strong class="error">{own.choose}</strong>}
              <Lines text={plans.text(step.step)} />
            </li>
          ))}
      </ol>
      {empty.length > 0 && (
        <>
          <h3>{own.not_yet}</h3>
          <div class="choices">
            {empty.map((step) => (
              <button key={step.step} type="button" class="choice" onClick={() => go(words.steps.indexOf(step))}>
                {step.title}
              </button>
            ))}
          </div>
        </>
      )}
      {last && (
        <p class="muted">
          {fill(own.last, {
            who: who(own, last),
            when: new Intl.DateTimeFormat(store.dates, { dateStyle: "medium", timeStyle: "short" }).format(new Date(last.at)),
          })}
        </p>
      )}
      <p class="muted">{words.not_read}</p>
    </>
  );
}

interface StepProps {
  own: PanelWords;
  plans: PlanKeeper;
  step: StepWords;
  at: number;
  steps: number;
  go: Go;
}

function Step({ own, plans, step: { step, title, ask, hint, examples }, at, steps, go }: StepProps): JSX.Element {
  const text = plans.text(step);
  const theirs = plans.crossed(step);
  const lines = text.split("\n").map((line) => line.trim());
  const name = theirs ? who(own, theirs) : "";
  return (
    <>
      <p class="muted">{fill(own.step, { step: at + 1, steps })}</p>
      <progress max={steps} value={at + 1} aria-hidden="true" />
      <h3>{title}</h3>
      <label for="plan-text">{ask}</label>
      <p class="muted" id="plan-hint">
        {hint} {own.lines}
      </p>
      {theirs && (
        <div class="note" role="alert">
          <p>{fill(own.crossed, { who: name })}</p>
          <strong>{fill(own.theirs, { who: name })}</strong>
          <Lines text={theirs.text} />
          <div class="ways">
            <button type="button" class="secondary" onClick={() => plans.choose(step, text)}>
              {own.keep_mine}
            </button>
            <button type="button" class="secondary" onClick={() => plans.choose(step, theirs.text)}>
              {own.take_theirs}
            </button>
            <button type="button" class="secondary" onClick={() => plans.choose(step, `${theirs.text}\n${text}`.slice(0, MAX_TEXT))}>
              {own.keep_both}
            </button>
          </div>
        </div>
      )}
      <textarea id="plan-text" rows={4} maxLength={MAX_TEXT} value={text} aria-describedby="plan-hint" onInput={(event) => plans.write(step, event.currentTarget.value)} />
      {examples.some((example) => !lines.includes(example)) && (
        <div class="replies" role="group" aria-label={own.examples}>
          {examples
            .filter((example) => !lines.includes(example))
            .map((example) => (
              <button key={example} type="button" class="reply" onClick={() => plans.write(step, text.trim() ? `${text.trimEnd()}\n${example}` : example)}>
                + {example}
              </button>
            ))}
        </div>
      )}
      <div class="row">
        <button type="button" class="secondary" onClick={() => go(at > 0 ? at - 1 : null)}>
          {own.back}
        </button>
        <button type="button" class="primary" onClick={() => go(at + 1 < steps ? at + 1 : null)}>
          {at + 1 === steps ? own.done : text ? own.next : own.skip}
        </button>
      </div>
      <button type="button" class="quiet" onClick={() => go(null)}>
        {own.overview}
      </button>
    </>
  );
}

const who = (own: PanelWords, part: PlanPart): string => (part.author_role === "patient" ? own.you : part.author_name);

const NUMBER = /(\+?\d[\d ()-]{4,}\d)/;

/** An entry a line, with numbers to call by one tap. */
function Lines({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(/\n+/).map((line, index) => (
        <p key={index} class="entry">
          {line.split(NUMBER).map((part, place) =>
            place % 2 ? (
              <a key={place} class="way" href={`tel:${dialled(part)}`}>
                <Phone /> {part}
              </a>
            ) : (
              part
            ),
          )}
        </p>
      ))}
    </>
  );
}

/** Under a message: the plan and grounding, one tap away. */
export function Support({ store, element }: { store: Store; element: SupportElement }): JSX.Element {
  const plans = usePlans(store);
  return (
    <div class="row">
      <button type="button" class="secondary" onClick={() => store.show("plan")}>
        {plans.begun ? element.open_plan : element.make_plan}
      </button>
      <button type="button" class="secondary" onClick={() => store.show("ground")}>
        {element.ground}
      </button>
    </div>
  );
}
