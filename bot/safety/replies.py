"""What a patient reads at once when a message was flagged, and what the service says about its own state."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.safety.asking import Answer
from bot.safety.promise import Promise, Reader
from bot.safety.questions import TAKEN_UP, Question, answered, check_asks, load_questions
from bot.safety.reply_content import (
    PROMISE,
    Country,
    Line,
    Reply,
    load_away,
    load_lines,
    load_replies,
    load_service,
    replies_in,
)
from bot.safety.screening import Screening
from bot.words import Category, Owner, ScreeningState, Tier

ALIASES = {"UK": "GB"}
"""What people write for an ISO 3166 code."""
BODY_FIRST = (Category.MEDICINE, Category.RED_FLAG, Category.SELF_HARM, Category.SUICIDE, Category.ABUSE)
"""Among equally urgent categories, whose reply goes out: first what can kill within hours without anybody's will."""

LONGEST_WISH = 12
"""Words up to which a message that names the check-in or a lesson asks for it, or is a remark about the waiting or an answer to a
question of ours; a longer one tells of something."""
WAITING = "waiting"
"""In a bubble's content, for those that say how things stand: 0, or the number of the short wording. No patient is shown it."""

OwnerChange = Literal["joined", "left", "handed_back"]
Read = Literal["waiting", "yes", "earlier", "no"]
"""What is true when somebody asks whether it was read: a case is open, or, when none is, what people were shown."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A danger that had its safety reply a moment ago."""

    tier: Tier
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a message comes after, and what the message's first words say to it."""

    question: str
    said: Answer | None


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """One bubble. ``{time_to_person}`` in ``text`` is left for the caller, who knows the clocks."""

    text: str
    content: dict[str, Any] = field(default_factory=dict)


