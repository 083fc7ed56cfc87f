import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Store, View } from "../store";

/** The way in: one code, what this is, and a clear word when it does not work. */
export function Login({ store, view }: { store: Store; view: View }): JSX.Element {
  const { strings } = store;
  const { ui, snapshot } = view;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ui.loginError) field.current?.focus();
  }, [ui.loginError]);
  return (
    <div class="scroll" tabIndex={-1}>
      <form
        class="login"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void store.login(field.current?.value ?? "");
        }}
      >
        <h3>{strings.loginTitle}</h3>
        <p class="lead">{strings.loginIntro}</p>
        {snapshot.expired && <p class="note">{strings.loginExpired}</p>}
        <label for="code">{strings.codeLabel}</label>
        <p class="hint" id="code-hint">
          {strings.codeHint}
        </p>
        <input
          id="code"
          ref={field}
          type="text"
          defaultValue={ui.code}
          autocomplete="one-time-code"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="go"
          aria-describedby={ui.loginError ? "code-error code-hint" : "code-hint"}
          aria-invalid={ui.loginError ? "true" : undefined}
        />
        <p class="error" id="code-error" role="alert">
          {ui.loginError}
        </p>
        <button type="submit" class="primary wide" aria-disabled={ui.loginBusy}>
          {ui.loginBusy ? strings.starting : strings.start}
        </button>
        <ul class="facts">
          {strings.loginFacts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </form>
    </div>
  );
}
