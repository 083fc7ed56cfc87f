"""How an exercise is led in text: breathing line by line, relaxation part by part, a sheet field by field.

Plain functions of state and message, like ``measure_dialogue.py``. What was said so far is in the state, which the form keeps when
the patient stops; each message has been stored and screened on its way here, so that nothing is sent again when a sheet is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.programme.exercise_says import ANSWER, CHANGE, CONFIRM, NO, SKIP, STOP, YES, ExerciseSays
from bot.programme.exercise_schema import Breathing, Relaxation, Sheet, SheetField
from bot.programme.exercise_words import ChatWords
from bot.programme.heard import Heard, fold, said
from bot.programme.sheets.reading import Wrong, read_field
from bot.records import Utterance

ALWAYS_DIGRESS = frozenset({"risk_flagged", "wants_human", "hand_back", "start", "sheet_saved"})
SAFETY_INTENTS = ("show_plan", "make_plan", "ground_me")
CONTROLS = frozenset({"stop", "later", "not_today", "goodbye", "start_lesson", "start_check_in", "start_measure", "do_exercise"})
"""Intents that leave the exercise for now; Rasa's rules know how."""
OPEN_KINDS = frozenset({"text", "long", "list"})
FEW_WORDS = 4
"""A longer answer to an open question is an answer ("I had to stop on the stairs"), not a command."""
SKIPS = frozenset({"skip", "leave it out", "leave this out", "next", "nothing", "pass", "-"})
YES_WORDS = frozenset({"yes", "yes please", "keep it", "keep", "ok", "okay", "yep", "yeah", "sure"})
NO_WORDS = frozenset({"no", "don't keep it", "throw it away", "no thanks", "nope"})
CHANGE_WORDS = ("change", "correct", "wrong")


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """An exercise under way, as kept in one slot."""

    exercise: str
    at: int = 0
    """The line or part that comes next."""
    values: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    """Fields that the patient skipped."""
    asking: str | None = None
    """A field's name, or ``confirm`` or ``change``."""
    sheet: str | None = None
    """The id of the sheet that this changes."""

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types for the slot."""
        return {**asdict(self), "values": dict(self.values), "left_out": list(self.left_out)}

    @classmethod
    def from_json(cls, data: object) -> ExerciseState | None:
        """Read the slot; None when it is empty or of another version."""
        try:
            return cls(**{**data, "left_out": tuple(data.get("left_out", ()))}) if isinstance(data, dict) else None
        except TypeError:
            return None

    @property
    def begun(self) -> bool:
        """Whether something was said that would be lost."""
        return bool(self.values) or self.at > 0


@dataclass(frozen=True, slots=True)
class ExerciseTurn:
    """The new state, what to say, and what is to be done."""

    state: ExerciseState
    say: list[Utterance] = field(default_factory=list)
    digress: bool = False
    """The message is no answer: the form steps aside."""
    done: bool = False
    keep: bool = False
    """The sheet is to be kept."""


class ExerciseDialogue(ABC):
    """Leads through one exercise."""

    def __init__(self, words: ChatWords, theirs: frozenset[str]) -> None:
        """``theirs``: intents of questions that other actions answer."""
        self._words = words
        self._theirs = theirs

    def hear(self, state: ExerciseState, heard: Heard, today: date) -> ExerciseTurn:
        """Take the patient's message as an answer or a command, or step aside for it."""
        if heard.intent in ALWAYS_DIGRESS or heard.surely(*SAFETY_INTENTS):
            return ExerciseTurn(state, digress=True)
        tapped = str(heard.given.get(ANSWER, ""))
        if tapped == STOP:
            return ExerciseTurn(state, said(self._words.left if state.values else self._words.left_empty), done=True)
        if not tapped and self._leads_away(state, heard):
            return ExerciseTurn(state, digress=True)
        return self._hear(state, heard, tapped, today)

    def _leads_away(self, state: ExerciseState, heard: Heard) -> bool:
        """Whether a typed message is a command or a question rather than an answer."""
        in_own_words = self._in_own_words(state)
        if heard.surely(*CONTROLS):
            return not in_own_words or len(heard.text.split()) <= FEW_WORDS
        return not in_own_words and heard.intent in self._theirs and heard.surely(heard.intent) and heard.asks

    def _in_own_words(self, state: ExerciseState) -> bool:  # noqa: ARG002 - a sheet looks at it
        """Whether anything may be an answer to what is asked."""
        return False

    @abstractmethod
    def begin(self, state: ExerciseState) -> ExerciseTurn:
        """Open it: anew, where it was left, or on what is kept."""

    @abstractmethod
    def back(self, state: ExerciseState) -> ExerciseTurn:
        """Return to what was open, after something else was answered."""

    @abstractmethod
    def _hear(self, state: ExerciseState, heard: Heard, tapped: str, today: date) -> ExerciseTurn: ...


class LinesDialogue(ExerciseDialogue):
    """Breathing and relaxation: any word leads on."""

    def __init__(self, exercise: Breathing | Relaxation, words: ChatWords, theirs: frozenset[str]) -> None:
        super().__init__(words, theirs)
        self._skip = exercise.skip if isinstance(exercise, Relaxation) else None
        self._says = ExerciseSays(words, {})
        self._turns = self._says.turns(exercise)

    def begin(self, state: ExerciseState) -> ExerciseTurn:
        """Open it, from the first line."""
        return self._go_on(replace(state, at=0))

    def back(self, state: ExerciseState) -> ExerciseTurn:
        """Return to it."""
        return ExerciseTurn(state, said(self._words.back, buttons=self._says.steps(None)))

    def _hear(self, state: ExerciseState, heard: Heard, tapped: str, today: date) -> ExerciseTurn:  # noqa: ARG002
        return self._go_on(state)

    def _go_on(self, state: ExerciseState) -> ExerciseTurn:
        at = min(state.at, len(self._turns) - 1)
        last = at == len(self._turns) - 1
        buttons = [] if last else self._says.steps(self._skip if at else None, first=at == 0)
        return ExerciseTurn(replace(state, at=at + 1), said(*self._turns[at], buttons=buttons), done=last)


