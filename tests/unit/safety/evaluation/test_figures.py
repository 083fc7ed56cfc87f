"""Figures counted by hand on a few decisions, and the threshold table against the screen itself."""

from __future__ import annotations

import pytest

from bot.safety.evaluation.figures import figures
from bot.safety.evaluation.judged import UNREAD, Judged, judge
from bot.safety.evaluation.labelled import Labelled, read_labelled
from bot.safety.evaluation.plain import as_json
from bot.safety.evaluation.shares import Share
from bot.safety.evaluation.tables import tables
from bot.safety.lines import Given
from bot.safety.screen import Screener
from bot.safety.screening import Context
from bot.words import Category, Tier
from tests.unit.safety.tables import HERE

SUICIDE, ABUSE = Category.SUICIDE, Category.ABUSE


def judged(
    number: int,
    label: tuple[Category | None, Tier],
    tier: Tier,
    *categories: Category,
    margin: float = -3.0,
    otherwise: bool = False,
) -> Judged:
    given = Given(number, str(number), f"the words of number {number}", Context())
    return Judged(
        label=Labelled(given, str(number), *label, "some"),
        tier=tier,
        categories=categories,
        flagged=tier is not Tier.NONE,
        failed=False,
        rules=("a/rule",) if otherwise else (),
        strengths=dict.fromkeys(Category, margin),
        margin=margin,
        otherwise=otherwise,
    )


ROWS = [
    judged(1, (SUICIDE, Tier.HIGH), Tier.HIGH, SUICIDE, margin=2.0),
    judged(2, (SUICIDE, Tier.HIGH), Tier.MODERATE, ABUSE, otherwise=True),
    judged(3, (SUICIDE, Tier.MODERATE), Tier.NONE, margin=-0.3),
    judged(4, (ABUSE, Tier.EMERGENCY), Tier.NONE, margin=-4.0),
    judged(5, (None, Tier.NONE), Tier.NONE),
    judged(6, (None, Tier.NONE), Tier.NONE, margin=-0.2),
    judged(7, (None, Tier.NONE), Tier.LOW, SUICIDE, margin=0.1),
]


def test_the_figures_of_all_messages() -> None:
    found = figures(ROWS, "v1", prevalence=0.1)
    assert (found.messages, found.risk, found.failed) == (7, 4, 0)
    assert found.flagged.sensitivity == Share(2, 4)
    assert found.flagged.specificity == Share(2, 3)
    assert found.flagged.ppv == Share(2, 3)
    assert found.alerts == Share(3, 7)
    assert found.alerts_harmless == Share(1, 3)
    assert found.expected_ppv == pytest.approx(0.05 / (0.05 + 0.3))
    # Of 12 pairs of a risk and a harmless message: 2.0 is above all three, the tied -3.0 counts half, -0.3 is above one.
    assert found.trained_area.value == pytest.approx((3 + 0.5 + 1 + 0) / 12)
    assert found.tier_area.value == pytest.approx((3 + 3 + 1 + 1) / 12)


def test_by_category() -> None:
    suicide, abuse = figures(ROWS, "v1", prevalence=0.1).categories
    assert suicide.question.name == "suicide"
    assert (suicide.found, suicide.question.sensitivity) == (Share(2, 3), Share(1, 3))
    assert (suicide.question.specificity, suicide.question.ppv) == (Share(3, 4), Share(1, 2))
    assert (abuse.found, abuse.question.sensitivity) == (Share(0, 1), Share(0, 1))
    assert (abuse.question.specificity, abuse.question.ppv) == (Share(5, 6), Share(0, 1))


def test_by_tier() -> None:
    low, moderate, high, emergency = figures(ROWS, "v1", prevalence=0.1).tiers
    assert low.question.sensitivity == Share(2, 4)
    assert low.found.value is None, "no message is labelled low"
    assert (moderate.found, moderate.question.sensitivity, moderate.question.ppv) == (Share(0, 1), Share(2, 4), Share(2, 2))
    assert (high.found, high.urgent_enough) == (Share(2, 2), Share(1, 2))
    assert (high.question.sensitivity, high.question.specificity) == (Share(1, 3), Share(4, 4))
    assert (emergency.question.sensitivity, emergency.question.ppv) == (Share(0, 1), Share(0, 0))


def test_moving_the_thresholds() -> None:
    rows = {row.shift: row for row in figures(ROWS, "v1", prevalence=0.1).thresholds}
    assert (rows[0.0].sensitivity, rows[0.0].alerts_harmless) == (Share(2, 4), Share(1, 3))
    assert (rows[-0.5].sensitivity, rows[-0.5].alerts_harmless, rows[-0.5].alerts) == (Share(3, 4), Share(2, 3), Share(5, 7))
    assert (rows[0.5].sensitivity, rows[0.5].alerts_harmless) == (Share(2, 4), Share(0, 3))


def test_the_worst_come_first() -> None:
    found = figures(ROWS, "v1", prevalence=0.1)
    assert [item.label.id for item in found.misses] == ["4", "3"]
    assert [item.label.id for item in found.false_alarms] == ["7"]


def test_words_are_shown_only_when_asked_for() -> None:
    found = figures(ROWS, "v1", prevalence=0.1)
    for show_text in (False, True):
        cells = [cell for table in tables(found, worst=5, show_text=show_text) for row in table.rows for cell in row]
        assert any("the words of number 4" in cell for cell in cells) is show_text


def test_one_class_alone_is_undefined_and_not_zero() -> None:
    found = figures(ROWS[4:6], "v1", prevalence=0.1)
    cells = {row[0]: row[1] for row in next(tables(found, worst=5, show_text=False)).rows}
    assert cells["sensitivity"].startswith("undefined")
    assert cells["AUC, trained layer alone (its margin)"].startswith("undefined")
    assert cells["PPV if 10 % of messages showed risk"] == "undefined"
    file = read_labelled(HERE / "held_out.tsv")
    plain = as_json(file, found, worst=1, show_text=False)
    assert plain["flagged"]["sensitivity"]["value"] is None
    assert plain["auc_tier"]["undefined"]
    assert plain["expected_ppv"]["value"] is None


def test_the_threshold_table_meets_the_screen(screener: Screener) -> None:
    """Unmoved thresholds flag what the screen flags: rules, conversation and language stand beside the trained layer."""
    texts = [*read_labelled(HERE / "held_out.tsv").messages[::4], *_odd()]
    rows = [judge(screener, label) for label in texts]
    assert [row.flagged_at(0.0) for row in rows] == [row.flagged for row in rows]
    assert {row.flagged for row in rows} == {True, False}
    assert any(row.flagged and not row.otherwise for row in rows)
    assert any(row.otherwise and row.margin < 0 for row in rows)


def _odd() -> list[Labelled]:
    texts = ("🙂", "I am not suicidal", "ich kann nicht mehr, alles tut weh")
    return [Labelled(Given(0, None, text, Context()), text, None, Tier.NONE, "odd") for text in texts]


def test_a_message_without_letters_scores_lowest(screener: Screener) -> None:
    assert judge(screener, _odd()[0]).margin == UNREAD
