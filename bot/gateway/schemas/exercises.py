"""Exercises and sheets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.gateway.schemas.base import Answer, ClientId, Identifier, Request, Text

ExerciseId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,79}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Value = Annotated[Text, StringConstraints(max_length=4000)] | int | list[Annotated[Text, StringConstraints(max_length=400)]] | None


class ExerciseEntry(Answer):
    """An exercise of the list."""

    id: str
    title: str
    about: str
    kind: str
    """breathing, relaxation or sheet."""
    many: bool
    """Whether a patient keeps many of it (a diary), or one that changes (a plan)."""
    begun: bool
    """Whether the patient keeps a sheet of it."""


class ExercisesAnswer(Answer):
    """All there are."""

    exercises: list[ExerciseEntry]


class TimerOut(Answer):
    """Minutes of work and of rest, and how often."""

    work: int
    rest: int
    rounds: int


class WorkedOut(Answer):
    """What the program worked out."""

    told: list[str]
    timer: TimerOut | None
    asks: bool
    """Whether there is more to tell once ``ask_first`` is answered."""


class SheetLine(Answer):
    """A field as it is said."""

    label: str
    value: str


class SheetOut(Answer):
    """One sheet as it stands."""

    id: str
    exercise: str
    title: str
    values: dict[str, Any]
    lines: list[SheetLine]
    created_at: datetime
    changed_at: datetime
    worked: WorkedOut | None


class AskFirstChoice(Answer):
    """An answer to who must ask somebody first."""

    title: str
    feedback: str
    clears: bool


class AskFirstOut(Answer):
    """Who must ask somebody first."""

    say: list[str]
    choices: list[AskFirstChoice]


class ExerciseAnswer(Answer):
    """One exercise: its content, and what the patient has of it."""

    exercise: dict[str, Any]
    """As in ``content/LOCALE/exercises``, without what is for the clinician."""
    areas: dict[str, str]
    """Titles of the goal areas by id."""
    sheets: list[SheetOut]
    """Last changed first."""
    worked: WorkedOut | None
    """What all of them together come to."""
    ask_first: AskFirstOut | None


class ExerciseQuery(Request):
    """Whether the patient has answered ``ask_first``, and with what."""

    cleared: bool | None = None


class NewSheet(Request):
    """A sheet to keep; ``sheet`` names the one that it takes the place of."""

    client_id: ClientId
    exercise: ExerciseId
    values: Annotated[dict[FieldName, Value], Field(max_length=12)]
    sheet: Identifier | None = None


class SheetAnswer(Answer):
    """A sheet as it is now, and what is said to it."""

    sheet: SheetOut
    saved: str
    message_seq: int
    """The message that carried it."""


class SheetsAnswer(Answer):
    """Sheets, last changed first."""

    sheets: list[SheetOut]


class ExportQuery(Request):
    """How to take everything along."""

    form: Literal["json", "text"] = "json"
