"""Says a sheet in words, as the message that carries it and as the patient's own copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.programme.exercise_schema import Sheet, SheetField
from bot.programme.sheets.values import Filled


def as_text(sheet: Sheet, filled: Filled, areas: Mapping[str, str]) -> str:
    """Return ``filled`` line by line, its title first; ``areas`` are the titles of the goal areas by id."""
    fields = [field for field in sheet.fields if field.name in filled]
    return "\n".join([sheet.title, *(f"{field.label}: {_said(field, filled[field.name], areas)}" for field in fields)])


def _said(field: SheetField, value: str | int | list[str], areas: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    match field.kind:
        case "scale":
            return f"{value} of {field.high}"
        case "minutes":
            return f"{value} min"
        case "area":
            return areas.get(str(value), str(value))
        case "day":
            return f"{date.fromisoformat(str(value)):%-d %B}"
        case _:
            return str(value)
