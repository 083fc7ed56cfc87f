"""What ``content/LOCALE/exercises/`` may hold: exercises that a patient does in the widget, or line by line in a messaging app."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.programme.lesson_schema import Bubble, Title
from bot.programme.schema import MOST_BUBBLES, Name, Strict

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
FieldKind = Literal["text", "long", "scale", "choice", "choices", "minutes", "count", "time", "day", "list", "area"]
"""``text``: one line; ``long``: some lines; ``scale``: a number from ``low`` to ``high``; ``choice`` and ``choices``: one or
more of ``options``; ``minutes`` and ``count``: a whole number; ``time``: of the day; ``day``: a date; ``list``: some lines, in
their order; ``area``: a goal area of the programme."""
Helper = Literal["", "pacing", "steps", "sleep", "activity", "goal"]
"""What the program works out from a sheet: a pacing plan with a timer, the next rung of a ladder, a sleep window, balance of
activities, and the goal that the programme remembers."""


class Breath(Strict):
    """One part of a breath."""

    say: Title
    seconds: Annotated[int, Field(ge=1, le=15)]
    move: Literal["in", "hold", "out"]


class Breathing(Strict):
    """Paced breathing."""

    kind: Literal["breathing"]
    id: Name
    title: Title
    about: Bubble
    minutes: Annotated[list[int], Field(min_length=1)]
    """Lengths to choose from."""
    breath: Annotated[list[Breath], Field(min_length=2)]
    begin: Bubble
    end: Bubble
    as_text: Annotated[list[Bubble], Field(min_length=3)]
    """The exercise as messages, one a turn."""
    care: Bubble
    """Whom it may not suit, and what to do then."""
    sources: Annotated[list[str], Field(min_length=1)]


class Muscle(Strict):
    """One part of the body in muscle relaxation."""

    name: Title
    tense: Bubble
    release: Bubble
    seconds: Annotated[int, Field(ge=3, le=20)]
    """Of tension; relaxation takes twice as long."""


class Relaxation(Strict):
    """Muscle relaxation, part by part. Painful parts can be left out."""

    kind: Literal["relaxation"]
    id: Name
    title: Title
    about: Bubble
    begin: Bubble
    parts: Annotated[list[Muscle], Field(min_length=4)]
    skip: Title
    end: Bubble
    care: Bubble
    sources: Annotated[list[str], Field(min_length=1)]


class SheetField(Strict):
    """One thing to fill in."""

    name: FieldName
    kind: FieldKind
    label: Title
    ask: Bubble
    """The question, in the chat and above the field."""
    hint: str = ""
    example: str = ""
    optional: bool = False
    low: int = 0
    high: int = 10
    low_label: str = ""
    high_label: str = ""
    options: list[Title] = Field(default_factory=list)
    most: Annotated[int, Field(ge=1, le=12)] = 8
    """Lines of a list."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind in {"choice", "choices"} and len(self.options) < MOST_BUBBLES:
            raise ValueError("a choice needs at least two options")
        if self.kind in {"scale", "minutes", "count"} and not self.low < self.high:
            raise ValueError("low must be below high")
        return self


class Sheet(Strict):
    """Something to fill in, to keep, and to come back to."""

    kind: Literal["sheet"]
    id: Name
    title: Title
    about: Bubble
    many: bool
    """Whether a patient keeps many of it (a diary), or one that changes (a plan)."""
    helper: Helper = ""
    begin: Bubble
    fields: Annotated[list[SheetField], Field(min_length=2, max_length=12)]
    saved: Bubble
    """Said when it is kept."""
    care: str = ""
    sources: Annotated[list[str], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError("each field may stand once")
        missing = HELPED[self.helper] - set(names)
        if missing:
            raise ValueError(f"the helper {self.helper} needs the fields {', '.join(sorted(missing))}")
        return self


HELPED: dict[str, frozenset[str]] = {
    "": frozenset(),
    "goal": frozenset({"goal", "area"}),
    "pacing": frozenset({"activity", "good_day", "bad_day"}),
    "steps": frozenset({"aim", "rungs"}),
    "sleep": frozenset({"night", "to_bed", "asleep_after", "awake", "woke_up", "got_up"}),
    "activity": frozenset({"day", "planned", "pleasure", "mastery"}),
}
"""The fields that each helper reads."""

Exercise = Annotated[Breathing | Relaxation | Sheet, Field(discriminator="kind")]


class ExerciseFile(Strict):
    """One file."""

    exercise: Exercise
