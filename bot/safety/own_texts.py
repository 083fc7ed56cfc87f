"""Handrail's own words, read with the eyes of both screens: what a template says to every patient is looked at by a person first.

A finding is no mistake by itself (a safety reply has to name the danger). It stands in ``content/LOCALE/safety/reviewed.yml`` with
the reason why it may be said, or the check fails; so does an entry there that no text needs any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field

from bot.safety.outbound import OutboundScreen
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import Tier

REVIEWED = "safety/reviewed.yml"
NOT_SAID = frozenset(
    {
        *("source", "sources", "also", "payload", "id", "intent", "url", "checked_on", "going_on_words", "words", "phone", "sms"),
        *("only", "first"),
    }
)
"""Keys whose values no patient reads as text; phone numbers of crisis lines are there to be read and called."""
FEWEST_WORDS = 3
"""A text of code with fewer is a name or a format."""


class Review(Strict):
    """One finding that a person has looked at."""

    file: str
    rule: str
    text: Annotated[str, Field(min_length=3)]
    """What the finding's text holds."""
    reason: Annotated[str, Field(min_length=10)]


class Reviews(Strict):
    """``reviewed.yml``."""

    reviewed: list[Review]


@dataclass(frozen=True, slots=True)
class Said:
    """A text that a patient may read, and where it stands."""

    file: str
    text: str


def check(root: Path, locale: str, screen: OutboundScreen) -> list[str]:
    """Return what is wrong with the texts of ``content/LOCALE`` and of the actions, one line each; nothing when all is reviewed.

    Raises:
        HandrailError: ``reviewed.yml`` is broken.
    """
    reviews = read_yaml(root / "content" / locale / REVIEWED, Reviews).reviewed
    used: set[Review] = set()
    wrong: list[str] = []
    for said in (*texts(root / "content" / locale), *texts_of_code(root / "actions")):
        for concern in screen.check(said.text, screen_from=Tier.LOW):
            found = said.text[concern.start : concern.end]
            held = [one for one in reviews if (one.file, one.rule) == (said.file, concern.rule) and one.text in found]
            used.update(held)
            if not held:
                wrong.append(f"{said.file}: {found!r}: {concern.rule}: {concern.why}")
    wrong += [f"{REVIEWED}: {one.file}: {one.text!r} ({one.rule}) is found no more" for one in reviews if one not in used]
    return list(dict.fromkeys(wrong))


def texts(folder: Path) -> Iterator[Said]:
    """Yield every text in the YAML files of a locale."""
    for path in sorted(folder.rglob("*.yml")):
        if path != folder / REVIEWED and "rules" not in path.parts:
            name = str(path.relative_to(folder))
            yield from (Said(name, text) for text in _strings(yaml.safe_load(path.read_text(encoding="utf-8"))))


def texts_of_code(folder: Path) -> Iterator[Said]:
    """Yield every text in Python files that could be said: string constants of some words, docstrings aside."""
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) and id(node) not in notes else None
            if isinstance(said, str) and len(said.split()) >= FEWEST_WORDS:
                yield Said(f"{folder.name}/{path.name}", said)


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if str(name) not in NOT_SAID:
                yield from _strings(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)
    elif isinstance(value, str):
        yield value
