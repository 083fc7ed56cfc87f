import type { JSX } from "preact";
import type { Strings } from "../strings";
import type { Prompt } from "../view";
import { ChoiceIcon } from "./icons";
import { Slider } from "./Slider";

interface Props {
  prompt: Prompt;
  strings: Strings;
  onAnswer: (text: string, payload?: string) => void;
}

/** What can be answered by a tap. Outside the log, so that the log stays what was said. */
export function Answers({ prompt, strings, onAnswer }: Props): JSX.Element {
  return (
    <div class="answers" role="group" aria-label={strings.answers}>
      {prompt.slider && <Slider element={prompt.slider} question={prompt.question} strings={strings} onAnswer={onAnswer} />}
      {prompt.choices && (
        <div class="choices">
          {prompt.choices.options.map((option) => (
            <button key={option.payload} type="button" class="choice" onClick={() => onAnswer(option.title, option.payload)}>
              {option.icon && <ChoiceIcon name={option.icon} />}
              {option.title}
            </button>
          ))}
        </div>
      )}
      {prompt.buttons.length > 0 && (
        <div class="replies">
          {prompt.buttons.map((button) => (
            <button key={button.payload} type="button" class="reply" onClick={() => onAnswer(button.title, button.payload)}>
              {button.title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
