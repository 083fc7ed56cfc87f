"""The rules, read over one message: by themselves, over breaks that were none, and as answers to what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import HandrailError
from bot.safety.asking import Answer, Answers
from bot.safety.lowering import Surroundings
from bot.safety.matching import PatternIndex
from bot.safety.patterns import BREAK
from bot.safety.reading import Line, Reader, Word, place_of
from bot.safety.recognisers import PACKAGED, LoadedRule, Recogniser, check_canonical, load_rules
from bot.safety.screening import Cleared, Context, Evidence
from bot.safety.signs import SignName, Signs
from bot.words import Tier

LANGUAGE = "en"
"""The language that the packaged rules are written for."""
CLEARING = frozenset(
    {"negation", "past", "resolved", "other-people", "reported", "media", "topic", "general", "asks-what-it-is", "idiom"}
)
"""Contexts of ``words/context.yml`` that say so clearly that words are none now that the trained layer need not be asked."""
SPLIT_REACH = 12
"""Words of the patient's last message that may be the beginning of a sentence that goes on in this one."""


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: LoadedRule
    start: int
    end: int
    tier: Tier
    notes: tuple[str, ...]
    contexts: frozenset[str]

    @property
    def cleared(self) -> bool:
        """Whether it is clearly none now; what stands beside it, in the same sentence too, is another matter."""
        return bool(self.contexts & CLEARING) and self.tier.rank <= Tier.LOW.rank


@dataclass(frozen=True, slots=True)
class RulesFound:
    """What the rules say of one message."""

    evidence: tuple[Evidence, ...]
    """Most urgent first, without what a larger finding covers."""
    notes: tuple[str, ...]
    """What context lowered, and why."""
    cleared: tuple[Cleared, ...]
    """What context says clearly to be none now."""


