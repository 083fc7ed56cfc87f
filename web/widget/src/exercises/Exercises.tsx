import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../store";
import { load } from "./load";

/** The place of the second file on a page over the page; what is around it, crisis help first, needs none of it. */
export function Exercises({ store, exercise, lang }: { store: Store; exercise: string; lang: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState("loading");
  useEffect(() => {
    let leave: (() => void) | undefined;
    let left = false;
    if (state === "loading") {
      load().then(
        ({ mount }) => {
          if (left || !place.current) return;
          setState("here");
          leave = mount(place.current, { transport: store.transport, storage: store.storage, lang, dates: store.dates, exercise, done: (words) => store.done(words) });
        },
        () => setState("missing"),
      );
    }
    return () => {
      left = true;
      leave?.();
    };
  }, [state === "missing", exercise]);
  const { plan, tryAgain, connecting } = store.strings;
  return (
    <>
      {state === "loading" && <p role="status">{connecting}</p>}
      {state === "missing" && (
        <>
          <p role="alert">{plan.missing}</p>
          <button type="button" class="secondary" onClick={() => setState("loading")}>
            {tryAgain}
          </button>
        </>
      )}
      <div ref={place} />
    </>
  );
}
