"""Safety plans and grounding."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.care.safety_plans import MAX_TEXT
from bot.gateway.schemas.base import MAX_SEQ, Answer, Request, Text
from bot.words import PlanStep

StepText = Annotated[Text, StringConstraints(max_length=MAX_TEXT)]


class PlanPartOut(Answer):
    """What stands at one step, and who wrote it last. An empty text was taken out again."""

    text: str
    version: int
    """The version of the plan that changed it last."""
    at: datetime
    author_name: str
    author_role: str
    """patient or therapist."""


class PlanChangeOut(Answer):
    """Who changed what."""

    version: int
    at: datetime
    author_name: str
    author_role: str
    steps: list[PlanStep]


class PlanOut(Answer):
    """A patient's safety plan; version 0 when nothing was ever written."""

    version: int
    parts: dict[PlanStep, PlanPartOut]
    changes: list[PlanChangeOut]
    """The last ones, newest first."""


class PlanAnswer(Answer):
    """One plan."""

    plan: PlanOut
    about_now: bool = False
    """Of what the patient just saved: it reads as danger now. Nobody was told; the patient is to be asked."""


class SavePlan(Request):
    """Steps to write; ``base_version`` is the version in which they were read."""

    base_version: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    parts: Annotated[dict[PlanStep, StepText], Field(min_length=1)]


class Words(BaseModel):
    """Texts of the clinic's content."""

    model_config = ConfigDict(extra="ignore")


class PlanStepWords(Words):
    """What is said around one step."""

    step: PlanStep
    title: str
    ask: str
    hint: str
    examples: list[str]


class PlanWords(Words):
    """What is said around the plan."""

    title: str
    intro: str
    begin: str
    not_read: str
    steps: list[PlanStepWords]
    words: dict[str, str]
    """What the panel itself says, by name."""
    sources: list[str]


class BreathOut(Words):
    """A breathing rhythm, in seconds."""

    in_: Annotated[int, Field(alias="in")]
    out: int
    rounds: int
    in_words: str
    out_words: str
    note: str


class ExerciseOut(Words):
    """One grounding exercise: screens to go through, then perhaps a rhythm to breathe by."""

    id: str
    title: str
    about: str
    say: list[str]
    breath: BreathOut | None


class GroundingOut(Words):
    """Grounding exercises."""

    title: str
    intro: str
    end: str
    exercises: list[ExerciseOut]
    sources: list[str]


class SelfHelpAnswer(Words):
    """What patients can do for themselves; the same for everybody, kept on their devices."""

    plan: PlanWords
    grounding: GroundingOut
