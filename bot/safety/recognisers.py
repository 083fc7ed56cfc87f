"""Loads and checks the rules: recognisers, the contexts that lower them, the questions whose answers count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.errors import HandrailError
from bot.safety.patterns import BREAK, Pattern, PatternError, PatternReader, Phrase
from bot.safety.spelling import SpellingBook
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import UNREAD, Category, Tier

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Lowering = dict[str, Tier]


class Scope(StrEnum):
    """Where a context has to stand for it to lower a finding."""

    BEFORE = "before"
    """Directly before the finding, joined to it by bridge words only (negation)."""
    SUBJECT = "subject"
    """As the nearest person named before a finding that does not itself speak of the writer."""
    SENTENCE = "sentence"
    """Anywhere in the finding's sentence."""
    NEARBY = "nearby"
    """In the finding's sentence or the one after it."""
    MESSAGE = "message"
    """Anywhere in the message."""
    OVERLAP = "overlap"
    """Over the finding's own words (idioms)."""
    QUOTED = "quoted"
    """In the finding's sentence, while the finding stands in quotation marks or right behind the context."""


class Rule(Strict):
    """One thing to find. A tier of ``none`` makes it a sign that counts only together with others."""

    id: Identifier
    tier: Tier
    why: str = Field(min_length=10)
    patterns: list[str] = Field(min_length=1)
    firm: bool = False
    """Explicit and current: no context lowers it."""
    lowered_by: Lowering | None = None
    """Instead of the recogniser's."""
    examples: list[str] = Field(default_factory=list)
    """Sentences that it must find; the tests read them."""


class Together(Strict):
    """Signs that add up."""

    needed: int = Field(ge=2)
    tier: Tier
    why: str = Field(min_length=10)


class Recogniser(Strict):
    """One file of ``rules/``."""

    recogniser: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    category: Category
    about: str
    source: str
    lowered_by: Lowering = Field(default_factory=dict)
    vague: bool = False
    """Its words are met in ordinary talk too: where the trained layer reads them clearly as that, they are no finding."""
    together: Together | None = None
    rules: list[Rule] = Field(min_length=1)


class ContextRule(Strict):
    """One way in which the words around a finding lower it."""

    id: Identifier
    scope: Scope
    note: str = Field(min_length=5)
    patterns: list[str] = Field(min_length=1)
    unless: list[str] = Field(default_factory=list)
    """Where one of these stands in the same sentence, the context does not lower."""
    both: list[Identifier] = Field(default_factory=list)
    """Contexts that mean this one where they hold together."""
    bridges: list[str] = Field(default_factory=list)
    """For ``before``: the words that may stand between it and the finding."""


class ContextBook(Strict):
    """``words/context.yml``."""

    contexts: list[ContextRule]


class Question(Strict):
    """A question of ours (or a therapist's) whose short answer says something about risk."""

    id: Identifier
    patterns: list[str] = Field(min_length=1)
    risky: Literal["yes", "no"]
    category: Category
    tier: Tier
    unclear_tier: Tier
    why: str = Field(min_length=10)


class AskedBook(Strict):
    """``words/asked.yml``."""

    yes: list[str]
    no: list[str]
    unclear: list[str]
    questions: list[Question]


class Sign(Strict):
    """Words that are ordinary in one message and say something in a conversation; see ``signs``."""

    patterns: list[str] = Field(min_length=1)
    ordinary: list[str] = Field(default_factory=list)
    """Where one of these stands in the message, nothing is meant."""
    unless: list[str] = Field(default_factory=list)
    """Where one of these stands in the message, it is not so ordinary after all."""
    examples: list[str] = Field(min_length=1)
    """Messages in which it must be found; the tests read them."""


class ConversationBook(Strict):
    """``words/conversation.yml``."""

    goodbye: Sign
    """Taking leave."""
    withdrawal: Sign
    """Closing the door to the conversation."""


