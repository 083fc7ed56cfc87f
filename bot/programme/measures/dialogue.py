"""How a measure is led: one item at a time, with correcting, questions in between, leaving, and coming back.

Plain functions of state and message, like those of the check-in. An item that must be followed up is followed up at once, in the
middle of the measure; what that came to is in the turn, and the action sees to the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.programme.heard import Heard, said
from bot.programme.measures.course import Course
from bot.programme.measures.reading import (
    CHANGE,
    CONFIRM,
    FOLLOW_UP,
    read_follow_up,
    read_item,
    read_value,
    tapped,
    verbatim,
)
from bot.programme.measures.schema import Item, Measure
from bot.programme.measures.scoring import score_of
from bot.programme.measures.words import KEEP, MeasureWords
from bot.records import Utterance
from bot.words import FollowUpOutcome

ALWAYS_DIGRESS = frozenset({"risk_flagged", "wants_human", "hand_back", "start", "sheet_saved"})
CONTROLS = frozenset({"stop", "later", "not_today", "goodbye", "start_lesson", "start_check_in", "do_exercise"})
"""Intents that leave the measure for now; Rasa's rules know how."""
CORRECTS = "correct_answer"


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A measure under way, as kept in one slot."""

    measure: str
    run: str
    """Id of the result that it will be."""
    answers: Mapping[str, int] = field(default_factory=dict)
    asking: str | None = None
    """An item's name, or ``follow_up``, ``confirm`` or ``change``."""
    last: str | None = None
    misses: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types for the slot."""
        return {**asdict(self), "answers": dict(self.answers)}

    @classmethod
    def from_json(cls, data: object) -> MeasureState | None:
        """Read the slot; None when it is empty or of another version."""
        try:
            return cls(**data) if isinstance(data, dict) else None
        except TypeError:
            return None


@dataclass(frozen=True, slots=True)
class MeasureTurn:
    """The new state, what to say, and what is to be done.

    ``say`` may hold ``{time_to_person}`` where ``outcome`` is set: the action knows it when the case is open.
    """

    state: MeasureState
    say: list[Utterance] = field(default_factory=list)
    digress: bool = False
    """The message is no answer: the form steps aside."""
    done: bool = False
    watched: int | None = None
    """The value of an item that was just answered so that it must be followed up."""
    outcome: FollowUpOutcome | None = None
    """What the follow-up came to, when it ended in this turn."""


class MeasureDialogue:
    """Leads through one measure."""

    def __init__(
        self, measure: Measure, answered_elsewhere: frozenset[str], course: Callable[[float], Course] | None = None
    ) -> None:
        """``answered_elsewhere``: intents that are questions of the patient's, which other actions answer.

        ``course``: what a score looks like beside the patient's results before it; without, it is the first.
        """
        self._measure = measure
        self._course = course or (lambda _: Course(1, None, None, None))
        self._questions_of_theirs = answered_elsewhere
        self._words = MeasureWords(measure)

    def complete(self, state: MeasureState) -> bool:
        """Whether every item is answered."""
        return all(item.name in state.answers for item in self._measure.items)

    def begin(self, earlier: MeasureState | None, run: str, heard: Heard) -> MeasureTurn:
        """Open the measure: where it was left, or anew, as ``run``."""
        if earlier and not self.complete(earlier):
            tap = tapped(heard.given)
            if tap and tap.measure == self._measure.id:
                return self.hear(earlier, heard)
            if heard.intent == "inform" and earlier.asking:
                return self.hear(earlier, heard)
            return self._next(replace(earlier, asking=None, misses=0), self._measure.resume)
        state = MeasureState(self._measure.id, run, asking=self._measure.items[0].name)
        return MeasureTurn(state, self._words.question(self._measure.items[0], "\n\n".join(self._measure.intro)))

    def hear(self, state: MeasureState, heard: Heard) -> MeasureTurn:
        """Take the patient's message as an answer, a wish to change something, or a digression."""
        if heard.intent in ALWAYS_DIGRESS:
            return MeasureTurn(state, digress=True)
        tap = tapped(heard.given)
        if tap and tap.measure == self._measure.id:
            return self._tapped(state, tap.what, tap.value)
        if state.asking == FOLLOW_UP:
            return self._hear_follow_up(state, heard)
        if heard.intent in CONTROLS and (heard.surely(heard.intent) or state.asking in {CONFIRM, CHANGE}):
            return MeasureTurn(state, digress=True)
        if state.asking in {CONFIRM, CHANGE}:
            return self._hear_verdict(state, heard) if state.asking == CONFIRM else self._hear_which(state, heard)
        return self._hear_answer(state, self._open(state), heard)

    def back(self, state: MeasureState) -> MeasureTurn:
        """Return to what was open, after something else was answered."""
        if state.asking == CONFIRM:
            return MeasureTurn(replace(state, asking=None), done=True)  # all is kept: no need to ask again
        if state.asking == FOLLOW_UP and self._measure.follow_up:
            return MeasureTurn(state, self._words.follow_up(self._measure.follow_up.ask_again))
        if state.asking == CHANGE:
            return MeasureTurn(state, self._words.which())
        return MeasureTurn(state, self._words.question(self._open(state), self._measure.back))

    def _hear_answer(self, state: MeasureState, item: Item, heard: Heard) -> MeasureTurn:
        value = self._read(item, heard)
        if heard.surely(CORRECTS):
            last = self._measure.item(state.last or "") or item
            value = self._read(last, heard)
            return self._take(state, last, value, typed=True) if value is not None else self._ask(replace(state, asking=last.name))
        if value is not None and (not heard.asks or verbatim(self._measure, item, heard.text)):
            return self._take(state, item, value, typed=True)
        if heard.surely("skip"):
            return MeasureTurn(state, self._words.question(item, self._measure.no_skipping))
        if heard.surely("repeat", "start_measure"):
            return self._ask(state)
        if heard.intent in self._questions_of_theirs and (heard.surely(heard.intent) or heard.asks):
            return MeasureTurn(state, digress=True)
        state = replace(state, misses=state.misses + 1)
        return MeasureTurn(state, self._words.question(item, self._measure.hint), watched=self._affirmed(item, heard))

    def _read(self, item: Item, heard: Heard) -> int | None:
        return None if heard.text.startswith("/") else read_item(self._measure, item, heard.text)

    def _affirmed(self, item: Item, heard: Heard) -> int | None:
        """Yes to an item that is followed up does not say how often, and still counts."""
        watched = self._measure.follow_up
        return watched.above + 1 if watched and watched.item == item.name and heard.surely("affirm") else None

    def _tapped(self, state: MeasureState, what: str, value: str) -> MeasureTurn:
        item = self._measure.item(what)
        number = read_value(self._measure, item, value) if item else None
        turn: MeasureTurn | None = None
        if item and number is not None:
            turn = self._take(state, item, number, typed=item.name in state.answers)
        elif what == FOLLOW_UP and value in set(FollowUpOutcome):
            turn = self._followed(state, FollowUpOutcome(value))
        elif what == CONFIRM and self.complete(state):
            turn = self._which(state) if value == CHANGE else MeasureTurn(replace(state, asking=None), done=True)
        elif what == CHANGE and self._measure.item(value):
            turn = self._ask(replace(state, asking=value))
        elif what == CHANGE and value == KEEP:
            turn = self._next(replace(state, asking=None), "")
        return turn or self.back(state)

    def _take(self, state: MeasureState, item: Item, value: int, *, typed: bool) -> MeasureTurn:
        """Note an answer; follow it up when it must be."""
        before = state.answers.get(item.name)
        answer = self._measure.answer_title(item, value).lower()
        changed = state.asking != item.name or (before is not None and before != value)
        note = (
            self._measure.corrected.format(label=item.label, answer=answer)
            if changed
            else self._measure.noted.format(answer=answer)
        )
        waiting = state.asking == FOLLOW_UP
        state = replace(state, answers={**state.answers, item.name: value}, last=item.name, asking=None, misses=0)
        watched = self._measure.follow_up
        if watched and item.name == watched.item:
            if value > watched.above and (waiting or before != value):
                return MeasureTurn(replace(state, asking=FOLLOW_UP), self._words.follow_up(watched.ask), watched=value)
            if waiting:
                turn = self._next(state, watched.withdrawn)
                return replace(turn, outcome=FollowUpOutcome.WITHDRAWN)
        elif waiting and watched:
            return MeasureTurn(replace(state, asking=FOLLOW_UP), self._words.follow_up(watched.ask_again, note))
        return self._next(state, note if typed or changed else "")

    def _hear_follow_up(self, state: MeasureState, heard: Heard) -> MeasureTurn:
        watched = self._measure.follow_up
        if watched is None:
            return self._next(replace(state, asking=None), "")
        outcome = read_follow_up(watched, heard)
        if outcome is None and (heard.surely("skip") or heard.surely(*CONTROLS)):
            outcome = FollowUpOutcome.DECLINED
        if outcome is not None:
            turn = self._followed(state, outcome)
            leaves = heard.surely(*CONTROLS)
            return replace(turn, say=turn.say[:1], done=True, state=replace(turn.state, asking=None)) if leaves else turn
        if heard.intent in self._questions_of_theirs and heard.asks:
            return MeasureTurn(state, digress=True)
        if state.misses:
            return self._followed(state, FollowUpOutcome.DECLINED)
        return MeasureTurn(replace(state, misses=1), self._words.follow_up(watched.ask_again))

    def _followed(self, state: MeasureState, outcome: FollowUpOutcome) -> MeasureTurn:
        """End the follow-up and go on. Also when a button is tapped twice: the case is opened once."""
        watched = self._measure.follow_up
        if watched is None or state.asking != FOLLOW_UP:
            return self.back(state) if state.asking else MeasureTurn(state, done=True)
        state = replace(state, asking=None, misses=0)
        if outcome is FollowUpOutcome.ACTIVE:  # the screen has flagged it, so that a person is asked at once; no more questions
            return MeasureTurn(state, said(watched.active), done=True, outcome=outcome)
        return replace(self._next(state, watched.after(outcome)), outcome=outcome)

    def _hear_verdict(self, state: MeasureState, heard: Heard) -> MeasureTurn:
        if heard.intent in {CORRECTS, "deny"}:
            return self._which(state)
        if heard.intent in self._questions_of_theirs and heard.asks:
            return MeasureTurn(state, digress=True)
        return MeasureTurn(replace(state, asking=None), done=True)

    def _hear_which(self, state: MeasureState, heard: Heard) -> MeasureTurn:
        plain = heard.text.strip().lower()
        for number, item in enumerate(self._measure.items, 1):
            if plain == str(number) or item.label.lower() in plain:
                return self._ask(replace(state, asking=item.name))
        return self._next(replace(state, asking=None), "")

    def _which(self, state: MeasureState) -> MeasureTurn:
        return MeasureTurn(replace(state, asking=CHANGE), self._words.which())

    def _next(self, state: MeasureState, note: str) -> MeasureTurn:
        """Go on to what is not answered yet; when all is, say what it adds up to."""
        item = next((item for item in self._measure.items if item.name not in state.answers), None)
        if item:
            return MeasureTurn(replace(state, asking=item.name), self._words.question(item, note))
        result = self._words.result(state.answers, self._course(score_of(self._measure, state.answers)))
        return MeasureTurn(replace(state, asking=CONFIRM), [*(said(note) if note else []), *result])

    def _ask(self, state: MeasureState) -> MeasureTurn:
        return MeasureTurn(state, self._words.question(self._open(state)))

    def _open(self, state: MeasureState) -> Item:
        return self._measure.item(state.asking or "") or self._measure.items[0]
