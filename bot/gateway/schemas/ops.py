"""What those who run Handrail ask."""

from __future__ import annotations

from bot.drills.board import DrillState
from bot.gateway.schemas.base import Answer


class Health(Answer):
    """The process is up."""

    status: str


class Readiness(Answer):
    """Whether a patient would get the assistant's answer now."""

    ready: bool
    database: bool
    assistant: bool
    """Rasa has a model, and the action server answers."""
    reachable: bool | None
    """Whether anybody is reached outside the console; None while the database does not answer. It keeps nobody from being ready."""
    drill: DrillState | None
    """How the drills stand: the same."""
