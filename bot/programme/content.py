"""Everything that patients read from the programme in one locale, read and checked at start."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import NotFound
from bot.programme.files import ContentError, read
from bot.programme.measure_schema import Measure
from bot.programme.schema import Answer, Answers, CheckInContent, Lesson, Module, Phrase, Phrases, Saying

DIGEST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class PlacedLesson:
    """A lesson and where it stands."""

    id: str
    """``module/lesson``, as progress is kept under."""
    lesson: Lesson
    module: Module
    version: str


@dataclass(frozen=True, slots=True)
class Content:
    """What ``content/LOCALE`` says.

    Texts live here and not in ``domain.yml``, so that a clinician edits one kind of file, a mistake is found at start, and a
    change of wording needs no training of the assistant.
    """

    check_in: CheckInContent
    phrases: dict[Phrase, Saying]
    answers: dict[str, Answer]
    lessons: dict[str, PlacedLesson]
    """By id, in the order in which they are offered."""
    measures: dict[str, Measure]
    """By id."""
    version: str
    """Digest of every file read; stored with each check-in, so that it is known what was asked."""

    @classmethod
    def load(cls, folder: Path) -> Content:
        """Read ``folder``, one locale of ``content/``.

        Raises:
            ContentError: when a file is missing or wrong.
        """
        if not folder.is_dir():
            raise ContentError(f"no content in {folder}", remedy="set HANDRAIL_LOCALE to the name of a folder of content/")
        answers = read(folder / "answers.yml", Answers).answers
        twice = {answer.intent for answer in answers if sum(other.intent == answer.intent for other in answers) > 1}
        if twice:
            raise ContentError(
                f"{folder / 'answers.yml'}: answered twice: {', '.join(sorted(twice))}", remedy="keep one answer an intent"
            )
        return cls(
            check_in=read(folder / "check-in.yml", CheckInContent),
            phrases=read(folder / "bot.yml", Phrases).phrases,
            answers={answer.intent: answer for answer in answers},
            lessons=_lessons(folder / "modules"),
            measures=_measures(folder / "measures"),
            version=digest(sorted(path for path in folder.rglob("*.yml") if "safety" not in path.parts)),
        )

    def lesson(self, lesson_id: str) -> PlacedLesson:
        """Return the lesson.

        Raises:
            NotFound: when the content no longer holds it.
        """
        try:
            return self.lessons[lesson_id]
        except KeyError as error:
            raise NotFound(f"no lesson {lesson_id}") from error

    @property
    def first_lesson(self) -> str:
        """The id of the lesson that a new patient is offered."""
        return next(iter(self.lessons))


def digest(paths: list[Path]) -> str:
    """Return the first digits of the SHA-256 over names and bytes of ``paths``."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:DIGEST_DIGITS]


def _lessons(folder: Path) -> dict[str, PlacedLesson]:
    found: dict[str, PlacedLesson] = {}
    for module_file in sorted(folder.glob("*/module.yml")):
        module = read(module_file, Module)
        for name in module.lessons:
            path = module_file.with_name(f"{name}.yml")
            lesson = read(path, Lesson)
            lesson_id = f"{module.id}/{lesson.id}"
            found[lesson_id] = PlacedLesson(lesson_id, lesson, module, digest([path]))
    if not found:
        raise ContentError(f"no lesson under {folder}", remedy="restore content/ from the repository")
    return found


def _measures(folder: Path) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for path in sorted(folder.glob("*.yml")):
        measure = read(path, Measure)
        if measure.id != path.stem:
            raise ContentError(f"{path}: its id is {measure.id}", remedy="give file and id the same name")
        found[measure.id] = measure
    return found
