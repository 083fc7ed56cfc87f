"""What patients read and answer in each measure, and how they name one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.programme.content import Content
from bot.programme.heard import Heard
from bot.programme.measures.course import Course, course_of
from bot.programme.measures.dialogue import MeasureDialogue, MeasureState, MeasureTurn
from bot.programme.measures.naming import named, offers
from bot.programme.measures.reading import read_item, read_value
from bot.programme.measures.schema import Measure
from bot.programme.measures.words import MeasureWords
from bot.records import MeasureResultRecord
from tests.conftest import ROOT
from tests.unit.programme.test_content import reading_grade

MEASURES = Content.load(ROOT / "content" / "en").measures
PEG = MEASURES["peg"]
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
NOT_SAID = ("you have depression", "you are depressed", "disorder", "will get better", "guarantee", "cure")
GRADE = 6.5
"""Highest Flesch-Kincaid grade of a text of ours; the aim is 6."""


def past(measure: str, *scores: float, days: int = 14) -> list[MeasureResultRecord]:
    return [
        MeasureResultRecord(str(number), measure, {}, score, "", "", START + timedelta(days=days * number), None)
        for number, score in enumerate(scores)
    ]


def course(measure: str, score: float, *earlier: float, days: int = 14) -> Course:
    at = START + timedelta(days=days * len(earlier))
    return course_of(MEASURES[measure], score, at, past(measure, *earlier, days=days))


@pytest.mark.parametrize(
    "course_now, said",
    [
        (course("phq9", 20), ""),
        (course("phq9", 10, 16), "6 points lower than last time"),
        (course("phq9", 16, 10), "6 points higher than last time"),
        (course("phq9", 12, 10), "no clear change"),
        (course("phq9", 10, 18, 13), "8 points lower than the first time"),
        (course("phq9", 16, 9, 13), "7 points higher than the first time"),
        (course("phq9", 14, 18, 8, 10, 12), "Over the last 5 times it has gone up"),
        (course("phq9", 14, 9, 10, 12, 12), "no clear change"),
    ],
)
def test_the_patient_hears_of_one_change_the_nearest_that_is_more_than_noise(course_now: Course, said: str) -> None:
    text = MeasureWords(MEASURES["phq9"]).moved(course_now)
    assert (said in text) if said else text == ""


def test_the_patient_hears_of_a_load_that_creeps_up() -> None:
    creeping = course_of(MEASURES["phq9"], 15, START + timedelta(days=14 * 6), past("phq9", 18, 8, 9, 11, 12, 13))
    assert "Over the last 6 times it has gone up bit by bit" in MeasureWords(MEASURES["phq9"]).moved(creeping)


def test_nothing_is_said_of_change_where_none_can_be_called_reliable() -> None:
    assert MeasureWords(MEASURES["phq4"]).moved(course("phq4", 12, 0)) == ""


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_no_text_of_ours_promises_or_diagnoses_and_each_is_plain(measure: Measure) -> None:
    change = measure.reliable_change
    texts = [
        *measure.intro, *(band.means for band in measure.bands), *(one.means for one in measure.subscales), measure.why,
        measure.not_diagnosis, measure.no_skipping, measure.hint, measure.left, measure.left_empty, measure.done,
        *((change.say_better, change.say_worse, change.say_same, change.say_rising) if change else ()),
    ]  # fmt: skip
    for text in texts:
        plain = text.lower().replace("{points}", "4").replace("{since}", "last time").replace("{count}", "4")
        assert reading_grade(plain) <= GRADE, text
        assert not [word for word in NOT_SAID if word in plain]


class Lead:
    """One measure, led by typed words."""

    def __init__(self, measure: str, *earlier: float) -> None:
        content = MEASURES[measure]
        at = START + timedelta(days=7 * len(earlier))
        records = past(measure, *earlier, days=7)
        self.dialogue = MeasureDialogue(content, frozenset(), lambda score: course_of(content, score, at, records))
        self.turn: MeasureTurn = self.dialogue.begin(None, "r" * 32, Heard(intent="start_measure"))

    def hear(self, text: str, intent: str = "inform") -> str:
        state = MeasureState.from_json(self.turn.state.as_json())
        assert state
        self.turn = self.dialogue.hear(state, Heard(text, intent, 0.9))
        return self.turn.say[-1].text


def test_a_peg_by_slider_or_by_words() -> None:
    lead = Lead("peg", 3.3)
    element = lead.turn.say[-1].content["element"]
    assert (element["type"], element["min"], element["max"], element["low_label"]) == ("slider", 0, 10, "No pain")
    assert lead.turn.say[-1].text.startswith("1 of 3. What number best describes your pain")
    lead.hear("7")
    lead.hear("about a six")
    said = lead.hear("does not interfere")
    assert "Your score is 4.3 of 10" in said
    assert "no clear change" in said
    assert lead.turn.state.answers == {"pain": 7, "enjoyment": 6, "activity": 0}


def test_a_peg_that_got_worse_says_so_without_blame_or_promise() -> None:
    lead = Lead("peg", 4.0)
    for answer in ("8", "7", "7"):
        said = lead.hear(answer)
    assert "3.3 points higher than last time" in said
    assert "does not mean that you did something wrong" in said


def test_the_phq_4_says_which_two_answers_call_for_a_closer_look() -> None:
    lead = Lead("phq4")
    for answer in ("nearly every day", "not at all", "not at all", "several days"):
        said = lead.hear(answer)
    assert "Your total is 4 of 12" in said
    assert "two answers about worry" in said
    assert "two answers about mood" not in said


def test_asking_for_the_questionnaire_that_is_under_way_asks_its_question_again() -> None:
    lead = Lead("gad7")
    lead.hear("several days")
    assert lead.hear("go on with the questionnaire", "start_measure").endswith("Not being able to stop or control worrying")


@pytest.mark.parametrize(
    "text, value",
    [("7", 7), ("7/10", 7), ("six or seven", 7), ("No pain", 0), ("none", 0), ("pain as bad as you can imagine", 10), ("11", None),
     ("my back hurts", None), ("2 tablets", None), ("0", 0)],
)  # fmt: skip
def test_typed_answers_on_a_scale(text: str, value: int | None) -> None:
    assert read_item(PEG, PEG.items[0], text) == value


@pytest.mark.parametrize("text, value", [("10", 10), ("11", None), ("-1", None), ("\u0663", None), ("x", None)])
def test_a_buttons_value(text: str, value: int | None) -> None:
    assert read_value(PEG, PEG.items[0], text) == value


@pytest.mark.parametrize(
    "text, measure",
    [
        ("the anxiety questionnaire please", "gad7"), ("can I do the GAD-7", "gad7"), ("the one about worry", "gad7"),
        ("the pain one", "peg"), ("PEG", "peg"), ("mood questionnaire", "phq9"), ("phq-9", "phq9"), ("the depression test", "phq9"),
        ("phq4", "phq4"), ("the short questionnaire", "phq4"), ("a questionnaire", None),
        ('/start_measure{"measure": "peg"}', None),
    ],
)  # fmt: skip
def test_which_measure_words_name(text: str, measure: str | None) -> None:
    assert named(MEASURES, Heard(text, "start_measure", 0.9)) == measure


def test_a_button_names_its_measure_and_nothing_unknown() -> None:
    assert named(MEASURES, Heard("A button", "start_measure", 1.0, {"measure": "gad7"})) == "gad7"
    assert named(MEASURES, Heard("the pain one", "start_measure", 1.0, {"measure": "phq8"})) is None
    assert [button.payload for button in offers(MEASURES)] == [f'/start_measure{{"measure": "{name}"}}' for name in MEASURES]
