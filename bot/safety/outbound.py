"""The screen of what goes to a patient: what could harm, promises that are not true, and what tells who somebody is.

It decides nothing. A therapist is asked once, and Handrail's own texts are read by a person (``handrail content check``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.errors import HandrailError
from bot.safety.screen import Screener
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import Tier

PACKAGED = Path(__file__).with_name("outbound.yml")
_STRAIGHT = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")
"""Each character for one, so that places stay."""
_LIST = re.compile(r"\{([a-z_]+)\}")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n])\s*$")

Regex = Annotated[str, Field(min_length=1)]


class Kind(StrEnum):
    """What is the matter with a text."""

    HARMFUL = "harmful"
    PROMISE = "promise"
    IDENTIFYING = "identifying"


class Rule(Strict):
    """One thing to ask about."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    kind: Kind
    why: Annotated[str, Field(min_length=5)]
    patterns: Annotated[list[Regex], Field(min_length=1)]
    unless: Regex | None = None
    """Where this stands before a finding, in the same sentence, it is none."""
    unless_after: Regex | None = None
    """Where this stands right after a finding, it is none."""
    only_whole: Regex | None = None
    """What this finds is none, at the same place."""
    allowed: Regex | None = None
    """A finding that is this is none."""
    digits: int = 0
    """Fewest digits of a finding."""
    capitals: bool = False
    """Whether capital letters must be capitals, as in postcodes."""
    examples: Annotated[list[str], Field(min_length=1)]
    harmless: list[str] = Field(default_factory=list)


class Somebody(Strict):
    """How the name of another patient is told."""

    kind: Kind
    why: Annotated[str, Field(min_length=5)]


class OutboundBook(Strict):
    """``outbound.yml``."""

    lists: dict[str, list[Regex]] = Field(default_factory=dict)
    """Words that patterns name in braces."""
    rules: list[Rule]
    other_patient: Somebody
    words_that_are_names: list[str]
    screen_from: Tier
    screen_why: Annotated[str, Field(min_length=5)]


@dataclass(frozen=True, slots=True)
class OtherName:
    """A display name that does not belong into this conversation."""

    name: str
    known: bool
    """Whether the writer may know that it is a patient's; if not, they are not told where it stands."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to ask about: where, of which kind, by which rule, and why."""

    rule: str
    kind: Kind
    why: str
    start: int | None = None
    """First character; None where the place would say too much."""
    end: int | None = None
    """One past its last character."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None
    only_whole: re.Pattern[str] | None
    allowed: re.Pattern[str] | None


class OutboundScreen:
    """Looks at texts for patients. Built once, shared by all threads.

    Raises:
        HandrailError: the rules are broken; it names file, rule and remedy.
    """

    def __init__(self, screener: Screener, path: Path = PACKAGED) -> None:
        self._screener = screener
        self._book = read_yaml(path, OutboundBook)
        self._rules = tuple(_compile(path, rule, self._book.lists) for rule in self._book.rules)
        self._words = frozenset(self._book.words_that_are_names)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What was loaded, for tests and documentation."""
        return tuple(self._book.rules)

    def check(self, text: str, others: Sequence[OtherName] = (), *, screen_from: Tier | None = None) -> list[Concern]:
        """Return what to ask about, in the order of the text; milliseconds, safe in any thread.

        ``others`` are names that must not be in it; ``screen_from`` is the tier from which the screen of patients' messages counts.
        """
        plain = text.translate(_STRAIGHT)
        found = [concern for compiled in self._rules for concern in _find(compiled, plain)]
        found += self._names(plain, others)
        least = self._book.screen_from if screen_from is None else screen_from
        for evidence in self._screener.by_rules(text).evidence:
            if evidence.tier.rank >= least.rank:
                why = f"{self._book.screen_why} {evidence.why}"
                found.append(Concern(evidence.rule, Kind.HARMFUL, why, evidence.start, evidence.end))
        return sorted(set(found), key=lambda one: (one.start is None, one.start or 0, one.end or 0, one.rule))

    def _names(self, text: str, others: Sequence[OtherName]) -> Iterator[Concern]:
        somebody = self._book.other_patient
        for other in others:
            name = other.name.translate(_STRAIGHT).strip()
            if not name or name not in text:
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if name.lower() in self._words and _SENTENCE_START.search(text[: match.start()]):
                    continue
                start, end = match.span() if other.known else (None, None)
                yield Concern("other-patient", somebody.kind, somebody.why, start, end)


def _find(compiled: _Compiled, text: str) -> Iterator[Concern]:
    rule = compiled.rule
    ends: list[tuple[int, int]] = []
    for pattern in compiled.patterns:
        for match in pattern.finditer(text):
            found, (start, end) = match.group(), match.span()
            if sum(character.isdigit() for character in found) < rule.digits:
                continue
            if compiled.allowed and compiled.allowed.search(found.strip()):
                continue
            if compiled.unless and compiled.unless.search(text[:start]):
                continue
            if compiled.unless_after and compiled.unless_after.match(text, end):
                continue
            if compiled.only_whole and compiled.only_whole.match(text, start):
                continue
            if not any(start < other_end and other_start < end for other_start, other_end in ends):
                ends.append((start, end))
                yield Concern(rule.id, rule.kind, rule.why, start, end)


def _compile(path: Path, rule: Rule, lists: Mapping[str, Sequence[str]]) -> _Compiled:
    flags = re.NOFLAG if rule.capitals else re.IGNORECASE

    def entries(name: re.Match[str]) -> str:
        if name[1] not in lists:
            raise HandrailError(f"{path}: {rule.id}: there is no list {name[0]}", remedy="add it under lists, or mend the pattern")
        # The longest first, or "cut" would be taken where "cut down" stands.
        return "|".join(f"(?:{entry})" for entry in sorted(lists[name[1]], key=len, reverse=True))

    def read(pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(_LIST.sub(entries, pattern), flags)
        except re.error as error:
            raise HandrailError(f"{path}: {rule.id}: {pattern!r} is no pattern: {error}", remedy="mend the pattern") from error

    return _Compiled(
        rule,
        tuple(map(read, rule.patterns)),
        read(rule.unless) if rule.unless else None,
        read(rule.unless_after) if rule.unless_after else None,
        read(rule.only_whole) if rule.only_whole else None,
        read(rule.allowed) if rule.allowed else None,
    )
