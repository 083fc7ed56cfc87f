"""What a patient reads at once when a message was flagged, and what the service says about its own state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.safety.promise import Promise, Reader
from bot.safety.reply_content import PROMISE, Country, Reply, load_away, load_lines, load_replies, load_service
from bot.safety.screening import Screening
from bot.words import Category, Owner, ScreeningState, Tier

ALIASES = {"UK": "GB"}
"""What people write for an ISO 3166 code."""
BODY_FIRST = (Category.MEDICINE, Category.RED_FLAG, Category.SELF_HARM, Category.SUICIDE, Category.ABUSE)
"""Among equally urgent categories, whose reply goes out: first what can kill within hours without anybody's will."""

LONGEST_WISH = 12
"""Words up to which a message that names the check-in or a lesson asks for it; a longer one tells of something."""

OwnerChange = Literal["joined", "left", "handed_back"]


@dataclass(frozen=True, slots=True)
class Answered:
    """A danger that had its safety reply a moment ago."""

    tier: Tier
    categories: tuple[str, ...]


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
        self._when = self._away.when.words
        words = "|".join(re.escape(word) for word in self._service.going_on_words)
        self._going_on = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)

    def reply(
        self,
        screening: Screening,
        *,
        country: str,
        owner: Owner,
        promise: Promise | None = None,
        answered: Sequence[Answered] = (),
    ) -> list[ReplyPart]:
        """Return at most two bubbles for a flagged message; none for one that is not.

        While a therapist is in the chat only high and emergency are answered; while the conversation waits for one anyway, less
        urgent flags get a short word instead of the same reply again. So does a danger that was ``answered`` a moment ago, unless
        it has become more urgent. ``promise`` says whether somebody is there to keep what is promised; without it somebody is.
        """
        if not screening.flagged:
            return []
        tier = screening.tier if screening.tier is not Tier.NONE else Tier.MODERATE
        if owner is Owner.THERAPIST:
            beside = self._book.with_therapist.get(tier)
            return [self._bubble(beside, country)] if beside else []
        if owner is Owner.QUEUE and tier in self._book.in_queue:
            return [self._bubble(self._book.in_queue[tier], country, promise, tier)]
        category, reply = self._category(screening, tier), self._after_question(screening, tier)
        if reply is None and any(before.tier.rank >= tier.rank and category.value in before.categories for before in answered):
            return [self._bubble(self._book.again[tier], country, promise, tier)]
        reply = reply or _at_tier(self._book.replies[category], tier)
        said = self._bubble(reply.text, country, promise, tier)
        parts = [ReplyPart(said.text, {"element": self.support()}) if reply.support else said]
        if reply.help:
            parts.append(ReplyPart(self._book.help_text, {"element": {"type": "help", "card": self.help_card(country)}}))
        return parts

    def support(self) -> dict[str, Any]:
        """Return the element that offers the safety plan and grounding; the widget knows whether there is a plan already."""
        return {"type": "support", **self._book.support.model_dump()}

    def help_card(self, country: str) -> dict[str, Any]:
        """Return whom to turn to outside Handrail, as JSON; the international directory for a country that is not known."""
        place = self._place(country)
        card = self._lines.card
        return {
            "title": card.title,
            "intro": card.intro,
            "emergency": {"title": card.emergency_title, "text": place.emergency_advice},
            "lines": [line.model_dump(mode="json") for line in place.lines],
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
        self, country: str, *, late: bool = False, promise: Promise | None = None, tier: Tier = Tier.LOW
    ) -> list[ReplyPart]:
        """Return what is said while the conversation waits for a person; ``late`` when the time promised has passed."""
        if not late:
            return [self._bubble(text, country, promise, tier) for text in self._service.holding]
        said = [self._bubble(text, country) for text in self._service.holding_late]
        if promise and promise.opens_at:
            said.append(ReplyPart(self._away.late.replace("{opens}", self._when.say(promise.opens_at, promise))))
        return said

    def denied(self, country: str, promise: Promise | None = None, tier: Tier = Tier.LOW) -> list[ReplyPart]:
        """Return the answer to a no after a question about danger."""
        return [self._bubble(text, country, promise, tier) for text in self._service.denied]

    def going_on(self) -> list[ReplyPart]:
        """Return what is said first where a patient goes on with the programme right after a safety reply."""
        return [ReplyPart(self._service.going_on)]

    def goes_on(self, text: str) -> bool:
        """Whether a message asks to go on with the programme."""
        return len(text.split()) <= LONGEST_WISH and self._going_on.search(text) is not None

    def after_safety(self, country: str) -> list[ReplyPart]:
        """Return the answer to whatever a patient writes next after a safety reply that left the program in the chat."""
        return [self._bubble(text, country) for text in self._service.after_safety]

    def owner_changed(self, kind: OwnerChange, name: str) -> list[ReplyPart]:
        """Return what the patient is told when a person joins, leaves, or hands back to the program."""
        texts: dict[str, str] = self._service.owner_changed.model_dump()
        return [ReplyPart(texts[kind].replace("{name}", name.strip() or self._service.somebody))]

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
        said = self._away.later if promise.reader is Reader.LATER else self._away.away[tier]
        opens = promise.opens_at or promise.due_at
        return said.replace("{opens}", self._when.say(opens, promise)).replace("{by}", self._when.say(promise.due_at, promise))

    def _place(self, country: str) -> Country:
        code = country.strip().upper()
        return self._lines.countries.get(ALIASES.get(code, code), self._lines.international)


def _at_tier(replies: Mapping[Tier, Reply], tier: Tier) -> Reply:
    """Return the reply at ``tier``, or else at the next more urgent one, or else at the most urgent one."""
    above = [other for other in replies if other.rank >= tier.rank]
    return replies[min(above, key=lambda other: other.rank) if above else Tier.highest(*replies)]
