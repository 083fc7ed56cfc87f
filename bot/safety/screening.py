"""What a screen returns: a result that explains itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.words import Category, ScreeningState, Tier


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding: where, what, by which rule, and why it counts."""

    start: int
    """First character of the finding in the message as the patient wrote it."""
    end: int
    """One past its last character."""
    text: str
    category: Category
    tier: Tier
    rule: str
    why: str
    """A sentence for the therapist, without patient text."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Words that would be a finding, but for a context that says clearly that they are none."""

    start: int
    end: int
    category: Category

    def covers(self, category: Category, start: int, end: int) -> bool:
        """Whether words there may not speak for ``category``; who denies suicide denies self-harm, and the reverse."""
        same = category is self.category or {category, self.category} == {Category.SUICIDE, Category.SELF_HARM}
        return same and start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Context:
    """What the screen may know besides the text."""

    earlier: tuple[str, ...] = ()
    """The patient's last messages in their own words, oldest first; a button that they pressed is none."""
    asked: str | None = None
    """What the patient was last asked, for answers such as "yes"."""
    questions: tuple[str, ...] = ()
    """What the patient was asked in the messages before that, newest first, for answers that come late."""
    moods: tuple[int, ...] = ()
    """The moods (1 very low, 5 very good) that the patient gave on the last seven days, the message's own among them, oldest first.

    Given where ``Screener.asks_for_moods`` says that they matter.
    """
    just_before: bool = True
    """Whether the last of ``earlier`` came right before this message, so that one sentence may run over both."""


@dataclass(frozen=True, slots=True)
class Screening:
    """The safety result of one message."""

    tier: Tier
    categories: tuple[Category, ...]
    evidence: tuple[Evidence, ...]
    version: str
    """Version of the rules (and, later, model) that decided."""
    state: ScreeningState = ScreeningState.DONE
    milliseconds: float = 0.0
    notes: tuple[str, ...] = field(default=())
    """What context lowered, and why; for the reader of the transcript."""
    heavy: bool = False
    """Not flagged, and yet the trained layer leans towards suicide risk or distress: the answer should be warm."""

    @property
    def flagged(self) -> bool:
        """Whether this opens a case: any tier above none, or a screen that did not finish (invariant 2)."""
        return self.tier is not Tier.NONE or self.state is not ScreeningState.DONE

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types, as stored and as sent to Rasa in ``metadata["screening"]``."""
        return {**asdict(self), "flagged": self.flagged}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Screening:
        """Read what ``as_json`` wrote.

        Raises:
            KeyError, ValueError, TypeError: when ``data`` is not a screening; the caller counts that as flagged.
        """
        return cls(
            tier=Tier(data["tier"]),
            categories=tuple(Category(value) for value in data["categories"]),
            evidence=tuple(
                Evidence(**{**item, "category": Category(item["category"]), "tier": Tier(item["tier"])})
                for item in data["evidence"]
            ),
            version=str(data["version"]),
            state=ScreeningState(data.get("state", ScreeningState.DONE)),
            milliseconds=float(data.get("milliseconds", 0.0)),
            notes=tuple(data.get("notes", ())),
            heavy=bool(data.get("heavy", False)),
        )

    @classmethod
    def unfinished(cls, state: ScreeningState, version: str) -> Screening:
        """The screening of a message whose screen failed or was late: flagged, moderate, to be read by a person."""
        return cls(Tier.MODERATE, (Category.UNSCREENED,), (), version, state)
