import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Cross } from "./icons";

interface Props {
  id: string;
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A page over the page: the browser's own dialog, so that focus stays inside, Escape closes, and focus returns. */
export function Sheet({ id, title, closeLabel, onClose, children }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    heading.current?.focus();
    // Closing before it leaves the page is what gives focus back to the button that opened it.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      class="sheet"
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div class="sheet-page">
        <div class="sheet-head">
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="quiet square" aria-label={closeLabel} onClick={onClose}>
            <Cross />
          </button>
        </div>
        {children}
        <button type="button" class="primary wide" onClick={onClose}>
          {closeLabel}
        </button>
      </div>
    </dialog>
  );
}
