"""What a file of ``content/LOCALE/measures/`` may hold: a scored questionnaire, asked in the chat."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.programme.schema import MOST_BUBBLES, Strict, Text
from bot.words import FollowUpOutcome

ItemName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""Fits a button."""


class Answer(Strict):
    """One response option, the same for every item that has no scale of its own."""

    value: Annotated[int, Field(ge=0)]
    title: Title
    words: list[str] = Field(default_factory=list)
    """Other ways to say it, lower case; the longest that occurs counts."""
    alone: list[str] = Field(default_factory=list)
    """Ways to say it that count only when nothing else is said: "no" is an answer, "no energy" is another one."""


class ItemScale(Strict):
    """A whole-number scale of one item's own; only its ends have names."""

    low: Annotated[int, Field(ge=0)]
    high: int
    low_label: Text
    high_label: Text
    low_words: list[str] = Field(default_factory=list)
    """Ways to say the lowest value that count when nothing else is said."""
    high_words: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise ValueError("a scale needs low below high")
        return self


class Item(Strict):
    """One item, in the instrument's own words."""

    name: ItemName
    label: Title
    """Its name on a button and in the console."""
    text: Text
    scale: ItemScale | None = None
    """None: the measure's answers."""


class Band(Strict):
    """A range of scores, both ends included, and what it is called."""

    name: ItemName
    low: float
    high: float
    title: Text
    means: Text
    """Said to the patient: honest, kind, and no diagnosis."""
    look: bool = False
    """Whether a score in this band is by itself a reason for a person to look."""


class Subscale(Strict):
    """Some of the items, summed."""

    name: ItemName
    title: Title
    items: Annotated[list[ItemName], Field(min_length=1)]
    threshold: int
    """From here on it says that a closer look is worth while."""
    means: Text
    """Said to the patient when it reaches the threshold."""


class Least(Strict):
    """How far two scores must lie apart: at least ``points``, and at least ``percent`` of the earlier one."""

    points: Annotated[float, Field(gt=0)]
    percent: Annotated[float, Field(ge=0, le=100)] = 0


class ChangeContent(Strict):
    """From which difference on a change is more than the measure's own noise, and what the patient hears of it.

    ``{since}`` is "last time" or "the first time", ``{points}`` how far apart, ``{count}`` of how many results the trend is.
    """

    better: Least
    worse: Least
    source: Text
    say_better: Text
    say_worse: Text
    say_same: Text
    say_rising: Text
    """Said of a worsening trend where the change by itself would say nothing."""
    since_last: Text
    since_first: Text


class FollowUpAnswer(Strict):
    """One reply to the follow-up's question."""

    outcome: FollowUpOutcome
    title: Title
    words: list[str] = Field(default_factory=list)
    """What a typed answer begins with. Empty for the answer that the screen recognises by itself."""


class FollowUpContent(Strict):
    """An item whose answer above ``above`` is followed up at once.

    What is said when it ends promises a reader in [square brackets], for ``SafetyReplies.told`` to fill.
    """

    item: ItemName
    above: int
    ask: Text
    ask_again: Text
    answers: Annotated[list[FollowUpAnswer], Field(min_length=2)]
    passive: Text
    active: Text
    declined: Text
    withdrawn: Text
    silent: Text

    def after(self, outcome: FollowUpOutcome) -> str:
        """Return what is said when the follow-up ends with ``outcome``."""
        text: str = getattr(self, outcome.value)
        return text


