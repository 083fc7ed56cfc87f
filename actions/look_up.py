"""Looks up what a patient asks among the questions of the content."""

from __future__ import annotations

from actions.scene import Scene
from bot.programme.heard import said
from bot.programme.question_schema import Question
from bot.programme.questions import Found
from bot.programme.schema import LONGEST_TITLE, Button, Phrase
from bot.records import Utterance

QUESTION = "question"
"""What a button under "did you mean" carries."""


def look_up(scene: Scene) -> Found:
    """Return what answers the message: the question that was tapped, or what is like the words."""
    programme = scene.factory.programme
    tapped = programme.content.questions.get(str(scene.heard.given.get(QUESTION)))
    return Found(tapped) if tapped else programme.questions.find(scene.heard.text)


def lesson_button(scene: Scene, question: Question) -> list[Button]:
    """Return the button to the lesson that goes into ``question``, if one does."""
    lesson = scene.factory.programme.content.lessons.get(question.lesson)
    if lesson is None:
        return []
    return [Button(title=lesson.module.title[:LONGEST_TITLE], payload=f'/start_lesson{{"module": "{lesson.module.id}"}}')]


def did_you_mean(scene: Scene, near: tuple[Question, ...]) -> list[Utterance]:
    """Return the offer of ``near``, a question a button, and a person for anything else."""
    words = scene.factory.programme.content.phrases[Phrase.DID_YOU_MEAN]
    buttons = [Button(title=_short(question.ask), payload=f'/ask_question{{"{QUESTION}": "{question.id}"}}') for question in near]
    return said(*words.say, buttons=[*buttons, *words.buttons])


def _short(ask: str) -> str:
    return ask if len(ask) <= LONGEST_TITLE else ask[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
