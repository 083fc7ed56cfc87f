"""Takes back what vague rules find in words that the trained layer reads clearly as ordinary talk.

"The end of the road" is a wish to be dead in some messages and a bicycle ride in others; a pattern sees no difference. Only
recognisers marked ``vague`` are doubted, never a rule that is firm, a clinic's own that is not so marked, or an answer to a
question about danger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.safety.rule_layer import RuleLayer, RulesFound
from bot.safety.screening import Context, Evidence
from bot.safety.trained import Scores

ORDINARY = -6.0
"""Log odds below which the strongest reading of a stretch, of any danger, must lie for a finding in it to be taken back.

Measured on 2,900 messages of risk that the model had not seen (ADR 21): one of 571 findings of all rules there lay below it ("hope
the op goes wrong"); of 109 false ones in 4,900 harmless messages 29 did. One higher it would be three and 46, and plain words go
("I have nothing to get up for")."""


def without_ordinary(rules: RuleLayer, text: str, context: Context, found: RulesFound, scores: Sequence[Scores]) -> RulesFound:
    """Return ``found`` without the vague findings that ``scores`` read as ordinary; each leaves a note.

    A finding that began in the message before stays: the trained layer has read only its second half.
    """
    doubtful = [item for item in found.evidence if rules.vague(item.rule) and _ordinary(item, scores)]
    if doubtful and context.earlier:
        alone = {(item.rule, item.start, item.end) for item in rules.find(text, Context()).evidence}
        doubtful = [item for item in doubtful if (item.rule, item.start, item.end) in alone]
    if not doubtful:
        return found
    notes = dict.fromkeys(f"{item.rule}: the trained layer reads these words as ordinary talk" for item in doubtful)
    kept = tuple(item for item in found.evidence if item not in doubtful)
    return replace(found, evidence=kept, notes=(*found.notes, *notes))


def _ordinary(item: Evidence, scores: Sequence[Scores]) -> bool:
    over = [max(score.strength.values()) for score in scores if score.start < item.end and item.start < score.end]
    return bool(over) and max(over) < ORDINARY
