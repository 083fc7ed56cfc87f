"""Everything that patients read from the programme in one locale, read and checked at start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import NotFound
from bot.programme.exercise_schema import Exercise
from bot.programme.exercise_words import ExerciseWords
from bot.programme.files import ContentError
from bot.programme.lesson_schema import Plan
from bot.programme.load import Loader, PlacedLesson, digest
from bot.programme.measures.schema import Measure
from bot.programme.question_schema import Question
from bot.programme.schema import Answer, CheckInContent, Phrase, Phrases, Saying


@dataclass(frozen=True, slots=True)
class Content:
    """What ``content/LOCALE`` says.

    Texts live here and not in ``domain.yml``, so that a clinician edits one kind of file, a mistake is found at start, and a
    change of wording needs no training of the assistant.
    """

    check_in: CheckInContent
    phrases: dict[Phrase, Saying]
    answers: dict[str, Answer]
    plan: Plan
    lessons: dict[str, PlacedLesson]
    """By id, in the order in which they are offered."""
    exercises: dict[str, Exercise]
    """By id."""
    exercise_words: ExerciseWords
    questions: dict[str, Question]
    """By id."""
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
        found = Loader(folder)
        check_in = found.file("check-in.yml", CheckInContent)
        phrases = found.file("bot.yml", Phrases)
        plan = found.file("programme.yml", Plan)
        exercise_words = found.file("exercises.yml", ExerciseWords)
        answers = found.answers()
        lessons = found.lessons(plan) if plan else {}
        exercises, questions, measures = found.exercises(), found.questions(), found.measures()
        found.cross_check(plan, lessons, exercises, questions)
        found.stop_at_mistakes()
        if check_in is None or phrases is None or plan is None or exercise_words is None:
            raise ContentError(f"{folder} is not whole", remedy="restore it")  # each of these was a mistake above
        return cls(
            check_in=check_in,
            phrases=phrases.phrases,
            answers={**answers, **{question.intent: _as_answer(question) for question in questions.values() if question.intent}},
            plan=plan,
            lessons=lessons,
            exercises=exercises,
            exercise_words=exercise_words,
            questions=questions,
            measures=measures,
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


def _as_answer(question: Question) -> Answer:
    return Answer(intent=question.intent, say=question.say, buttons=question.buttons, source=question.source)