class RuleLayer:
    """Reads messages by rules. Built once, shared by all threads: reading changes nothing in it.

    Args:
        root_content: the project's ``content/`` folder, or None. A clinic's own recognisers may stand in ``LOCALE/safety/rules/``
            there, in the form of ``bot/safety/rules/``; they add to the packaged ones and count in the version.
        locale: the language of the messages.
        packaged: where ``rules/`` and ``words/`` are.

    Raises:
        HandrailError: when there are no rules for ``locale``, or the rules are broken.
    """

    def __init__(self, root_content: Path | None = None, locale: str = LANGUAGE, *, packaged: Path = PACKAGED) -> None:
        if locale.replace("_", "-").split("-")[0] != LANGUAGE:
            raise HandrailError(f"no safety rules for the locale {locale!r}", remedy=f"set HANDRAIL_LOCALE to {LANGUAGE!r}")
        book = load_rules(packaged, root_content / locale / "safety" / "rules" if root_content else None)
        self._book = book
        patterns = book.of_kinds("rule", "context", "unless")
        self._index = PatternIndex(patterns.items())
        self._reader = Reader(book.spelling, self._index.words)
        check_canonical(patterns, self._reader.canonical)
        self._answers = Answers(book)
        self._signs = Signs(book)

    @property
    def version(self) -> str:
        """Digest of all rule files; equal versions decide equally."""
        return self._book.version

    @property
    def recognisers(self) -> tuple[Recogniser, ...]:
        """What was loaded, for tests and documentation."""
        return self._book.recognisers

    def vague(self, name: str) -> bool:
        """Whether the words of the rule ``name`` are met in ordinary talk too; see ``Recogniser.vague``."""
        rule = self._book.rules.get(name)
        return rule is not None and rule.recogniser.vague and not rule.firm

    @property
    def words(self) -> frozenset[str]:
        """Every word that a rule names."""
        return self._index.words

    def asks_about_risk(self, question: str) -> bool:
        """Whether ``question`` asks about a danger."""
        return bool(self._answers.asked(question))

    def answer(self, text: str, question: str) -> Evidence | None:
        """Return what ``text`` says as the answer to ``question``; see ``Answers.evidence``."""
        return self._answers.evidence(text, question)

    def said(self, text: str) -> Answer | None:
        """Return what ``text`` answers with yes and no; see ``Answers.said``."""
        return self._answers.said(text)

    def denies(self, text: str, asked: str | None) -> bool:
        """Whether ``text`` is a clear no to a question about danger."""
        return self._answers.denies(text, asked)

    def sign(self, name: SignName, text: str) -> tuple[int, int] | None:
        """Return where ``text`` shows the sign ``name``, which counts only in a conversation; see ``Signs.find``."""
        return self._signs.find(name, text)

    def find(self, text: str, context: Context) -> RulesFound:
        """Return what ``text`` shows, in ``context``."""
        findings = self._in_line(self._reader.read(text), least=Tier.NONE)
        findings += self._across_breaks(text)
        findings += self._from_last_message(text, context)
        evidence = [self._evidence(text, line, finding) for line, finding in findings if finding.tier is not Tier.NONE]
        evidence += self._together(text, [(line, finding) for line, finding in findings if finding.rule.tier is Tier.NONE])
        answered = self._answers.evidence(text, context.asked)
        if answered:
            evidence.append(answered)
        kept = _without_repeats(evidence)
        cleared = [Cleared(*_place(line, finding), finding.rule.category) for line, finding in findings if finding.cleared]
        return RulesFound(tuple(kept), _notes(findings, kept), tuple(cleared))

    def _in_line(self, line: Line, *, least: Tier) -> list[tuple[Line, _Finding]]:
        """Return the findings in ``line`` whose rules are at or above ``least``, lowered where their surroundings say so."""
        hits = self._index.find([word.text for word in line])
        surroundings = Surroundings(line, hits, self._book.contexts, self._book.bridges)
        found = []
        for hit in sorted(hits):
            if not hit.key.startswith("rule:"):
                continue
            rule = self._book.rules[hit.key.removeprefix("rule:")]
            if rule.tier.rank < least.rank:
                continue
            judged = surroundings.judge(rule, hit.start, hit.end)
            found.append((line, _Finding(rule, hit.start, hit.end, judged.tier, judged.notes, judged.contexts)))
        return found

    def _across_breaks(self, text: str) -> list[tuple[Line, _Finding]]:
        """Return urgent findings that run over a full stop or new line that was none ("i want to... die")."""
        line = self._reader.read(text)
        inner = line[1:-1]
        if not any(word.text == BREAK and word.soft for word in inner):
            return []
        joined: list[Word] = [line[0]]
        seams: list[int] = []
        for word in inner:
            if word.text == BREAK and word.soft:
                seams.append(len(joined))
            else:
                joined.append(word)
        found = self._in_line((*joined, line[-1]), least=Tier.HIGH)
        return [(whole, item) for whole, item in found if any(item.start < seam < item.end for seam in seams)]

    def _from_last_message(self, text: str, context: Context) -> list[tuple[Line, _Finding]]:
        """Return findings whose sentence began in the patient's message before ("i want to" / "die"); they show in this one."""
        if not context.earlier:
            return []
        before = self._reader.read(context.earlier[-1])[1:-1]
        if not before or before[-1].text == BREAK:
            return []
        line = self._reader.read(text)
        tail = [Word(word.text, 0, 0, quoted=word.quoted) for word in before[-SPLIT_REACH:]]
        seam = len(tail) + 1
        found = self._in_line((line[0], *tail, *line[1:]), least=Tier.MODERATE)
        return [(whole, item) for whole, item in found if item.start < seam < item.end]

    def _together(self, text: str, signs: list[tuple[Line, _Finding]]) -> list[Evidence]:
        """Return the evidence of small signs where enough different ones stand in the message."""
        found: list[Evidence] = []
        for recogniser in self._book.recognisers:
            together = recogniser.together
            if together is None:
                continue
            mine = [(line, item) for line, item in signs if item.rule.recogniser is recogniser and not item.notes]
            if len({item.rule.name for _, item in mine}) < together.needed:
                continue
            for line, item in mine:
                start, end = _place(line, item)
                why = f"{item.rule.why} {together.why}"
                found.append(Evidence(start, end, text[start:end], recogniser.category, together.tier, item.rule.name, why))
        return found

    def _evidence(self, text: str, line: Line, finding: _Finding) -> Evidence:
        start, end = _place(line, finding)
        rule = finding.rule
        return Evidence(start, end, text[start:end], rule.category, finding.tier, rule.name, rule.why)


def _place(line: Line, finding: _Finding) -> tuple[int, int]:
    """Return the finding's characters in the message; words of an earlier message (0 to 0) do not count."""
    return place_of(line[finding.start : finding.end])


def _without_repeats(evidence: list[Evidence]) -> list[Evidence]:
    """Drop what another finding of the same category covers at the same tier or above; the most urgent come first."""
    ordered = sorted(set(evidence), key=lambda item: (-item.tier.rank, item.start - item.end, item.start, item.rule))
    kept: list[Evidence] = []
    for item in ordered:
        if not any(other.category is item.category and other.start <= item.start and item.end <= other.end for other in kept):
            kept.append(item)
    return kept


def _notes(findings: list[tuple[Line, _Finding]], kept: list[Evidence]) -> tuple[str, ...]:
    """Return what was lowered, but not where something as urgent stands all the same."""
    notes: dict[str, None] = {}
    for line, finding in findings:
        if not finding.notes or finding.rule.tier is Tier.NONE:
            continue
        start, end = _place(line, finding)
        covered = any(
            item.category is finding.rule.category
            and item.tier.rank >= finding.rule.tier.rank
            and item.start < end
            and start < item.end
            for item in kept
        )
        if not covered:
            notes.update(dict.fromkeys(finding.notes))
    return tuple(notes)
