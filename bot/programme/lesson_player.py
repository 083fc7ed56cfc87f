"""Plays a lesson in short steps. Plain functions of place and message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.programme.content import PlacedLesson
from bot.programme.heard import Heard, find_words, fold, said
from bot.programme.schema import Button, Choice
from bot.records import Utterance

NEXT = "/next_step"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a patient is: ``step`` is the next step to show; ``asked`` whether the one before waits for a reply."""

    step: int = 0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """The new place, what to say, and whether the lesson is over."""

    place: Place
    say: list[Utterance] = field(default_factory=list)
    finished: bool = False


def show(lesson: PlacedLesson, place: Place, lead: str = "") -> Played:
    """Show the next step. After the last one, close the lesson."""
    steps = lesson.lesson.steps
    if place.step >= len(steps):
        return Played(place, said(lesson.lesson.finished), finished=True)
    step = steps[place.step]
    texts = [*step.say]
    if lead:
        texts = [lead, "\n\n".join(texts)] if len(texts) > 1 else [lead, *texts]
    if step.ask:
        buttons = [
            Button(title=choice.title[:40], payload=f'/lesson_answer{{"choice": "{index}"}}')
            for index, choice in enumerate(step.ask)
        ]
    else:
        buttons = [Button(title=step.button or lesson.lesson.go_on, payload=NEXT)]
    element = {
        "type": "lesson",
        "title": lesson.lesson.title,
        "step": place.step + 1,
        "steps": len(steps),
        "progress": round((place.step + 1) / len(steps), 2),
    }
    return Played(Place(place.step + 1, asked=bool(step.ask)), said(*texts, buttons=buttons, element=element))


def answer(lesson: PlacedLesson, place: Place, heard: Heard, pick_one: str) -> Played:
    """Give feedback on a reply to the lesson's question, and offer to go on. No reply is wrong enough to stop at."""
    choices = lesson.lesson.steps[place.step - 1].ask if 0 < place.step <= len(lesson.lesson.steps) else []
    if not choices:
        return show(lesson, place)
    go_on = [Button(title=lesson.lesson.go_on, payload=NEXT)]
    choice = _chosen(choices, heard)
    if choice is None:
        buttons = [
            Button(title=option.title[:40], payload=f'/lesson_answer{{"choice": "{index}"}}')
            for index, option in enumerate(choices)
        ]
        return Played(place, said(pick_one, buttons=[*buttons, *go_on]))
    return Played(Place(place.step), said(choice.feedback, buttons=go_on))


def _chosen(choices: list[Choice], heard: Heard) -> Choice | None:
    given = heard.given.get("choice")
    if given is not None:
        return choices[int(given)] if str(given).isdigit() and int(given) < len(choices) else None
    words = {word: index for index, choice in enumerate(choices) for word in (*choice.words, choice.title)}
    place = find_words(heard.text, words)
    letter = fold(heard.text).strip(" .)")
    if place is None and letter in list("abc123"):
        place = "abc".find(letter) if letter.isalpha() else int(letter) - 1
    return choices[place] if place is not None and 0 <= place < len(choices) else None