class ListBook(Strict):
    """``words/lists.yml``."""

    lists: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with what its recogniser says about it."""

    name: str
    category: Category
    tier: Tier
    why: str
    firm: bool
    lowered_by: Lowering
    recogniser: Recogniser


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that was loaded, checked, with its version."""

    spelling: SpellingBook
    rules: dict[str, LoadedRule]
    contexts: dict[str, ContextRule]
    asked: AskedBook
    conversation: ConversationBook
    patterns: dict[str, list[Pattern]]
    """Compiled patterns by key: a kind (``rule:``, ``context:``, ``unless:``, ``question:``, ``answer:``, ``sign:``, ``ordinary:``,
    ``after-all:``) and a name."""
    bridges: dict[str, frozenset[str]]
    recognisers: tuple[Recogniser, ...]
    version: str
    """Digest of every file that was read."""

    def of_kinds(self, *kinds: str) -> dict[str, list[Pattern]]:
        """Return the patterns whose key is of one of ``kinds``, by key."""
        return {key: patterns for key, patterns in self.patterns.items() if key.partition(":")[0] in kinds}


PACKAGED = Path(__file__).parent


def load_rules(folder: Path = PACKAGED, extra: Path | None = None) -> RuleBook:
    """Load the rules in ``folder``, and a clinic's own recognisers in ``extra`` where that folder exists.

    Raises:
        HandrailError: when a file is missing, unreadable or inconsistent; it names file, field and remedy.
    """
    words = folder / "words"
    lists = read_yaml(words / "lists.yml", ListBook)
    files = sorted((folder / "rules").glob("*.yml")) + (sorted(extra.glob("*.yml")) if extra and extra.is_dir() else [])
    if not files:
        raise HandrailError(f"no rules in {folder / 'rules'}", remedy="restore the folder from the distribution")
    builder = _Builder(PatternReader(lists.lists))
    recognisers = [builder.recogniser(path) for path in files]
    contexts = builder.contexts(words / "context.yml")
    for path, recogniser in zip(files, recognisers, strict=True):
        _check_contexts(path, recogniser, contexts)
    asked = builder.asked(words / "asked.yml")
    conversation = builder.conversation(words / "conversation.yml")
    sources = [*files, *(words / f"{name}.yml" for name in ("lists", "context", "asked", "conversation", "spelling"))]
    return RuleBook(
        spelling=read_yaml(words / "spelling.yml", SpellingBook),
        rules=builder.rules,
        contexts=contexts,
        asked=asked,
        conversation=conversation,
        patterns=builder.patterns,
        bridges=builder.bridges,
        recognisers=tuple(recognisers),
        version=_digest(sources),
    )


