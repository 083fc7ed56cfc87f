import type { JSX } from "preact";
import type { Store } from "../store";
import type { LessonElement } from "../types";
import type { Bubble, Group, Item } from "../view";
import { Support } from "../plan/PlanPanel";
import { Check, Clock, Heart, Rail } from "./icons";
import { Help } from "./Help";
import { Words } from "./Words";

interface Props {
  items: Item[];
  store: Store;
}

/** The conversation as it was spoken. */
export function Log({ items, store }: Props): JSX.Element {
  return (
    <>
      {items.map((item) => {
        if (item.type === "day") return <Rule key={item.key} class="day" label={item.label} />;
        if (item.type === "unread") return <Rule key={item.key} class="unread" label={store.strings.newMessages} />;
        return <Speech key={item.key} group={item} store={store} />;
      })}
    </>
  );
}

function Rule({ label, class: name }: { label: string; class: string }): JSX.Element {
  return (
    <div class={`rule ${name}`}>
      <span>{label}</span>
    </div>
  );
}

function Speech({ group, store }: { group: Group; store: Store }): JSX.Element {
  const { strings } = store;
  const own = group.voice === "patient";
  const last = group.bubbles.length - 1;
  return (
    <div class={`group ${group.voice}`}>
      <p class={own ? "name hidden" : "name"}>
        {group.voice === "bot" && <Rail size={20} />}
        {group.voice === "safety" && <Heart />}
        {group.name}
        {!own && <span class="hidden">:</span>}
      </p>
      {group.bubbles.map((bubble, index) => (
        <div key={bubble.key} class="bubble-row" data-key={bubble.key}>
          {index > 0 && <span class="hidden">{`${group.name}: `}</span>}
          <div class="bubble" data-delivery={bubble.delivery ?? undefined}>
            {bubble.element?.type === "lesson" && <Lesson element={bubble.element} store={store} />}
            <Words text={bubble.text} />
            {bubble.element?.type === "help" && <Help card={bubble.element.card} store={store} brief />}
            {bubble.element?.type === "support" && <Support store={store} element={bubble.element} />}
            {group.voice === "safety" && index === last && (
              <button type="button" class="help-link" onClick={() => store.show("help")}>
                {strings.openHelp}
              </button>
            )}
          </div>
          {own && bubble.delivery !== null ? <State bubble={bubble} store={store} /> : index === last && <p class="meta">{bubble.time}</p>}
        </div>
      ))}
    </div>
  );
}

/** How far a sent message got, in words. */
function State({ bubble, store }: { bubble: Bubble; store: Store }): JSX.Element {
  const { strings } = store;
  switch (bubble.delivery) {
    case "failed":
      return (
        <div class="meta failed">
          <p>
            <strong>{strings.failed}</strong> {bubble.reason}
          </p>
          <button type="button" class="secondary" onClick={() => store.transport.retry(bubble.key)}>
            {strings.tryAgain}
          </button>
          <button type="button" class="secondary" onClick={() => store.takeBack(bubble.key)}>
            {strings.takeBack}
          </button>
        </div>
      );
    case "saved":
    case "read":
      return (
        <p class="meta">
          {bubble.time} · <Check twice={bubble.delivery === "read"} /> {bubble.reason}
        </p>
      );
    default:
      return (
        <p class="meta">
          <Clock /> {bubble.delivery === "waiting" ? strings.waiting : strings.sending}
        </p>
      );
  }
}

function Lesson({ element, store }: { element: LessonElement; store: Store }): JSX.Element {
  const where = store.strings.lessonStep(element.step, element.steps);
  return (
    <div class="lesson">
      <p>
        <strong>{element.title}</strong> <span>{where}</span>
      </p>
      <progress max={1} value={Math.min(1, Math.max(0, element.progress))} aria-label={`${element.title}: ${where}`} />
    </div>
  );
}
