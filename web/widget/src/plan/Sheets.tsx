import type { JSX } from "preact";
import type { Sheet as Name, Store } from "../store";
import { Lifebuoy, Steps } from "../ui/icons";
import { Sheet } from "../ui/Sheet";
import { Grounding } from "./Grounding";
import { PlanPanel, usePlans } from "./PlanPanel";

/** The safety plan and grounding as pages over the page. */
export function Sheets({ store, open }: { store: Store; open: Name | null }): JSX.Element | null {
  const { words } = usePlans(store);
  const { plan, back } = store.strings;
  const close = (): void => store.show(null);
  if (open === "plan") {
    return (
      <Sheet key="plan" id="plan-title" title={words?.plan.title ?? plan.button} closeLabel={back} onClose={close}>
        <Quick store={store} but="plan" />
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
    </div>
  );
}

/** Beside crisis help, on every screen. */
export const PlanButton = ({ store }: { store: Store }): JSX.Element => (
  <button type="button" class="plan-now" aria-haspopup="dialog" onClick={() => store.show("plan")}>
    <Steps /> {store.strings.plan.button}
  </button>
);
