import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Breathing } from "./Breathing";
import type { Keeper } from "./keeper";
import type { Room } from "./load";
import { Relaxation } from "./Relaxation";
import { SheetPages } from "./SheetPages";
import type { Words } from "./strings";
import type { Entry, Shown } from "./types";

interface Props {
  keeper: Keeper;
  room: Room;
  words: Words;
}

/** The list, or one exercise. */
export function Pages({ keeper, room, words }: Props): JSX.Element {
  const [at, go] = useState(room.exercise);
  const place = useRef<HTMLDivElement>(null);
  const turned = useRef(false);
  useEffect(() => {
    if (turned.current) {
      place.current?.focus({ preventScroll: true });
      place.current?.closest("dialog")?.scrollTo(0, 0);
    }
    turned.current = true;
  }, [at]);
  return (
    <div class="help ex" tabIndex={-1} ref={place}>
      {at ? <One key={at} id={at} {...{ keeper, room, words }} /> : <List {...{ keeper, words, go }} />}
      {at && (
        <button type="button" class="quiet" onClick={() => go("")}>
          {words.all}
        </button>
      )}
    </div>
  );
}

function List({ keeper, words, go }: { keeper: Keeper; words: Words; go: (id: string) => void }): JSX.Element {
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    keeper.list().then(setEntries, () => setMissing(true));
  }, []);
  if (!entries) return <p role="status">{missing ? words.missing : words.loading}</p>;
  const begun = entries.some((entry) => entry.begun);
  return (
    <>
      <ul class="choices">
        {entries.map((entry) => (
          <li key={entry.id}>
            <button type="button" class="choice" onClick={() => go(entry.id)}>
              <span>
                {entry.title}
                <br />
                <span class="muted">{entry.about}</span>
                {entry.begun && <span class="tag">{words.begun}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {begun && (
        <p class="muted">
          {words.take}{" "}
          <a href={keeper.file("text")} download>
            {words.takeText}
          </a>{" "}
          ·{" "}
          <a href={keeper.file("json")} download>
            {words.takeData}
          </a>
        </p>
      )}
    </>
  );
}

function One({ id, keeper, room, words }: Props & { id: string }): JSX.Element {
  const [shown, setShown] = useState<Shown | null>(null);
  const [missing, setMissing] = useState(false);
  const look = async (cleared?: boolean): Promise<void> => {
    try {
      setShown(await keeper.show(id, cleared));
      setMissing(false);
    } catch {
      setMissing(true);
    }
  };
  useEffect(() => void look(), []);
  if (!shown) return <p role="status">{missing ? words.missing : words.loading}</p>;
  const { exercise } = shown;
  const done = (): void => room.done(words.didIt);
  return (
    <>
      <h3>{exercise.title}</h3>
      {exercise.kind === "breathing" ? (
        <Breathing {...{ exercise, words, done }} />
      ) : exercise.kind === "relaxation" ? (
        <Relaxation {...{ exercise, words, done }} />
      ) : (
        <SheetPages {...{ shown, exercise, keeper, words, look }} dates={room.dates} connected={() => room.transport.snapshot.connected} watch={(hear) => room.transport.subscribe(hear)} />
      )}
    </>
  );
}

/** Whom it may not suit. */
export const Care = ({ words, care }: { words: Words; care: string }): JSX.Element | null =>
  care ? (
    <p class="note care">
      <strong>{words.please}.</strong> {care}
    </p>
  ) : null;
