"""How a check-in is led: question by question, with skipping, correcting, questions in between, and coming back.

Plain functions of state and message. The action ``validate_check_in_form`` feeds it and carries its turn back to Rasa; Rasa's
form keeps the loop, and its rules answer what this calls a digression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.programme.heard import ANSWER_SUFFIX, Heard, find_words, fold, payload, said
from bot.programme.numbers import Ambiguous, OutOfRange
from bot.programme.reading import Understood, Value, display, read_answer
from bot.programme.schema import Button, CheckInContent, Question
from bot.records import Utterance

CHANGE = "change"
"""What is asked of a patient who has checked in already: which answer to change."""

NOTHING = "nothing"
"""The choice to change no answer."""

MISSES_BEFORE_SKIP = 2
"""After so many answers that were not understood, skipping is offered."""

DIGRESSION_CONFIDENCE = 0.5
"""Below this, what looks like a question of the patient's is asked about rather than answered."""

ALWAYS_DIGRESS = frozenset({"risk_flagged", "wants_human", "hand_back", "start"})
CONTROLS = frozenset({"stop", "later", "goodbye", "start_lesson"})
"""Intents that end the check-in for now; Rasa's rules know how."""

FREE_TEXT_CONTROL_WORDS = 4
"""A longer answer to an open question is an answer ("I had to stop on the way to the shops"), not a command."""

QUESTION_STARTS = re.compile(r"^(?:why|how|what|who|when|where|is|are|do|does|did|can|could|should|will|would|am|may)\b")

_CORRECTION = re.compile(
    r"^(?:actually|sorry|oops|oh|no|wait|i meant|correction|can i change|change|correct|make|go back|undo)\b", re.IGNORECASE
)
"""How a correction begins, so that it is told from an account of the day."""


