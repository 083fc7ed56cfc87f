"""The queue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.gateway.schemas.account import InvitationOut
from bot.gateway.schemas.alarms import LadderOut
from bot.gateway.schemas.base import Answer, Ref, Request, Text
from bot.gateway.schemas.chat import EvidenceOut, MessageOut, ScreeningOut
from bot.words import CaseStatus, OpenedBy, Outcome, Owner, Tier

Note = Annotated[Text, StringConstraints(max_length=4000)]


class CasesQuery(Request):
    """Which cases: ``active`` is open and claimed."""

    status: Literal["active", "open", "claimed", "resolved"] = "active"


class Trigger(Answer):
    """The message that weighs most in a case."""

    message_id: str
    seq: int
    text: str
    evidence: list[EvidenceOut]
    created_at: datetime


class CaseOut(Answer):
    """An entry of the queue."""

    id: str
    conversation_id: str
    patient: Ref
    status: CaseStatus
    tier: Tier
    categories: list[str]
    opened_by: OpenedBy
    opened_at: datetime
    due_at: datetime
    overdue: bool
    claimed_by: Ref | None
    claim_expires_at: datetime | None
    version: int
    owner: Owner
    epoch: int
    outcome: Outcome | None
    trigger: Trigger | None
    message_count: int
    ladder: LadderOut


class CasesAnswer(Answer):
    """The queue, most urgent first, then by the time they are due."""

    cases: list[CaseOut]


class CaseAnswer(Answer):
    """One case."""

    case: CaseOut


class FlaggedMessage(Answer):
    """A message of the case, with its screening."""

    message: MessageOut
    screening: ScreeningOut | None


class HistoryStep(Answer):
    """One step of a case."""

    at: datetime
    actor_name: str
    actor_role: str
    action: str
    from_status: str | None
    to_status: str
    tier: Tier
    note: str


class CheckInOut(Answer):
    """A completed check-in; None where the patient skipped."""

    day: str
    pain: int | None
    mood: int | None
    sleep: int | None
    activity: str | None
    created_at: datetime


class ReviewedCase(Answer):
    """A case, as somebody reads it who takes no part in it."""

    case: CaseOut
    flagged: list[FlaggedMessage]
    history: list[HistoryStep]


class CaseDetailAnswer(ReviewedCase):
    """A case with what is needed to decide."""

    check_ins: list[CheckInOut]


class ClaimRequest(Request):
    """``version`` is the one the claimer saw. Which of two claims wins is decided by the lease, under a lock."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ReleaseRequest(Request):
    """Giving a case back to the queue."""

    note: Note = ""


class ResolveRequest(Request):
    """How a case ended. Resolving hands the conversation back to the bot."""

    outcome: Outcome
    note: Note = ""
    hand_back: Literal[True] = True


class OpenCaseRef(Answer):
    """A patient's unresolved case."""

    id: str
    tier: Tier


class PatientOut(Answer):
    """A patient of the caseload."""

    id: str
    display_name: str
    conversation_id: str
    last_message_at: datetime | None
    last_check_in: CheckInOut | None
    owner: Owner
    open_case: OpenCaseRef | None


class PatientsAnswer(Answer):
    """The caseload, by name."""

    patients: list[PatientOut]


class NewPatientAnswer(Answer):
    """A patient just added, and their code."""

    patient: Ref
    invitation: InvitationOut
