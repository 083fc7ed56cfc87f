"""The readable pattern language of the rules.

A pattern is a row of parts between blanks, in the canonical spelling that ``reading`` makes (lower case, "do not" for "don't"):

==================  ================================================================================
``want``            this word
``live|exist``      one of these words
``(go on|live)``    one of these phrases; may nest, and may name lists: ``({people}|my (mum|dad))``
``{people}``        an entry of that list in ``words/lists.yml``; entries may be phrases
``..3``             up to three words that are no negation and end no sentence (``..`` alone: 3)
``^``, ``$``        the sentence begins, ends here
``x?``              x or nothing, for each of the forms above but the last three
==================  ================================================================================

Words that carry no meaning here ("really", "just") are gone before the rules see the text, so patterns must not contain them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

BREAK = "."
"""The piece that stands between sentences, before the first and after the last."""
NEGATIONS = frozenset({"not", "never", "no", "nobody", "without", BREAK})
"""A gap does not step over these: "I want .. die" is not "I want not to die"."""
MOST_PHRASES = 20000
"""Most phrases that one part of a pattern may stand for; more is a mistake in writing it."""

Phrase = tuple[str, ...]
_TOKEN = re.compile(r"\.\.\d*|\{\w+\}|[()|?^$]|[a-z0-9']+| +")


class PatternError(ValueError):
    """The pattern cannot be understood; the loader adds file and rule."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pattern: any of ``phrases``; or, where ``gap`` > 0, up to that many free words."""

    phrases: frozenset[Phrase] = frozenset()
    optional: bool = False
    gap: int = 0


Pattern = tuple[Part, ...]
EDGE = Part(frozenset({(BREAK,)}))
"""Beginning or end of a sentence."""


class PatternReader:
    """Turns pattern text into parts."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._raw = lists
        self._lists: dict[str, frozenset[Phrase]] = {}
        self._busy: set[str] = set()

    def read(self, text: str) -> Pattern:
        """Return the pattern that ``text`` describes.

        Raises:
            PatternError: on unknown syntax or list, or a pattern without a word that must be there.
        """
        tokens = _tokens(text)
        parts: list[Part] = []
        while tokens:
            if tokens[0] == " ":
                tokens.pop(0)
                continue
            if tokens[0].startswith(".."):
                parts.append(Part(gap=int(tokens.pop(0)[2:] or 3)))
            elif tokens[0] in "^$":
                tokens.pop(0)
                parts.append(EDGE)
            else:
                parts.append(self._part(tokens))
            if tokens and tokens[0] != " ":
                raise PatternError(f"put a blank before {tokens[0]!r}")
        if not any(part.phrases and not part.optional and part != EDGE for part in parts):
            raise PatternError("needs at least one word that is not optional")
        return tuple(parts)

    def _part(self, tokens: list[str]) -> Part:
        """Read words, a group or a list, up to the next blank, with alternatives by bars."""
        phrases = self._atom(tokens)
        while tokens and tokens[0] == "|":
            tokens.pop(0)
            phrases |= self._atom(tokens)
        optional = bool(tokens) and tokens[0] == "?"
        if optional:
            tokens.pop(0)
        return Part(phrases, optional)

    def _atom(self, tokens: list[str]) -> frozenset[Phrase]:
        piece = tokens.pop(0) if tokens else ""
        if piece == "(":
            return self._group(tokens)
        if piece.startswith("{"):
            return self._list(piece[1:-1])
        if not piece or not piece[0].isalnum():
            raise PatternError(f"a word is missing before {piece!r}" if piece else "it ends where a word is missing")
        return frozenset({(piece,)})

    def _group(self, tokens: list[str]) -> frozenset[Phrase]:
        """Read the alternatives of a group, behind its opening bracket, up to and with the closing one."""
        found: set[Phrase] = set()
        row: list[frozenset[Phrase]] = []
        while tokens:
            piece = tokens[0]
            if piece in ("|", ")"):
                tokens.pop(0)
                if not row:
                    raise PatternError("an alternative is empty")
                found |= _rows(row)
                row = []
                if piece == ")":
                    return frozenset(found)
            elif piece == " ":
                tokens.pop(0)
            elif piece in "^$":
                tokens.pop(0)
                row.append(EDGE.phrases)
            elif piece.startswith("..") or piece == "?":
                raise PatternError(f"{piece!r} cannot stand inside brackets")
            else:
                phrases = self._atom(tokens)
                if tokens and tokens[0] == "?":
                    tokens.pop(0)
                    phrases |= {()}
                row.append(phrases)
        raise PatternError("a bracket is not closed")

    def _list(self, name: str) -> frozenset[Phrase]:
        if name not in self._lists:
            if name not in self._raw:
                raise PatternError(f"there is no list {{{name}}}")
            if name in self._busy:
                raise PatternError(f"the list {{{name}}} contains itself")
            self._busy.add(name)
            self._lists[name] = self._group(_tokens(f"{'|'.join(self._raw[name])})"))
            self._busy.discard(name)
        return self._lists[name]


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise PatternError(f"cannot understand {text[position:]!r}")
        tokens.append(" " if match.group().isspace() else match.group())
        position = match.end()
    return tokens


def _rows(row: list[frozenset[Phrase]]) -> set[Phrase]:
    count = 1
    for phrases in row:
        count *= len(phrases)
    if count > MOST_PHRASES:
        raise PatternError(f"one alternative stands for {count} phrases, more than {MOST_PHRASES}; split it")
    found = {sum(choice, ()) for choice in product(*row)}
    if () in found:
        raise PatternError("an alternative has only optional words")
    return found
