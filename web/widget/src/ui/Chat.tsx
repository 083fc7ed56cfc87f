import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Store, View } from "../store";
import { layOut, openPrompt } from "../view";
import { Answers } from "./Answers";
import { byTouch, Composer } from "./Composer";
import { Down, NoLine } from "./icons";
import { Log } from "./Log";
import { useScroll } from "./scroll";

/** Milliseconds during which what was loaded from history is not read out. */
const HUSH = 800;

/** The payload of a button that opens an exercise, or all of them. */
const OPENS = /^\/do_exercise({"exercise": "([\w-]+)"})?$/;

interface Props {
  store: Store;
  view: View;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function Chat({ store, view, field }: Props): JSX.Element {
  const { strings, transport } = store;
  const { snapshot, ui } = view;
  const { messages, pending, conversation, connected, typing, hasOlder, loadingOlder } = snapshot;
  const today = new Date().toDateString();
  const items = useMemo(
    () => layOut(snapshot, ui.unreadAfter, strings, store.dates, new Date()),
    [messages, pending, connected, ui.unreadAfter, store, today, conversation?.reads, conversation?.case, conversation?.owner],
  );
  const prompt = useMemo(() => openPrompt(snapshot), [messages, pending, conversation?.owner]);
  const log = useMemo(() => <Log items={items} store={store} />, [items, store]);
  const { scroller, atEnd, following, toEnd } = useScroll(items, prompt, typing, () => void transport.loadOlder());
  const hush = useHush(loadingOlder);

  const attending = (atEnd || following) && ui.open;
  useEffect(() => {
    const look = (): void => store.attend(attending && document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      store.attend(false);
    };
  }, [attending, store]);

  // The conversation has just opened: by keyboard one wants to write, by touch one wants to read first.
  const settle = (): void => {
    const place = byTouch() ? scroller.current : field.current;
    // Where we put the focus ourselves, by touch, a frame around everything would only startle.
    if (place === scroller.current) scroller.current?.setAttribute("data-placed", "");
    place?.focus({ preventScroll: true });
  };
  const unsettle = (): void => scroller.current?.removeAttribute("data-placed");
  useEffect(settle, []);

  const answer = (text: string, payload?: string): void => {
    // An exercise opens here and now; nothing is sent for it.
    const exercise = payload && OPENS.exec(payload);
    if (exercise) {
      store.exercise(exercise[2] ?? "");
      return;
    }
    store.say(text, payload);
    // The button that had the focus is about to go.
    settle();
  };
  const person = conversation?.owner === "therapist" ? conversation.owner_name : null;
  return (
    <>
      <div class="stage">
        <div class="scroll" ref={scroller} tabIndex={0} role="region" aria-label={strings.conversation} onKeyDown={unsettle} onBlur={unsettle}>
          <div class="older">
            {hasOlder ? (
              <button type="button" class="quiet" aria-disabled={loadingOlder} onClick={() => void transport.loadOlder()}>
                {loadingOlder ? strings.olderLoading : strings.older}
              </button>
            ) : (
              messages.length > 0 && <p class="muted">{strings.beginning}</p>
            )}
            {snapshot.me?.demo && <p class="muted">{strings.demo}</p>}
          </div>
          <div class="log" role="log" aria-label={strings.messages} aria-live={hush ? "off" : "polite"} aria-relevant="additions">
            {log}
          </div>
          {messages.length === 0 && pending.length === 0 && <p class="muted first">{strings.firstWords}</p>}
          {(typing || messages.length === 0) && (
            <div class={`typing ${conversation?.owner === "therapist" ? "therapist" : "bot"}`}>
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              <span>{conversation?.owner === "therapist" ? strings.typingPerson(person) : strings.typingBot}</span>
            </div>
          )}
          {prompt && <Answers key={prompt.key} prompt={prompt} strings={strings} onAnswer={answer} />}
        </div>
        {!atEnd && (
          <button type="button" class="to-end" onClick={toEnd}>
            <Down /> {view.unread > 0 ? strings.toNewestUnread(view.unread) : strings.toNewest}
          </button>
        )}
      </div>
      {ui.lineLost && (
        <p class="line-lost">
          <NoLine /> <span>{offlineWords(store, view)}</span>
        </p>
      )}
      {ui.lineBack && <p class="line-lost back">{strings.online}</p>}
      <Composer store={store} view={view} field={field} />
    </>
  );
}

/** What being without a line means for what was written, and whom to turn to meanwhile. */
export function offlineWords({ strings }: Store, { snapshot }: View): string {
  const { pending, help } = snapshot;
  const kept = pending.length > 0 ? strings.offlineUnsent(pending.length) : strings.offline;
  return `${kept} ${help?.emergency.text ?? strings.offlineEmergency}`;
}

/** Whether the log must keep quiet: while history comes in, and for a moment after. */
function useHush(loading: boolean): boolean {
  const [until, setUntil] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLayoutEffect(() => {
    if (!loading) return;
    setUntil(true);
    return () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setUntil(false), HUSH);
    };
  }, [loading]);
  return loading || until;
}
