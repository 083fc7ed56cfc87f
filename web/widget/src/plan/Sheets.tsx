import type { JSX } from "preact";
import { Exercises } from "../exercises/Exercises";
import type { Sheet as Name, Store, View } from "../store";
import { About } from "../ui/About";
import { cardOr, Help } from "../ui/Help";
import { Lifebuoy, Steps } from "../ui/icons";
import { Sheet } from "../ui/Sheet";
import { Grounding } from "./Grounding";
import { PlanPanel, usePlans } from "./PlanPanel";

/** The pages over the page, each with what is never more than one tap away. */
export function Sheets({ store, view, lang }: { store: Store; view: View; lang: string }): JSX.Element | null {
  const { words } = usePlans(store);
  const { sheet: name, exercise } = view.ui;
  const { strings } = store;
  const { plan } = strings;
  const card = cardOr(view.snapshot.help, strings);
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
    <Sheet key={name} id={`${name}-title`} title={title} closeLabel={strings.back} onClose={() => store.show(null)}>
      <Quick store={store} but={name} />
      {page}
    </Sheet>
  );
}

/** What is never more than one tap away, also from a page over the page. */
export function Quick({ store, but }: { store: Store; but: Name }): JSX.Element {
  const { strings } = store;
  return (
    <div class="row">
      {but !== "help" && (
        <button type="button" class="help-now" onClick={() => store.show("help")}>
          <Lifebuoy /> {strings.helpNow}
        </button>
      )}
      {but !== "plan" && <PlanButton store={store} />}
      {but !== "ground" && (
        <button type="button" class="plan-now" onClick={() => store.show("ground")}>
          {strings.plan.ground}
        </button>
      )}
      {but === "about" && <ExercisesButton store={store} />}
    </div>
  );
}

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
