"""From what services return to what the API answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.accounts.people import Person
from bot.care.clocks import Clocks
from bot.gateway.schemas.account import PersonOut, WaitingCase
from bot.gateway.schemas.alarms import AskedOut, LadderOut, LateCaseOut, StepOut
from bot.gateway.schemas.base import Ref
from bot.gateway.schemas.cases import CaseOut, FlaggedMessage, HistoryStep, Trigger
from bot.gateway.schemas.chat import (
    ConversationOut,
    EvidenceOut,
    MessageOut,
    OwnCase,
    ReadOut,
    ScreeningOut,
    StaffMessage,
    TeamOut,
    UnderstandingOut,
)
from bot.gateway.schemas.measures import MeasureItemOut, MeasureOut, SinceOut, SubscaleOut, TrendOut
from bot.programme.measures.course import Course, Since
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import subscore
from bot.records import (
    AskedRecord,
    CaseHistoryRecord,
    CaseRecord,
    ConversationRecord,
    DetailedMessage,
    LateCase,
    MeasureResultRecord,
    MessageRecord,
    ScreeningRecord,
    StepRecord,
    UnderstandingRecord,
)
from bot.words import CaseStatus, Sender

_SHOWN = ("buttons", "element", "kind")
"""What of a message's content leaves the gateway; the rest is Handrail's own bookkeeping."""


def message_out(message: MessageRecord) -> MessageOut:
    """Return a message as its conversation's people see it."""
    return MessageOut.model_construct(**_message_fields(message))


def staff_message(detailed: DetailedMessage) -> StaffMessage:
    """Return a message as the staff see it."""
    return StaffMessage.model_construct(**staff_fields(detailed))


def staff_fields(detailed: DetailedMessage) -> dict[str, Any]:
    """Return the fields of ``StaffMessage``, for the models that extend it."""
    return {
        **_message_fields(detailed.message),
        "screening": screening_out(detailed.screening),
        "understanding": understanding_out(detailed.understanding),
    }


def conversation_out(
    conversation: ConversationRecord, *, bot_ready: bool, now: datetime, clocks: Clocks | None = None
) -> ConversationOut:
    """Return who may speak now; with ``clocks`` also whether somebody is there."""
    return ConversationOut(
        id=conversation.id, owner=conversation.owner, owner_name=conversation.owner_name, epoch=conversation.epoch,
        bot_ready=bot_ready, last_seq=conversation.last_seq, case=own_case(conversation, now),
        team=team_out(clocks, now) if clocks else None, reads=reads_out(conversation),
    )  # fmt: skip


def own_case(conversation: ConversationRecord, now: datetime) -> OwnCase | None:
    """Return what a patient may know of the case that their conversation is in; None when it is in none."""
    case = conversation.case
    if case is None:
        return None
    return OwnCase(
        due_at=case.due_at,
        claimed=case.status is CaseStatus.CLAIMED,
        read_at=conversation.case_read_at,
        overdue=case.status is CaseStatus.OPEN and case.due_at < now,
    )


def team_out(clocks: Clocks, now: datetime) -> TeamOut | None:
    """Return whether somebody is there; None where no hours are set."""
    team = clocks.team(now)
    return None if team is None else TeamOut(here=team.here, until=team.until, on_call=clocks.on_call)


def reads_out(conversation: ConversationRecord) -> list[ReadOut]:
    """Return what people were shown of a patient's messages: by role, never by name."""
    return [ReadOut(role=one.role, first=one.first, through=one.through, at=one.at) for one in conversation.reads]


def screening_out(screening: ScreeningRecord | None) -> ScreeningOut | None:
    """Return a message's safety result."""
    if screening is None:
        return None
    return ScreeningOut(
        state=screening.state, tier=screening.tier, flagged=screening.flagged, categories=screening.categories,
        evidence=_evidence(screening), notes=screening.notes, version=screening.version, milliseconds=screening.milliseconds,
    )  # fmt: skip


def understanding_out(understanding: UnderstandingRecord | None) -> UnderstandingOut | None:
    """Return what the assistant understood and did."""
    if understanding is None:
        return None
    return UnderstandingOut(
        intent=understanding.intent, confidence=understanding.confidence, entities=understanding.entities,
        actions=understanding.actions, model_id=understanding.model_id,
    )  # fmt: skip


def case_out(
    case: CaseRecord, weightiest: DetailedMessage | None, now: datetime, asked: Sequence[AskedRecord], last: StepRecord | None
) -> CaseOut:
    """Return an entry of the queue with the message that weighs most in it."""
    return CaseOut(
        id=case.id,
        conversation_id=case.conversation_id,
        patient=Ref(id=case.patient_id, display_name=case.patient_name),
        status=case.status,
        tier=case.tier,
        categories=case.categories,
        opened_by=case.opened_by,
        opened_at=case.opened_at,
        due_at=case.due_at,
        overdue=_overdue(case, now),
        claimed_by=Ref(id=case.claimed_by, display_name=case.claimed_by_name or "") if case.claimed_by else None,
        claim_expires_at=case.claim_expires_at,
        version=case.version,
        owner=case.owner,
        epoch=case.epoch,
        outcome=case.outcome,
        trigger=_trigger(weightiest),
        message_count=case.message_count,
        ladder=_ladder(case, asked, last),
    )


