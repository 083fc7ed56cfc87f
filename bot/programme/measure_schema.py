"""What a file of ``content/LOCALE/measures/`` may hold: a scored questionnaire, asked in the chat."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.programme.schema import MOST_BUBBLES, Strict, Text
from bot.words import FollowUpOutcome

ItemName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]


class Answer(Strict):
    """One response option, the same for every item."""

    value: Annotated[int, Field(ge=0)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    words: list[str] = Field(default_factory=list)
    """Other ways to say it, lower case; the longest that occurs counts."""
    alone: list[str] = Field(default_factory=list)
    """Ways to say it that count only when nothing else is said: "no" is an answer, "no energy" is another one."""


class Item(Strict):
    """One item, in the instrument's own words."""

    name: ItemName
    label: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """Its name on a button and in the console."""
    text: Text


class Band(Strict):
    """A range of scores, both ends included, and what it is called."""

    name: ItemName
    low: int
    high: int
    title: Text
    means: Text
    """Said to the patient: honest, kind, and no diagnosis."""


class FollowUpAnswer(Strict):
    """One reply to the follow-up's question."""

    outcome: FollowUpOutcome
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
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
    """One questionnaire."""

    id: ItemName
    version: Text
    """Of the content; grows with every change of it."""
    title: Text
    source: Text
    licence: Text
    """Why the items may stand here."""
    recall: Text
    """The period that the items ask about."""
    score: Literal["sum"]
    intro: Annotated[list[Text], Field(min_length=1, max_length=MOST_BUBBLES)]
    """Why it is asked and who sees the answers first."""
    ask: Text
    """Stands above every item. It is a sentence of its own, so that the screen takes it, and not the item, for what was asked."""
    answers: Annotated[list[Answer], Field(min_length=2)]
    items: Annotated[list[Item], Field(min_length=1)]
    bands: Annotated[list[Band], Field(min_length=1)]
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
    def most(self) -> int:
        """The highest score there is."""
        return len(self.items) * max(answer.value for answer in self.answers)

    def item(self, name: str) -> Item | None:
        """Return the item of this name, or None."""
        return next((item for item in self.items if item.name == name), None)

    def number(self, name: str) -> int:
        """Return the item's number, from 1."""
        return [item.name for item in self.items].index(name) + 1

    def answer(self, value: int) -> Answer:
        """Return the response option with ``value``."""
        return next(answer for answer in self.answers if answer.value == value)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for what, names in (("item", [item.name for item in self.items]), ("band", [band.name for band in self.bands])):
            if len(set(names)) != len(names):
                raise ValueError(f"each {what} may stand once")
        values = sorted(answer.value for answer in self.answers)
        if values != list(range(values[0], values[-1] + 1)):
            raise ValueError("the answers' values must follow each other without a gap")
        expected = len(self.items) * values[0]
        for band in self.bands:
            if band.low != expected or band.high < band.low:
                raise ValueError(f"bands must cover every score once, in order: {band.name} should begin at {expected}")
            expected = band.high + 1
        if expected != self.most + 1:
            raise ValueError(f"the last band must end at {self.most}")
        if self.follow_up and self.item(self.follow_up.item) is None:
            raise ValueError("follow_up.item is no item")
        return self
