"""Reads a message as the rules see it: canonical words in sentences, each with its place in the original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.safety.folding import Folded, fold
from bot.safety.patterns import BREAK
from bot.safety.spelling import Speller, SpellingBook


@dataclass(frozen=True, slots=True)
class Word:
    """One canonical word, or a sentence break (``text`` is ``BREAK``)."""

    text: str
    start: int
    end: int
    quoted: bool = False
    """Whether it stands between quotation marks."""
    soft: bool = False
    """For a break: whether people may have meant none there (new line, "..." or a small letter after it)."""
    pause: bool = False
    """Whether a comma or dash stands before it."""


Line = tuple[Word, ...]
"""A whole message; begins and ends with a break."""


def place_of(words: Sequence[Word]) -> tuple[int, int]:
    """Return first character and one past the last of ``words``; breaks, and words of another message (0 to 0), do not count."""
    placed = [word for word in words if word.end > word.start and word.text != BREAK]
    return min(word.start for word in placed), max(word.end for word in placed)


_PIECE = re.compile(
    r"""
    (?P<spread>(?<![a-z0-9'])[a-z](?P<gap>[ .\-_*])[a-z](?:(?P=gap)[a-z])+(?![a-z0-9']))
    |(?P<number>\d+(?:[.,:]\d+)*(?![a-z0-9@$*|]))
    |(?P<word>[a-z0-9@$*|]*[a-z][a-z0-9@$*|]*(?:['!+][a-z0-9@$*|]+)*)
    |(?P<stop>[.!?;\n][.!?;\n\s]*)
    |(?P<other>[^\s])
    """,
    re.VERBOSE,
)
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2099


class Reader:
    """Reads messages. Changes nothing after construction."""

    def __init__(self, book: SpellingBook, known: Iterable[str]) -> None:
        self._speller = Speller(book, known)
        self._signs = book.signs
        self._fillers = frozenset(book.fillers)
        self._will_before = frozenset(book.will_before)
        self._phrases: dict[str, list[tuple[list[str], list[str]]]] = {}
        for phrase, meaning in book.phrases.items():
            words = phrase.split()
            self._phrases.setdefault(words[0], []).append((words, meaning.split()))
        for options in self._phrases.values():
            options.sort(key=lambda option: -len(option[0]))

    def read(self, text: str, *, fillers: bool = False) -> Line:
        """Return ``text`` in canonical words; words without meaning are dropped unless ``fillers``."""
        words = self._joined(self._raw(text, fold(text)), fillers=fillers)
        if not fillers:
            words = [word for word in words if word.text not in self._fillers]
        edges = Word(BREAK, 0, 0), Word(BREAK, len(text), len(text))
        return (edges[0], *words, edges[1])

    def canonical(self, phrase: str) -> list[str]:
        """Return what ``phrase`` becomes; the loader checks that patterns use canonical words only."""
        return [item.text for item in self.read(phrase)[1:-1]]

    def _raw(self, text: str, folded: Folded) -> list[Word]:
        words: list[Word] = []
        double = single = pause = False
        plain = folded.text
        for match in _PIECE.finditer(plain):
            start, end = folded.origin[match.start()], folded.origin[match.end() - 1] + 1
            kind = match.lastgroup
            piece = match.group()
            if kind == "stop":
                following = text[folded.origin[match.end()]] if match.end() < len(plain) else ""
                words.append(Word(BREAK, start, end, soft=_soft(piece, following)))
                pause = False
                continue
            if kind == "other":
                if piece == '"':
                    double = not double
                elif piece == "'":
                    single = _toggled(plain, match.start(), opened=single)
                elif piece in self._signs:
                    words.append(Word(self._signs[piece], start, end, double or single))
                pause = pause or piece in ",-:"
                continue
            for spelled, first, last in self._spelled(match):
                place = folded.origin[first], folded.origin[last - 1] + 1
                words.extend(Word(part, *place, double or single, pause=pause) for part in spelled)
                pause = False
        return words

    def _spelled(self, match: re.Match[str]) -> list[tuple[list[str], int, int]]:
        """Return the canonical words in ``match`` with their places in the folded text."""
        start, end = match.span()
        piece = match.group()
        if match["number"]:
            return [([_number(piece)], start, end)]
        if match["spread"]:
            found = self._speller.joined(piece[::2])
            letters = [([letter], start + 2 * place, start + 2 * place + 1) for place, letter in enumerate(piece[::2])]
            if not found:
                return letters
            rest = len(letters) - len(found[0])
            return [*letters[:rest], (found[1], letters[rest][1], end)]
        plain = re.fullmatch(r"[a-z']+", piece)
        whole = self._speller.canonical(piece) if plain else self._speller.revealed(piece)
        if whole:
            return [(whole, start, end)]
        return [] if _ANY_SIGN in piece else self._in_parts(piece, start)

    def _in_parts(self, piece: str, start: int) -> list[tuple[list[str], int, int]]:
        """Return the words and numbers that signs or digits hold together in ``piece`` ("30mg", "wow!great")."""
        found = []
        for part in re.finditer(r"[a-z']+|\d+", piece):
            text = part.group()
            words = [_number(text)] if text.isdigit() else self._speller.canonical(text)
            found.append((words, start + part.start(), start + part.end()))
        return found

    def _joined(self, words: list[Word], *, fillers: bool) -> list[Word]:
        """Apply the phrases (those without meaning stay where ``fillers`` do), and tell "ill" from "I'll"."""
        joined: list[Word] = []
        position = 0
        while position < len(words):
            word = words[position]
            if word.text == "ill" and position + 1 < len(words) and words[position + 1].text in self._will_before:
                joined += [replace(word, text="i"), replace(word, text="will")]
                position += 1
                continue
            for phrase, meaning in self._phrases.get(word.text, ()):
                stretch = words[position : position + len(phrase)]
                if [item.text for item in stretch] == phrase and (meaning or not fillers):
                    joined.extend(replace(word, text=part, end=stretch[-1].end) for part in meaning)
                    position += len(phrase)
                    break
            else:
                joined.append(word)
                position += 1
        return joined


_ANY_SIGN = "*"


def _number(digits: str) -> str:
    """Return the word for a number: "0" below ten, "00" from ten on, "year" for a year."""
    whole = int(re.split(r"[.,:]", digits)[0][:9])
    if len(digits) == len("1999") and _EARLIEST_YEAR <= whole <= _LATEST_YEAR:
        return "year"
    return "00" if whole > 9 else "0"  # noqa: PLR2004 - one digit


def _soft(stop: str, following: str) -> bool:
    if "?" in stop or "\n\n" in stop:
        return False
    return stop.startswith("..") or stop.strip() == "" or following.islower() or (stop == "." and following.isalnum())


def _toggled(plain: str, position: int, *, opened: bool) -> bool:
    """Return whether a single quotation is open after the apostrophe at ``position``."""
    before = plain[position - 1 : position]
    after = plain[position + 1 : position + 2]
    if not opened:
        return after.isalnum() and not before.isalnum()
    return after.isalnum()
