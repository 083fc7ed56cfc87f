import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Strings } from "../strings";
import type { SliderElement } from "../types";

interface Props {
  element: SliderElement;
  question: string;
  strings: Strings;
  onAnswer: (text: string) => void;
}

/**
 * A number on a line. Nothing is chosen before the person chooses: a preset number would draw the answer towards itself.
 * Dragging is never needed: a tap on the line, − and +, the arrow keys, or typing below do the same.
 */
export function Slider({ element, question, strings, onAnswer }: Props): JSX.Element {
  const { min, max, step, low_label: low, high_label: high } = element;
  const [value, setValue] = useState<number | null>(null);
  const middle = min + Math.round((max - min) / 2 / step) * step;
  const shown = value ?? middle;
  // From what is chosen, not from what is drawn: taps can be faster than the screen.
  const nudge = (by: number): void => setValue((before) => Math.min(max, Math.max(min, (before ?? middle) + by * step)));
  const choose = (event: { currentTarget: HTMLInputElement }): void => setValue(Number(event.currentTarget.value));
  return (
    <div class={value === null ? "slider unset" : "slider"}>
      <output class="number" aria-hidden="true">
        {value ?? "–"}
      </output>
      <div class="line">
        <button type="button" class="secondary square" aria-label={strings.less} onClick={() => nudge(-1)} aria-disabled={value === min}>
          −
        </button>
        <input
          type="range"
          min={min}
          max={max}
          step={step}
          value={shown}
          aria-label={question}
          aria-valuetext={value === null ? strings.noNumber : strings.sliderValue(value, max, `${min}: ${low}`, `${max}: ${high}`)}
          onInput={choose}
          // A tap or Space on the spot where the thumb waits changes nothing for the browser, but it is a choice.
          onClick={choose}
          onKeyUp={(event) => event.key === " " && choose(event)}
        />
        <button type="button" class="secondary square" aria-label={strings.more} onClick={() => nudge(1)} aria-disabled={value === max}>
          +
        </button>
      </div>
      <div class="ends">
        <span>
          {min} {low}
        </span>
        <span>
          {max} {high}
        </span>
      </div>
      <button
        type="button"
        class="primary wide"
        aria-disabled={value === null}
        onClick={() => value !== null && onAnswer((element.text_template ?? "{value}").replaceAll("{value}", String(value)))}
      >
        {value === null ? strings.chooseNumber : strings.sendNumber(value)}
      </button>
      <p class="muted">{strings.orType}</p>
    </div>
  );
}