class Measure(Strict):
    """One questionnaire. A higher score is a heavier load in each of them; change and trend rely on it."""

    id: ItemName
    version: Text
    """Of the content; grows with every change of it."""
    title: Text
    offer: Title
    """Its name on the button that starts it."""
    called: Annotated[list[str], Field(min_length=1)]
    """How patients name it, lower case; the longest that occurs counts."""
    source: Text
    licence: Text
    """Why the items may stand here."""
    recall: Text
    """The period that the items ask about."""
    score: Literal["sum", "mean"]
    intro: Annotated[list[Text], Field(min_length=1, max_length=MOST_BUBBLES)]
    """Why it is asked and who sees the answers first."""
    ask: str = ""
    """Stands above every item. It is a sentence of its own, so that the screen takes it, and not the item, for what was asked.

    Empty where each item is a whole question.
    """
    answers: list[Answer] = Field(default_factory=list)
    items: Annotated[list[Item], Field(min_length=1)]
    bands: Annotated[list[Band], Field(min_length=1)]
    threshold: int | None = None
    """The score from which its authors, or a service that uses it, speak of a case."""
    subscales: list[Subscale] = Field(default_factory=list)
    reliable_change: ChangeContent | None = None
    """None where nobody has published one that can be relied on: then no change is called reliable."""
    follow_up: FollowUpContent | None = None
    why: Text
    stop: Text
    resume: Text
    back: Text
    noted: Text
    """With ``{answer}``."""
    hint: Text
    no_skipping: Text
    corrected: Text
    """With ``{label}`` and ``{answer}``."""
    correct_which: Text
    keep: Text
    result: Text
    """With ``{score}``, ``{most}`` and ``{means}``."""
    not_diagnosis: Text
    right: Text
    change: Text
    talk: Text
    done: Text
    left: Text
    left_empty: Text

    @property
    def digits(self) -> int:
        """Decimals of a score."""
        return 1 if self.score == "mean" else 0

    @property
    def most(self) -> float:
        """The highest score there is."""
        return self._of([self.span(item)[1] for item in self.items])

    @property
    def least(self) -> float:
        """The lowest score there is."""
        return self._of([self.span(item)[0] for item in self.items])

    def item(self, name: str) -> Item | None:
        """Return the item of this name, or None."""
        return next((item for item in self.items if item.name == name), None)

    def number(self, name: str) -> int:
        """Return the item's number, from 1."""
        return [item.name for item in self.items].index(name) + 1

    def span(self, item: Item) -> tuple[int, int]:
        """Return the lowest and the highest value of an item."""
        if item.scale:
            return item.scale.low, item.scale.high
        values = [answer.value for answer in self.answers]
        return min(values), max(values)

    def answer_title(self, item: Item, value: int) -> str:
        """Return how the answer ``value`` to an item is called; a number on a scale is its own name."""
        if item.scale:
            return str(value)
        return next((answer.title for answer in self.answers if answer.value == value), str(value))

    def _of(self, values: list[int]) -> float:
        return sum(values) / (len(values) if self.score == "mean" else 1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for what, names in (
            ("item", [item.name for item in self.items]),
            ("band", [band.name for band in self.bands]),
            ("subscale", [subscale.name for subscale in self.subscales]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"each {what} may stand once")
        self._check_answers()
        self._check_bands()
        if self.follow_up and self.item(self.follow_up.item) is None:
            raise ValueError("follow_up.item is no item")
        missing = {name for subscale in self.subscales for name in subscale.items} - {item.name for item in self.items}
        if missing:
            raise ValueError(f"subscales name items that there are not: {', '.join(sorted(missing))}")
        return self

    def _check_answers(self) -> None:
        if any(item.scale is None for item in self.items):
            values = sorted(answer.value for answer in self.answers)
            if len(values) < MOST_BUBBLES or values != list(range(values[0], values[-1] + 1)):
                raise ValueError("the answers' values must be two or more and follow each other without a gap")

    def _check_bands(self) -> None:
        step = 10**-self.digits
        expected = self.least
        for band in self.bands:
            if round(band.low - expected, self.digits) or band.high < band.low:
                raise ValueError(f"bands must cover every score once, in order: {band.name} should begin at {expected:g}")
            expected = round(band.high + step, self.digits)
        if round(expected - step - self.most, self.digits):
            raise ValueError(f"the last band must end at {self.most:g}")
