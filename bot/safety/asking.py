"""Short answers to questions about risk: "yes" says nothing alone, and much after "are you thinking of ending your life?"."""

from __future__ import annotations

import re
from typing import Literal

from bot.safety.matching import PatternIndex
from bot.safety.patterns import BREAK
from bot.safety.reading import Reader
from bot.safety.recognisers import Question, RuleBook
from bot.safety.screening import Evidence
from bot.words import Tier

LONGEST_ANSWER = 25
"""Words up to which a message is read as an answer; a longer one speaks for itself, and only its first words may answer."""


Answer = Literal["yes", "no", "unclear"]
"""What a message says to a question, as far as words of every day tell."""
_TELLS = frozenset({"i", "we", "it", "they", "he", "she", "there", "both", "since", "a", "lots", "all", "every"})
"""First words of a yes that may as well begin a sentence about something else ("I have been in bed")."""


_QUESTION = re.compile(r"[^.!?\n]+\?")


class Answers:
    """Reads answers in the light of what was asked."""

    def __init__(self, book: RuleBook) -> None:
        self._questions: dict[str, Question] = {question.id: question for question in book.asked.questions}
        self._question_index = PatternIndex(book.of_kinds("question").items())
        self._answer_index = PatternIndex(book.of_kinds("answer").items())
        known = self._question_index.words | self._answer_index.words
        self._reader = Reader(book.spelling, known)

    def asked(self, text: str) -> list[Question]:
        """Return the questions about risk that ``text`` asks; what it merely says ("if you are in danger, call ...") is none."""
        line = self._reader.read("\n\n".join(_QUESTION.findall(text)))
        hits = self._question_index.find([word.text for word in line])
        return [question for question in self._questions.values() if any(hit.key == f"question:{question.id}" for hit in hits)]

    def evidence(self, text: str, asked: str | None) -> Evidence | None:
        """Return the most urgent thing that ``text`` says as an answer to ``asked``, or None."""
        questions = self.asked(asked) if asked else []
        if not questions:
            return None
        first = self._first(text)
        best: tuple[Tier, Question] | None = None
        for question in questions:
            tier = _tier(question, first)
            if tier is not Tier.NONE and (best is None or tier.rank > best[0].rank):
                best = tier, question
        if best is None:
            return None
        start, end = _span(text)
        tier, question = best
        return Evidence(start, end, text[start:end], question.category, tier, f"asked/{question.id}", question.why)

    def denies(self, text: str, asked: str | None) -> bool:
        """Whether ``text`` says clearly that it is not so, where ``asked`` is a question whose yes would be danger."""
        if not any(question.risky == "yes" for question in (self.asked(asked) if asked else [])):
            return False
        return set(self._first(text)) == {"no"}

    def said(self, text: str) -> Answer | None:
        """Return what ``text`` answers to any question with yes and no; None when it does not clearly begin with an answer.

        It chooses words of ours and flags nothing, so a yes that may be the beginning of something else is none.
        """
        answers = self._first(text)
        if not answers:
            return None
        kind = max(("yes", "no"), key=lambda one: answers.get(one, 0))
        if {"yes", "no"} <= answers.keys() or answers.get("unclear", 0) > answers.get(kind, 0):
            return "unclear"
        if kind == "no":
            return "no"
        words = [word.text for word in self._reader.read(text, fillers=True)]
        goes_on = any(word != BREAK for word in words[answers["yes"] :])
        return None if goes_on and words[_first_word(words)] in _TELLS else "yes"

    def _first(self, text: str) -> dict[str, int]:
        """Return the answers with which ``text`` begins, each with the end of its longest reading."""
        words = [word.text for word in self._reader.read(text, fillers=True)]
        if len(words) > LONGEST_ANSWER:
            words = [*words[:LONGEST_ANSWER], BREAK]
        first: dict[str, int] = {}
        for hit in self._answer_index.find(words):
            if hit.start == _first_word(words):
                kind = hit.key.removeprefix("answer:")
                first[kind] = max(first.get(kind, 0), hit.end)
        return first


def _tier(question: Question, answers: dict[str, int]) -> Tier:
    """Judge by what an answer begins with, and where each reading of it ends: "I would rather not say" is more than "I would"."""
    other = "no" if question.risky == "yes" else "yes"
    if question.risky in answers and other not in answers and answers[question.risky] >= answers.get("unclear", 0):
        return question.tier
    if "unclear" in answers or {"yes", "no"} <= answers.keys():
        return question.unclear_tier
    return Tier.NONE


def _first_word(words: list[str]) -> int:
    return next((place for place, word in enumerate(words) if word != BREAK), 0)


def _span(text: str) -> tuple[int, int]:
    """Return the whole message without the blanks around it."""
    stripped = text.strip()
    start = text.find(stripped)
    return start, start + len(stripped)
