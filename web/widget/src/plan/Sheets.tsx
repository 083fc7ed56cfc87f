import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Sheet as Name, Store } from "../store";
import { Lifebuoy, Steps } from "../ui/icons";
import { Sheet } from "../ui/Sheet";
import { Grounding } from "./Grounding";
import { PlanPanel, usePlans } from "./PlanPanel";
import type { PanelWords } from "./types";

/** The safety plan and grounding as pages over the page. */
export function Sheets({ store, open }: { store: Store; open: Name | null }): JSX.Element | null {
  const plans = usePlans(store);
  const { words } = plans;
  const { plan, back } = store.strings;
  const close = (): void => {
    plans.now = false;
    store.show(null);
  };
  // The answer may come when the page is closed: what sounds like now is not left for the next look.
  useEffect(() => {
    if (plans.now && !open) store.show("plan");
  }, [plans.now]);
  if (open === "plan") {
    return (
      <Sheet key="plan" id="plan-title" title={words?.plan.title ?? plan.button} closeLabel={back} onClose={close}>
        <Quick store={store} but="plan" />
        {plans.now && words?.plan.words.now && <Now store={store} own={words.plan.words} close={close} />}
        <PlanPanel store={store} words={words?.plan} />
      </Sheet>
    );
  }
  if (open === "ground") {
    return (
      <Sheet key="ground" id="ground-title" title={words?.grounding.title ?? plan.ground} closeLabel={back} onClose={close}>
        <Quick store={store} but="ground" />
        {words ? <Grounding {...words} /> : <p>{plan.missing}</p>}
      </Sheet>
    );
  }
  return null;
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
