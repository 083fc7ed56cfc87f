"""What stores return and services pass on: plain values, free of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.words import CaseStatus, Deterioration, DrillOutcome, OpenedBy, Outcome, Owner, Role, Rung, Sender, Tier


@dataclass(frozen=True, slots=True)
class UnresolvedCase:
    """That a conversation has a case, and how far it has got; all that its patient needs to know of it."""

    status: CaseStatus
    due_at: datetime
    tier: Tier
    armed_at: datetime
    """When it became as urgent as it is."""
    first_seq: int
    """The number of its first message."""


@dataclass(frozen=True, slots=True)
class ReadMarkRecord:
    """That somebody of a role was shown the messages of a range of numbers."""

    role: Role
    first: int
    through: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A patient's one conversation and who may speak in it now."""

    id: str
    patient_id: str
    patient_name: str
    owner: Owner
    owner_id: str | None
    owner_name: str | None
    epoch: int
    last_seq: int
    last_message_at: datetime | None
    country: str
    locale: str
    time_zone: str
    case: UnresolvedCase | None
    canary: bool = False
    disabled: bool = False
    """The patient's account is disabled: they can open nothing that is written here."""
    reads: tuple[ReadMarkRecord, ...] = ()
    """Where it was asked for: what people were shown of it, highest numbers first."""

    @property
    def read_at(self) -> datetime | None:
        """When somebody was first shown the last message of the patient's that anybody was shown; ``reads`` must be there."""
        last = self.read_through
        return min((mark.at for mark in self.reads if mark.first <= last <= mark.through), default=None)

    @property
    def read_through(self) -> int:
        """The number of that message; 0 for none."""
        return max((mark.through for mark in self.reads), default=0)

    @property
    def case_read_at(self) -> datetime | None:
        """The same where it is a reading of the unresolved case, since that became as urgent as it is; None otherwise."""
        at = self.read_at
        if self.case is None or at is None or self.read_through < self.case.first_seq or at < self.case.armed_at:
            return None
        return at


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One utterance."""

    id: str
    conversation_id: str
    seq: int
    sender: Sender
    sender_id: str | None
    sender_name: str
    channel: str
    client_id: str | None
    in_reply_to: str | None
    epoch: int
    text: str
    content: dict[str, Any]
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """A stored screening; ``evidence`` as in ``Screening.as_json``."""

    message_id: str
    state: str
    tier: Tier
    flagged: bool
    categories: list[str]
    evidence: list[dict[str, Any]]
    notes: list[str]
    version: str
    milliseconds: float
    created_at: datetime
    heavy: bool = False
    """``Screening.heavy``, for the answer while the message is on its way; not stored."""


@dataclass(frozen=True, slots=True)
class UnderstandingRecord:
    """What the assistant understood and did."""

    intent: str
    confidence: float
    entities: list[dict[str, Any]]
    actions: list[str]
    model_id: str


@dataclass(frozen=True, slots=True)
class DetailedMessage:
    """A message with everything the staff may see beside it."""

    message: MessageRecord
    screening: ScreeningRecord | None
    understanding: UnderstandingRecord | None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something about to be said: a bubble."""

    text: str
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """An entry of the queue."""

    id: str
    conversation_id: str
    patient_id: str
    patient_name: str
    status: CaseStatus
    tier: Tier
    categories: list[str]
    opened_by: OpenedBy
    screen_version: str
    opened_at: datetime
    due_at: datetime
    overdue_at: datetime | None
    claimed_by: str | None
    claimed_by_name: str | None
    claim_expires_at: datetime | None
    version: int
    resolved_at: datetime | None
    outcome: Outcome | None
    owner: Owner
    epoch: int
    message_count: int
    armed_at: datetime
    arming: int
    rung: int
    ladder_at: datetime | None
    ladder_next: Rung | None
    canary: bool


@dataclass(frozen=True, slots=True)
class CaseHistoryRecord:
    """One step of a case."""

    at: datetime
    actor_id: str
    actor_name: str
    actor_role: str
    action: str
    from_status: str | None
    to_status: str
    tier: Tier
    note: str


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A supervisor's rating of a conversation, or of one message of it."""

    id: str
    conversation_id: str
    message_id: str | None
    rating: int
    """1 (harmful or absent) to 5 (exemplary)."""
    comment: str
    reviewer_id: str
    reviewer_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """Somebody whom the ladder asked to see to a case, and when last."""

    person_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepRecord:
    """The latest step of the ladder for a case."""

    kind: Rung
    at: datetime


@dataclass(frozen=True, slots=True)
class LateCase:
    """An open case that nobody took up in time, or about which the ladder has asked a role beyond the therapists.

    Nothing of the patient: who runs the clinic is to see that somebody waits, not who or why.
    """

    case: CaseRecord
    called: bool
    """Whether the ladder has asked the role of whoever looks."""
    asked: list[AskedRecord]
    last: StepRecord | None
    therapists: list[str]
    """The names of the patient's own therapists."""


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Where a person is reached outside the console."""

    id: str
    person_id: str
    address: str


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """A notification to deliver."""

    id: str
    kind: str
    target: str
    person_id: str | None
    case_id: str | None
    arming: int
    rung: int
    tier: str
    due_at: datetime | None
    next_try_at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """A drill, with when each hop was reached."""

    id: str
    started_at: datetime
    deadline_at: datetime
    message_id: str | None
    case_id: str | None
    accepted_at: datetime | None
    screened_at: datetime | None
    opened_at: datetime | None
    opened_by: OpenedBy | None
    asked_at: datetime | None
    notified_at: datetime | None
    finished_at: datetime | None
    outcome: DrillOutcome | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """A pending follow-up of a measure's item."""

    id: str
    message_id: str
    conversation_id: str
    patient_id: str
    measure: str
    item: str
    value: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MeasureResultRecord:
    """One finished measure."""

    id: str
    measure: str
    answers: dict[str, int]
    """Value of every item, by name."""
    score: float
    band: str
    content_version: str
    created_at: datetime
    changed_at: datetime | None
    message_id: str | None = None
    """The message that gave the last answer."""
    deteriorations: tuple[Deterioration, ...] = ()
    """Why a person was asked to look at it."""
    assessed_at: datetime | None = None
    """When that was decided."""


@dataclass(frozen=True, slots=True)
class FinishedMeasure:
    """A result, and whose it is."""

    result: MeasureResultRecord
    patient_id: str
    conversation_id: str
