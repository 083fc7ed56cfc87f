"""A therapist in a patient's conversation."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from aiohttp import web

from bot.accounts.permissions import Permission
from bot.care.outbound import Checked
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.keys import METRICS, READINESS
from bot.gateway.present import conversation_out, message_out, staff_message
from bot.gateway.schemas.base import PageQuery, Ref, StreamQuery
from bot.gateway.schemas.chat import NewStaffMessage, ReadReport, StaffMessage, StaffMessageAnswer, StaffPage
from bot.gateway.sse import PAGE, conversation_stream
from bot.gateway.wakeups import conversation_topic
from bot.records import ConversationRecord

routes = Routes("staff")

THERAPIST_TYPES_SECONDS = 5.0
"""How long a patient sees that the therapist is typing, after each key that the console reports."""


@routes.get("/api/staff/conversations/{id}/messages", Permission.CONVERSATIONS_READ)
async def messages(call: Call, query: PageQuery) -> StaffPage:
    """Return part of a patient's conversation, with each message's screening and what the assistant understood.

    That it was read is recorded, once an hour for each reader.
    """
    conversation = await _conversation(call)
    await call.factory.readings.record(call.actor, conversation.id)
    conversations = call.factory.conversations
    page, more = await conversations.detailed_page(conversation.id, after=query.after, before=query.before, limit=query.limit)
    return StaffPage(
        conversation=conversation_out(conversation, bot_ready=call.request.app[READINESS].bot_ready, now=call.factory.clock.now()),
        patient=Ref(id=conversation.patient_id, display_name=conversation.patient_name),
        patient_disabled=conversation.disabled,
        messages=[staff_message(one) for one in page],
        has_more=more,
    )


@routes.post("/api/staff/conversations/{id}/messages", Permission.CONVERSATIONS_WRITE, status=HTTPStatus.CREATED)
async def write(call: Call, body: NewStaffMessage) -> StaffMessageAnswer:
    """Write to the patient. 409 ``owner_changed`` when the conversation is not, or no longer, the therapist's.

    409 ``confirm_needed`` when the text seems alarming, or tells who somebody is: ``details.reasons`` say why and where, and the
    same message (text and ``client_id``) with ``details.confirmation`` is sent. ``check`` is ``failed`` when the text could not
    be checked; it was sent anyway.
    """
    conversation = await _conversation(call)
    text, checked = body.text.strip(), Checked.DONE
    if (conversation.owner_id, conversation.epoch) == (call.actor.id, body.epoch):  # or it is refused below, and nobody is asked
        checked = await call.factory.outbound.check(conversation, call.actor, text, body.confirmation, client_id=body.client_id)
    stored, new = await call.factory.conversations.write_as_therapist(
        conversation.id, call.actor, text=text, client_id=body.client_id, epoch=body.epoch
    )
    if new:
        call.request.app[METRICS].accepted(stored.sender.value)
        await call.factory.wakeups.publish(conversation_topic(conversation.id))
    else:
        call.status = HTTPStatus.OK
    return StaffMessageAnswer(message=message_out(stored), check=checked)


@routes.post("/api/staff/conversations/{id}/read", Permission.CONVERSATIONS_READ, status=HTTPStatus.NO_CONTENT)
async def read(call: Call, body: ReadReport) -> None:
    """Say which messages the console has really shown: visible on the screen, and not only fetched.

    The patient sees that somebody of the reader's role has read them, and when. Told again, it changes nothing. 422 for numbers
    that the conversation does not have.
    """
    conversation = await _conversation(call)
    if await call.factory.read_marks.record(conversation.id, call.actor, first=body.first, through=body.through):
        await call.factory.wakeups.publish(conversation_topic(conversation.id))


@routes.post("/api/staff/conversations/{id}/typing", Permission.CONVERSATIONS_WRITE, status=HTTPStatus.NO_CONTENT)
async def typing(call: Call) -> None:
    """Show the patient for five seconds that somebody is typing."""
    conversation = await _conversation(call)
    await call.factory.wakeups.typing(conversation.id, on=True, seconds=THERAPIST_TYPES_SECONDS)


@routes.get("/api/staff/conversations/{id}/events", Permission.CONVERSATIONS_READ, stream=True)
async def events(call: Call, query: StreamQuery) -> web.StreamResponse:
    """Stream a patient's conversation like the patient's own, with screening and understanding beside each message."""
    conversation = await _conversation(call)

    async def fetch(position: int) -> tuple[list[StaffMessage], bool, ConversationRecord]:
        detailed, more, now = await call.factory.conversations.detailed_news(conversation.id, position, PAGE)
        if detailed:
            await call.factory.readings.record(call.actor, conversation.id)  # a line may be open longer than one look lasts
        return [staff_message(one) for one in detailed], more, now

    check = partial(call.factory.accounts.require_may_read, call.actor, conversation.patient_id)
    return await conversation_stream(call, conversation.id, query.after, fetch, check)


async def _conversation(call: Call) -> ConversationRecord:
    """Return the conversation if it is within the caller's reach."""
    conversation = await call.factory.conversations.get(call.id)
    await call.factory.accounts.require_may_read(call.actor, conversation.patient_id)
    return conversation
