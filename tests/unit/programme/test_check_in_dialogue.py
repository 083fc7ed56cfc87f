"""A check-in, led through by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.check_in_dialogue import CHANGE, CheckInDialogue, State, Step
from bot.programme.content import Content
from bot.programme.heard import Heard

DAY = "2026-03-02"


@pytest.fixture
def dialogue(root: Path):
    content = Content.load(root / "content" / "en")
    return CheckInDialogue(content.check_in, frozenset(content.answers))


def say(text: str, intent: str = "inform", confidence: float = 0.9, **given: object):
    return Heard(text, intent, confidence, {f"{name}_answer": value for name, value in given.items()})


def test_four_answers_and_done(dialogue: CheckInDialogue):
    turn = dialogue.begin(DAY, None, None, say("check in", "start_check_in"))
    assert (turn.step, turn.state.asking) == (Step.ASK, "pain")
    for heard, asking in [(say("about a 7"), "mood"), (say("pretty low"), "sleep"), (say("/inform", sleep="2"), "activity")]:
        turn = dialogue.hear(turn.state, heard)
        assert (turn.step, turn.state.asking) == (Step.ASK, asking)
    turn = dialogue.hear(turn.state, say("walked the dog", "good_news"))
    assert turn.step is Step.DONE
    assert turn.state.answers == {"pain": 7, "mood": 2, "sleep": 2, "activity": "walked the dog"}


@pytest.mark.parametrize(
    "asking,text,value",
    [
        ("pain", "no pain", 0),
        ("pain", "none at all today", 0),
        ("pain", "7/10", 7),
        ("mood", "4", 4),
        ("mood", "not great", 2),
        ("mood", "good", 4),
        ("mood", "really good!", 5),
        ("mood", "not bad", 3),
        ("mood", "Very low", 1),
        ("mood", "i feel so down today", 2),
        ("mood", "shit", 1),
        ("sleep", "like a log", 5),
        ("sleep", "hardly slept", 1),
        ("sleep", "slept well", 4),
        ("sleep", "not too bad", 3),
        ("sleep", "So-so", 3),
        ("sleep", "badly, woke up at three", 2),
        ("sleep", "maybe a 2, better than yesterday", 2),
        ("mood", "its about 3", 3),
        ("activity", "I had to stop on the way to the shops", "I had to stop on the way to the shops"),
        ("activity", "walked 2 miles", "walked 2 miles"),
        ("activity", "nothing much, did some reading later on", "nothing much, did some reading later on"),
    ],
)
@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "struggling", "good_news"])
def test_answers_count_whatever_the_classifier_says(
    dialogue: CheckInDialogue, asking: str, text: str, value: int | str | None, intent: str
):
    turn = dialogue.hear(State(DAY, asking=asking), say(text, intent))
    assert turn.state.answers.get(asking) == value


def test_a_sentence_about_stopping_is_no_stop(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, asking="activity"), say("had to stop on the way to the shops", "stop"))
    assert turn.step is Step.DONE or turn.state.answers["activity"]


@pytest.mark.parametrize("asking", ["pain", "mood", "sleep", "activity"])
@pytest.mark.parametrize(
    "text,intent",
    [
        ("why do you ask?", "ask_why"),
        ("who reads this?", "ask_who_reads"),
        ("does stress make pain worse?", "ask_stress_pain"),
        ("stop", "stop"),
        ("maybe later", "later"),
        ("I feel like ending it", "risk_flagged"),
        ("get me a person", "wants_human"),
        ("how can i sleep better?", "ask_sleep_pain"),
    ],
)
def test_what_is_no_answer_is_left_to_the_rules(dialogue: CheckInDialogue, asking: str, text: str, intent: str):
    state = State(DAY, asking=asking)
    turn = dialogue.hear(state, say(text, intent))
    assert (turn.step, turn.state, turn.say) == (Step.DIGRESS, state, [])


def test_back_after_a_question(dialogue: CheckInDialogue):
    turn = dialogue.back(State(DAY, asking="mood"))
    assert turn.step is Step.ASK
    assert "Back to your check-in" in turn.say[0].text
    assert turn.say[0].content["element"]["name"] == "mood"


@pytest.mark.parametrize("asking", ["pain", "mood", "sleep", "activity"])
def test_skip(dialogue: CheckInDialogue, asking: str):
    turn = dialogue.hear(State(DAY, asking=asking), say("skip", "skip"))
    assert turn.state.answers == {asking: None}


def test_a_range_is_said_back(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, asking="pain"), say("6 or 7"))
    assert "a 7" in turn.say[0].text


def test_two_numbers_are_asked_again(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, asking="pain"), say("3 in the morning and 8 at night"))
    assert (turn.state.answers, turn.state.asking) == ({}, "pain")
    assert "3 and 8" in turn.say[0].text


def test_after_two_misses_skipping_is_offered(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, asking="pain"), say("banana", "nlu_fallback"))
    turn = dialogue.hear(turn.state, say("banana", "nlu_fallback"))
    assert "skip it" in turn.say[0].text


@pytest.mark.parametrize("text", ["i meant 6", "sorry, 6", "no wait, 6", "actually it's a 6", "change my pain to 6"])
def test_the_last_answer_can_be_changed(dialogue: CheckInDialogue, text: str):
    state = State(DAY, {"pain": 7}, "mood", last="pain")
    turn = dialogue.hear(state, say(text, "correct_answer"))
    assert (turn.state.answers["pain"], turn.state.asking) == (6, "mood")
    assert "pain is now 6" in turn.say[0].text


def test_an_earlier_answer_can_be_changed_by_name_even_at_the_open_question(dialogue: CheckInDialogue):
    state = State(DAY, {"pain": 7, "mood": 2, "sleep": 3}, "activity", last="sleep")
    turn = dialogue.hear(state, say("actually my mood is good", "nlu_fallback", 0.3))
    assert (turn.state.answers["mood"], turn.state.asking) == (4, "activity")


def test_changing_without_a_value_asks_again(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, {"pain": 7}, "mood", last="pain"), say("go back", "correct_answer"))
    assert (turn.state.asking, "pain" in turn.state.answers) == ("pain", False)


def test_a_button_of_an_earlier_question_changes_that_answer(dialogue: CheckInDialogue):
    state = State(DAY, {"pain": 7, "mood": 2}, "sleep", last="mood")
    turn = dialogue.hear(state, say('/inform{"mood_answer": "4"}', mood="4"))
    assert (turn.state.answers["mood"], "sleep" in turn.state.answers) == (4, False)


def test_a_button_of_a_question_not_yet_asked_is_no_answer(dialogue: CheckInDialogue):
    turn = dialogue.hear(State(DAY, asking="pain"), say('/inform{"sleep_answer": "4"}', sleep="4"))
    assert turn.state.answers == {}


@pytest.mark.parametrize("value", ["9", "-1", "x", ""])
def test_a_forged_button_is_no_answer(dialogue: CheckInDialogue, value: int | str | None):
    turn = dialogue.hear(State(DAY, asking="mood"), say("/inform{}", mood=value))
    assert turn.state.answers == {}


def test_the_same_day_goes_on_where_it_stopped(dialogue: CheckInDialogue):
    turn = dialogue.begin(DAY, State(DAY, {"pain": 7}, "mood"), None, say("check in", "start_check_in"))
    assert (turn.state.asking, turn.state.answers) == ("mood", {"pain": 7})
    turn = dialogue.begin(DAY, State(DAY, {"pain": 7}, "mood"), None, say("4"))
    assert turn.state.answers == {"pain": 7, "mood": 4}


def test_yesterdays_answers_are_not_todays(dialogue: CheckInDialogue):
    turn = dialogue.begin("2026-03-03", State(DAY, {"pain": 7}, "mood"), None, say("check in", "start_check_in"))
    assert (turn.state.asking, turn.state.answers) == ("pain", {})


def test_a_second_check_in_offers_to_change(dialogue: CheckInDialogue):
    stored = {"pain": 7, "mood": 2, "sleep": None, "activity": "rest"}
    turn = dialogue.begin(DAY, None, stored, say("check in", "start_check_in"))
    assert turn.state.asking == CHANGE
    assert "already" in turn.say[0].text
    chosen = dialogue.hear(turn.state, say("/inform", change="pain"))
    assert chosen.state.asking == "pain"
    changed = dialogue.hear(chosen.state, say("5"))
    assert (changed.step, changed.state.answers) == (Step.DONE, {**stored, "pain": 5})
    assert dialogue.hear(turn.state, say("make my pain a 4", "correct_answer")).state.answers["pain"] == 4
    assert dialogue.hear(turn.state, say("no thanks", "deny")).step is Step.LEFT
    assert dialogue.hear(turn.state, say("/inform", change="nothing")).step is Step.LEFT


def test_the_state_survives_its_slot(dialogue: CheckInDialogue):
    state = State(DAY, {"pain": 7, "mood": None}, "sleep", "mood", 1)
    assert State.from_json(state.as_json()) == state
    assert State.from_json(None) is None
    assert State.from_json({"of": "another version"}) is None


def test_the_reason_belongs_to_the_question(dialogue: CheckInDialogue):
    assert "mood" in dialogue.why(State(DAY, asking="mood")).lower()
    assert dialogue.why(None) is None
