"""Who is asked and reached, and how the drills stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.drills.board import DrillState
from bot.gateway.schemas.base import Answer, Identifier, Ref, Request, Text
from bot.words import DrillOutcome, OpenedBy, Rung


class AskedOut(Ref):
    """Somebody whom the ladder asked, and when last."""

    at: datetime


class NextStepOut(Answer):
    """What the ladder does next, and when."""

    kind: Rung
    at: datetime


class LadderOut(Answer):
    """How far a case has climbed."""

    asked: list[AskedOut]
    """The latest last."""
    next: NextStepOut | None
    """None while somebody has the case."""


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
