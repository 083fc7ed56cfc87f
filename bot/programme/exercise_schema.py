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


LONGEST = {"text": 200, "long": 700, "list": 100}
"""Characters of one line, of a text, and of one line of a list."""
MOST_TEXT = 4000
"""Characters of a sheet as a message: as many as any message of a patient's may have (``docs/api.md``). A sheet whose fields
could hold more is refused when content is read, so that nobody fills one in that cannot be sent."""


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
    words: list[str] = Field(default_factory=list)
    """Other names that people give it, lower case."""
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
    words: list[str] = Field(default_factory=list)
    """Other names that people give it, lower case."""
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

    @property
    def longest(self) -> int:
        """Characters that its value can take, as it is said."""
        match self.kind:
            case "text" | "long":
                return LONGEST[self.kind]
            case "list":
                return self.most * (LONGEST["list"] + len(BETWEEN))
            case "choice":
                return max(map(len, self.options))
            case "choices":
                return sum(len(option) + len(BETWEEN) for option in self.options)
            case _:
                return SHORT


BETWEEN = "; "
"""Between the lines of a list when a sheet is said."""
SHORT = 40
"""Characters that are enough for a number, a time, a day or the title of a goal area."""


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
    ask_first: str = ""
    """Id of the lesson that says who must ask somebody first; answered before the helper proposes anything."""
    words: list[str] = Field(default_factory=list)
    """Other names that people give it, lower case."""
    sources: Annotated[list[str], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names) or len({field.label for field in self.fields}) != len(names):
            raise ValueError("each field may stand once, and each label")
        missing = HELPED[self.helper] - set(names)
        if missing:
            raise ValueError(f"the helper {self.helper} needs the fields {', '.join(sorted(missing))}")
        done = next((field for field in self.fields if field.name == "done"), None)
        if self.helper == "activity" and done and len(done.options) != OUTCOMES:
            raise ValueError("done needs four options: as planned, the small version, something else, not this time")
        if self.helper == "sleep" and not self.ask_first:
            raise ValueError("the helper sleep needs ask_first: a sleep window is not for everybody")
        longest = len(self.title) + sum(len(f"\n{field.label}: ") + field.longest for field in self.fields)
        if longest > MOST_TEXT:
            raise ValueError(f"filled in to the brim it has {longest} characters, and a message {MOST_TEXT}: ask for less")
        return self


OUTCOMES = 4
"""What may become of a planned day; the helper counts them by their places."""
HELPED: dict[str, frozenset[str]] = {
    "": frozenset(),
    "goal": frozenset({"goal", "area"}),
    "pacing": frozenset({"activity", "good_day", "bad_day"}),
    "steps": frozenset({"aim", "rungs"}),
    "sleep": frozenset({"night", "to_bed", "asleep_after", "awake", "woke_up", "got_up"}),
    "activity": frozenset({"day", "planned", "done", "pleasure", "mastery"}),
}
"""The fields that each helper reads."""

Exercise = Annotated[Breathing | Relaxation | Sheet, Field(discriminator="kind")]


class ExerciseFile(Strict):
    """One file."""

    exercise: Exercise
