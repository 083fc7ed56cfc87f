"""Plays a module in the terminal, as a patient would go through it, without a database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from bot.programme.content import Content
from bot.programme.heard import Heard
from bot.programme.lesson_player import NEXT, Goal, Played, answer, open_with, show
from bot.programme.load import PlacedLesson
from bot.programme.schema import Phrase
from bot.records import Utterance

Read = Callable[[], str | None]
"""Returns what was typed, or None at the end of the input."""
Write = Callable[[str], None]
_ANSWER = re.compile(r'^/lesson_answer\{"choice": "(.*)"\}$')


def play(content: Content, lessons: Sequence[PlacedLesson], goal: Goal, read: Read, write: Write) -> bool:
    """Play ``lessons`` one after the other; return whether it came to the end.

    An empty line takes the first button, a number that button, anything else is typed.
    """
    practice: PlacedLesson | None = None
    for lesson in lessons:
        write(f"--- {lesson.id} (version {lesson.version})")
        played = open_with(content.plan, lesson, practice.lesson.practice.title if practice else "")
        while True:
            buttons = _say(played.say, write)
            if played.finished:
                break
            typed = read()
            if typed is None:
                return False
            played = _next(content, lesson, played, _meant(typed.strip(), buttons), goal, practice)
        practice = lesson
    return True


def _next(content: Content, lesson: PlacedLesson, played: Played, typed: str, goal: Goal, practice: PlacedLesson | None) -> Played:
    if typed.startswith("/do_exercise"):
        exercise = content.exercises.get(json.loads(typed.removeprefix("/do_exercise")).get("exercise"))
        opened = show(content.plan, lesson, played.place, goal=goal)
        return Played(opened.place, [Utterance(f"[{exercise.title if exercise else 'exercise'}]"), *opened.say], opened.finished)
    if typed == NEXT or not played.place.asked:
        return show(content.plan, lesson, played.place, goal=goal)
    chosen = _ANSWER.match(typed)
    heard = Heard(given={"choice": chosen.group(1)}) if chosen else Heard(typed)
    pick_one = " ".join(content.phrases[Phrase.LESSON_PICK_ONE].say)
    last = practice.lesson.practice if practice else None
    return answer(content.plan, lesson, played.place, heard, pick_one, last)


def _say(said: Sequence[Utterance], write: Write) -> list[str]:
    """Write what is said; return the payloads of its buttons."""
    payloads = []
    for utterance in said:
        write(utterance.text)
        for button in utterance.content.get("buttons", []):
            payloads.append(button["payload"])
            write(f"  {len(payloads)}) {button['title']}")
    return payloads


def _meant(typed: str, buttons: Sequence[str]) -> str:
    if not typed:
        return buttons[0] if buttons else NEXT
    return buttons[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(buttons) else typed
