"""Who is asked and reached, and how the drills stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.drills.board import DrillState
from bot.gateway.schemas.base import Answer, Identifier, Ref, Request, Text
from bot.words import CaseStatus, DrillOutcome, OpenedBy, Rung, Tier


class AskedOut(Ref):
    """Somebody whom the ladder asked, and when last."""

    at: datetime


class StepOut(Answer):
    """A step of the ladder, and when."""

    kind: Rung
    at: datetime


class LadderOut(Answer):
    """How far a case has climbed."""

    asked: list[AskedOut]
    """The latest last."""
    last: StepOut | None
    """The latest step that was taken."""
    next: StepOut | None
    """None while somebody has the case."""


class LateCaseOut(Answer):
    """An open case that nobody took up in time: how urgent, since when, and who was asked. Nothing of its patient."""

    id: str
    tier: Tier
    status: CaseStatus
    opened_at: datetime
    due_at: datetime
    overdue: bool
    called: bool
    """Whether the ladder has asked the reader's role to see to it."""
    therapists: list[str]
    """The patient's own therapists, by name."""
    ladder: LadderOut


class LateCasesAnswer(Answer):
    """Most urgent first, then by the time they were due."""

    cases: list[LateCaseOut]


class AlarmsAnswer(Answer):
    """What all staff should know: whether anybody is reached outside the console, and whether a flagged message would be told."""

    reachable: bool
    drill: DrillState


class DrillOut(Answer):
    """The last drill that ended: when, how, and after how many seconds it reached each hop."""

    started_at: datetime
    finished_at: datetime | None
    outcome: DrillOutcome | None
    missing: str | None
    opened_by: OpenedBy | None
    hops: dict[str, float | None]


class DrillsAnswer(Answer):
    """How the drills stand."""

    state: DrillState
    last: DrillOut | None
    under_way: datetime | None
    """Since when one runs, or waits for the worker to begin it."""


class ContactOut(Answer):
    """An address; in full only where it is a mail address, since others hold tokens."""

    id: str
    person_id: str
    shown: str
    works: bool


class ReachAnswer(Answer):
    """Everything by which staff are reached outside the console."""

    on_call: list[str]
    """Therapists' ids, the first asked first."""
    contacts: list[ContactOut]
    channel: bool
    """Whether HANDRAIL_ALARM_URLS is set."""
    anybody: bool


class NewContact(Request):
    """A mail address, or any URL that apprise knows."""

    person_id: Identifier
    address: Annotated[Text, StringConstraints(min_length=1, max_length=500)]


class NewOnCall(Request):
    """The whole order, in place of the one before."""

    people: Annotated[list[Identifier], Field(max_length=100)]