class Step(StrEnum):
    """What a turn came to."""

    ASK = "ask"
    DIGRESS = "digress"
    DONE = "done"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class State:
    """A check-in under way, as kept in one slot. ``answers`` has None for what was skipped."""

    day: str
    answers: Mapping[str, Value | None] = field(default_factory=dict)
    asking: str | None = None
    last: str | None = None
    """The question answered last, which "I meant 6" is about."""
    misses: int = 0
    changing: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types for the slot."""
        return {**asdict(self), "answers": dict(self.answers)}

    @classmethod
    def from_json(cls, data: object) -> State | None:
        """Read the slot; None when it is empty or of another version."""
        try:
            return cls(**data) if isinstance(data, dict) else None
        except TypeError:
            return None

    def left_open(self, day: str) -> bool:
        """Whether it was begun on ``day`` and not finished."""
        return self.asking is not None and not self.changing and self.day == day

    @property
    def given(self) -> bool:
        """Whether anything was answered."""
        return any(value is not None for value in self.answers.values())


@dataclass(frozen=True, slots=True)
class Turn:
    """The new state, what to say, and what it came to."""

    state: State
    step: Step
    say: list[Utterance] = field(default_factory=list)


class CheckInDialogue:
    """Leads through the questions of one locale."""

    def __init__(self, content: CheckInContent, answered_elsewhere: frozenset[str]) -> None:
        """``answered_elsewhere``: intents that are questions of the patient's, which other actions answer."""
        self._content = content
        self._questions: dict[str, Question] = {question.name: question for question in content.questions}
        self._questions_of_theirs = answered_elsewhere

    def begin(self, day: str, earlier: State | None, stored: Mapping[str, Value | None] | None, heard: Heard) -> Turn:
        """Open the check-in of ``day``: anew, where it was left, or as a change to what is ``stored``."""
        if earlier and earlier.left_open(day):
            if heard.intent == "inform":
                return self.hear(earlier, heard)
            return self._ask(earlier, self._content.resume if earlier.given else self._content.intro)
        if stored is not None:
            state = State(day, dict(stored), CHANGE, changing=True)
            wanted = self._named(heard.text) if heard.intent == "correct_answer" else None
            if wanted:
                return self._hear_change(state, heard)
            return Turn(state, Step.ASK, self._which(self._content.already.format(summary=self.summary(stored))))
        return self._ask(State(day, asking=self._content.questions[0].name), self._content.intro)

    def hear(self, state: State, heard: Heard) -> Turn:
        """Take the patient's message as an answer, a wish to change something, or a digression."""
        if heard.intent in ALWAYS_DIGRESS:
            return Turn(state, Step.DIGRESS)
        if state.asking == CHANGE:
            return self._hear_change(state, heard)
        question = self._questions[state.asking or self._content.questions[0].name]
        other = next((name for name in state.answers if name != state.asking and name + ANSWER_SUFFIX in heard.given), None)
        if other:
            return self._correct_to(state, other, heard)
        return self._command(state, question, heard) or self._answered(state, question, read_answer(question, heard))

    def _command(self, state: State, question: Question, heard: Heard) -> Turn | None:
        """Return the turn of a message that wants something else than to answer ``question``; None for an answer."""
        sure = heard.confidence >= DIGRESSION_CONFIDENCE
        if question.kind == "text" and not heard.given and not _is_command(heard):
            sure = False  # a sentence in answer to an open question is the answer, whatever it resembles
        turn: Turn | None = None
        if sure and heard.intent == "skip":
            turn = self._take(state, question, None, self._content.skipped)
        elif self._corrects(state, question, heard):
            turn = self._correct(state, heard)
        elif sure and heard.intent in CONTROLS:
            turn = Turn(state, Step.DIGRESS)
        elif sure and heard.intent == "repeat":
            turn = Turn(state, Step.ASK, self._question(question, question.ask))
        elif heard.intent in self._questions_of_theirs and (sure or "?" in heard.text):
            answers = isinstance(read_answer(question, heard), Understood)
            turn = None if answers and not _is_question(heard.text) else Turn(state, Step.DIGRESS)
        return turn

    def back(self, state: State) -> Turn:
        """Return to the open question after something else was answered."""
        if state.asking == CHANGE:
            return Turn(state, Step.ASK, self._which(self._content.correct_which))
        question = self._questions[state.asking or self._content.questions[0].name]
        return Turn(state, Step.ASK, self._question(question, f"{self._content.back} {question.ask}"))

    def why(self, state: State | None) -> str | None:
        """Return why the open question is asked."""
        question = self._questions.get(state.asking or "") if state else None
        return question.why if question else None

    def summary(self, answers: Mapping[str, Value | None]) -> str:
        """Return the answers in one phrase: "pain 6, mood low, sleep so-so, what you did: ..."."""
        parts = []
        for question in self._content.questions:
            value = answers.get(question.name)
            if value is not None:
                parts.append(
                    f"{question.label}: {value}" if question.kind == "text" else f"{question.label} {display(question, value)}"
                )
        return ", ".join(parts)

    def _corrects(self, state: State, question: Question, heard: Heard) -> bool:
        """Whether the message changes an earlier answer rather than giving this one."""
        opens = bool(_CORRECTION.match(heard.text))
        named = self._named(heard.text)
        if opens and named in state.answers and named != question.name:
            return True
        sure = heard.confidence >= DIGRESSION_CONFIDENCE and heard.intent == "correct_answer"
        return sure and (opens or question.kind != "text")

    def _answered(self, state: State, question: Question, answer: Understood | Ambiguous | OutOfRange | None) -> Turn:
        if not isinstance(answer, Understood):
            return self._miss(state, question, answer)
        note = self._content.range_said_back.format(value=display(question, answer.value)) if answer.say_back else ""
        return self._take(state, question, answer.value, note or _reaction(question, answer.value))

    def _take(self, state: State, question: Question, value: Value | None, note: str) -> Turn:
        answers = {**state.answers, question.name: value}
        state = replace(state, answers=answers, last=question.name, misses=0)
        unasked = [name for name in self._questions if name not in answers]
        if state.changing or not unasked:
            return Turn(replace(state, asking=None), Step.DONE)
        return self._ask(replace(state, asking=unasked[0]), note)

    def _correct(self, state: State, heard: Heard) -> Turn:
        """Change an earlier answer: the one named, or the last one given."""
        name = self._named(heard.text) or state.last
        if name is None or name not in state.answers:
            question = self._questions[state.asking or self._content.questions[0].name]
            if question.kind == "text" and not state.answers:
                return self._ask(state, "")
            return self._answered(state, question, read_answer(question, heard))
        return self._correct_to(state, name, heard)

    def _correct_to(self, state: State, name: str, heard: Heard) -> Turn:
        """Take the new answer if the message holds one; else ask that question again."""
        question = self._questions[name]
        answer = None if question.kind == "text" else read_answer(question, heard)
        if isinstance(answer, Understood):
            note = self._content.corrected.format(label=question.label, value=display(question, answer.value))
            return self._ask(replace(state, answers={**state.answers, name: answer.value}, misses=0), note)
        return self._ask(
            replace(state, answers={key: value for key, value in state.answers.items() if key != name}, asking=name, misses=0), ""
        )

    def _hear_change(self, state: State, heard: Heard) -> Turn:
        chosen = heard.given.get(CHANGE + ANSWER_SUFFIX)
        name = str(chosen or self._named(heard.text) or "")
        if name in self._questions:
            question = self._questions[name]
            answer = None if question.kind == "text" or heard.given else read_answer(question, heard)
            if isinstance(answer, Understood):
                return self._take(state, question, answer.value, "")
            return self._ask(replace(state, asking=name), "")
        if heard.intent in {"deny", "skip", "stop", "later", "thanks", "goodbye"} or chosen == NOTHING:
            return Turn(replace(state, asking=None), Step.LEFT, said(self._content.left))
        if heard.intent in CONTROLS or (
            heard.intent in self._questions_of_theirs and (heard.intent.startswith("ask_") or _is_question(heard.text))
        ):
            return Turn(state, Step.DIGRESS)
        if state.misses:
            return Turn(replace(state, asking=None), Step.LEFT, said(self._content.left))
        return Turn(replace(state, misses=1), Step.ASK, self._which(self._content.correct_which))

    def _miss(self, state: State, question: Question, answer: Ambiguous | OutOfRange | None) -> Turn:
        misses = state.misses + 1
        if isinstance(answer, Ambiguous):
            text = self._content.ambiguous.format(values=" and ".join(map(str, answer.values)))
        elif isinstance(answer, OutOfRange):
            text = self._content.out_of_range.format(low=question.low, high=question.high)
        elif misses >= MISSES_BEFORE_SKIP:
            text = f"{self._content.offer_skip} {question.hint}"
        else:
            text = question.hint
        return Turn(replace(state, misses=misses), Step.ASK, self._question(question, text))

    def _ask(self, state: State, lead: str) -> Turn:
        question = self._questions[state.asking or self._content.questions[0].name]
        return Turn(state, Step.ASK, [*(said(lead) if lead else []), *self._question(question, question.ask)])

    def _question(self, question: Question, text: str) -> list[Utterance]:
        return said(text, element=_element(question), buttons=[Button(title=self._content.skip_title, payload="/skip")])

    def _which(self, text: str) -> list[Utterance]:
        buttons = [
            Button(title=question.label.capitalize(), payload=payload(CHANGE, question.name))
            for question in self._content.questions
        ]
        return said(text, buttons=[*buttons, Button(title=self._content.leave, payload=payload(CHANGE, NOTHING))])

    def _named(self, text: str) -> str | None:
        """Return the question that ``text`` names."""
        words = {word: question.name for question in self._content.questions for word in question.words}
        found = find_words(text, words)
        return None if found is None else str(found)


def _reaction(question: Question, value: Value) -> str:
    if isinstance(value, str):
        return ""
    return next((reaction.say for reaction in question.reactions if reaction.low <= value <= reaction.high), "")


def _element(question: Question) -> dict[str, Any] | None:
    """Return the widget's element; typing the answer works as well."""
    if question.kind == "scale":
        return {
            "type": "slider",
            "name": question.name,
            "min": question.low,
            "max": question.high,
            "step": 1,
            "low_label": question.low_label,
            "high_label": question.high_label,
            "text_template": "{value}",
        }
    if question.kind == "choices":
        options = [
            {
                "title": option.title,
                "payload": payload(question.name, option.value),
                **({"icon": option.icon} if option.icon else {}),
            }
            for option in question.options
        ]
        return {"type": "choices", "name": question.name, "options": options}
    return None


def _is_question(text: str) -> bool:
    return "?" in text or bool(QUESTION_STARTS.match(fold(text)))


def _is_command(heard: Heard) -> bool:
    """Whether words in answer to an open question are rather a command or a question."""
    return _is_question(heard.text) or heard.text.startswith("/") or len(heard.text.split()) <= FREE_TEXT_CONTROL_WORDS
