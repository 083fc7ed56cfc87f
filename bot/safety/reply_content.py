"""The safety texts as YAML gives them: strict, so that a mistake stops the start and not a patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.errors import HandrailError
from bot.safety.promise import WhenWords
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import Category, Tier

Text = Annotated[str, Field(min_length=1)]
TIME_TO_PERSON = "time_to_person"
"""The one placeholder that the caller fills, from the clocks of the case."""
PROMISE = re.compile(r"\[([^\[\]]*)\]")
"""What promises a reader, in square brackets: said as it stands only while somebody is there to keep it."""
AWAY_PLACEHOLDERS = frozenset({"opens", "by", "crisis_line", "emergency_number"})
"""Filled by the promise and the country."""
COUNTRY_PLACEHOLDERS = frozenset({"emergency_number", "crisis_line", "medical_advice"})
"""Filled by country."""
UNREPLIED = frozenset({Category.UNANSWERED, Category.MEASURE})
"""Categories that no message is flagged for as it comes in: a case may hold them later, and then another text has gone out."""


class Line(Strict):
    """Somebody to call, text or look up. At least one of ``phone``, ``sms`` and ``url``."""

    name: Text
    detail: str = ""
    phone: str = ""
    sms: str = ""
    url: Annotated[str, Field(pattern=r"^(https://.+)?$")] = ""
    hours: Text
    checked_on: date
    only: list[Category] = Field(default_factory=list)
    """What the line is for where that is one thing: under other safety replies it is left out. Empty: for anything."""
    first: list[Category] = Field(default_factory=list)
    """Under which safety replies it stands before the others."""


class Country(Strict):
    """Help in one country."""

    emergency_number: Text
    emergency_advice: Text
    medical_advice: Text
    """What to do for medical advice, as the end of "please ...": "call NHS 111"."""
    crisis_line: Text
    lines: Annotated[list[Line], Field(min_length=1)]


class Card(Strict):
    """The words around the lines on the help card."""

    title: Text
    intro: Text
    emergency_title: Text
    not_emergency_service: Text


class LineBook(Strict):
    """``lines.yml``."""

    countries: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], Country]
    international: Country
    card: Card


class Reply(Strict):
    """What is said at one tier."""

    text: Text
    help: bool = False
    """Whether the help card follows."""
    support: bool = False
    """Whether the safety plan and grounding are offered, one tap away."""
    ask: str | None = None
    """The name of the question that stands last (``questions.yml``)."""


class Support(Strict):
    """Titles of what a patient can do at once without waiting for anybody."""

    open_plan: Text
    make_plan: Text
    """Where there is no plan yet."""
    ground: Text


class ReplyBook(Strict):
    """``replies.yml``."""

    replies: dict[Category, dict[Tier, Reply]]
    after_question: dict[str, dict[Tier, Reply]] = Field(default_factory=dict)
    """By the rule of the question that was answered."""
    in_queue: dict[Tier, Text]
    again: dict[Tier, Reply]
    with_therapist: dict[Tier, Text]
    help_text: Text
    support: Support


class OwnerTexts(Strict):
    """Told when the conversation changes hands."""

    joined: Text
    left: Text
    handed_back: Text
    read_and_closed: Text
    """With ``{read}``: nobody joined, but whoever closed the case, or another, was shown what the patient wrote."""
    closed: Text


class Standing(Strict):
    """What is true of a case that no promise fits any more."""

    taken_up: Text
    read: Text
    """With ``{read}``."""
    late: Text
    do_not_wait: Text
    """Added to the first two at tier emergency."""


class Aside(Strict):
    """A question or remark about the waiting itself, and what is true."""

    words: Annotated[list[Text], Field(min_length=1)]
    """How people say it: one of these in a short message; lower case, without apostrophes."""
    say: Text


class WasRead(Strict):
    """What is said to "did anyone read it?"."""

    words: Annotated[list[Text], Field(min_length=1)]
    waiting: Text
    """While a case is open; the rest: when none is."""
    yes: Text
    """With ``{read}``, like ``earlier``."""
    earlier: Text
    no: Text


class ServiceBook(Strict):
    """``service.yml``."""

    standing: Standing
    delay: Annotated[list[Text], Field(min_length=1)]
    holding: Annotated[list[Text], Field(min_length=1)]
    holding_again: Annotated[list[Text], Field(min_length=2)]
    """Short wordings for who has read ``holding`` a moment ago; more than one, so that none comes twice in a row."""
    admitted: Text
    asides: dict[str, Aside]
    was_read: WasRead
    after_safety: Annotated[list[Text], Field(min_length=1)]
    denied: Annotated[list[Text], Field(min_length=1)]
    offer: Text
    going_on: Text
    going_on_words: Annotated[list[Text], Field(min_length=1)]
    owner_changed: OwnerTexts
    somebody: Text
    """Instead of a name that is not known."""


class When(Strict):
    """How a moment is said; see ``WhenWords``."""

    today: Text
    tomorrow: Text
    day: Text
    date: Text
    other_zone: Text
    days: Annotated[list[Text], Field(min_length=7, max_length=7)]
    months: Annotated[list[Text], Field(min_length=12, max_length=12)]

    @property
    def words(self) -> WhenWords:
        """The same, to say moments with."""
        return WhenWords(
            self.today, self.tomorrow, self.day, self.date, self.other_zone, days=tuple(self.days), months=tuple(self.months)
        )


class AwayBook(Strict):
    """``away.yml``."""

    away: dict[Tier, Text]
    later: Text
    late: Text
    card: Text
    card_on_call: Text
    when: When


def load_lines(path: Path) -> LineBook:
    """Read ``lines.yml``.

    Raises:
        HandrailError: naming file, field and remedy.
    """
    book = read_yaml(path, LineBook)
    for place, country in (*book.countries.items(), ("international", book.international)):
        for line in country.lines:
            if not (line.phone or line.sms or line.url):
                raise HandrailError(f"{path}: {place}: {line.name} cannot be reached", remedy="give a phone, sms or url")
    return book


def load_replies(path: Path) -> ReplyBook:
    """Read ``replies.yml``: every category has an answer, high and emergency also beside a therapist, with known placeholders only.

    Raises:
        HandrailError: naming file, field and remedy.
    """
    book = read_yaml(path, ReplyBook)
    for category in Category:
        if category not in UNREPLIED and not book.replies.get(category):
            raise HandrailError(f"{path}: replies.{category} is missing", remedy="write at least one tier for it")
    for tier in (Tier.HIGH, Tier.EMERGENCY):
        if tier not in book.with_therapist:
            raise HandrailError(
                f"{path}: with_therapist.{tier} is missing", remedy="add it: danger is answered whoever is in the chat"
            )
        if tier not in book.again:
            raise HandrailError(f"{path}: again.{tier} is missing", remedy="add what is said when the same danger is written again")
    for where, reply in replies_in(book):
        check_placeholders(path, where, reply.text, COUNTRY_PLACEHOLDERS | {TIME_TO_PERSON})
        check_promise(path, where, reply.text)
    for where, text in _texts(book):
        check_placeholders(path, where, text, COUNTRY_PLACEHOLDERS | {TIME_TO_PERSON})
        check_promise(path, where, text)
    return book


def load_service(path: Path) -> ServiceBook:
    """Read ``service.yml``.

    Raises:
        HandrailError: naming file, field and remedy.
    """
    book = read_yaml(path, ServiceBook)
    promising = [("admitted", book.admitted), ("was_read.waiting", book.was_read.waiting)]
    promising += [(f"asides.{name}", aside.say) for name, aside in book.asides.items()]
    for name in ("delay", "holding", "holding_again", "after_safety", "denied"):
        promising += [(f"{name}.{number}", text) for number, text in enumerate(getattr(book, name))]
    for where, text in promising:
        check_placeholders(path, where, text, COUNTRY_PLACEHOLDERS | {TIME_TO_PERSON})
        check_promise(path, where, text)
    for where, text, allowed in (
        *((f"standing.{name}", text, {"read"} if name == "read" else set()) for name, text in book.standing.model_dump().items()),
        ("was_read.yes", book.was_read.yes, {"read"}),
        ("was_read.earlier", book.was_read.earlier, {"read"}),
        ("was_read.no", book.was_read.no, set()),
        ("going_on", book.going_on, set()),
        ("offer", book.offer, set()),
    ):
        check_placeholders(path, where, text, allowed)
    for kind, text in book.owner_changed.model_dump().items():
        check_placeholders(path, f"owner_changed.{kind}", text, {"read"} if kind == "read_and_closed" else {"name"})
    return book


def load_away(path: Path) -> AwayBook:
    """Read ``away.yml``: every tier has its words, with known placeholders only.

    Raises:
        HandrailError: naming file, field and remedy.
    """
    book = read_yaml(path, AwayBook)
    for tier in Tier:
        if tier is not Tier.NONE and tier not in book.away:
            raise HandrailError(f"{path}: away.{tier} is missing", remedy="say who is not there, and when somebody is")
    for name, text in (*((f"away.{tier}", text) for tier, text in book.away.items()), ("later", book.later)):
        check_placeholders(path, name, text, AWAY_PLACEHOLDERS)
    for name, text in (("late", book.late), ("card", book.card), ("card_on_call", book.card_on_call)):
        check_placeholders(path, name, text, {"opens"})
    when = book.when
    for name, text, allowed in (
        ("today", when.today, {"time"}),
        ("tomorrow", when.tomorrow, {"time"}),
        ("day", when.day, {"time", "day"}),
        ("date", when.date, {"time", "day", "date"}),
        ("other_zone", when.other_zone, {"when"}),
    ):
        check_placeholders(path, f"when.{name}", text, allowed)
    return book


def replies_in(book: ReplyBook) -> Iterator[tuple[str, Reply]]:
    """Yield every reply with where it stands."""
    for where, tiers in (
        *((f"replies.{category}", tiers) for category, tiers in book.replies.items()),
        *((f"after_question.{rule}", tiers) for rule, tiers in book.after_question.items()),
        ("again", book.again),
    ):
        for tier, reply in tiers.items():
            yield f"{where}.{tier}", reply


def _texts(book: ReplyBook) -> Iterator[tuple[str, str]]:
    for name, texts in (("in_queue", book.in_queue), ("with_therapist", book.with_therapist)):
        for tier, text in texts.items():
            yield f"{name}.{tier}", text
    yield "help_text", book.help_text


def promises_outside(text: str) -> bool:
    """Whether ``text`` promises a reader where it would be said though nobody is there."""
    return f"{{{TIME_TO_PERSON}}}" in PROMISE.sub("", text)


def check_placeholders(path: Path, where: str, text: str, allowed: frozenset[str] | set[str]) -> None:
    """Refuse a placeholder that nothing fills."""
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in allowed:
            known = ", ".join(f"{{{item}}}" for item in sorted(allowed))
            raise HandrailError(f"{path}: {where}: nothing fills {{{name}}}", remedy=f"use {known}")


def check_promise(path: Path, where: str, text: str) -> None:
    """Refuse a promise that would be made while nobody is there to keep it."""
    if promises_outside(text):
        raise HandrailError(
            f"{path}: {where}: {{{TIME_TO_PERSON}}} stands outside of [square brackets]",
            remedy="put the sentence that promises a reader into them; away.yml says what takes its place",
        )