class SafetyReplies:
    """Chooses and fills the texts in a ``content/LOCALE/safety`` folder. Changes nothing after construction; safe in any thread.

    Raises:
        HandrailError: when a file is missing or wrong; it names file, field and remedy.
    """

    def __init__(self, content: Path) -> None:
        self._lines = load_lines(content / "lines.yml")
        self._book = load_replies(content / "replies.yml")
        self._service = load_service(content / "service.yml")
        self._away = load_away(content / "away.yml")
        self._questions = load_questions(content / "questions.yml")
        for where, reply in replies_in(self._book):
            check_asks(content / "replies.yml", where, reply, self._questions)
        self._when = self._away.when.words
        self._going_on = _any_of(self._service.going_on_words)
        self._asides = [(_any_of(aside.words), aside.say) for aside in self._service.asides.values()]
        self._was_read = _any_of(self._service.was_read.words)

    def reply(
        self,
        screening: Screening,
        *,
        country: str,
        owner: Owner,
        promise: Promise | None = None,
        answered: Sequence[Answered] = (),
        text: str = "",
        asked: Asked | None = None,
        still_open: Collection[str] = (),
    ) -> list[ReplyPart]:
        """Return at most three bubbles for a flagged message, a question of ours last; none for one that is not.

        While a therapist is in the chat only high and emergency are answered; while the conversation waits for one anyway, less
        urgent flags get a short word instead of the same reply again. So does a danger that was ``answered`` a moment ago, unless
        it has become more urgent. ``promise`` says whether somebody is there to keep what is promised; without it somebody is.

        ``text`` is the message and ``asked`` what it may answer: where nothing was found but that answer, it is taken up as such.
        A question that it answers, or one that is ``still_open``, is not asked again.
        """
        if not screening.flagged:
            return []
        tier = screening.tier if screening.tier is not Tier.NONE else Tier.MODERATE
        if owner is Owner.THERAPIST:
            beside = self._book.with_therapist.get(tier)
            return [self._bubble(beside, country)] if beside else []
        category, (question, answer) = self._category(screening, tier), self._answer(text, asked)
        unasked = {*still_open, *([question.ask] if question and answer else [])}
        categories = [category, *(other for other in screening.categories if other is not category)]
        if question and answer and (taken_up := question.reply(answer)) and _only_answers(screening, tier):
            return _taken_up(self._parts(taken_up, country, promise, tier, categories, unasked))
        if owner is Owner.QUEUE and tier in self._book.in_queue:
            aside = self.aside(text, country, promise, tier) if tier is Tier.LOW else []
            return aside or [self._bubble(self._book.in_queue[tier], country, promise, tier)]
        reply = self._after_question(screening, tier)
        if reply is None and any(before.tier.rank >= tier.rank and category.value in before.categories for before in answered):
            reply = self._book.again[tier]
        reply = reply or _at_tier(self._book.replies[category], tier)
        return self._parts(reply, country, promise, tier, categories, unasked)

    def taken_up(
        self, text: str, asked: Asked, country: str, promise: Promise, tier: Tier = Tier.LOW, *, offer: bool = False
    ) -> list[ReplyPart]:
        """Return what is said to an answer to a question of ours that flags nothing; nothing where it is none."""
        question, answer = self._answer(text, asked)
        reply = question.reply(answer) if question and answer else None
        if reply is None:
            return []
        parts = self._parts(reply, country, promise, tier, [], {asked.question})
        return _taken_up([self._standing(parts[0], offer=offer and reply.ask is None), *parts[1:]])

    def asks(self, question: str) -> bool:
        """Whether ``question`` is one that safety replies ask."""
        return self._questions.by_text(question) is not None

    def support(self) -> dict[str, Any]:
        """Return the element that offers the safety plan and grounding; the widget knows whether there is a plan already."""
        return {"type": "support", **self._book.support.model_dump()}

    def help_card(self, country: str, categories: Sequence[Category] | None = None) -> dict[str, Any]:
        """Return whom to turn to outside Handrail, as JSON; the international directory for a country that is not known.

        With ``categories``, the most pressing first, only lines that fit one of them, and first those that are best for the first.
        """
        place = self._place(country)
        card = self._lines.card
        lines = place.lines if categories is None else _fitting(place.lines, categories)
        return {
            "title": card.title,
            "intro": card.intro,
            "emergency": {"title": card.emergency_title, "text": place.emergency_advice},
            "lines": [line.model_dump(mode="json", exclude={"only", "first"}) for line in lines],
            "not_emergency_service": card.not_emergency_service,
        }

    def told(self, text: str, country: str, promise: Promise, tier: Tier) -> list[ReplyPart]:
        """Return a text of the programme's that promises a reader, made true and filled like a safety reply."""
        return [self._bubble(text, country, promise, tier)]

    def away_note(self, promise: Promise, *, on_call: bool) -> str | None:
        """Return what the help card says of a team that is away; None while somebody is there."""
        text = self._away.card_on_call if on_call else self._away.card
        return None if promise.opens_at is None else text.replace("{opens}", self._when.say(promise.opens_at, promise))

    def delay(self, country: str = "", promise: Promise | None = None) -> list[ReplyPart]:
        """Return the honest word for when no answer can be had: the message is saved, a person will read it."""
        return [self._bubble(text, country, promise, Tier.LOW) for text in self._service.delay]

    def holding(
        self, country: str, *, promise: Promise | None = None, tier: Tier = Tier.LOW, before: int | None = None
    ) -> list[ReplyPart]:
        """Return what is said while the conversation waits for a person.

        In full where nothing was said of the waiting lately. Else in a short wording: ``before`` is the number that the last such
        bubble has under ``WAITING``, so that none comes twice in a row.
        """
        if before is None:
            return [self._standing(self._bubble(text, country, promise, tier)) for text in self._service.holding]
        number = before % len(self._service.holding_again) + 1
        said = self._bubble(self._service.holding_again[number - 1], country, promise, tier)
        return [ReplyPart(said.text, {WAITING: number})]

    def admitted(self, country: str, promise: Promise, tier: Tier) -> list[ReplyPart]:
        """Return what is said unasked when the time promised has passed."""
        return [self._standing(self._bubble(self._service.admitted, country, promise, tier))]

    def aside(self, text: str, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> list[ReplyPart]:
        """Return the answer to a short question or remark about the waiting itself; nothing where it is none."""
        plain = _plain(text)
        said = next((say for words, say in self._asides if words.search(plain)), None) if _is_short(text) else None
        return [] if said is None else [self._standing(self._bubble(said, country, promise, tier))]

    def asks_whether_read(self, text: str) -> bool:
        """Whether a message asks if anybody has read what was written."""
        return _is_short(text) and self._was_read.search(_plain(text)) is not None

    def was_read(self, read: Read, read_at: datetime | None, country: str, promise: Promise, tier: Tier) -> list[ReplyPart]:
        """Return the truth about that; ``read_at`` is when somebody was last shown something."""
        said = self._bubble(getattr(self._service.was_read, read), country, promise, tier)
        when = self._when.say(read_at, promise) if read_at else ""
        return [self._standing(ReplyPart(said.text.replace("{read}", when)))]

    def denied(
        self, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW, *, offer: bool = False
    ) -> list[ReplyPart]:
        """Return the answer to a no after a question about danger; ``offer`` where the program is still in the chat."""
        return _taken_up([self._standing(self._bubble(text, country, promise, tier), offer=offer) for text in self._service.denied])

    def going_on(self) -> list[ReplyPart]:
        """Return what is said first where a patient goes on with the programme right after a safety reply."""
        return [ReplyPart(self._service.going_on)]

    def goes_on(self, text: str) -> bool:
        """Whether a message asks to go on with the programme."""
        return _is_short(text) and self._going_on.search(text) is not None

    def after_safety(self, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> list[ReplyPart]:
        """Return the answer to whatever a patient writes next after a safety reply that left the program in the chat."""
        return [self._standing(self._bubble(text, country, promise, tier), offer=True) for text in self._service.after_safety]

    def owner_changed(self, kind: OwnerChange, name: str) -> list[ReplyPart]:
        """Return what the patient is told when a person joins, leaves, or hands back to the program."""
        texts: dict[str, str] = self._service.owner_changed.model_dump()
        return [ReplyPart(texts[kind].replace("{name}", name.strip() or self._service.somebody))]

    def closed(self, promise: Promise) -> list[ReplyPart]:
        """Return what the patient is told when a case is closed that nobody joined the chat for."""
        texts = self._service.owner_changed
        if promise.read_at is None:
            return [ReplyPart(texts.closed)]
        return [ReplyPart(texts.read_and_closed.replace("{read}", self._when.say(promise.read_at, promise)))]

    def _answer(self, text: str, asked: Asked | None) -> tuple[Question | None, Answer | None]:
        """Return the question of ours that a message comes after, and what it answers."""
        question = self._questions.by_text(asked.question) if asked else None
        if asked is None or question is None:
            return None, None
        return question, answered(question, _plain(text) if _is_short(text) else "", asked.said)

    def _parts(
        self,
        reply: Reply,
        country: str,
        promise: Promise | None,
        tier: Tier,
        categories: Sequence[Category],
        unasked: Collection[str],
    ) -> list[ReplyPart]:
        """Return a reply's bubbles: what is said, the help card, and last its question, unless it is one of ``unasked``."""
        said = self._bubble(reply.text, country, promise, tier)
        parts = [ReplyPart(said.text, {"element": self.support()}) if reply.support else said]
        if reply.help:
            card = self.help_card(country, categories)
            parts.append(ReplyPart(self._book.help_text, {"element": {"type": "help", "card": card}}))
        if reply.ask and (ask := self._questions.questions[reply.ask].ask) not in unasked:
            parts.append(ReplyPart(ask, self._questions.content(reply.ask)))
        return parts

    def _standing(self, part: ReplyPart, *, offer: bool = False) -> ReplyPart:
        """Mark a bubble as one that says how things stand; ``offer`` adds that the program can go on meanwhile."""
        text = f"{part.text} {self._service.offer}" if offer else part.text
        return ReplyPart(text, {**part.content, WAITING: 0})

    def _after_question(self, screening: Screening, tier: Tier) -> Reply | None:
        """Return the reply to the answer to a question of our own, where nothing else is as urgent."""
        rules = {item.rule for item in screening.evidence if item.tier is tier}
        return self._book.after_question.get(rules.pop(), {}).get(tier) if len(rules) == 1 else None

    def _category(self, screening: Screening, tier: Tier) -> Category:
        """Return the most pressing category at the screening's tier that there is a reply for."""
        if screening.state is not ScreeningState.DONE:
            return Category.UNSCREENED
        urgent = {item.category for item in screening.evidence if item.tier is tier} or set(screening.categories)
        ordered = [category for category in BODY_FIRST if category in urgent]
        ordered += [category for category in screening.categories if category in urgent]
        known = [category for category in ordered if category in self._book.replies]
        return known[0] if known else Category.UNSCREENED

    def _bubble(self, text: str, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> ReplyPart:
        place = self._place(country)
        text = PROMISE.sub(lambda found: self._promised(found[1], promise, tier), text)
        for name in ("emergency_number", "crisis_line", "medical_advice"):
            text = text.replace(f"{{{name}}}", getattr(place, name))
        return ReplyPart(text)

    def _promised(self, text: str, promise: Promise | None, tier: Tier) -> str:
        """Return what is said of a reader: the text's own words, or the truth while nobody is there to keep them."""
        if promise is None or promise.reader is Reader.THERE:
            return text
        if promise.reader in {Reader.TAKEN_UP, Reader.READ, Reader.LATE}:
            return self._moved_on(promise, tier)
        said = self._away.later if promise.reader is Reader.LATER else self._away.away[tier]
        opens = promise.opens_at or promise.due_at
        return said.replace("{opens}", self._when.say(opens, promise)).replace("{by}", self._when.say(promise.due_at, promise))

    def _moved_on(self, promise: Promise, tier: Tier) -> str:
        """Return what is true of a case that was taken up, was read, or is late."""
        standing = self._service.standing
        said = [{Reader.TAKEN_UP: standing.taken_up, Reader.READ: standing.read}.get(promise.reader, standing.late)]
        if tier is Tier.EMERGENCY and promise.reader is not Reader.LATE:
            said.append(standing.do_not_wait)
        if promise.opens_at and promise.reader is not Reader.TAKEN_UP:
            said.append(self._away.late.replace("{opens}", self._when.say(promise.opens_at, promise)))
        return " ".join(said).replace("{read}", self._when.say(promise.read_at, promise) if promise.read_at else "")

    def _place(self, country: str) -> Country:
        code = country.strip().upper()
        return self._lines.countries.get(ALIASES.get(code, code), self._lines.international)


def _at_tier(replies: Mapping[Tier, Reply], tier: Tier) -> Reply:
    """Return the reply at ``tier``, or else at the next more urgent one, or else at the most urgent one."""
    above = [other for other in replies if other.rank >= tier.rank]
    return replies[min(above, key=lambda other: other.rank) if above else Tier.highest(*replies)]


def _taken_up(parts: Sequence[ReplyPart]) -> list[ReplyPart]:
    """Mark the first bubble as one that takes up an answer."""
    return [ReplyPart(parts[0].text, {**parts[0].content, TAKEN_UP: True}), *parts[1:]]


def _only_answers(screening: Screening, tier: Tier) -> bool:
    """Whether what makes a screening as urgent as it is, is an answer to a question and nothing else."""
    urgent = [item for item in screening.evidence if item.tier is tier]
    return bool(urgent) and all(item.rule.startswith("asked/") for item in urgent)


def _fitting(lines: Sequence[Line], categories: Sequence[Category]) -> list[Line]:
    """Return the lines for ``categories``, those that are best for the first of them first."""
    kept = [line for line in lines if not line.only or set(line.only) & set(categories)]
    return sorted(kept, key=lambda line: not set(line.first) & set(categories[:1]))


def _is_short(text: str) -> bool:
    return len(text.split()) <= LONGEST_WISH


def _plain(text: str) -> str:
    """Return a text in small letters, without apostrophes, and with one blank for all other signs."""
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’‘]", "", text.lower())).split())


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.IGNORECASE)
