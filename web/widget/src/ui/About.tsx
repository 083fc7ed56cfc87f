import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Store, View } from "../store";

/** What this chat is, for whoever forgot, and the way out of it. */
export function About({ store, view }: { store: Store; view: View }): JSX.Element {
  const { strings } = store;
  const [sure, setSure] = useState(false);
  const { me, pending, phase } = view.snapshot;
  const unsent = pending.length;
  const inside = phase === "ready" || phase === "loading";
  return (
    <div class="about">
      {strings.aboutText.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {inside && me && <p class="muted">{strings.loggedInAs(me.display_name)}</p>}
      {view.ui.logoutError && (
        <p class="error" role="alert">
          {strings.logoutFailed}
        </p>
      )}
      {!inside ? null : sure && unsent > 0 ? (
        <div class="ask" role="group">
          <p>{strings.logoutUnsent(unsent)}</p>
          <button type="button" class="secondary" onClick={() => setSure(false)}>
            {strings.stay}
          </button>
          <button type="button" class="secondary" onClick={() => void store.logout()}>
            {strings.logoutAnyway}
          </button>
        </div>
      ) : (
        <button type="button" class="secondary wide" onClick={() => (unsent > 0 ? setSure(true) : void store.logout())}>
          {strings.logout}
        </button>
      )}
    </div>
  );
}
