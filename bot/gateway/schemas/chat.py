"""Conversations and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.care.outbound import Checked
from bot.gateway.schemas.base import MAX_SEQ, Answer, ClientId, Ref, Request, Text, Written
from bot.words import Owner, Role, Sender, Tier


class Button(BaseModel):
    """A reply to choose; choosing sends its title as text and its payload."""

    model_config = ConfigDict(extra="allow")
    title: str
    payload: str


class Element(BaseModel):
    """Something richer than text; ``docs/api.md`` lists the fields of each type."""

    model_config = ConfigDict(extra="allow")
    type: str
    """slider, choices, lesson or help."""


class Content(BaseModel):
    """What comes with a message besides text."""

    model_config = ConfigDict(extra="allow")
    buttons: list[Button] | None = None
    element: Element | None = None
    kind: str | None = None
    """safety, owner, delay or welcome, where a message is one of these."""


SHAPE = "x-shape"
"""Names, in a model's schema, the model that describes a field which is passed on as it is stored."""


class MessageOut(Answer):
    """One message."""

    id: str
    seq: int
    sender: Sender
    sender_name: str
    text: str
    content: Annotated[dict[str, Any], Field(json_schema_extra={SHAPE: "Content"})]
    client_id: str | None
    in_reply_to: str | None
    created_at: datetime


class OwnCase(BaseModel):
    """That a person was asked to read the conversation, as its patient may know it."""

    model_config = ConfigDict(frozen=True)
    due_at: datetime
    """When a person should have read it."""
    claimed: bool
    """Whether somebody has taken it up."""
    read_at: datetime | None = None
    """When somebody was shown it, though nobody has answered or taken it up yet; to the patient only."""
    overdue: bool
    """Whether nobody has, though it is due."""


class TeamOut(BaseModel):
    """Whether somebody from the team is there."""

    model_config = ConfigDict(frozen=True)
    here: bool
    until: datetime | None
    """When that changes; null: never."""
    on_call: bool
    """Whether somebody looks at what is urgent all the same."""


class ReadOut(BaseModel):
    """That a person was shown the patient's messages from one number to another."""

    model_config = ConfigDict(frozen=True)
    role: Role
    first: int
    through: int
    at: datetime


class ReadReport(Request):
    """Which messages a console has shown to its reader: the numbers of the first and the last."""

    first: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    through: Annotated[int, Field(ge=1, le=MAX_SEQ)]


class ConversationOut(Answer):
    """Who may speak in it now, and whether a person was asked to read it, or has."""

    id: str
    owner: Owner
    owner_name: str | None
    epoch: int
    bot_ready: bool
    last_seq: int
    case: OwnCase | None
    team: TeamOut | None
    """Null where no hours are set."""
    reads: list[ReadOut]
    """To the patient only: the newest, highest numbers first."""


class ConversationPage(Answer):
    """Part of a conversation, oldest message first."""

    conversation: ConversationOut
    messages: list[MessageOut]
    has_more: bool


class StateEvent(Answer):
    """The data of a ``state`` event."""

    owner: Owner
    owner_name: str | None
    epoch: int
    bot_ready: bool
    typing: bool
    case: OwnCase | None
    team: TeamOut | None
    reads: list[ReadOut]


class NewMessage(Request):
    """What a patient sends. ``payload`` only where a recent message offered it."""

    client_id: ClientId
    text: Written
    payload: Annotated[Text, StringConstraints(min_length=1, max_length=1000)] | None = None


class NewStaffMessage(Request):
    """What a therapist sends; ``epoch`` is the one they saw.

    ``confirmation`` is that of the ``confirm_needed`` that this very message was answered with.
    """

    client_id: ClientId
    text: Written
    epoch: Annotated[int, Field(ge=0, le=2**31 - 1)]
    confirmation: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None


class MessageAnswer(Answer):
    """One message."""

    message: MessageOut


class StaffMessageAnswer(Answer):
    """A message of a therapist's, and whether it could be checked before it was sent: ``done`` or ``failed``."""

    message: MessageOut
    check: Checked


class EvidenceOut(BaseModel):
    """One finding in a message."""

    model_config = ConfigDict(extra="ignore")
    start: int
    end: int
    text: str
    category: str
    tier: Tier
    rule: str
    why: str


class ScreeningOut(Answer):
    """The safety result of a message."""

    state: str
    tier: Tier
    flagged: bool
    categories: list[str]
    evidence: list[EvidenceOut]
    notes: list[str]
    version: str
    milliseconds: float


class UnderstandingOut(Answer):
    """What the assistant understood of a message, and did."""

    intent: str
    confidence: float
    entities: list[Any]
    actions: list[str]
    model_id: str


class StaffMessage(MessageOut):
    """A message as the staff see it."""

    screening: ScreeningOut | None
    understanding: UnderstandingOut | None


class StaffPage(Answer):
    """Part of a patient's conversation, as the staff see it."""

    conversation: ConversationOut
    patient: Ref
    patient_disabled: bool
    """Their account is disabled: they cannot open the chat."""
    messages: list[StaffMessage]
    has_more: bool


class HelpLine(BaseModel):
    """Somebody to call."""

    model_config = ConfigDict(extra="ignore")
    name: str
    detail: str = ""
    phone: str = ""
    sms: str = ""
    url: str = ""
    hours: str = ""
    checked_on: str = ""


class HelpEmergency(BaseModel):
    """What to do in an emergency."""

    model_config = ConfigDict(extra="ignore")
    title: str
    text: str


class HelpAway(BaseModel):
    """That nobody from the team is there."""

    text: str
    until: datetime
    """From then on the text is no longer so."""


class HelpCard(BaseModel):
    """Help outside Handrail; always within reach in the widget."""

    model_config = ConfigDict(extra="ignore")
    title: str
    intro: str
    emergency: HelpEmergency
    lines: list[HelpLine]
    not_emergency_service: str
    away: HelpAway | None = None
