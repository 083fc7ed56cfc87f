"""Exercises in text: line by line, part by part, field by field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.programme.content import Content
from bot.programme.exercise_dialogue import ExerciseDialogue, ExerciseState, ExerciseTurn, LinesDialogue, SheetDialogue
from bot.programme.exercise_schema import Breathing, Relaxation, Sheet
from bot.programme.heard import Heard
from bot.programme.sheets.shown import areas_of

TODAY = date(2026, 3, 2)
THEIRS = frozenset({"ask_pacing"})


@pytest.fixture(scope="module")
def content(root: Path) -> Content:
    return Content.load(root / "content" / "en")


class Talk:
    """One exercise in text, until it is over."""

    def __init__(self, content: Content, exercise_id: str, **state: Any) -> None:
        exercise, words = content.exercises[exercise_id], content.exercise_words.chat
        self.dialogue: ExerciseDialogue = (
            SheetDialogue(exercise, words, areas_of(content), THEIRS)
            if isinstance(exercise, Sheet)
            else LinesDialogue(exercise, words, THEIRS)
        )
        self.turn: ExerciseTurn = self.dialogue.begin(ExerciseState(exercise_id, **state))

    def say(self, text: str, intent: str = "inform", confidence: float = 0.4) -> str:
        self.turn = self.dialogue.hear(self.turn.state, Heard(text, intent, confidence), TODAY)
        return self.words

    def tap(self, value: str) -> str:
        heard = Heard("/inform", "inform", 1.0, {"exercise_answer": value})
        self.turn = self.dialogue.hear(self.turn.state, heard, TODAY)
        return self.words

    @property
    def words(self) -> str:
        return "\n".join(part.text for part in self.turn.say)

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for part in self.turn.say for button in part.content.get("buttons", [])]


def test_breathing_line_by_line_by_any_word(content: Content):
    exercise = content.exercises["breathing"]
    assert isinstance(exercise, Breathing)
    talk = Talk(content, "breathing")
    assert exercise.care in talk.words
    assert exercise.as_text[0] in talk.words
    assert talk.buttons == ["I'm ready", "Stop here"]
    for line in exercise.as_text[1:]:
        assert talk.say("hm") == line
    assert talk.turn.done
    assert talk.buttons == []


def test_relaxation_part_by_part_with_parts_left_out(content: Content):
    exercise = content.exercises["muscle-relaxation"]
    assert isinstance(exercise, Relaxation)
    talk = Talk(content, "muscle-relaxation")
    talk.tap("next")
    assert "Hands. Close your hands softly" in talk.words
    assert exercise.skip in talk.buttons
    talk.tap("skip")
    assert talk.words.startswith("Arms.")
    for _ in exercise.parts[2:]:
        talk.say("next")
    assert talk.say("ok") == exercise.end
    assert talk.turn.done


def test_a_thought_record_field_by_field_to_the_summary(content: Content):
    talk = Talk(content, "thought-record")
    assert "(1 of 8) What was going on?" in talk.words
    talk.say("Half way up the stairs")
    talk.say("I have to stop everything that I like about my life", "stop", 0.9)  # an answer, and no command
    assert "What did you feel?" in talk.words
    assert "couldn't match" in talk.say("glad")
    talk.say("sad and angry")
    assert talk.turn.say[-1].content["element"]["type"] == "slider"
    assert "from 0 to 10" in talk.say("eleven")
    talk.say("about a 7")
    assert "Leave this out" in talk.buttons
    talk.tap("skip")
    talk.say("I went out on Saturday")
    assert "few words or a guess" in talk.say("skip", "skip", 0.9)
    talk.say("Stairs are hard and I still get out")
    talk.say("5")
    assert "The thought: I have to stop everything" in talk.words
    assert "What you felt: Sad; Angry" in talk.words
    assert talk.buttons == ["Keep it", "Change something", "Don't keep it"]
    talk.tap("change")
    talk.say("how strong it was")
    talk.say("8")
    assert "How strong it was: 8 of 10" in talk.words
    talk.say("yes please")
    assert talk.turn.done
    assert talk.turn.keep
    assert talk.turn.state.values["strength"] == 8


def test_a_sleep_diary_in_everyday_words(content: Content):
    talk = Talk(content, "sleep-diary")
    for words in ("last night", "half past eleven", "about 40 minutes", "an hour", "half six"):
        talk.say(words)
    assert "I need a time of day" in talk.say("when it got light")
    talk.say("7:15")
    assert talk.turn.state.asking == "quality"
    assert talk.turn.state.values == {
        "night": "2026-03-02", "to_bed": "23:30", "asleep_after": 40, "awake": 60, "woke_up": "06:30", "got_up": "07:15",
    }  # fmt: skip


def test_throwing_away_stopping_and_coming_back(content: Content):
    talk = Talk(content, "goal-sheet")
    talk.say("Walk to the shop")
    talk.tap("area:0")
    assert talk.turn.state.values["area"] == "moving"
    assert talk.say("stop", "stop", 0.9) == ""
    assert talk.turn.digress
    kept = ExerciseState.from_json(talk.turn.state.as_json())
    assert kept == talk.turn.state
    again = Talk(content, "goal-sheet", values=kept.values, asking=kept.asking)
    assert "Let's go on where we were." in again.words
    assert "Why does it matter" in again.words
    again.tap("stop")
    assert again.turn.done
    assert not again.turn.keep
    whole = Talk(content, "goal-sheet", values={"goal": "swim", "area": "moving", "first_step": "shoes"}, sheet="a" * 32)
    assert "My goal: swim" in whole.words
    whole.tap("throw_away")
    assert whole.turn.done
    assert not whole.turn.keep
    assert whole.turn.state.values == {}


def test_questions_and_risk_step_aside(content: Content):
    talk = Talk(content, "pacing-plan")
    talk.say("Washing up")
    talk.say("what is pacing?", "ask_pacing", 0.9)
    assert talk.turn.digress
    assert "Back to the exercise." in "".join(part.text for part in talk.dialogue.back(talk.turn.state).say)
    for intent in ("risk_flagged", "wants_human", "hand_back", "sheet_saved", "show_plan", "do_exercise"):
        talk.say("x", intent, 0.9)
        assert talk.turn.digress, intent


def test_a_state_of_another_version_is_none():
    assert ExerciseState.from_json({"exercise": "x", "other": 1}) is None
    assert ExerciseState.from_json(None) is None
