"""What a patient reads at once when a message was flagged, and what the service says about its own state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.safety.reply_content import Country, Reply, load_lines, load_replies, load_service
from bot.safety.screening import Screening
from bot.words import Category, Owner, ScreeningState, Tier

ALIASES = {"UK": "GB"}
"""What people write for an ISO 3166 code."""
BODY_FIRST = (Category.MEDICINE, Category.RED_FLAG, Category.SELF_HARM, Category.SUICIDE, Category.ABUSE)
"""Among equally urgent categories, whose reply goes out: first what can kill within hours without anybody's will."""

OwnerChange = Literal["joined", "left", "handed_back"]


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

    def reply(self, screening: Screening, *, country: str, owner: Owner) -> list[ReplyPart]:
        """Return at most two bubbles for a flagged message; none for one that is not.

        While a therapist is in the chat only high and emergency are answered; while the conversation waits for one anyway, less
        urgent flags get a short word instead of the same reply again.
        """
        if not screening.flagged:
            return []
        tier = screening.tier if screening.tier is not Tier.NONE else Tier.MODERATE
        if owner is Owner.THERAPIST:
            beside = self._book.with_therapist.get(tier)
            return [self._bubble(beside, country)] if beside else []
        if owner is Owner.QUEUE and tier in self._book.in_queue:
            return [self._bubble(self._book.in_queue[tier], country)]
        reply = self._chosen(screening, tier)
        parts = [self._bubble(reply.text, country)]
        if reply.help:
            parts.append(ReplyPart(self._book.help_text, {"element": {"type": "help", "card": self.help_card(country)}}))
        return parts

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

    def delay(self) -> list[ReplyPart]:
        """Return the honest word for when no answer can be had: the message is saved, a person will read it."""
        return [ReplyPart(text) for text in self._service.delay]

    def holding(self, country: str, *, late: bool = False) -> list[ReplyPart]:
        """Return what is said while the conversation waits for a person; ``late`` when the time promised has passed."""
        return [self._bubble(text, country) for text in (self._service.holding_late if late else self._service.holding)]

    def after_safety(self, country: str) -> list[ReplyPart]:
        """Return the answer to whatever a patient writes next after a safety reply that left the program in the chat."""
        return [self._bubble(text, country) for text in self._service.after_safety]

    def owner_changed(self, kind: OwnerChange, name: str) -> list[ReplyPart]:
        """Return what the patient is told when a person joins, leaves, or hands back to the program."""
        texts: dict[str, str] = self._service.owner_changed.model_dump()
        return [ReplyPart(texts[kind].replace("{name}", name.strip() or self._service.somebody))]

    def _chosen(self, screening: Screening, tier: Tier) -> Reply:
        """Return the reply of the most pressing category at the screening's tier."""
        if screening.state is not ScreeningState.DONE:
            return _at_tier(self._book.replies[Category.UNSCREENED], tier)
        rules = {item.rule for item in screening.evidence if item.tier is tier}
        for_question = self._book.after_question.get(rules.pop(), {}) if len(rules) == 1 else {}
        if tier in for_question:
            return for_question[tier]
        urgent = {item.category for item in screening.evidence if item.tier is tier} or set(screening.categories)
        ordered = [category for category in BODY_FIRST if category in urgent]
        ordered += [category for category in screening.categories if category in urgent]
        known = [category for category in ordered if category in self._book.replies]
        return _at_tier(self._book.replies[known[0] if known else Category.UNSCREENED], tier)

    def _bubble(self, text: str, country: str) -> ReplyPart:
        place = self._place(country)
        for name in ("emergency_number", "crisis_line", "medical_advice"):
            text = text.replace(f"{{{name}}}", getattr(place, name))
        return ReplyPart(text)

    def _place(self, country: str) -> Country:
        code = country.strip().upper()
        return self._lines.countries.get(ALIASES.get(code, code), self._lines.international)


def _at_tier(replies: Mapping[Tier, Reply], tier: Tier) -> Reply:
    """Return the reply at ``tier``, or else at the next more urgent one, or else at the most urgent one."""
    above = [other for other in replies if other.rank >= tier.rank]
    return replies[min(above, key=lambda other: other.rank) if above else Tier.highest(*replies)]
