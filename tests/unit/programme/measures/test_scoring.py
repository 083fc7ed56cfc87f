"""Items as published, scores against worked examples, bands and subscales."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.programme.content import Content
from bot.programme.files import ContentError, read
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import band_of, reached, score_of, shown, subscore
from tests.conftest import ROOT

FOLDER = ROOT / "content/en/measures"
MEASURES = Content.load(ROOT / "content" / "en").measures
OFTEN = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
MOVING = (
    "Moving or speaking so slowly that other people could have noticed? Or the opposite \u2014 being so fidgety or restless that "
    "you have been moving around a lot more than usual"
)
PUBLISHED = {
    "peg": (
        "",
        [
            "What number best describes your pain on average in the past week?",
            "What number best describes how, during the past week, pain has interfered with your enjoyment of life?",
            "What number best describes how, during the past week, pain has interfered with your general activity?",
        ],
    ),
    "phq9": (
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
        [
            "Little interest or pleasure in doing things",
            "Feeling down, depressed, or hopeless",
            "Trouble falling or staying asleep, or sleeping too much",
            "Feeling tired or having little energy",
            "Poor appetite or overeating",
            "Feeling bad about yourself \u2014 or that you are a failure or have let yourself or your family down",
            "Trouble concentrating on things, such as reading the newspaper or watching television",
            MOVING,
            "Thoughts that you would be better off dead or of hurting yourself in some way",
        ],
    ),
    "gad7": (
        "Over the last 2 weeks, how often have you been bothered by the following problems?",
        [
            "Feeling nervous, anxious or on edge",
            "Not being able to stop or control worrying",
            "Worrying too much about different things",
            "Trouble relaxing",
            "Being so restless that it is hard to sit still",
            "Becoming easily annoyed or irritable",
            "Feeling afraid as if something awful might happen",
        ],
    ),
    "phq4": (
        "Over the last 2 weeks, how often have you been bothered by the following problems?",
        [
            "Feeling nervous, anxious or on edge",
            "Not being able to stop or control worrying",
            "Little interest or pleasure in doing things",
            "Feeling down, depressed, or hopeless",
        ],
    ),
}
"""Krebs 2009; Kroenke 2001; Spitzer 2006; Kroenke 2009."""


def answers(measure: str, *values: int) -> dict[str, int]:
    return dict(zip((item.name for item in MEASURES[measure].items), values, strict=True))


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_items_and_answers_are_the_instruments_own_words(name: str) -> None:
    measure, (ask, items) = MEASURES[name], PUBLISHED[name]
    assert (measure.ask, [item.text for item in measure.items]) == (ask, items)
    if name != "peg":
        assert [(answer.value, answer.title) for answer in measure.answers] == list(enumerate(OFTEN))


def test_the_peg_names_the_ends_of_its_scales_as_published() -> None:
    scales = [item.scale for item in MEASURES["peg"].items]
    assert [(scale.low, scale.high, scale.low_label, scale.high_label) for scale in scales if scale] == [
        (0, 10, "No pain", "Pain as bad as you can imagine"),
        (0, 10, "Does not interfere", "Completely interferes"),
        (0, 10, "Does not interfere", "Completely interferes"),
    ]


def test_only_the_phq_9_asks_about_thoughts_of_death() -> None:
    assert [name for name, measure in MEASURES.items() if measure.follow_up] == ["phq9"]


@pytest.mark.parametrize(
    "measure, values, score, band",
    [
        ("peg", (6, 5, 5), 5.3, "middle"),
        ("peg", (7, 8, 10), 8.3, "upper"),
        ("peg", (6, 6, 5), 5.7, "middle"),
        ("peg", (4, 4, 4), 4.0, "middle"),
        ("peg", (4, 4, 3), 3.7, "lower"),
        ("peg", (0, 0, 0), 0.0, "lower"),
        ("peg", (10, 10, 10), 10.0, "upper"),
        ("phq9", (2, 2, 3, 3, 1, 2, 1, 0, 0), 14.0, "moderate"),
        ("phq9", (3, 3, 3, 3, 2, 3, 2, 1, 0), 20.0, "severe"),
        ("gad7", (2, 1, 1, 0, 0, 1, 2), 7.0, "mild"),
        ("gad7", (3, 3, 2, 2, 1, 2, 2), 15.0, "severe"),
        ("phq4", (2, 1, 0, 1), 4.0, "mild"),
        ("phq4", (3, 3, 3, 3), 12.0, "severe"),
    ],
)
def test_worked_examples(measure: str, values: tuple[int, ...], score: float, band: str) -> None:
    found = score_of(MEASURES[measure], answers(measure, *values))
    assert (found, band_of(MEASURES[measure], found).name) == (score, band)


@pytest.mark.parametrize(
    "measure, bands",
    [
        ("phq9", [(0, 4), (5, 9), (10, 14), (15, 19), (20, 27)]),
        ("gad7", [(0, 4), (5, 9), (10, 14), (15, 21)]),
        ("phq4", [(0, 2), (3, 5), (6, 8), (9, 12)]),
        ("peg", [(0, 3.9), (4, 6.9), (7, 10)]),
    ],
)
def test_bands_as_published(measure: str, bands: list[tuple[float, float]]) -> None:
    assert [(band.low, band.high) for band in MEASURES[measure].bands] == bands


def test_thresholds() -> None:
    assert {name: measure.threshold for name, measure in MEASURES.items()} == {"phq9": 10, "gad7": 8, "peg": None, "phq4": None}


@pytest.mark.parametrize(
    "values, subscores, over",
    [((2, 1, 0, 1), [3, 1], ["anxiety"]), ((1, 1, 1, 2), [2, 3], ["depression"]), ((1, 1, 1, 1), [2, 2], []),
     ((3, 0, 0, 3), [3, 3], ["anxiety", "depression"])],
)  # fmt: skip
def test_the_subscales_of_the_phq_4(values: tuple[int, ...], subscores: list[int], over: list[str]) -> None:
    phq4, given_answers = MEASURES["phq4"], answers("phq4", *values)
    assert [subscore(subscale, given_answers) for subscale in phq4.subscales] == subscores
    assert [subscale.name for subscale in reached(phq4, given_answers)] == over


@pytest.mark.parametrize("values", [(11, 0, 0), (-1, 0, 0), (True, 0, 0), (5.0, 0, 0)])
def test_what_is_off_an_items_own_scale_has_no_score(values: tuple[int, ...]) -> None:
    with pytest.raises(Invalid, match="from 0 to 10"):
        score_of(MEASURES["peg"], answers("peg", *values))


@given(st.sampled_from(sorted(MEASURES)), st.data())
def test_every_answer_sheet_has_a_score_on_the_scale_and_one_band(name: str, data: st.DataObject) -> None:
    measure = MEASURES[name]
    sheet = {item.name: data.draw(st.integers(*measure.span(item))) for item in measure.items}
    score = score_of(measure, sheet)
    assert measure.least <= score <= measure.most
    assert len([band for band in measure.bands if band.low <= score <= band.high]) == 1
    assert float(shown(measure, score)) == score
    item = data.draw(st.sampled_from(measure.items))
    if sheet[item.name] < measure.span(item)[1]:
        assert score_of(measure, {**sheet, item.name: sheet[item.name] + 1}) > score, "more of anything is a heavier load"


@pytest.mark.parametrize(
    "file, old, new, mistake",
    [
        ("peg.yml", "low: 4, high: 6.9", "low: 4.1, high: 6.9", "bands must cover every score once"),
        ("peg.yml", "low: 7, high: 10,", "low: 7, high: 9.9,", "the last band must end at 10"),
        ("peg.yml", '{low: 0, high: 10, low_label: "No pain"', '{low: 10, high: 10, low_label: "No pain"', "low below high"),
        ("phq4.yml", "items: [nervous, control]", "items: [nervous, sleep]", "subscales name items that there are not: sleep"),
        ("gad7.yml", "  - {value: 2,", "  - {value: 4,", "follow each other without a gap"),
        ("gad7.yml", "{name: control,", "{name: nervous,", "each item may stand once"),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path, file: str, old: str, new: str, mistake: str) -> None:
    text = (FOLDER / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    with pytest.raises(ContentError, match=mistake):
        read(tmp_path / file, Measure)
