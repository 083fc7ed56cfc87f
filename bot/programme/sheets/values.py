"""Reads what was filled in to a sheet. Plain functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.errors import Invalid
from bot.programme.exercise_schema import LONGEST, Sheet, SheetField

Filled = dict[str, str | int | list[str]]
"""Values by the names of the fields; what was left out is not in it."""

_TIME = re.compile(r"^(?:[01]?\d|2[0-3]):[0-5]\d$")


def clean(sheet: Sheet, given: Mapping[str, Any], areas: Collection[str]) -> Filled:
    """Return what was filled in, as it is kept.

    Args:
        sheet: Its content.
        given: Values by name; an empty one is the same as none.
        areas: The goal areas there are.

    Raises:
        Invalid: a field is missing, unknown or cannot hold the value; the text names the field by its label.
    """
    unknown = set(given) - {field.name for field in sheet.fields}
    if unknown:
        raise Invalid(f"{sheet.id} has no field {', '.join(sorted(unknown))}", remedy="open the sheet anew")
    found: Filled = {}
    for field in sheet.fields:
        value = given.get(field.name)
        if value is None or (isinstance(value, str | list) and not _kept(value)):
            if not field.optional:
                raise Invalid(f"“{field.label}” is empty", remedy="fill it in", field=field.name)
            continue
        found[field.name] = _value(field, value, areas)
    return found


def _kept(value: str | list[Any]) -> bool:
    return bool(value.strip()) if isinstance(value, str) else any(str(line).strip() for line in value)


def _value(field: SheetField, value: Any, areas: Collection[str]) -> str | int | list[str]:
    match field.kind:
        case "scale" | "minutes" | "count":
            return _number(field, value)
        case "text" | "long":
            return _text(field, value)
        case "choice" | "area":
            return _choice(field, value, areas if field.kind == "area" else field.options)
        case "choices":
            return _choices(field, value)
        case "list":
            return _lines(field, value)
        case _:
            return _moment(field, value)


def _number(field: SheetField, value: Any) -> int:
    if type(value) is int and field.low <= value <= field.high:
        return value
    raise _wrong(field, f"a whole number from {field.low} to {field.high}")


def _text(field: SheetField, value: Any) -> str:
    if isinstance(value, str) and len(value.strip()) <= LONGEST[field.kind]:
        return value.strip()
    raise _wrong(field, f"a text of at most {LONGEST[field.kind]} characters")


def _choice(field: SheetField, value: Any, known: Collection[str]) -> str:
    if isinstance(value, str) and value in known:
        return value
    raise _wrong(field, f"one of {', '.join(known)}")


def _choices(field: SheetField, value: Any) -> list[str]:
    if isinstance(value, list) and all(isinstance(one, str) and one in field.options for one in value):
        return [option for option in field.options if option in value]
    raise _wrong(field, f"some of {', '.join(field.options)}")


def _moment(field: SheetField, value: Any) -> str:
    if field.kind == "time":
        if isinstance(value, str) and _TIME.match(value):
            return value.zfill(5)
        raise _wrong(field, "a time such as 22:30")
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _wrong(field, "a date such as 2026-03-14") from None


def _lines(field: SheetField, value: Any) -> list[str]:
    whole = isinstance(value, list) and all(isinstance(line, str) for line in value)
    lines = [line.strip() for line in value if line.strip()] if whole else None
    if lines is None or len(lines) > field.most or any(len(line) > LONGEST["list"] for line in lines):
        raise _wrong(field, f"at most {field.most} lines of {LONGEST['list']} characters")
    return lines


def _wrong(field: SheetField, wanted: str) -> Invalid:
    return Invalid(f"“{field.label}” must be {wanted}", remedy="change it there", field=field.name)