class _Builder:
    """Collects the compiled patterns, with errors that name the file."""

    def __init__(self, reader: PatternReader) -> None:
        self._reader = reader
        self.rules: dict[str, LoadedRule] = {}
        self.patterns: dict[str, list[Pattern]] = {}
        self.bridges: dict[str, frozenset[str]] = {}

    def recogniser(self, path: Path) -> Recogniser:
        recogniser = read_yaml(path, Recogniser)
        if recogniser.recogniser != path.stem:
            raise HandrailError(f"{path}: recogniser is {recogniser.recogniser!r}", remedy=f"call it {path.stem!r}, as the file")
        if recogniser.category in UNREAD:
            raise HandrailError(
                f"{path}: category {recogniser.category} is not for rules", remedy="choose the danger that it finds"
            )
        for rule in recogniser.rules:
            name = f"{recogniser.recogniser}/{rule.id}"
            if name in self.rules:
                raise HandrailError(f"{path}: the rule {rule.id!r} is there twice", remedy="rename one")
            if rule.tier is Tier.NONE and recogniser.together is None:
                raise HandrailError(
                    f"{path}: {rule.id}: tier none needs 'together'", remedy="give a tier, or say what signs add up to"
                )
            lowered_by = recogniser.lowered_by if rule.lowered_by is None else rule.lowered_by
            self.rules[name] = LoadedRule(name, recogniser.category, rule.tier, rule.why, rule.firm, lowered_by, recogniser)
            self._compile(path, f"rule:{name}", rule.patterns)
        return recogniser

    def contexts(self, path: Path) -> dict[str, ContextRule]:
        contexts: dict[str, ContextRule] = {}
        for context in read_yaml(path, ContextBook).contexts:
            if context.id in contexts:
                raise HandrailError(f"{path}: the context {context.id!r} is there twice", remedy="rename one")
            contexts[context.id] = context
            self._compile(path, f"context:{context.id}", context.patterns)
            if context.unless:
                self._compile(path, f"unless:{context.id}", context.unless)
            self.bridges[context.id] = frozenset(context.bridges)
        for context in contexts.values():
            if set(context.both) - set(contexts):
                raise HandrailError(f"{path}: {context.id}: both names no context", remedy="use ids of this file")
        return contexts

    def asked(self, path: Path) -> AskedBook:
        asked = read_yaml(path, AskedBook)
        for name, patterns in (("yes", asked.yes), ("no", asked.no), ("unclear", asked.unclear)):
            self._compile(path, f"answer:{name}", patterns)
        for question in asked.questions:
            self._compile(path, f"question:{question.id}", question.patterns)
        return asked

    def conversation(self, path: Path) -> ConversationBook:
        book = read_yaml(path, ConversationBook)
        for name, sign in (("goodbye", book.goodbye), ("withdrawal", book.withdrawal)):
            self._compile(path, f"sign:{name}", sign.patterns)
            self._compile(path, f"ordinary:{name}", sign.ordinary)
            self._compile(path, f"after-all:{name}", sign.unless)
        return book

    def _compile(self, path: Path, key: str, patterns: Iterable[str]) -> None:
        compiled: list[Pattern] = []
        for pattern in patterns:
            try:
                compiled.append(self._reader.read(pattern))
            except PatternError as error:
                where = key.partition(":")[2]
                raise HandrailError(f"{path}: {where}: pattern {pattern!r}: {error}", remedy="mend the pattern") from error
        self.patterns[key] = compiled


def check_canonical(by_key: Mapping[str, Iterable[Pattern]], canonical: Callable[[str], list[str]]) -> None:
    """Refuse patterns with phrases that the reader would have changed, so that they could never match.

    ``by_key`` is a part of ``RuleBook.patterns``; ``canonical`` says what the reader makes of a phrase.

    Raises:
        HandrailError: naming the phrase and its canonical spelling.
    """
    checked: set[Phrase] = set()
    for key, patterns in by_key.items():
        for phrase in sorted({phrase for pattern in patterns for phrase in _phrases(pattern)} - checked, key=len):
            words = [word for word in phrase if word != BREAK and not word.isdigit()]
            better = canonical(" ".join(words))
            if better != words:
                remedy = f"write {' '.join(better)!r}" if better else "leave it out: it is dropped before the rules see the text"
                where = key.partition(":")[2]
                raise HandrailError(f"safety rules: {where}: {' '.join(words)!r} is not canonical", remedy=remedy)
            checked.add(phrase)


def _phrases(pattern: Pattern) -> Iterator[Phrase]:
    """Yield the phrases of each part, and those that words side by side make."""
    run: Phrase = ()
    for part in pattern:
        yield from part.phrases
        if len(part.phrases) == 1 and not part.optional:
            run += next(iter(part.phrases))
        else:
            yield run
            run = ()
    yield run


def _check_contexts(path: Path, recogniser: Recogniser, contexts: dict[str, ContextRule]) -> None:
    for rule in recogniser.rules:
        for context in rule.lowered_by if rule.lowered_by is not None else recogniser.lowered_by:
            if context not in contexts:
                raise HandrailError(
                    f"{path}: {rule.id}: lowered_by names {context!r}, which is no context", remedy="use an id of words/context.yml"
                )


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda item: (item.parent.name, item.name)):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name}:{len(content)}\n".encode())
        digest.update(content)
    return f"rules-{digest.hexdigest()[:12]}"