class SheetDialogue(ExerciseDialogue):
    """A sheet: field after field, then a summary and whether to keep it."""

    def __init__(self, sheet: Sheet, words: ChatWords, areas: Mapping[str, str], theirs: frozenset[str]) -> None:
        """``areas``: titles of the goal areas by id."""
        super().__init__(words, theirs)
        self._sheet = sheet
        self._areas = areas
        self._says = ExerciseSays(words, areas)

    def begin(self, state: ExerciseState) -> ExerciseTurn:
        """Open it: anew, where it was left, or, with a sheet that is kept, on what stands there."""
        if state.sheet is not None and state.asking is None:
            return self._confirm(state)
        if state.begun:
            return self._next(replace(state, asking=None), self._words.resume)
        return self._next(state, "\n\n".join(filter(None, [self._sheet.begin, self._sheet.care])))

    def back(self, state: ExerciseState) -> ExerciseTurn:
        """Return to what was open."""
        if state.asking == CONFIRM:
            return self._confirm(state)
        if state.asking == CHANGE:
            return ExerciseTurn(state, self._says.which(self._sheet))
        return self._ask(state, self._field(state.asking) or self._sheet.fields[0], self._words.back)

    def _in_own_words(self, state: ExerciseState) -> bool:
        asked = self._field(state.asking)
        return asked is not None and asked.kind in OPEN_KINDS

    def _hear(self, state: ExerciseState, heard: Heard, tapped: str, today: date) -> ExerciseTurn:
        if state.asking == CONFIRM:
            return self._verdict(state, heard, tapped)
        if state.asking == CHANGE:
            found = self._field(tapped) or self._says.field_meant(self._sheet, heard.text)
            return self._ask(state, found, "") if found else self._confirm(state)
        asked = self._field(state.asking)
        return self._answer(state, asked, heard, tapped, today) if asked else self._next(state, "")

    def _answer(self, state: ExerciseState, asked: SheetField, heard: Heard, tapped: str, today: date) -> ExerciseTurn:
        if tapped == SKIP or (not tapped and self._skips(asked, heard)):
            if not asked.optional:
                return self._ask(state, asked, self._words.needed)
            values = {name: value for name, value in state.values.items() if name != asked.name}
            return self._next(replace(state, values=values, left_out=(*state.left_out, asked.name), asking=None), "")
        picked = self._says.picked(asked, tapped)
        if picked is None and heard.text.startswith("/"):  # a button of an earlier question
            return self._ask(state, asked, "")
        ahead = self._sheet.helper == "activity"
        value = picked if picked is not None else read_field(asked, heard.text, self._areas, today, ahead=ahead)
        if isinstance(value, Wrong):
            return self._ask(state, asked, self._says.wrong(asked, value.why))
        left_out = tuple(name for name in state.left_out if name != asked.name)
        return self._next(replace(state, values={**state.values, asked.name: value}, left_out=left_out, asking=None), "")

    def _skips(self, asked: SheetField, heard: Heard) -> bool:
        return fold(heard.text) in SKIPS or (heard.surely("skip") and asked.kind not in OPEN_KINDS)

    def _verdict(self, state: ExerciseState, heard: Heard, tapped: str) -> ExerciseTurn:
        meant = tapped or _meant(heard)
        if meant == YES:
            return ExerciseTurn(state, done=True, keep=True)
        if meant == CHANGE:
            return ExerciseTurn(replace(state, asking=CHANGE), self._says.which(self._sheet))
        if meant == NO:
            return ExerciseTurn(ExerciseState(state.exercise), said(self._words.thrown_away), done=True)
        return self._confirm(state)

    def _next(self, state: ExerciseState, lead: str) -> ExerciseTurn:
        """Go on to what was not asked yet; when all was, sum it up. Of a sheet that is changed, all was."""
        known = {*state.values, *state.left_out}
        following = None if state.sheet else next((one for one in self._sheet.fields if one.name not in known), None)
        return self._ask(state, following, lead) if following else self._confirm(state)

    def _ask(self, state: ExerciseState, asked: SheetField, lead: str) -> ExerciseTurn:
        return ExerciseTurn(replace(state, asking=asked.name), self._says.question(self._sheet, asked, lead))

    def _confirm(self, state: ExerciseState) -> ExerciseTurn:
        return ExerciseTurn(replace(state, asking=CONFIRM), self._says.summary(self._sheet, state.values))

    def _field(self, name: str | None) -> SheetField | None:
        return next((one for one in self._sheet.fields if one.name == name), None)


def _meant(heard: Heard) -> str:
    """Return what is typed under the summary."""
    plain = fold(heard.text).strip(" .!")
    if plain in NO_WORDS or heard.surely("deny"):
        return NO
    if any(word in plain for word in CHANGE_WORDS) or heard.surely("correct_answer"):
        return CHANGE
    return YES if plain in YES_WORDS or heard.surely("affirm") else ""
