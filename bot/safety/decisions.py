"""One screened line as ``handrail screen`` prints it for a machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.safety.lines import BadLine, Given
from bot.safety.screen import Look, Screener
from bot.safety.screening import Evidence, Screening
from bot.safety.trained import likeness
from bot.words import Category, ScreeningState


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one line."""

    given: Given
    look: Look
    failure: str = ""
    """The kind of error when the screen failed; such a message counts as flagged, as it does in a conversation (invariant 2)."""


def decide(screener: Screener, given: Given | BadLine) -> Decided | BadLine:
    """Screen one line; never raises, so that one line cannot lose those after it."""
    if isinstance(given, BadLine):
        return given
    try:
        return Decided(given, screener.look(given.text, given.context))
    except Exception as error:  # noqa: BLE001 - whatever breaks in the screen, the message counts as flagged
        return Decided(given, Look(Screening.unfinished(ScreeningState.FAILED, screener.version), {}, {}), type(error).__name__)


def as_json(decided: Decided | BadLine) -> dict[str, Any]:
    """Return the decision in plain JSON types; it repeats no word of the message, only where the words stand.

    ``start`` and ``end`` count characters (Unicode code points) of ``text``. ``scores`` are the trained layer's alone, of the
    sentence that shows a category most: ``log_odds`` is what is compared with the threshold (``Scores.strength``), ``likeness`` how
    far it is above that, between 0 and 1; null where nothing could be read. The rules have no score: they hold or do not.
    """
    if isinstance(decided, BadLine):
        return {"line": decided.line, "id": decided.id, "error": decided.error, "remedy": decided.remedy}
    found = decided.look.screening
    decision: dict[str, Any] = {
        "line": decided.given.line,
        "id": decided.given.id,
        "flagged": found.flagged,
        "tier": found.tier.value,
        "categories": [category.value for category in found.categories],
        "scores": {category.value: _score(decided.look, category) for category in decided.look.strengths},
        "evidence": [
            {
                "start": item.start,
                "end": item.end,
                "category": item.category.value,
                "tier": item.tier.value,
                "layer": layer_of(item),
                "rule": item.rule,
                "why": item.why,
            }
            for item in found.evidence
        ],
        "rules": list(dict.fromkeys(item.rule for item in found.evidence)),
        "lowered": list(found.notes),
        "state": found.state.value,
        "version": found.version,
    }
    if decided.failure:
        decision |= {
            "error": f"the screen failed ({decided.failure}); the message counts as flagged",
            "remedy": "read the message, and report the text's kind (length, script) to the maintainers",
        }
    return decision


def layer_of(item: Evidence) -> str:
    """Return which layer an evidence is from: ``rules``, ``model``, ``conversation`` or ``language``."""
    source = item.rule.split("/", 1)[0]
    if source == "asked-earlier":
        return "conversation"
    return source if source in ("model", "conversation", "language") else "rules"


def _score(look: Look, category: Category) -> dict[str, float] | None:
    strength, margin = look.strengths[category], look.margins[category]
    if strength is None or margin is None:
        return None
    return {"log_odds": round(strength, 3), "likeness": round(likeness(margin), 3)}
