"""How a check-in is led: question by question, with skipping, correcting, questions in between, and coming back.

Plain functions of state and message. The action ``validate_check_in_form`` feeds it and carries its turn back to Rasa; Rasa's
form keeps the loop, and its rules answer what this calls a digression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.programme.check_in_words import CHANGE, CONFIRM, NOTHING, CheckInWords
from bot.programme.corrections import INTENT, Correction, Corrections
from bot.programme.heard import ANSWER_SUFFIX, Heard, fold, said
from bot.programme.numbers import Ambiguous, OutOfRange
from bot.programme.reading import Understood, Value, read_answer
from bot.programme.schema import CheckInContent, Question
from bot.records import Utterance

MISSES_BEFORE_SKIP = 2
"""After so many answers that were not understood, skipping is offered."""

ALWAYS_DIGRESS = frozenset({"risk_flagged", "wants_human", "hand_back", "start", "sheet_saved"})
SAFETY_INTENTS = ("show_plan", "make_plan", "ground_me")
"""Whoever asks for these while an answer is due is not answering."""
CONTROLS = frozenset({"stop", "later", "not_today", "goodbye", "start_lesson", "start_measure", "do_exercise"})
"""Intents that end the check-in for now; Rasa's rules know how."""

LEAVES = frozenset({"deny", "skip", "stop", "later", "not_today", "thanks", "goodbye"})
"""Intents that change nothing, when asked what to change."""

FREE_TEXT_CONTROL_WORDS = 4
"""A longer answer to an open question is an answer ("I had to stop on the way to the shops"), not a command."""


