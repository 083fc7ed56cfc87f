"""The programme of one locale: content, dialogues and services, as the factory hands them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database
from bot.embedding import Encoder
from bot.programme.check_in_dialogue import CheckInDialogue
from bot.programme.check_ins import CheckIns
from bot.programme.content import Content
from bot.programme.exercise_dialogue import ExerciseDialogue, LinesDialogue, SheetDialogue
from bot.programme.exercise_schema import Sheet
from bot.programme.journey import Journey
from bot.programme.lessons import Lessons
from bot.programme.measures.course import Course
from bot.programme.measures.dialogue import MeasureDialogue
from bot.programme.measures.service import Measures
from bot.programme.questions import QuestionFinder
from bot.programme.sheets import Sheets
from bot.programme.sheets.shown import all_worked, areas_of, worked_of
from bot.programme.source import ContentSource


class Programme:
    """What the bot has to offer."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, folder: Path) -> None:
        """``folder``: one locale of ``content/``."""
        self.source = ContentSource(folder)
        self._db = db
        self._clock = clock
        self._audit = audit

    @property
    def content(self) -> Content:
        """What patients read, as the files are now.

        Raises:
            ContentError: when a file is missing or wrong from the start.
        """
        return self.source.now

    @cached_property
    def check_ins(self) -> CheckIns:
        """Keeps check-ins."""
        return CheckIns(self._db, self._clock, self._audit)

    @cached_property
    def lessons(self) -> Lessons:
        """Keeps places in lessons."""
        return Lessons(self._db, self._clock, self._audit, self.source)

    @cached_property
    def journey(self) -> Journey:
        """Knows what is next for a patient."""
        return Journey(self._db, self._clock, self._audit, self.source)

    @cached_property
    def measures(self) -> Measures:
        """Keeps finished measures."""
        return Measures(self._db, self._clock, self._audit, self.source)

    @cached_property
    def sheets(self) -> Sheets:
        """Keeps what patients fill in."""
        return Sheets(self._db, self._clock, self._audit, self.source)

    @cached_property
    def questions(self) -> QuestionFinder:
        """Knows the answers to what patients ask."""
        return QuestionFinder(self.source, Encoder())

    def measure_dialogue(self, measure: str, course: Callable[[float], Course] | None = None) -> MeasureDialogue:
        """Leads through a measure; ``course``: what a score looks like beside the patient's earlier ones.

        Raises:
            NotFound: when there is no such measure.
        """
        return MeasureDialogue(self.measures.get(measure), self._answered_elsewhere, course)

    def exercise_dialogue(self, exercise_id: str) -> ExerciseDialogue:
        """Leads through an exercise in text.

        Raises:
            NotFound: when there is no such exercise.
        """
        exercise, words, theirs = self.sheets.exercise(exercise_id), self.content.exercise_words.chat, self._answered_elsewhere
        if isinstance(exercise, Sheet):
            return SheetDialogue(exercise, words, areas_of(self.content), theirs)
        return LinesDialogue(exercise, words, theirs)

    async def told(self, patient_id: str, sheet: Sheet, values: Mapping[str, Any]) -> list[str]:
        """Return what the program works out when a sheet was kept: of this one, or of all of them together."""
        worked = worked_of(self.content, sheet, values) or all_worked(
            self.content, sheet, await self.sheets.of(patient_id, sheet.id)
        )
        return worked.told if worked else []

    @property
    def _answered_elsewhere(self) -> frozenset[str]:
        return frozenset(self.content.answers) | {"ask_help_menu", "thanks"}

    @property
    def check_in_dialogue(self) -> CheckInDialogue:
        """Leads through a check-in."""
        return CheckInDialogue(self.content.check_in, self._answered_elsewhere)
