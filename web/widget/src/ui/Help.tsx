import type { JSX } from "preact";
import type { Strings } from "../strings";
import type { Store } from "../store";
import type { HelpCard, HelpLine } from "../types";
import { Phone } from "./icons";

/** The card from the clinic's content; without it, advice that is true everywhere. */
export function cardOr(help: HelpCard | null, strings: Strings): HelpCard {
  return (
    help ?? {
      title: strings.helpFallbackTitle,
      intro: strings.helpFallbackIntro,
      emergency: { title: strings.helpFallbackEmergencyTitle, text: strings.helpFallbackEmergency },
      lines: [],
      not_emergency_service: strings.helpFallbackNot,
    }
  );
}

interface Props {
  card: HelpCard;
  store: Store;
  /** Within the conversation: only whom to turn to, with the whole card one tap away. */
  brief?: boolean;
}

export function Help({ card, store, brief = false }: Props): JSX.Element {
  return (
    <div class="help">
      {card.away && !brief && new Date(card.away.until) > new Date() && <p class="away">{card.away.text}</p>}
      {card.intro && !brief && <p>{card.intro}</p>}
      <div class="emergency">
        <strong>{card.emergency.title}</strong>
        <p>{card.emergency.text}</p>
      </div>
      <ul class="lines">
        {card.lines.map((line) => (
          <Line key={line.name} line={line} store={store} brief={brief} />
        ))}
      </ul>
      {!brief && <p class="muted">{card.not_emergency_service}</p>}
    </div>
  );
}

function Line({ line, store, brief }: { line: HelpLine; store: Store; brief: boolean }): JSX.Element {
  const { strings, dates } = store;
  const page = webAddress(line.url);
  return (
    <li>
      <strong>{line.name}</strong>
      {line.detail && !brief && <p>{line.detail}</p>}
      {line.hours && <p class="muted">{line.hours}</p>}
      <div class="ways">
        {line.phone && (
          <a class="way" href={`tel:${dialled(line.phone)}`} aria-label={`${line.name}: ${strings.call(line.phone)}`}>
            <Phone /> {strings.call(line.phone)}
          </a>
        )}
        {line.sms && (
          <a class="way" href={`sms:${dialled(line.sms)}`} aria-label={`${line.name}: ${strings.text(line.sms)}`}>
            {strings.text(line.sms)}
          </a>
        )}
        {page && (
          <a class="way" href={page} target="_blank" rel="noopener noreferrer" aria-label={`${line.name}: ${strings.website}`}>
            {strings.website}
          </a>
        )}
      </div>
      {line.checked_on && !brief && <p class="muted">{strings.checkedOn(day(line.checked_on, dates))}</p>}
    </li>
  );
}

export const dialled = (number: string): string => number.replace(/[^\d+*#]/g, "");

const webAddress = (url: string | null | undefined): string | null => (url && /^https?:\/\//i.test(url) ? url : null);

function day(iso: string, lang: string): string {
  const date = new Date(`${iso.slice(0, 10)}T12:00`);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(date);
}
