"""Reads the lines that ``handrail screen`` is given: plain text, or one JSON object a line.

A JSON line is ``{"text": ..., "id": ..., "context": [...]}``; only ``text`` is needed. ``context`` is what was said before, oldest
first: a string is an earlier message of the patient, ``{"from": "patient" | "assistant" | "therapist", "text": ...}`` says who it
was. What the patient was asked follows from it as it does in a conversation: the last question that anybody put to them since
they last wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from bot.errors import Invalid
from bot.safety.context import Said, context_from
from bot.safety.screening import Context

LONGEST = 1 << 20
"""Bytes of a line: far more than a message and its context are, and what bounds the memory."""
SPEAKERS = ("patient", "assistant", "therapist")
"""Who may have said an earlier message; for the screen only whether it was the patient counts."""
LABELS = frozenset({"category", "tier", "kind"})
"""Fields of labelled files (``bot.safety.evaluation``), which are let pass so that these can be screened as they are."""
_JSON_REMEDY = 'write {"text": "..."}, one object a line; for plain text: --format text'
_FIELDS = frozenset({"id", "text", "context"})


class LineFormat(StrEnum):
    """How a line is read."""

    AUTO = "auto"
    TEXT = "text"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Given:
    """One message to screen."""

    line: int
    id: str | None
    text: str
    context: Context


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no message, told without its words."""

    line: int
    id: str | None
    error: str
    remedy: str


def read_lines(stream: BinaryIO, kind: LineFormat = LineFormat.AUTO) -> Iterator[Given | BadLine]:
    """Yield what each line of ``stream`` holds, in order; empty lines are passed over, but counted.

    ``AUTO`` decides for each line by itself, so that nothing has to be read ahead: one that begins with ``{`` is JSON. If that is
    broken it is a bad line, and never screened as text, which would leave out its context and say nothing.
    """
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST and not raw.endswith(b"\n"):
            while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield BadLine(number, None, f"the line is longer than {LONGEST} bytes", "cut it, or leave out early context")
            continue
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield BadLine(number, None, "the line is not UTF-8", "save the file as UTF-8")
            continue
        if line.strip():
            yield _read(number, line, kind)


def _read(number: int, line: str, kind: LineFormat) -> Given | BadLine:
    if kind is LineFormat.TEXT or (kind is LineFormat.AUTO and not line.lstrip().startswith("{")):
        return Given(number, None, line, Context())
    known: str | None = None
    try:
        data = parse_object(line)
        known = read_id(data)
        _check_fields(data)
        return Given(number, known, read_text(data), context_from(read_context(data.get("context"))))
    except Invalid as error:
        return BadLine(number, known, error.message, error.remedy)


def _check_fields(data: dict[str, Any]) -> None:
    """Refuse fields that nobody reads: a misspelt ``context`` would change decisions without a word."""
    unknown = sorted(name if name.isidentifier() else "(no name)" for name in set(data) - _FIELDS - LABELS)
    if unknown:
        raise Invalid(f"unknown fields: {', '.join(unknown)}", remedy="leave them out; what was said before goes into context")


def parse_object(line: str) -> dict[str, Any]:
    """Return the JSON object that ``line`` is.

    Raises:
        Invalid: when it is none; the error repeats nothing of the line.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = f": {error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise Invalid(f"not valid JSON{where}", remedy=_JSON_REMEDY) from None
    if not isinstance(data, dict):
        raise Invalid("not a JSON object", remedy='write {"text": "..."}')
    return data


def read_id(data: dict[str, Any]) -> str | None:
    """Return the object's ``id`` as text, or None.

    Raises:
        Invalid: when it is neither text nor a number.
    """
    given = data.get("id")
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise Invalid("id is neither text nor a whole number", remedy='write "id": "..." or leave it out')
    return str(given)


def read_text(data: dict[str, Any]) -> str:
    """Return the object's ``text``.

    Raises:
        Invalid: when there is none.
    """
    text = data.get("text")
    if not isinstance(text, str):
        raise Invalid("text is missing" if text is None else "text is no string", remedy='write "text": "..."')
    return text


def read_context(given: object) -> list[Said]:
    """Return what ``context`` says was said before; none for None.

    Raises:
        Invalid: when it is not a list of strings and of objects with ``from`` and ``text``.
    """
    if given is None:
        return []
    if not isinstance(given, list):
        raise Invalid("context is no list", remedy='write "context": ["...", {"from": "assistant", "text": "..."}], oldest first')
    return [_said(place, entry) for place, entry in enumerate(given, 1)]


def _said(place: int, entry: object) -> Said:
    if isinstance(entry, str):
        return Said(by_patient=True, text=entry)
    if not isinstance(entry, dict) or set(entry) != {"from", "text"} or not isinstance(entry["text"], str):
        raise Invalid(
            f"entry {place} of context is neither text nor an object with from and text",
            remedy='write {"from": "assistant", "text": "..."}',
        )
    if entry["from"] not in SPEAKERS:
        raise Invalid(f"entry {place} of context is from nobody known", remedy=f"write one of {', '.join(SPEAKERS)} as from")
    return Said(entry["from"] == "patient", entry["text"])
