"""What supervisors search, read and rate. The services record each search and each reading before anything is shown."""

from __future__ import annotations

from http import HTTPStatus

from bot.accounts.permissions import Permission
from bot.audit.transcripts import PlacedChange, SearchResult, TranscriptPage
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.keys import READINESS
from bot.gateway.present import case_out, conversation_out, flagged_message, history_step, staff_fields, weightiest
from bot.gateway.schemas import transcripts as shapes
from bot.gateway.schemas.base import Ref
from bot.gateway.schemas.cases import ReviewedCase
from bot.records import ReviewRecord

routes = Routes("supervisor")


@routes.post("/api/supervisor/search", Permission.TRANSCRIPTS_SEARCH)
async def search(call: Call, body: shapes.SearchRequest) -> shapes.SearchAnswer:
    """Find messages by words and screening, newest first. A POST, since words in an address would end up in logs."""
    page = await call.factory.transcripts.search(
        call.actor,
        words=body.words,
        flagged=body.flagged,
        tier=body.tier,
        category=body.category,
        lowered=body.lowered,
        cursor=body.cursor,
        limit=body.limit,
    )
    return shapes.SearchAnswer(results=[_result(one) for one in page.results], next_cursor=page.next_cursor)


@routes.get("/api/supervisor/cases/{id}", Permission.CASES_REVIEW)
async def case(call: Call) -> ReviewedCase:
    """Read a case without taking part in it: how urgent, why, who was asked, and what happened. That it was read is recorded."""
    found = await call.factory.cases.review(call.id, call.actor)
    ladder = call.factory.ladder
    asked, last = await ladder.asked([call.id]), await ladder.last_steps([call.id])
    return ReviewedCase(
        case=case_out(found.case, weightiest(found.flagged), call.factory.clock.now(), asked.get(call.id, ()), last.get(call.id)),
        flagged=[flagged_message(message) for message in found.flagged],
        history=[history_step(step) for step in found.history],
    )


@routes.get("/api/supervisor/conversations/{id}/messages", Permission.TRANSCRIPTS_READ)
async def read(call: Call, query: shapes.TranscriptQuery) -> shapes.TranscriptPageOut:
    """Read part of a conversation with what was understood, done, changed and not sent. That it was read is recorded."""
    page = await call.factory.transcripts.read(
        call.actor, call.id, after=query.after, before=query.before, around=query.around, limit=query.limit
    )
    return shapes.TranscriptPageOut(
        conversation=conversation_out(
            page.conversation, bot_ready=call.request.app[READINESS].bot_ready, now=call.factory.clock.now()
        ),
        patient=Ref(id=page.conversation.patient_id, display_name=page.conversation.patient_name),
        patient_disabled=page.conversation.disabled,
        messages=_messages(page),
        changes=[_change(one) for one in page.changes],
        has_more=page.has_later if query.after is not None else page.has_earlier,
        has_earlier=page.has_earlier,
        has_later=page.has_later,
    )


@routes.get("/api/supervisor/conversations/{id}/reviews", Permission.REVIEWS_READ)
async def reviews(call: Call) -> shapes.ReviewsAnswer:
    """Return the ratings of a conversation, oldest first."""
    return shapes.ReviewsAnswer(reviews=[_review(one) for one in await call.factory.reviews.list(call.actor, call.id)])


@routes.post("/api/supervisor/conversations/{id}/reviews", Permission.REVIEWS_WRITE, status=HTTPStatus.CREATED)
async def rate(call: Call, body: shapes.NewReview) -> shapes.ReviewAnswer:
    """Rate a conversation, or one message of it."""
    added = await call.factory.reviews.add(
        call.actor, call.id, rating=body.rating, comment=body.comment, message_id=body.message_id
    )
    return shapes.ReviewAnswer(review=_review(added))


@routes.get("/api/supervisor/audit", Permission.AUDIT_READ)
async def audit(call: Call, query: shapes.AuditQuery) -> shapes.AuditAnswer:
    """Return the newest entries of the audit chain, of one object or of all, and whether the end of the chain holds."""
    log = call.factory.audit
    entries = await log.entries(call.actor, query.object_id, query.limit)
    status = await log.status()
    return shapes.AuditAnswer(
        entries=[shapes.AuditEntryOut.model_validate(entry) for entry in entries],
        chain=shapes.ChainOut(ok=status.ok, length=status.length, head=status.head),
    )


def _result(result: SearchResult) -> shapes.SearchResult:
    found = result.found
    return shapes.SearchResult(
        conversation_id=found.conversation_id,
        patient=Ref(id=found.patient_id, display_name=found.patient_name),
        message=shapes.FoundMessage(id=found.message_id, seq=found.seq, sender=found.sender, created_at=found.created_at),
        snippet=[shapes.SnippetPart(text=part.text, hit=part.hit) for part in result.snippet],
        tier=found.tier,
        categories=found.categories,
        notes=found.notes,
        reviewed=found.reviewed,
    )


def _messages(page: TranscriptPage) -> list[shapes.TranscriptMessage]:
    """Return the messages, each with the case changes that came right after it; those before the first stand with the first."""
    changes: dict[int, list[PlacedChange]] = {}
    first = page.messages[0].detail.message.seq if page.messages else 0
    for placed in page.changes:
        if placed.change.kind == "case":
            changes.setdefault(max(placed.after_seq, first), []).append(placed)
    return [
        shapes.TranscriptMessage(
            **staff_fields(one.detail),
            drafts=[
                shapes.DraftOut(id=draft.id, text=draft.text, reason=draft.reason, created_at=draft.created_at)
                for draft in one.drafts
            ],
            case_changes=[_change(placed) for placed in changes.get(one.detail.message.seq, [])],
        )
        for one in page.messages
    ]


def _change(placed: PlacedChange) -> shapes.ChangeOut:
    change = placed.change
    return shapes.ChangeOut(
        kind=change.kind, case_id=change.case_id, after_seq=placed.after_seq, at=change.at, actor_name=change.actor_name,
        actor_role=change.actor_role, action=change.action, from_status=change.from_state, to_status=change.to_state,
        tier=change.tier, note=change.note,
    )  # fmt: skip


def _review(review: ReviewRecord) -> shapes.ReviewOut:
    return shapes.ReviewOut(
        id=review.id, message_id=review.message_id, rating=review.rating, comment=review.comment,
        reviewer_name=review.reviewer_name, created_at=review.created_at,
    )  # fmt: skip
