"""A check-in, led through by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.check_in_dialogue import CheckInDialogue, State, Step, Turn
from bot.programme.check_in_words import CHANGE, CONFIRM, shortened
from bot.programme.content import Content
from bot.programme.heard import Heard

DAY = "2026-03-02"


@pytest.fixture(scope="module")
def dialogue(root: Path):
    content = Content.load(root / "content" / "en")
    return CheckInDialogue(content.check_in, frozenset(content.answers))


def say(text: str, intent: str = "inform", confidence: float = 0.9, **given: object):
    return Heard(text, intent, confidence, {f"{name}_answer": value for name, value in given.items()})


def titles(turn: Turn):
    return [button["title"] for button in turn.say[-1].content["buttons"]]


ALL = {"pain": 7, "mood": 2, "sleep": 4, "activity": "walked"}


@pytest.fixture
def summed_up(dialogue: CheckInDialogue):
    """The state under the summary of a check-in just finished."""
    asked = State(DAY, {name: ALL[name] for name in ("pain", "mood", "sleep")}, "activity", "sleep")
    return dialogue.hear(asked, say("walked")).state


def test_four_answers_and_done(dialogue: CheckInDialogue):
    turn = dialogue.begin(DAY, None, None, say("check in", "start_check_in"))
    assert (turn.step, turn.state.asking) == (Step.ASK, "pain")
    for heard, asking in [(say("about a 7"), "mood"), (say("pretty low"), "sleep"), (say("/inform", sleep="2"), "activity")]:
        turn = dialogue.hear(turn.state, heard)
        assert (turn.step, turn.state.asking) == (Step.ASK, asking)
    turn = dialogue.hear(turn.state, say("walked the dog", "good_news"))
    assert (turn.step, turn.state.asking, turn.state.saved) == (Step.KEEP, CONFIRM, True)
    assert turn.state.answers == {"pain": 7, "mood": 2, "sleep": 2, "activity": "walked the dog"}
    assert "pain 7, mood low, slept badly, your day: walked the dog. Is that right?" in turn.say[-1].text
    assert titles(turn) == ["That's right", "Change something"]
    turn = dialogue.hear(turn.state, say("/inform", confirm="right"))
    assert (turn.step, turn.say) == (Step.DONE, [])


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
    assert turn.state.answers["activity"] == "had to stop on the way to the shops"


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
    assert "at 7" in turn.say[0].text
    assert "another" in turn.say[0].text


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
    assert turn.say[0].text == "Changed. Pain at 6."
    assert "mood" in turn.say[1].text


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
    assert (changed.step, changed.state.answers) == (Step.KEEP, {**stored, "pain": 5})
    assert dialogue.hear(turn.state, say("make my pain a 4", "correct_answer")).state.answers["pain"] == 4
    assert dialogue.hear(turn.state, say("no thanks", "deny")).step is Step.DONE
    assert dialogue.hear(turn.state, say("/inform", change="nothing")).step is Step.DONE


def test_the_state_survives_its_slot(dialogue: CheckInDialogue):
    state = State(DAY, {"pain": 7, "mood": None}, "sleep", "mood", 1)
    assert State.from_json(state.as_json()) == state
    assert State.from_json(None) is None
    assert State.from_json({"of": "another version"}) is None


def test_the_reason_belongs_to_the_question(dialogue: CheckInDialogue):
    assert "mood" in dialogue.why(State(DAY, asking="mood")).lower()
    assert dialogue.why(None) is None


@pytest.mark.parametrize(
    "asking,heard,noted",
    [
        ("pain", say("7"), "Pain at 7."),
        ("pain", say("no pain"), "Pain at 0."),
        ("mood", say("4"), "Mood good today."),
        ("mood", say("not very good"), "Mood low today."),
        ("mood", say("/inform", mood="1"), "Mood very low today."),
        ("sleep", say("4"), "You slept well."),
        ("sleep", say("2"), "You slept badly."),
        ("sleep", say("/inform", sleep="3"), "You slept so-so."),
    ],
)
def test_what_was_noted_is_said_back_in_words(dialogue: CheckInDialogue, asking: str, heard: Heard, noted: str):
    before = dict.fromkeys(("pain", "mood", "sleep", "activity")[: ("pain", "mood", "sleep").index(asking)], 1)
    turn = dialogue.hear(State(DAY, before, asking), heard)
    assert turn.say[0].text.startswith(noted)
    assert len(turn.say) == 2


@pytest.mark.parametrize("value", range(11))
def test_every_answer_is_said_back(dialogue: CheckInDialogue, value: int):
    turn = dialogue.hear(State(DAY, asking="pain"), say(str(value)))
    assert turn.say[0].text.startswith(f"Pain at {value}. ")


@pytest.mark.parametrize("text", ["that's right", "yes", "ok", "Good!", "perfect", "Leave it as it is"])
@pytest.mark.parametrize("intent", ["affirm", "inform", "deny"])
def test_the_summary_is_right(dialogue: CheckInDialogue, summed_up: State, text: str, intent: str):
    assert dialogue.hear(summed_up, say(text, intent)).step is Step.DONE


def test_changing_something_under_the_summary_by_buttons(dialogue: CheckInDialogue, summed_up: State):
    turn = dialogue.hear(summed_up, say("/inform", confirm="change"))
    assert (turn.state.asking, titles(turn)) == (CHANGE, ["Pain", "Mood", "Sleep", "What you did", "Leave it as it is"])
    turn = dialogue.hear(turn.state, say("/inform", change="mood"))
    assert (turn.state.asking, turn.say[0].text) == ("mood", "How is your mood today?")
    assert titles(turn) == ["Leave it as it is"]
    changed = dialogue.hear(turn.state, say("/inform", mood="4"))
    assert (changed.step, changed.state.asking, changed.state.answers) == (Step.KEEP, CONFIRM, {**ALL, "mood": 4})
    assert [bubble.text for bubble in changed.say] == [
        "Mood good today. That's nice to hear.",
        "For today I now have: pain 7, mood good, slept well, your day: walked. Is that right?",
    ]
    left = dialogue.hear(turn.state, say("/skip", "skip"))
    assert (left.step, left.state.asking, left.state.answers) == (Step.ASK, CONFIRM, ALL)
    assert dialogue.hear(dialogue.hear(summed_up, say("no", "deny")).state, say("/inform", change="nothing")).step is Step.DONE


def test_the_words_for_what_you_did_can_be_changed(dialogue: CheckInDialogue, summed_up: State):
    turn = dialogue.hear(summed_up, say("change what i did", "correct_answer"))
    assert (turn.state.asking, turn.say[0].text) == ("activity", "What did you do today, or what do you plan to do?")
    assert dialogue.hear(turn.state, say("walked and cooked")).state.answers == {**ALL, "activity": "walked and cooked"}


def test_a_finished_check_in_is_not_left_open(dialogue: CheckInDialogue, summed_up: State):
    assert not summed_up.left_open(DAY)
    asked_again = dialogue.hear(
        dialogue.hear(summed_up, say("/inform", confirm="change")).state, say("/inform", change="pain")
    ).state
    assert asked_again.asking == "pain"
    assert not asked_again.left_open(DAY)


def test_after_a_question_under_the_summary_nothing_is_asked_again(dialogue: CheckInDialogue, summed_up: State):
    assert dialogue.hear(summed_up, say("who reads this?", "ask_who_reads")).step is Step.DIGRESS
    assert dialogue.hear(summed_up, say("i want to do a lesson", "start_lesson")).step is Step.DIGRESS
    assert dialogue.back(summed_up).step is Step.DONE


def test_what_is_not_understood_under_the_summary_is_asked_about_once(dialogue: CheckInDialogue, summed_up: State):
    turn = dialogue.hear(summed_up, say("banana", "nlu_fallback"))
    assert (turn.step, turn.state.asking, titles(turn)) == (Step.ASK, CONFIRM, ["That's right", "Change something"])
    assert dialogue.hear(turn.state, say("banana", "nlu_fallback")).step is Step.DONE


def test_a_check_in_of_skips_is_over_without_a_summary(dialogue: CheckInDialogue):
    state = State(DAY, dict.fromkeys(("pain", "mood", "sleep")), "activity")
    turn = dialogue.hear(state, say("skip", "skip"))
    assert (turn.step, turn.state.given) == (Step.DONE, False)


def test_a_correction_opens_a_check_in_that_is_over(dialogue: CheckInDialogue):
    turn = dialogue.begin(DAY, None, ALL, say("actually my mood was in between", "correct_answer"))
    assert (turn.step, turn.state.answers, turn.state.reopened) == (Step.KEEP, {**ALL, "mood": 3}, True)
    turn = dialogue.begin(DAY, None, ALL, say("no, I meant 6", "correct_answer"))
    assert (turn.step, turn.state.answers["pain"]) == (Step.KEEP, 6)
    turn = dialogue.begin(DAY, None, ALL, say("i made a mistake", "correct_answer"))
    assert (turn.step, turn.state.asking) == (Step.ASK, CHANGE)


def test_the_summary_repeats_long_words_in_short():
    assert shortened("Walked the dog.") == "Walked the dog"
    long = shortened("one two three " * 20)
    assert long.endswith((" one\u2026", " two\u2026", " three\u2026"))
    assert len(long) <= 61
