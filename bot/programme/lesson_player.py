"""Plays a lesson in short steps. Plain functions of place and message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.programme.heard import Heard, find_words, fold, said
from bot.programme.lesson_schema import Choice, Plan, Practice
from bot.programme.load import PlacedLesson
from bot.programme.schema import Button
from bot.records import Utterance
from bot.words import Went

NEXT = "/next_step"
Asked = Literal["", "choice", "reply", "exercise", "went"]
"""What the step that was shown waits for: one of its choices, any reply, the exercise, or how the last practice went."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a patient is: ``step`` is the next step to show, the one after the last being the home practice."""

    step: int = 0
    asked: Asked = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What matters to the patient, in their words, and the part of life that it belongs to."""

    text: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """The new place, what to say, and what happened."""

    place: Place
    say: list[Utterance] = field(default_factory=list)
    finished: bool = False
    practice: str = ""
    """The home practice that was just given, in a few words."""
    went: Went | None = None
    """What the patient just told of the last home practice."""


def open_with(plan: Plan, lesson: PlacedLesson, practice: str = "") -> Played:
    """Begin a lesson; with ``practice``, the last home practice, ask first how that went."""
    lead = plan.lead.format(title=lesson.lesson.title, minutes=lesson.lesson.minutes)
    if not practice:
        return show(plan, lesson, Place(), lead=lead)
    titles = {Went.DONE: plan.practice_done, Went.PARTLY: plan.practice_partly, Went.NOT_YET: plan.practice_not_yet}
    buttons = [Button(title=title, payload=_choice(went.value)) for went, title in titles.items()]
    return Played(Place(0, "went"), said(plan.ask_practice.format(practice=practice), buttons=buttons))


def show(plan: Plan, lesson: PlacedLesson, place: Place, *, lead: str = "", goal: Goal | None = None) -> Played:
    """Show the next step; after the last the home practice, and after that close the lesson."""
    steps = lesson.lesson.steps
    if place.step > len(steps):
        return Played(place, said(lesson.lesson.ends or plan.finished), finished=True)
    if place.step == len(steps):
        practice = lesson.lesson.practice
        texts = [*practice.say]
        fitting = fit_to(practice, goal or Goal())
        if fitting:
            texts[-1] = f"{texts[-1]}\n\n{fitting}"
        buttons = [Button(title=plan.try_it, payload=NEXT)]
        if practice.exercise:
            buttons.insert(0, _open(plan, practice.exercise))
        shown = said(*_led(lead, texts), buttons=buttons, element=_element(lesson, place))
        return Played(Place(place.step + 1), shown, practice=practice.title)
    step = steps[place.step]
    asked: Asked = "choice" if step.ask else "reply" if step.listen else "exercise" if step.exercise else ""
    if step.ask:
        buttons = _choices(step.ask)
    elif step.listen:
        buttons = [Button(title=plan.no_answer, payload=NEXT)]
    elif step.exercise:
        buttons = [_open(plan, step.exercise), Button(title=plan.later_exercise, payload=NEXT)]
    else:
        buttons = [Button(title=step.button or plan.go_on, payload=NEXT)]
    shown = said(*_led(lead, step.say), buttons=buttons, element=_element(lesson, place))
    return Played(Place(place.step + 1, asked), shown)


def answer(plan: Plan, lesson: PlacedLesson, place: Place, heard: Heard, pick_one: str, last: Practice | None = None) -> Played:
    """Take a reply to what the lesson asked, and offer to go on. No reply is wrong enough to stop at.

    ``last`` is the practice that was asked about, for its own words on how it went.
    """
    if place.asked == "went":
        return _hear_went(plan, lesson, heard, last)
    step = lesson.lesson.steps[place.step - 1] if 0 < place.step <= len(lesson.lesson.steps) else None
    go_on = [Button(title=plan.go_on, payload=NEXT)]
    if step and place.asked == "reply":
        return Played(Place(place.step), said(step.listen, buttons=go_on))
    if step is None or place.asked != "choice":
        return show(plan, lesson, place)
    choice = _chosen(step.ask, heard)
    if choice is None:
        return Played(place, said(pick_one, buttons=[*_choices(step.ask), *go_on]))
    return Played(Place(place.step), said(choice.feedback, buttons=go_on))


def fit_to(practice: Practice, goal: Goal) -> str:
    """Return the sentence that fits ``practice`` to a goal; empty without a goal."""
    if not goal.text:
        return ""
    return practice.by_area.get(goal.area, practice.with_goal).replace("{goal}", goal.text.strip().rstrip("."))


WENT_WORDS = {
    Went.NOT_YET: [
        *(
            "not yet",
            "no",
            "nope",
            "didn't",
            "did not",
            "forgot",
            "not really",
            "haven't",
            "couldn't",
            "never",
            "not at all",
            "no time",
        ),
    ],
    Went.PARTLY: [
        *("a bit", "partly", "some", "sometimes", "once", "half", "a little", "kind of", "sort of", "now and then", "tried"),
        *("not every day", "once or twice"),
    ],
    Went.DONE: ["i did", "did it", "yes", "yeah", "yep", "every day", "done", "well", "good", "fine", "worked", "helped"],
}
"""How people tell how it went; of several the longest counts."""


def read_went(heard: Heard) -> Went | None:
    """Return what the patient tells of a practice, tapped or in words; None when that is not clear."""
    given = heard.given.get("choice")
    if given is not None:
        return Went(given) if given in set(Went) else None
    return find_words(heard.text, {word: went for went, words in WENT_WORDS.items() for word in words})


def went_words(plan: Plan, practice: Practice | None, went: Went) -> str:
    """Return what is said to ``went``: the practice's own words, or the programme's."""
    words = (practice.went if practice and practice.went else None) or plan.went
    return {Went.DONE: words.done, Went.PARTLY: words.partly, Went.NOT_YET: words.not_yet}[went]


def _hear_went(plan: Plan, lesson: PlacedLesson, heard: Heard, last: Practice | None) -> Played:
    """Take the answer to how the last practice went, in any words, and begin."""
    went = read_went(heard)
    told = plan.noted if went is None else went_words(plan, last, went)
    lead = plan.lead.format(title=lesson.lesson.title, minutes=lesson.lesson.minutes)
    begun = show(plan, lesson, Place(), lead=f"{told}\n\n{lead}")
    return Played(begun.place, begun.say, went=went)


def _led(lead: str, texts: Sequence[str]) -> list[str]:
    """Put ``lead`` before ``texts``, and keep to two bubbles."""
    if not lead:
        return list(texts)
    return [lead, "\n\n".join(texts)]


def _element(lesson: PlacedLesson, place: Place) -> dict[str, object]:
    steps = len(lesson.lesson.steps) + 1
    done = place.step + 1
    return {"type": "lesson", "title": lesson.lesson.title, "step": done, "steps": steps, "progress": round(done / steps, 2)}


def _choice(value: object) -> str:
    return f'/lesson_answer{{"choice": "{value}"}}'


def _choices(choices: Sequence[Choice]) -> list[Button]:
    return [Button(title=choice.title, payload=_choice(index)) for index, choice in enumerate(choices)]


def _open(plan: Plan, exercise: str) -> Button:
    return Button(title=plan.open_exercise, payload=f'/do_exercise{{"exercise": "{exercise}"}}')


def _chosen(choices: Sequence[Choice], heard: Heard) -> Choice | None:
    given = heard.given.get("choice")
    if given is not None:
        return choices[int(given)] if str(given).isdigit() and int(given) < len(choices) else None
    words = {word: index for index, choice in enumerate(choices) for word in (*choice.words, choice.title)}
    place = find_words(heard.text, words)
    letter = fold(heard.text).strip(" .)")
    if place is None and len(letter) == 1:
        place = "abcde".find(letter) if letter.isalpha() else int(letter) - 1 if letter.isdigit() else None
    return choices[place] if place is not None and 0 <= place < len(choices) else None
