"""The figures as plain JSON types, for machines."""

from __future__ import annotations

from typing import Any

from bot.safety.evaluation.figures import Figures
from bot.safety.evaluation.judged import Judged
from bot.safety.evaluation.labelled import LabelledFile


def as_json(file: LabelledFile, found: Figures, *, worst: int, show_text: bool) -> dict[str, Any]:
    """Return the figures of one file. Shares are of 0 to 1, with ``hits``, ``n`` and a 95 % interval; undefined ones are null."""
    return {
        "file": file.path.name,
        "digest": file.digest,
        "version": found.version,
        "messages": found.messages,
        "risk": found.risk,
        "failed": found.failed,
        "flagged": found.flagged.as_json(),
        "alerts": found.alerts.as_json(),
        "alerts_without_risk": found.alerts_harmless.as_json(),
        "expected_ppv": {"prevalence": found.prevalence, "value": found.expected_ppv},
        "auc_trained_margin": found.trained_area.as_json(),
        "auc_tier": found.tier_area.as_json(),
        "categories": [
            {**row.question.as_json(), "found_at_all": row.found.as_json(), "auc": row.area.as_json()} for row in found.categories
        ],
        "tiers": [
            {**row.question.as_json(), "found_at_all": row.found.as_json(), "urgent_enough": row.urgent_enough.as_json()}
            for row in found.tiers
        ],
        "kinds": [{"kind": kind, "risk": risk, "flagged": share.as_json()} for kind, risk, share in found.kinds],
        "thresholds": [
            {
                "shift": row.shift,
                "sensitivity": row.sensitivity.as_json(),
                "alerts_without_risk": row.alerts_harmless.as_json(),
                "alerts": row.alerts.as_json(),
            }
            for row in found.thresholds
        ],
        "misses": [_message(item, show_text=show_text) for item in found.misses[:worst]],
        "false_alarms": [_message(item, show_text=show_text) for item in found.false_alarms[:worst]],
    }


def _message(item: Judged, *, show_text: bool) -> dict[str, Any]:
    label = item.label
    told = {
        "id": label.id,
        "line": label.given.line,
        "kind": label.kind,
        "category": label.category.value if label.category else None,
        "tier": label.tier.value,
        "screened": {
            "tier": item.tier.value,
            "categories": [category.value for category in item.categories],
            "rules": list(item.rules),
        },
        "margin": round(item.margin, 3),
    }
    return {**told, "text": label.given.text} if show_text else told
