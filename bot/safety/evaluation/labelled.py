"""Reads labelled messages: what each shows, and how urgent it is, by the label guide.

Two forms of one schema, told apart by the file's ending:

- ``.jsonl``: one object a line, ``{"id", "text", "context", "category", "tier", "kind"}``; ``text`` and ``context`` as
  ``bot.safety.lines`` has them.
- ``.tsv``: the same names as columns in the first row, in any order; ``context`` is the JSON list or empty. There is no quoting, so
  a message with a line break or a tab needs the other form. Lines that begin with ``#`` are remarks. A file without the row of
  names has the columns ``kind``, ``tier``, ``category``, ``text``, as the older tables of this project.

``tier`` is the least that a message must get. ``category`` is ``none`` (also ``-`` or empty), and tier ``none``, for what needs no
person. ``kind`` is any word by which messages are counted together. Without an ``id`` a message is called after its line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import HandrailError, Invalid
from bot.safety.context import context_from
from bot.safety.lines import Given, parse_object, read_context, read_id, read_text
from bot.words import Category, Tier

HARMLESS = ("none", "-", "")
"""What may stand for the category of a message that needs no person."""
COLUMNS = ("id", "text", "context", "category", "tier", "kind")
NEEDED = frozenset({"text", "category", "tier"})
WITHOUT_NAMES = ("kind", "tier", "category", "text")
"""Columns of a table that does not name them."""
ENDINGS = (".jsonl", ".tsv")
_SEE = "see docs/clinical-safety/screening.md, labelled files"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with its label."""

    given: Given
    id: str
    category: Category | None
    """None: nothing that needs a person."""
    tier: Tier
    """The least that it must get."""
    kind: str

    @property
    def risk(self) -> bool:
        """Whether a person must see it."""
        return self.category is not None


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """The messages of one file."""

    path: Path
    digest: str
    """First twelve digits of the SHA-256 of its bytes."""
    messages: tuple[Labelled, ...]


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return ``paths``, where a folder stands for the labelled files in it, by name.

    Raises:
        HandrailError: when that is none at all, or one does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(entry for entry in path.iterdir() if entry.suffix in ENDINGS)
        else:
            found.append(path)
    if not found:
        raise HandrailError("there is no labelled file", remedy=f"name one that ends with {' or '.join(ENDINGS)}")
    return found


def read_labelled(path: Path) -> LabelledFile:
    """Return the messages of ``path`` in order.

    Raises:
        HandrailError: when a line is wrong, an id stands twice, or there is no message; it names file, line and remedy, and repeats
            no words of a message.
    """
    import hashlib  # noqa: PLC0415 - here alone

    if path.suffix not in ENDINGS:
        raise HandrailError(f"{path} is no labelled file", remedy=f"name one that ends with {' or '.join(ENDINGS)}")
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise HandrailError(f"cannot read {path}: {error.strerror}", remedy="name a file that is there") from error
    except UnicodeDecodeError as error:
        raise HandrailError(f"{path} is not UTF-8", remedy="save it as UTF-8") from error
    lines = [(number, line.removesuffix("\r")) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    messages: dict[str, Labelled] = {}
    number = 0
    try:
        for number, fields in _objects(lines) if path.suffix == ".jsonl" else _rows(lines):
            message = _labelled(number, fields)
            if message.id in messages:
                raise Invalid(f"the id {message.id} stands twice", remedy="give each message an id of its own")  # noqa: TRY301
            messages[message.id] = message
    except Invalid as error:
        line = error.details.get("line", number)
        raise HandrailError(f"{path}, line {line}: {error.message}", remedy=error.remedy or _SEE) from error
    if not messages:
        raise HandrailError(f"{path} holds no message", remedy=_SEE)
    return LabelledFile(path, hashlib.sha256(raw).hexdigest()[:12], tuple(messages.values()))


def _objects(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in lines:
        try:
            fields = parse_object(line)
        except Invalid as error:
            raise Invalid(error.message, remedy=error.remedy, line=number) from error
        yield number, fields


def _rows(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    names: Sequence[str] = ()
    for number, line in lines:
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if not names:
            names = _names(number, cells)
            if names == cells:
                continue
        if len(cells) != len(names):
            raise Invalid(
                f"{len(cells)} columns where there should be {len(names)} ({', '.join(names)})",
                remedy="part them by single tabs; a text with a tab needs the .jsonl form",
                line=number,
            )
        yield number, _fields(number, dict(zip(names, cells, strict=True)))


def _names(number: int, cells: list[str]) -> Sequence[str]:
    if "text" not in cells:
        return WITHOUT_NAMES
    if len(set(cells)) < len(cells):
        raise Invalid("a column stands twice", remedy="name each once", line=number)
    return cells


def _fields(number: int, row: dict[str, Any]) -> dict[str, Any]:
    if "id" in row and not row["id"].strip():
        del row["id"]
    cell = row.pop("context", "").strip()
    if cell:
        try:
            row["context"] = json.loads(cell)
        except ValueError:
            raise Invalid("context is not valid JSON", remedy='write a list, ["...", ...], or nothing', line=number) from None
    return row


def _labelled(number: int, fields: dict[str, Any]) -> Labelled:
    unknown = set(fields) - set(COLUMNS)
    missing = NEEDED - set(fields)
    if unknown or missing:
        told = [f"without {name}" for name in sorted(missing)] + [f"{len(unknown)} unknown fields"] * bool(unknown)
        raise Invalid(", ".join(told), remedy=f"the fields are {', '.join(COLUMNS)}; {_SEE}", line=number)
    try:
        known = read_id(fields) or f"line-{number}"
        given = Given(number, known, read_text(fields), context_from(read_context(fields.get("context"))))
    except Invalid as error:
        raise Invalid(error.message, remedy=error.remedy, line=number) from error
    category, tier = _category(number, fields["category"]), _tier(number, fields["tier"])
    if (category is None) != (tier is Tier.NONE):
        raise Invalid(f"tier {tier} does not fit category {category or 'none'}", remedy="see the label guide", line=number)
    return Labelled(given, known, category, tier, str(fields.get("kind") or "unnamed"))


def _category(number: int, given: object) -> Category | None:
    if given is None or given in HARMLESS:
        return None
    try:
        return Category(str(given))
    except ValueError:
        names = ", ".join(Category)
        raise Invalid("the category is none that there is", remedy=f"write none, or one of {names}", line=number) from None


def _tier(number: int, given: object) -> Tier:
    try:
        return Tier(str(given))
    except ValueError:
        raise Invalid("the tier is none that there is", remedy=f"write one of {', '.join(Tier)}", line=number) from None
