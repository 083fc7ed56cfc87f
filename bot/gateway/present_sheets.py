"""From sheets to what the API answers."""

from __future__ import annotations

from bot.gateway.schemas import exercises as shapes
from bot.programme.exercise_schema import Exercise, Sheet
from bot.programme.sheets.helpers import Worked
from bot.programme.sheets.shown import AskFirst, ShownSheet


def entry_out(exercise: Exercise, *, begun: bool) -> shapes.ExerciseEntry:
    """Return an exercise of the list."""
    return shapes.ExerciseEntry(
        id=exercise.id,
        title=exercise.title,
        about=exercise.about,
        kind=exercise.kind,
        many=isinstance(exercise, Sheet) and exercise.many,
        begun=begun,
    )


def sheet_out(shown: ShownSheet) -> shapes.SheetOut:
    """Return a sheet."""
    record = shown.record
    return shapes.SheetOut(
        id=record.id,
        exercise=record.exercise,
        title=shown.title,
        values=record.values,
        lines=[shapes.SheetLine(label=label, value=value) for label, value in shown.lines],
        created_at=record.created_at,
        changed_at=record.changed_at,
        worked=worked_out(shown.worked),
    )


def worked_out(worked: Worked | None) -> shapes.WorkedOut | None:
    """Return what the program worked out."""
    if worked is None:
        return None
    timer = worked.timer
    return shapes.WorkedOut(
        told=worked.told,
        timer=shapes.TimerOut(work=timer.work, rest=timer.rest, rounds=timer.rounds) if timer else None,
        asks=worked.asks,
    )


def ask_first_out(asked: AskFirst | None) -> shapes.AskFirstOut | None:
    """Return who must ask somebody first."""
    if asked is None:
        return None
    choices = [shapes.AskFirstChoice(title=title, feedback=feedback, clears=clears) for title, feedback, clears in asked.choices]
    return shapes.AskFirstOut(say=asked.say, choices=choices)
