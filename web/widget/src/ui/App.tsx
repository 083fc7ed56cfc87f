import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Store, View } from "../store";
import { presence } from "../view";
import { ExercisesButton, HelpButton, PlanButton, Sheets } from "../plan/Sheets";
import { Chat, offlineWords } from "./Chat";
import { Cross, Dots, Rail, Speech } from "./icons";
import { Login } from "./Login";

export interface AppProps {
  store: Store;
  heading: string;
  lang: string;
  mode: "inline" | "bubble";
}

/** Narrower than this, an opened bubble takes the whole screen. */
const SMALL = "(max-width: 40rem), (max-height: 30rem)";

export function App({ store, heading, lang, mode }: AppProps): JSX.Element {
  const [view, setView] = useState<View>(store.view);
  useLayoutEffect(() => {
    setView(store.view);
    return store.subscribe(setView);
  }, [store]);
  return (
    <div class={`root ${mode}`} lang={lang}>
      {mode === "inline" ? (
        <section class="panel" aria-label={heading}>
          <Panel {...{ store, view, heading, lang, mode }} />
        </section>
      ) : (
        <Floating {...{ store, view, heading, lang, mode }} />
      )}
      <Sheets {...{ store, view, lang }} />
    </div>
  );
}

interface PanelProps extends AppProps {
  view: View;
}

function Floating(props: PanelProps): JSX.Element {
  const { store, view, heading } = props;
  const { strings } = store;
  const { open } = view.ui;
  const dialog = useRef<HTMLDialogElement>(null);
  const launcher = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const box = dialog.current;
    if (!box || open === box.open) return;
    if (!open) {
      box.close();
      launcher.current?.focus();
    } else if (matchMedia(SMALL).matches) {
      box.showModal();
    } else {
      box.show();
    }
  }, [open]);
  return (
    <>
      <button
        type="button"
        class="launcher"
        ref={launcher}
        hidden={open}
        aria-haspopup="dialog"
        aria-label={view.unread > 0 ? strings.launcherUnread(view.unread) : strings.launcher}
        onClick={() => store.setOpen(true)}
      >
        <Speech />
        {view.unread > 0 && <span class="count">{view.unread > 99 ? "99+" : view.unread}</span>}
      </button>
      <dialog
        class="panel"
        ref={dialog}
        aria-label={heading}
        onCancel={(event) => {
          event.preventDefault();
          store.setOpen(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.defaultPrevented || view.ui.sheet) return;
          event.preventDefault();
          store.setOpen(false);
        }}
      >
        {open && <Panel {...props} />}
      </dialog>
    </>
  );
}

function Panel({ store, view, heading, mode }: PanelProps): JSX.Element {
  const { strings } = store;
  const { snapshot, ui } = view;
  const field = useRef<HTMLTextAreaElement>(null);
  const inside = snapshot.phase === "ready" || snapshot.phase === "loading";
  return (
    <>
      <header>
        <span class="mark">
          <Rail />
        </span>
        <h2>{heading}</h2>
        {snapshot.phase === "ready" && <ExercisesButton store={store} more="side" />}
        <PlanButton store={store} />
        <HelpButton store={store} />
        <button type="button" class="quiet square" aria-haspopup="dialog" aria-label={inside ? strings.aboutAndOut : strings.about} onClick={() => store.show("about")}>
          <Dots />
        </button>
        {mode === "bubble" && (
          <button type="button" class="quiet square" aria-label={strings.close} onClick={() => store.setOpen(false)}>
            <Cross />
          </button>
        )}
      </header>
      {snapshot.phase === "ready" && <Presence store={store} view={view} />}
      <p class="hidden" role="status">
        {statusWords(store, view)}
      </p>
      {snapshot.phase === "ready" ? (
        <Chat key={snapshot.me?.id} store={store} view={view} field={field} />
      ) : snapshot.phase === "signed_out" ? (
        <Login key={snapshot.phase} store={store} view={view} />
      ) : (
        <Wait text={ui.lineLost ? strings.connectingLong : strings.connecting} />
      )}
    </>
  );
}

function Wait({ text }: { text: string }): JSX.Element {
  return (
    <div class="wait">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p>{text}</p>
    </div>
  );
}

/** Who is with the patient, and whether a person was asked to read; without a line, only that. */
function Presence({ store, view }: { store: Store; view: View }): JSX.Element {
  const owner = view.snapshot.conversation?.owner ?? "bot";
  return (
    <div class={`presence ${view.ui.lineLost ? "nobody" : owner}`}>
      <span class="dot" />
      <span>{presenceWords(store, view)}</span>
      {view.snapshot.me?.demo && <span class="demo">{store.strings.demoShort}</span>}
    </div>
  );
}

function presenceWords({ strings, dates }: Store, { snapshot, ui }: View): string {
  return ui.lineLost ? strings.noLine : presence(snapshot, strings, dates, new Date());
}

/** What a screen reader is told outside the conversation itself; the same words stand on the screen. */
function statusWords(store: Store, view: View): string {
  const { strings } = store;
  const { snapshot, ui } = view;
  if (snapshot.phase !== "ready") return ui.lineLost && snapshot.phase !== "signed_out" ? strings.connectingLong : "";
  if (ui.lineLost) return offlineWords(store, view);
  if (ui.lineBack) return strings.online;
  if (snapshot.pending.some((pending) => pending.state === "failed")) return strings.failed;
  if (snapshot.typing && snapshot.conversation?.owner === "therapist") return strings.typingPerson(snapshot.conversation.owner_name);
  return presenceWords(store, view);
}

