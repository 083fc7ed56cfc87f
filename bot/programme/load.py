"""Reads the files of one locale and what they say of each other; all mistakes are told at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.programme.exercise_schema import Exercise, ExerciseFile, Sheet
from bot.programme.files import ContentError, read
from bot.programme.lesson_schema import Lesson, Module, ModulePlace, Plan
from bot.programme.measures.schema import Measure
from bot.programme.question_schema import Question, Questions
from bot.programme.schema import Answer, Answers

DIGEST_DIGITS = 12
Model = TypeVar("Model", bound=BaseModel)
Named = TypeVar("Named", Lesson, Module, Measure)


@dataclass(frozen=True, slots=True)
class PlacedLesson:
    """A lesson and where it stands."""

    id: str
    """``module/lesson``, as progress is kept under."""
    lesson: Lesson
    module: Module
    place: ModulePlace
    """Where its module stands in the programme."""
    version: str


def digest(paths: list[Path]) -> str:
    """Return the first digits of the SHA-256 over names and bytes of ``paths``."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:DIGEST_DIGITS]


def says_who_asks_first(lesson: Lesson) -> bool:
    """Whether ``lesson`` says who must ask somebody first, asks whether that fits, and knows which answer clears."""
    return any(choice.clears for step in lesson.steps if step.first for choice in step.ask)


class Loader:
    """Reads what is under ``folder`` and gathers the mistakes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mistakes: list[ContentError] = []

    def file(self, name: str, schema: type[Model]) -> Model | None:
        """Read one file; one that is wrong is gathered as a mistake."""
        try:
            return read(self._folder / name, schema)
        except ContentError as error:
            self._mistakes.append(error)
            return None

    def mistake(self, name: str, what: str, remedy: str) -> None:
        """Gather a mistake that no schema finds."""
        self._mistakes.append(ContentError(f"{self._folder / name}: {what}", remedy=remedy))

    def stop_at_mistakes(self) -> None:
        """Raise what was gathered.

        Raises:
            ContentError: when there is a mistake; its text names each.
        """
        if len(self._mistakes) == 1:
            raise self._mistakes[0]
        if self._mistakes:
            told = "\n".join(f"  {mistake}" for mistake in self._mistakes)
            raise ContentError(
                f"{len(self._mistakes)} mistakes in the content:\n{told}", remedy="mend each; handrail content check"
            )

    def answers(self) -> dict[str, Answer]:
        """Read ``answers.yml``, by intent."""
        held = self.file("answers.yml", Answers)
        answers = held.answers if held else []
        for intent, count in Counter(answer.intent for answer in answers).items():
            if count > 1:
                self.mistake("answers.yml", f"answered twice: {intent}", "keep one answer an intent")
        return {answer.intent: answer for answer in answers}

    def lessons(self, plan: Plan) -> dict[str, PlacedLesson]:
        """Read the modules that ``plan`` names, in its order."""
        found: dict[str, PlacedLesson] = {}
        for place in plan.modules:
            module = self._named(f"modules/{place.id}/module.yml", Module, place.id)
            for name in module.lessons if module else []:
                path = f"modules/{place.id}/{name}.yml"
                lesson = self._named(path, Lesson, name)
                if module and lesson:
                    lesson_id = f"{place.id}/{name}"
                    found[lesson_id] = PlacedLesson(lesson_id, lesson, module, place, digest([self._folder / path]))
            if module:
                self._strays(
                    f"modules/{place.id}", "*.yml", {"module.yml", *(f"{name}.yml" for name in module.lessons)}, "module.yml"
                )
        self._strays("modules", "*/", {place.id for place in plan.modules}, "programme.yml")
        return found

    def _named(self, name: str, schema: type[Named], expected: str) -> Named | None:
        """Read a file that bears its id."""
        held = self.file(name, schema)
        if held and held.id != expected:
            self.mistake(name, f"its id is {held.id}", f"{expected} is its name here: give both the same")
        return held

    def _strays(self, folder: str, pattern: str, known: set[str], owner: str) -> None:
        """Look for what nothing names: a patient would never see it."""
        for path in sorted((self._folder / folder).glob(pattern)):
            if path.name not in known:
                self.mistake(f"{folder}/{path.name}", f"{owner} does not name it", "name it there, or delete it")

    def exercises(self) -> dict[str, Exercise]:
        """Read ``exercises/``, by id."""
        found: dict[str, Exercise] = {}
        for path in sorted((self._folder / "exercises").glob("*.yml")):
            held = self.file(f"exercises/{path.name}", ExerciseFile)
            if held and held.exercise.id != path.stem:
                self.mistake(f"exercises/{path.name}", f"its id is {held.exercise.id}", "give file and id the same name")
            if held:
                found[held.exercise.id] = held.exercise
        return found

    def questions(self) -> dict[str, Question]:
        """Read ``questions/``, by id."""
        found: dict[str, Question] = {}
        for path in sorted((self._folder / "questions").glob("*.yml")):
            held = self.file(f"questions/{path.name}", Questions)
            for question in held.questions if held else []:
                if question.id in found:
                    self.mistake(f"questions/{path.name}", f"{question.id} stands twice", "give one of them another id")
                found[question.id] = question
        return found

    def measures(self) -> dict[str, Measure]:
        """Read ``measures/``, by id."""
        found: dict[str, Measure] = {}
        for path in sorted((self._folder / "measures").glob("*.yml")):
            measure = self._named(f"measures/{path.name}", Measure, path.stem)
            if measure:
                found[measure.id] = measure
        return found

    def cross_check(
        self,
        plan: Plan | None,
        lessons: Mapping[str, PlacedLesson],
        exercises: Mapping[str, Exercise],
        questions: Mapping[str, Question],
    ) -> None:
        """Look for names that nothing bears."""
        areas = {area.id for area in plan.goal_areas} if plan else set()
        for lesson in lessons.values():
            name, practice = f"modules/{lesson.id}.yml", lesson.lesson.practice
            for exercise in filter(None, [*(step.exercise for step in lesson.lesson.steps), practice.exercise]):
                if exercise not in exercises:
                    self.mistake(name, f"no exercise {exercise}", f"take one of {', '.join(sorted(exercises)) or 'exercises/'}")
            for area in set(practice.by_area) - areas:
                self.mistake(name, f"practice.by_area: no goal area {area}", f"take one of {', '.join(sorted(areas))}")
        for one in exercises.values():
            asks = one.ask_first if isinstance(one, Sheet) else ""
            if asks and not (asks in lessons and says_who_asks_first(lessons[asks].lesson)):
                self.mistake(
                    f"exercises/{one.id}.yml",
                    f"ask_first: {asks} has no steps that are first, with a question and an answer that clears",
                    "mark them in the lesson",
                )
        for question in questions.values():
            if question.lesson and question.lesson not in lessons:
                self.mistake("questions", f"{question.id}: no lesson {question.lesson}", "name it as module/lesson")