class Step(StrEnum):
    """What a turn came to."""

    ASK = "ask"
    KEEP = "keep"
    """Asks as well, once the answers are kept."""
    DIGRESS = "digress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class State:
    """A check-in under way, as kept in one slot. ``answers`` has None for what was skipped."""

    day: str
    answers: Mapping[str, Value | None] = field(default_factory=dict)
    asking: str | None = None
    last: str | None = None
    """The question answered last, which "I meant 6" is about."""
    misses: int = 0
    saved: bool = False
    """Whether the answers are kept already, so that what follows changes them."""
    reopened: bool = False
    """Whether it was over and opened again, to change something."""

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
        return self.asking is not None and not self.saved and self.day == day

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
        self._words = CheckInWords(content)
        self._corrections = Corrections(content.questions)
        self._right = {fold(word) for word in content.right_words}

    def begin(self, day: str, earlier: State | None, stored: Mapping[str, Value | None] | None, heard: Heard) -> Turn:
        """Open the check-in of ``day``: anew, where it was left, or as a change to what is ``stored``."""
        if earlier and earlier.left_open(day):
            if heard.intent in {"inform", INTENT}:
                return self.hear(earlier, heard)
            return self._ask(earlier, self._content.resume if earlier.given else self._content.intro)
        if stored is None and earlier and earlier.saved and earlier.day == day:
            stored = earlier.answers
        if stored is not None:
            state = State(day, dict(stored), CHANGE, saved=True, reopened=True)
            if heard.intent == INTENT:
                correction = self._corrections.read(heard, state.answers)
                return self._put_right(state, correction or Correction())
            return Turn(state, Step.ASK, self._words.which(self._content.already.format(summary=self._words.summary(stored))))
        return self._ask(State(day, asking=self._content.questions[0].name), self._content.intro)

    def hear(self, state: State, heard: Heard) -> Turn:
        """Take the patient's message as an answer, a wish to change something, or a digression."""
        if heard.intent in ALWAYS_DIGRESS or heard.surely(*SAFETY_INTENTS):
            return Turn(state, Step.DIGRESS)
        other = next((name for name in state.answers if name != state.asking and name + ANSWER_SUFFIX in heard.given), None)
        if other:
            return self._by_button(state, self._questions[other], heard)
        if state.asking == CONFIRM:
            return self._hear_verdict(state, heard)
        if state.asking == CHANGE:
            return self._hear_which(state, heard)
        question = self._open(state)
        return self._command(state, question, heard) or self._answered(state, question, read_answer(question, heard))

    def back(self, state: State) -> Turn:
        """Return to what was open, after something else was answered."""
        if state.asking == CONFIRM:
            return Turn(replace(state, asking=None), Step.DONE)  # all is kept: no need to ask again
        if state.asking == CHANGE:
            return Turn(state, Step.ASK, self._words.which(self._content.correct_which))
        question = self._open(state)
        return Turn(state, Step.ASK, self._bubbles(state, question, f"{self._content.back} {question.ask_again or question.ask}"))

    def why(self, state: State | None) -> str | None:
        """Return why the open question is asked."""
        question = self._questions.get(state.asking or "") if state else None
        return question.why if question else None

    def _command(self, state: State, question: Question, heard: Heard) -> Turn | None:
        """Return the turn of a message that wants something else than to answer ``question``; None for an answer."""
        sure = heard.surely(heard.intent)
        if question.kind == "text" and not heard.given and not _is_command(heard):
            sure = False  # a sentence in answer to an open question is the answer, whatever it resembles
        turn: Turn | None = None
        if sure and heard.intent == "skip":
            turn = self._skip(state, question)
        elif correction := self._corrections.read(heard, state.answers, asking=question.name, last=state.last):
            turn = self._put_right(state, correction)
        elif sure and heard.intent in CONTROLS:
            turn = Turn(state, Step.DIGRESS)
        elif sure and heard.intent == "repeat":
            turn = self._ask(state, "")
        elif heard.intent in self._questions_of_theirs and (sure or "?" in heard.text):
            answers = isinstance(read_answer(question, heard), Understood)
            turn = None if answers and not heard.asks else Turn(state, Step.DIGRESS)
        return turn

    def _skip(self, state: State, question: Question) -> Turn:
        if state.saved and state.answers.get(question.name) is not None:
            return self._confirm(state, self._content.unchanged)
        return self._take(state, question, None, self._content.skipped)

    def _answered(self, state: State, question: Question, answer: Understood | Ambiguous | OutOfRange | None) -> Turn:
        if not isinstance(answer, Understood):
            return self._miss(state, question, answer)
        return self._take(state, question, answer.value, self._words.reply(question, answer.value, approximate=answer.say_back))

    def _take(self, state: State, question: Question, value: Value | None, note: str) -> Turn:
        answers = {**state.answers, question.name: value}
        return self._next(replace(state, answers=answers, last=question.name, misses=0), note)

    def _next(self, state: State, note: str) -> Turn:
        """Go on to what is not answered yet; when all is, keep it and sum it up."""
        unasked = next((name for name in self._questions if name not in state.answers), None)
        if unasked:
            return self._ask(replace(state, asking=unasked), note, again=unasked == state.asking)
        if not state.given:
            return Turn(replace(state, asking=None), Step.DONE)
        turn = self._confirm(replace(state, saved=True), self._content.changed if state.saved else self._content.saved)
        return Turn(turn.state, Step.KEEP, [*(said(note) if note else []), *turn.say])

    def _by_button(self, state: State, question: Question, heard: Heard) -> Turn:
        """Take a button of an earlier question."""
        answer = read_answer(question, heard)
        values: dict[str, Value] = {question.name: answer.value} if isinstance(answer, Understood) else {}
        return self._put_right(state, Correction(values, again=question.name))

    def _put_right(self, state: State, correction: Correction) -> Turn:
        """Change the answers and say so; or ask for the one to change, or which one it is."""
        if correction.values:
            noted = [self._words.noted(self._questions[name], value) for name, value in correction.values.items()]
            answers = {**state.answers, **correction.values}
            changed = replace(state, answers=answers, last=next(iter(correction.values)), misses=0)
            return self._next(changed, self._content.corrected.format(noted=" ".join(noted)))
        if correction.again is None:
            return Turn(replace(state, asking=CHANGE, misses=0), Step.ASK, self._words.which(self._content.correct_which))
        question = self._questions[correction.again]
        kept = state.answers if state.saved else {name: value for name, value in state.answers.items() if name != question.name}
        state = replace(state, answers=kept, asking=question.name, misses=0)
        return self._miss(state, question, correction.outcome) if correction.outcome else self._ask(state, "", again=True)

    def _hear_verdict(self, state: State, heard: Heard) -> Turn:
        """Take what is said to the summary: that it is right, or what is not."""
        chosen = heard.given.get(CONFIRM + ANSWER_SUFFIX)
        correction = Correction() if chosen == CHANGE else self._corrections.read(heard, state.answers, last=state.last)
        if correction:
            turn = self._put_right(state, correction)
        elif chosen or heard.intent in {"affirm", "skip"} or fold(heard.text).strip(" .!,") in self._right:
            turn = Turn(replace(state, asking=None), Step.DONE)
        elif heard.intent == "deny":
            turn = self._put_right(state, Correction())
        elif heard.intent in CONTROLS or heard.intent in self._questions_of_theirs:
            turn = Turn(state, Step.DIGRESS)
        elif heard.intent == "repeat":
            turn = self._confirm(state, self._content.unchanged)
        elif state.misses:
            turn = Turn(replace(state, asking=None), Step.DONE)
        else:
            turn = self._confirm(state, self._content.not_clear, misses=1)
        return turn

    def _hear_which(self, state: State, heard: Heard) -> Turn:
        """Take the answer to which answer is to be changed."""
        chosen = str(heard.given.get(CHANGE + ANSWER_SUFFIX, ""))
        if chosen in self._questions:
            return self._put_right(state, Correction(again=chosen))
        leaves = heard.intent in LEAVES or chosen == NOTHING
        correction = None if leaves else self._corrections.read(heard, state.answers, invited=True)
        if correction and (correction.values or correction.again):
            return self._put_right(state, correction)
        if heard.intent in CONTROLS - LEAVES or (
            heard.intent in self._questions_of_theirs - LEAVES and (heard.intent.startswith("ask_") or heard.asks)
        ):
            return Turn(state, Step.DIGRESS)
        if leaves or state.misses:
            return Turn(replace(state, asking=None), Step.DONE)
        return Turn(replace(state, misses=1), Step.ASK, self._words.which(self._content.correct_which))

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
        return Turn(replace(state, misses=misses), Step.ASK, self._bubbles(state, question, text))

    def _confirm(self, state: State, text: str, *, misses: int = 0) -> Turn:
        return Turn(replace(state, asking=CONFIRM, misses=misses), Step.ASK, self._words.confirm(text, state.answers))

    def _ask(self, state: State, lead: str, *, again: bool = False) -> Turn:
        question = self._open(state)
        text = question.ask_again or question.ask if again else question.ask
        return Turn(state, Step.ASK, [*(said(lead) if lead else []), *self._bubbles(state, question, text)])

    def _open(self, state: State) -> Question:
        return self._questions[state.asking or self._content.questions[0].name]

    def _bubbles(self, state: State, question: Question, text: str) -> list[Utterance]:
        return self._words.question(question, text, changing=state.saved and state.answers.get(question.name) is not None)


def _is_command(heard: Heard) -> bool:
    """Whether words in answer to an open question are rather a command or a question."""
    return heard.asks or heard.text.startswith("/") or len(heard.text.split()) <= FREE_TEXT_CONTROL_WORDS
