"""Sheets as they are shown, read and taken along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.db.stores.sheets import SheetRecord
from bot.programme.content import Content
from bot.programme.exercise_schema import Exercise, Sheet
from bot.programme.sheets.helpers import Worked, of_all, of_sheet
from bot.programme.sheets.words import lines

HIDDEN = {"sources", "words"}
"""Of an exercise's content: for the clinician, and for the reading of typed words."""
ORDER = ("breathing", "relaxation", "sheet")


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One sheet in words."""

    record: SheetRecord
    title: str
    """The exercise's; its id where the content no longer holds it."""
    lines: list[tuple[str, str]]
    """Label and value, as they are said."""
    worked: Worked | None = None


@dataclass(frozen=True, slots=True)
class AskFirst:
    """Who must ask somebody before a helper proposes anything, and how that is asked."""

    say: list[str]
    choices: list[tuple[str, str, bool]] = field(default_factory=list)
    """Title, what is said to it, and whether it clears."""


def show(content: Content, record: SheetRecord) -> ShownSheet:
    """Return a sheet in words; one whose exercise is gone or changed shows what can be shown."""
    exercise = content.exercises.get(record.exercise)
    if not isinstance(exercise, Sheet):
        return ShownSheet(record, record.exercise, [(name, str(value)) for name, value in record.values.items()])
    return ShownSheet(
        record, exercise.title, lines(exercise, record.values, areas_of(content)), worked_of(content, exercise, record.values)
    )


def worked_of(content: Content, exercise: Sheet, values: Mapping[str, Any]) -> Worked | None:
    """Return what a helper makes of one sheet; None where the content has changed so that it lacks what the helper reads."""
    try:
        return of_sheet(exercise, values, content.exercise_words)
    except (KeyError, TypeError, ValueError):
        return None


def all_worked(content: Content, exercise: Sheet, records: Sequence[SheetRecord], *, cleared: bool | None = None) -> Worked | None:
    """Return what a helper makes of all sheets of an exercise."""
    try:
        return of_all(exercise, [record.values for record in records], content.exercise_words, cleared=cleared)
    except (KeyError, TypeError, ValueError):
        return None


def ordered(content: Content) -> list[Exercise]:
    """Return the exercises as they are offered: what calms first, then what is filled in, by title."""
    return sorted(content.exercises.values(), key=lambda one: (ORDER.index(one.kind), one.title))


def areas_of(content: Content) -> dict[str, str]:
    """Return the titles of the goal areas by id."""
    return {area.id: area.title for area in content.plan.goal_areas}


def ask_first(content: Content, exercise: Exercise) -> AskFirst | None:
    """Return the text of the lesson that an exercise names, and its question; None where nothing must be asked."""
    if not isinstance(exercise, Sheet) or not exercise.ask_first:
        return None
    steps = [step for step in content.lesson(exercise.ask_first).lesson.steps if step.first]
    choices = [(choice.title, choice.feedback, choice.clears) for step in steps for choice in step.ask]
    return AskFirst([text for step in steps for text in step.say], choices)


def as_plain(shown: Sequence[ShownSheet], zone: str) -> str:
    """Return sheets as one text to keep or to print, times in the patient's zone."""

    def when(moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")

    parts = [
        "\n".join([one.title, when(one.record.changed_at), "", *(f"{label}: {value}" for label, value in one.lines)])
        for one in shown
    ]
    return "\n\n\n".join(parts) + "\n"
