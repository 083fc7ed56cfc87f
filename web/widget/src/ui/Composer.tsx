import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { RefObject } from "preact";
import { MAX_TEXT, type Store, type View } from "../store";
import { Arrow } from "./icons";

/** From this many characters on, the room that is left is shown. */
const NEAR = MAX_TEXT - 300;

/** Whether the main pointer is a finger: then Enter is a new line, and focus would raise the keyboard over the conversation. */
export const byTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

interface Props {
  store: Store;
  view: View;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ store, view, field }: Props): JSX.Element {
  const { strings } = store;
  const { draft } = view.ui;
  const over = draft.trim().length - MAX_TEXT;
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || CSS.supports("field-sizing", "content")) return;
    // Browsers that cannot size a field by its content.
    area.rows = 1;
    while (area.rows < 5 && area.scrollHeight > area.clientHeight) area.rows += 1;
  }, [draft]);
  const send = (): void => {
    if (store.sendDraft()) field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {draft.length > NEAR && <p class={over > 0 ? "error" : "muted"}>{over > 0 ? strings.tooLong(over) : strings.nearLimit(-over)}</p>}
      <textarea
        ref={field}
        rows={1}
        value={draft}
        placeholder={strings.composerPlaceholder}
        aria-label={strings.composerLabel}
        aria-describedby={byTouch() ? undefined : "composer-hint"}
        enterkeyhint={byTouch() ? "enter" : "send"}
        onInput={(event) => store.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || byTouch()) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="primary send" aria-disabled={draft.trim() === "" || over > 0}>
        <Arrow />
        <span>{strings.send}</span>
      </button>
      <span class="hidden" id="composer-hint">
        {strings.composerHint}
      </span>
    </form>
  );
}