def late_case_out(late: LateCase, now: datetime) -> LateCaseOut:
    """Return a late case as those may see it who read no conversation: without its patient."""
    case = late.case
    return LateCaseOut(
        id=case.id, tier=case.tier, status=case.status, opened_at=case.opened_at, due_at=case.due_at, overdue=_overdue(case, now),
        called=late.called, therapists=late.therapists, ladder=_ladder(case, late.asked, late.last),
    )  # fmt: skip


def _overdue(case: CaseRecord, now: datetime) -> bool:
    return case.status is CaseStatus.OPEN and case.due_at < now


def _ladder(case: CaseRecord, asked: Sequence[AskedRecord], last: StepRecord | None) -> LadderOut:
    waits = case.status is CaseStatus.OPEN and case.ladder_at is not None and case.ladder_next is not None
    return LadderOut(
        asked=[AskedOut(id=one.person_id, display_name=one.name, at=one.at) for one in asked],
        last=StepOut(kind=last.kind, at=last.at) if last else None,
        next=StepOut.model_validate({"kind": case.ladder_next, "at": case.ladder_at}) if waits else None,
    )


def flagged_message(detailed: DetailedMessage) -> FlaggedMessage:
    """Return a message of a case."""
    return FlaggedMessage(message=message_out(detailed.message), screening=screening_out(detailed.screening))


def history_step(step: CaseHistoryRecord) -> HistoryStep:
    """Return one step of a case."""
    return HistoryStep(
        at=step.at, actor_name=step.actor_name, actor_role=step.actor_role, action=step.action,
        from_status=step.from_status, to_status=step.to_status, tier=step.tier, note=step.note,
    )  # fmt: skip


def person_out(person: Person, case: CaseRecord | None = None) -> PersonOut:
    """Return an account, with the patient's open case."""
    return PersonOut(
        open_case=WaitingCase(tier=case.tier, status=case.status, opened_at=case.opened_at) if case else None,
        id=person.id, role=person.role, display_name=person.display_name, login=person.login,
        created_at=person.created_at, disabled_at=person.disabled_at,
    )  # fmt: skip


def weightiest(messages: list[DetailedMessage]) -> DetailedMessage | None:
    """Return the message with the most urgent screening; the newest of equals."""
    return max(messages, key=lambda one: (one.screening.tier.rank if one.screening else 0, one.message.seq), default=None)


def measure_out(measure: Measure, result: MeasureResultRecord, course: Course) -> MeasureOut:
    """Return a finished questionnaire with its items in their order, and how it stands beside those before it."""
    watched = measure.follow_up.item if measure.follow_up else None
    given = [(number, item) for number, item in enumerate(measure.items, 1) if item.name in result.answers]
    items = [
        MeasureItemOut(
            number=number, name=item.name, label=item.label, text=item.text, value=result.answers[item.name],
            answer=measure.answer_title(item, result.answers[item.name]), watched=item.name == watched,
        )
        for number, item in given
    ]  # fmt: skip
    subscales = [
        SubscaleOut(name=one.name, title=one.title, score=subscore(one, result.answers), threshold=one.threshold)
        for one in measure.subscales
        if set(one.items) <= set(result.answers)
    ]
    return MeasureOut(
        id=result.id, measure=result.measure, title=measure.title, score=result.score, most=measure.most,
        threshold=measure.threshold, band=result.band,
        band_title=next((band.title for band in measure.bands if band.name == result.band), result.band),
        subscales=subscales, items=items, since_last=_since(course.since_last), since_first=_since(course.since_first),
        trend=TrendOut.model_validate(course.trend, from_attributes=True) if course.trend else None,
        content_version=result.content_version, created_at=result.created_at, changed_at=result.changed_at,
    )  # fmt: skip


def _since(since: Since | None) -> SinceOut | None:
    if since is None:
        return None
    change = since.change
    return SinceOut(
        score=since.score, at=since.at, points=change.points, movement=change.movement, reliable=change.reliable
    )  # fmt: skip


def _trigger(detailed: DetailedMessage | None) -> Trigger | None:
    if detailed is None:
        return None
    message = detailed.message
    evidence = _evidence(detailed.screening) if detailed.screening else []
    return Trigger(message_id=message.id, seq=message.seq, text=message.text, evidence=evidence, created_at=message.created_at)


def _evidence(screening: ScreeningRecord) -> list[EvidenceOut]:
    return [EvidenceOut.model_validate(item) for item in screening.evidence]


def _message_fields(message: MessageRecord) -> dict[str, Any]:
    return {
        "id": message.id,
        "seq": message.seq,
        "sender": message.sender,
        "sender_name": message.sender_name,
        "text": message.text,
        "content": {key: message.content[key] for key in _SHOWN if key in message.content},
        # A program's own ids keep it from saying something twice; only a person's program has a use for them.
        "client_id": message.client_id if message.sender in {Sender.PATIENT, Sender.THERAPIST} else None,
        "in_reply_to": message.in_reply_to,
        "created_at": message.created_at,
    }
