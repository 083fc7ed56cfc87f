"""What is taken for a correction, of which answer, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.check_in_dialogue import CheckInDialogue, State, Step
from bot.programme.check_in_words import CHANGE, CONFIRM
from bot.programme.content import Content
from bot.programme.heard import Heard

DAY = "2026-03-02"
ORDER = ("pain", "mood", "sleep", "activity")
GIVEN = {"pain": 4, "mood": 2, "sleep": 4, "activity": "walked"}
GUESSES = [("correct_answer", 0.9), ("inform", 0.9), ("nlu_fallback", 0.3), ("struggling", 0.6)]
"""What the assistant may take a correction for: the words alone must do."""


@pytest.fixture(scope="module")
def dialogue(root: Path):
    content = Content.load(root / "content" / "en")
    return CheckInDialogue(content.check_in, frozenset(content.answers) | {"thanks"})


def at(asking: str):
    """The state in which ``asking`` is the open question and those before it are answered."""
    before = ORDER[: ORDER.index(asking)]
    return State(DAY, {name: GIVEN[name] for name in before}, asking, before[-1] if before else None)


UNDER_SUMMARY = State(DAY, GIVEN, CONFIRM, "activity", saved=True)


@pytest.mark.parametrize("intent,confidence", GUESSES)
@pytest.mark.parametrize(
    "asking,text,changed",
    [
        ("activity", "sleep was bad, not well", {"sleep": 2}),
        ("activity", "slept badly not well", {"sleep": 2}),
        ("activity", "pain was 7 not 4", {"pain": 7}),
        ("activity", "actually my mood was in between", {"mood": 3}),
        ("activity", "no, my mood is good", {"mood": 4}),
        ("activity", "no, badly", {"sleep": 2}),
        ("activity", "not well, badly", {"sleep": 2}),
        ("activity", "sorry, pain should be seven", {"pain": 7}),
        ("activity", "change my pain to 6 and my mood to good", {"pain": 6, "mood": 4}),
        ("activity", "oops, I meant so-so", {"sleep": 3}),
        ("mood", "no, I meant 6", {"pain": 6}),
        ("mood", "no 6", {"pain": 6}),
        ("mood", "7 not 4", {"pain": 7}),
        ("mood", "it's not 4, it's 7", {"pain": 7}),
        ("mood", "i put 4 but it should be 7", {"pain": 7}),
        ("mood", "change pain from 4 to 8", {"pain": 8}),
        ("mood", "Sorry, 6", {"pain": 6}),
        ("mood", "my pain is 9", {"pain": 9}),
        ("mood", "no it was eight", {"pain": 8}),
        ("sleep", "no, I meant 5", {"mood": 5}),
        ("sleep", "no, good", {"mood": 4}),
        ("sleep", "not low, in between", {"mood": 3}),
        ("sleep", "pain was 7 not 4", {"pain": 7}),
        ("sleep", "my pain is 8 and my back is stiff", {"pain": 8}),
        ("sleep", "my mood is good thanks", {"mood": 4}),
        ("mood", "no I'd say pain is more of a 6", {"pain": 6}),
    ],
)
def test_understood_in_the_middle(
    dialogue: CheckInDialogue, asking: str, text: str, changed: dict[str, int], intent: str, confidence: float
):
    state = at(asking)
    turn = dialogue.hear(state, Heard(text, intent, confidence))
    assert (turn.step, turn.state.asking) == (Step.ASK, asking)
    assert turn.state.answers == {**state.answers, **changed}
    assert turn.say[0].text.startswith("Changed. ")


@pytest.mark.parametrize("intent,confidence", GUESSES)
@pytest.mark.parametrize(
    "text,changed",
    [
        ("sleep was bad, not well", {"sleep": 2}),
        ("no, sleep was bad", {"sleep": 2}),
        ("pain was 7 not 4", {"pain": 7}),
        ("actually my mood was very low", {"mood": 1}),
        ("mood good", {"mood": 4}),
        ("no, I meant 6", {"pain": 6}),
        ("6", {"pain": 6}),
        ("not well, badly", {"sleep": 2}),
        ("yes but my mood is ok", {"mood": 3}),
        ("my pain was 3 and I slept badly", {"pain": 3, "sleep": 2}),
        ("no pain actually", {"pain": 0}),
        ("could you change my sleep to badly?", {"sleep": 2}),
    ],
)
def test_understood_under_the_summary(
    dialogue: CheckInDialogue, text: str, changed: dict[str, int], intent: str, confidence: float
):
    turn = dialogue.hear(UNDER_SUMMARY, Heard(text, intent, confidence))
    assert (turn.step, turn.state.asking) == (Step.KEEP, CONFIRM)
    assert turn.state.answers == {**GIVEN, **changed}
    assert turn.say[0].text.startswith("Changed. ")


def test_the_last_change_is_the_last_one_asked(dialogue: CheckInDialogue):
    turn = dialogue.hear(UNDER_SUMMARY, Heard("my mood is good", "correct_answer", 0.9))
    turn = dialogue.hear(turn.state, Heard("no, bad", "correct_answer", 0.9))
    assert turn.state.answers == GIVEN
    turn = dialogue.hear(turn.state, Heard("sleep was bad", "correct_answer", 0.9))
    turn = dialogue.hear(turn.state, Heard("no, average", "correct_answer", 0.9))
    assert (turn.state.answers["sleep"], turn.state.answers["mood"]) == (3, 2)


@pytest.mark.parametrize("text", ["no, I meant 3", "that's wrong", "i made a mistake", "no, that is not what i said"])
def test_what_could_be_any_of_them_is_asked(dialogue: CheckInDialogue, text: str):
    turn = dialogue.hear(UNDER_SUMMARY, Heard(text, "correct_answer", 0.9))
    assert (turn.step, turn.state.asking, turn.state.answers) == (Step.ASK, CHANGE, GIVEN)


@pytest.mark.parametrize(
    "text,again",
    [("change my sleep", "sleep"), ("sleep", "sleep"), ("the mood is wrong", "mood"), ("change what i did", "activity")],
)
def test_a_name_alone_asks_for_that_answer_again(dialogue: CheckInDialogue, text: str, again: str):
    turn = dialogue.hear(UNDER_SUMMARY, Heard(text, "correct_answer", 0.9))
    assert (turn.step, turn.state.asking, turn.state.answers) == (Step.ASK, again, GIVEN)


@pytest.mark.parametrize("intent,confidence", [*GUESSES, ("stop", 0.4)])
@pytest.mark.parametrize("text", ["go back", "wrong button", "oops i tapped the wrong one", "that's wrong"])
def test_taking_back_asks_for_the_last_answer_again(dialogue: CheckInDialogue, text: str, intent: str, confidence: float):
    turn = dialogue.hear(at("activity"), Heard(text, intent, confidence))
    assert (turn.step, turn.state.asking, "sleep" in turn.state.answers) == (Step.ASK, "sleep", False)


def test_off_the_scale_is_said(dialogue: CheckInDialogue):
    turn = dialogue.hear(at("activity"), Heard("no, sleep was 8", "correct_answer", 0.9))
    assert (turn.state.asking, "from 1 to 5" in turn.say[0].text) == ("sleep", True)
    turn = dialogue.hear(at("activity"), Heard("pain was 3 or 8", "correct_answer", 0.9))
    assert turn.state.answers.get("pain") == 4 or turn.state.asking == "pain"


@pytest.mark.parametrize("intent,confidence", [("inform", 0.9), ("nlu_fallback", 0.3), ("struggling", 0.6), ("good_news", 0.6)])
@pytest.mark.parametrize(
    "asking,text,value",
    [
        ("mood", "actually pretty good", 4),
        ("mood", "sorry, very low", 1),
        ("mood", "not great", 2),
        ("mood", "good apart from the pain", 4),
        ("mood", "oh, fine", 3),
        ("sleep", "not bad", 3),
        ("sleep", "not great", 2),
        ("sleep", "no sleep at all", 1),
        ("sleep", "slept badly, pain was 8", 2),
        ("sleep", "badly, the pain woke me", 2),
        ("sleep", "well, not badly", 4),
        ("sleep", "badly, the pain woke me at 3", 2),
        ("sleep", "ok but pain woke me at 3", 3),
        ("sleep", "sorry, badly, pain kept me up till 2", 2),
        ("pain", "no pain", 0),
        ("pain", "actually a 3", 3),
    ],
)
def test_an_answer_stays_an_answer(dialogue: CheckInDialogue, asking: str, text: str, value: int, intent: str, confidence: float):
    state = at(asking)
    turn = dialogue.hear(state, Heard(text, intent, confidence))
    assert turn.state.answers == {**state.answers, asking: value}


@pytest.mark.parametrize("intent,confidence", [*GUESSES, ("good_news", 0.6)])
@pytest.mark.parametrize(
    "text",
    [
        "actually the pain kept me in bed all day",
        "pain was 8 so I stayed in bed",
        "not much, watched tv",
        "no, nothing special, some cooking",
        "I slept badly so I had a nap",
        "went to bed early because my mood was low",
        "I made a good dinner",
        "sorry not much I stayed in all day",
        "I put the washing out",
        "actually it was a bad day and I stayed in bed",
        "changed the beds",
        "no gym today, just stretching",
        "actually slept well so I had energy for the garden",
        "pain was 4",
        "I picked blackberries",
        "change of plan, stayed at home",
    ],
)
def test_an_account_of_the_day_is_no_correction(dialogue: CheckInDialogue, text: str, intent: str, confidence: float):
    turn = dialogue.hear(at("activity"), Heard(text, intent, confidence))
    assert turn.state.answers == {**GIVEN, "activity": text}


@pytest.mark.parametrize("text", ["pain woke me at 3", "the pain kept me up till 2"])
def test_a_time_is_no_pain(dialogue: CheckInDialogue, text: str):
    turn = dialogue.hear(at("sleep"), Heard(text, "nlu_fallback", 0.3))
    assert turn.state.answers["pain"] == GIVEN["pain"]


@pytest.mark.parametrize(
    "text,intent",
    [
        ("thank you", "thanks"),
        ("why is my pain a 7 every morning?", "ask_why_pain_persists"),
        ("my sleep is getting better thanks to you", "good_news"),
        ("the pain wears me down", "struggling"),
        ("bye", "goodbye"),
        ("later", "later"),
    ],
)
def test_talk_under_the_summary_changes_nothing(dialogue: CheckInDialogue, text: str, intent: str):
    turn = dialogue.hear(UNDER_SUMMARY, Heard(text, intent, 0.9))
    assert (turn.step, turn.state) == (Step.DIGRESS, UNDER_SUMMARY)


@pytest.mark.parametrize(
    "asking,text,value",
    [
        ("mood", "low, not very good", 2),
        ("mood", "very good, not bad", 5),
        ("mood", "not very good", 2),
        ("mood", "wasn't brilliant", None),
        ("sleep", "didn't sleep very well", 2),
        ("sleep", "not brilliant, woke at 3", None),
        ("sleep", "bad rather than well", 2),
        ("sleep", "didnt sleep well at all", 2),
        ("sleep", "didn\u2019t sleep", 1),
        ("pain", "7 instead of 4", 7),
        ("pain", "wasn't 4, more like 6", 6),
    ],
)
def test_what_is_denied_is_not_the_answer(dialogue: CheckInDialogue, asking: str, text: str, value: int | None):
    turn = dialogue.hear(State(DAY, asking=asking), Heard(text, "inform", 0.9))
    assert turn.state.answers.get(asking) == value
