import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Exercises } from "../exercises/Exercises";
import type { Sheet as Name, Store, View } from "../store";
import { About } from "../ui/About";
import { cardOr, Help } from "../ui/Help";
import { Lifebuoy, Steps } from "../ui/icons";
import { Sheet } from "../ui/Sheet";
import { Grounding } from "./Grounding";
import { PlanPanel, usePlans } from "./PlanPanel";
import type { PanelWords } from "./types";

/** The pages over the page, each with what is never more than one tap away. */
export function Sheets({ store, view, lang }: { store: Store; view: View; lang: string }): JSX.Element | null {
  const plans = usePlans(store);
  const { words } = plans;
  const { sheet: name, exercise } = view.ui;
  const { strings } = store;
  const { plan } = strings;
  const card = cardOr(view.snapshot.help, strings);
  const close = (): void => {
    plans.now = false;
    store.show(null);
  };
  // The answer may come when the page is closed: what sounds like now is not left for the next look.
  useEffect(() => {
    if (plans.now && !name) store.show("plan");
  }, [plans.now]);
  if (!name) return null;
  const [title, page] =
    name === "help"
      ? [card.title, <Help card={card} store={store} />]
      : name === "about"
        ? [strings.aboutTitle, <About store={store} view={view} />]
        : name === "plan"
          ? [words?.plan.title ?? plan.button, <PlanPanel store={store} words={words?.plan} />]
          : name === "ground"
            ? [words?.grounding.title ?? plan.ground, words ? <Grounding {...words} /> : <p>{plan.missing}</p>]
            : [plan.exercises, <Exercises key={exercise} {...{ store, exercise, lang }} />];
  return (
    <Sheet key={name} id={`${name}-title`} title={title} closeLabel={strings.back} onClose={close}>
      <Quick store={store} but={name} />
      {words && plans.now && <Now store={store} own={words.plan.words} close={close} />}
      {page}
    </Sheet>
  );
}

/** What was saved sounds like now: help, or a person, told by a message whose words stand in ``now`` before it is sent. */
function Now({ store, own, close }: { store: Store; own: PanelWords; close: () => void }): JSX.Element {
  return (
    <div class="emergency help" role="alert">
      <p>{own.now}</p>
      <div class="row">
        <button
          type="button"
          class="primary"
          onClick={() => {
            close();
            store.say(own.now_message);
          }}
        >
          {own.now_tell}
        </button>
        <HelpButton store={store} />
      </div>
    </div>
  );
}

/** What is never more than one tap away, also from a page over the page. */
export function Quick({ store, but }: { store: Store; but: Name }): JSX.Element {
  return (
    <div class="row">
      {but !== "help" && <HelpButton store={store} />}
      {but !== "plan" && <PlanButton store={store} />}
      {but !== "ground" && (
        <button type="button" class="plan-now" onClick={() => store.show("ground")}>
          {store.strings.plan.ground}
        </button>
      )}
      {but === "about" && <ExercisesButton store={store} />}
    </div>
  );
}

/** Crisis help, on every screen. */
export const HelpButton = ({ store }: { store: Store }): JSX.Element => (
  <button type="button" class="help-now" aria-haspopup="dialog" onClick={() => store.show("help")}>
    <Lifebuoy /> {store.strings.helpNow}
  </button>
);

/** Beside crisis help, on every screen. */
export const PlanButton = ({ store }: { store: Store }): JSX.Element => (
  <button type="button" class="plan-now" aria-haspopup="dialog" onClick={() => store.show("plan")}>
    <Steps /> {store.strings.plan.button}
  </button>
);

export const ExercisesButton = ({ store, more = "" }: { store: Store; more?: string }): JSX.Element => (
  <button type="button" class={`plan-now ${more}`} aria-haspopup="dialog" onClick={() => store.exercise("")}>
    {store.strings.plan.exercises}
  </button>
);
