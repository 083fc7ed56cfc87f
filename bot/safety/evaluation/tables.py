"""The figures as tables for people; a terminal and a page show the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.safety.evaluation.figures import Figures
from bot.safety.evaluation.judged import UNREAD, Judged


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what its columns mean."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(found: Figures, *, worst: int, show_text: bool) -> Iterator[Table]:
    """Yield the tables of one file; ``worst`` misses and false alarms, with their words only if ``show_text``."""
    yield _whole(found)
    yield Table(
        "By category",
        "Found at all: of the messages labelled so, those flagged for whatever reason, so that a person sees them. Named: flagged "
        "as this very category. Specificity: of all other messages, those not named so. PPV: of the messages named so, those "
        "labelled so; a message has one label, so a second danger rightly named counts as wrong. AUC: of the trained layer's "
        "score.",
        ("category", "found at all", "named", "specificity", "PPV", "AUC"),
        tuple(
            (
                row.question.name,
                str(row.found),
                str(row.question.sensitivity),
                str(row.question.specificity),
                str(row.question.ppv),
                str(row.area),
            )
            for row in found.categories
        ),
    )
    yield Table(
        "By tier",
        "The first two columns are about messages labelled with just this tier, the others about the question whether a message is "
        "of this tier or above. A label is the least tier that a message must get, so a PPV of a tier is a low estimate.",
        ("tier", "found at all", "at least as urgent", "sensitivity from here up", "specificity", "PPV"),
        tuple(
            (
                row.question.name,
                str(row.found),
                str(row.urgent_enough),
                str(row.question.sensitivity),
                str(row.question.specificity),
                str(row.question.ppv),
            )
            for row in found.tiers
        ),
    )
    yield Table(
        "By kind of message",
        "As the file calls them.",
        ("kind", "shows risk", "flagged"),
        tuple((kind, "yes" if risk else "no", str(share)) for kind, risk, share in found.kinds),
    )
    yield Table(
        "Thresholds",
        "What would be flagged if all thresholds of the trained layer stood this much higher (log odds; below 0: lower) and the "
        "other layers were as they are. Alerts in 1,000: of messages without risk, and of all in this file.",
        ("shift", "sensitivity", "alerts in 1,000 without risk", "alerts in 1,000 of the file"),
        tuple(
            (
                f"{row.shift:+g}" if row.shift else "0 (as it is)",
                str(row.sensitivity),
                *map(_thousand, (row.alerts_harmless, row.alerts)),
            )
            for row in found.thresholds
        ),
    )
    margin = "Margin: how far the trained layer was above (below 0: under) its nearest threshold."
    yield _messages(
        "Worst misses",
        f"Not flagged. The most urgent first, of these the farthest from being found. {margin}",
        found.misses,
        worst,
        show_text,
    )
    yield _messages(
        "Worst false alarms", f"Flagged without risk, the highest tier first. {margin}", found.false_alarms, worst, show_text
    )


def _whole(found: Figures) -> Table:
    ppv = "undefined" if found.expected_ppv is None else f"{100 * found.expected_ppv:.0f} %"
    rows = [
        ("messages", f"{found.messages}: {found.risk} with risk, {found.messages - found.risk} without"),
        ("screen", found.version),
        ("sensitivity", str(found.flagged.sensitivity)),
        ("specificity", str(found.flagged.specificity)),
        ("PPV in this file", str(found.flagged.ppv)),
        (f"PPV if {100 * found.prevalence:g} % of messages showed risk", ppv),
        ("alerts in 1,000 messages without risk", _thousand(found.alerts_harmless)),
        ("alerts in 1,000 messages of this file", _thousand(found.alerts)),
        ("AUC, trained layer alone (its margin)", str(found.trained_area)),
        ("AUC, all layers (the tier as a number)", str(found.tier_area)),
    ]
    if found.failed:
        rows.append(("screen failed, counted as flagged", str(found.failed)))
    note = "Flagged at any tier, for any category, against labelled as showing risk. In brackets: 95 % intervals (Wilson)."
    return Table("All messages", note, ("what", "figure"), tuple(rows))


def _thousand(share: Any) -> str:
    return str(share.per_thousand())


def _messages(title: str, note: str, judged: Sequence[Judged], worst: int, show_text: bool) -> Table:
    shown = judged[:worst]
    columns = ("id", "kind", "labelled", "screened", "by", "margin")
    rows = tuple(_row(item, show_text=show_text) for item in shown)
    return Table(f"{title} ({len(shown)} of {len(judged)})", note, (*columns, "text") if show_text else columns, rows)


def _row(item: Judged, *, show_text: bool) -> tuple[str, ...]:
    label = item.label
    cells = (
        label.id,
        label.kind,
        f"{label.category.value}, {label.tier.value}" if label.category else "none",
        ", ".join([*(category.value for category in item.categories), item.tier.value]),
        ", ".join(item.rules),
        "nothing read" if item.margin <= UNREAD else f"{item.margin:+.1f}",
    )
    return (*cells, " ".join(label.given.text.split())) if show_text else cells
