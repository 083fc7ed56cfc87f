"""What a patient's browser uses."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from bot.accounts.permissions import Permission
from bot.channels.web import inbound
from bot.gateway.call import Call
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.keys import CONVERSATION_IDS, LIMITS, METRICS, READINESS
from bot.gateway.present import conversation_out, message_out
from bot.gateway.schemas.base import PageQuery, StreamQuery
from bot.gateway.schemas.chat import ConversationPage, HelpAway, HelpCard, MessageAnswer, MessageOut, NewMessage
from bot.gateway.sides import Side, identify
from bot.gateway.sse import PAGE, conversation_stream
from bot.records import ConversationRecord
from bot.words import Tier

routes = Routes("patient")


@routes.get("/api/patient/conversation", Permission.CHAT_OWN)
async def conversation(call: Call, query: PageQuery) -> ConversationPage:
    """Return part of one's own conversation: after or before a number, or the newest messages.

    Opening an empty conversation makes the assistant introduce itself.
    """
    services = call.factory
    own = await services.conversations.of_patient(call.actor.id)
    messages, more = await services.conversations.page(own.id, after=query.after, before=query.before, limit=query.limit)
    if own.last_seq == 0:
        await services.turns.welcome(own.id)
    return ConversationPage(
        conversation=conversation_out(
            replace(own, reads=await services.read_marks.of(own.id)),
            bot_ready=call.request.app[READINESS].bot_ready,
            now=services.clock.now(),
            clocks=services.clocks,
        ),
        messages=[message_out(message) for message in messages],
        has_more=more,
    )


@routes.post("/api/patient/messages", Permission.CHAT_OWN, status=HTTPStatus.CREATED)
async def send(call: Call, body: NewMessage) -> MessageAnswer:
    """Send a message. It is on disk before this answers; the same ``client_id`` again returns what is stored, with 200.

    422 for a payload that no recent message offered; 429 when too many are sent in a short time.
    """
    await call.request.app[LIMITS].message(call.actor.id)
    message = inbound(body.client_id, body.text, body.payload)
    stored, new = await call.factory.turns.receive(
        await _own_id(call), text=message.text, client_id=message.client_id, payload=message.payload, channel=message.channel
    )
    if new:
        call.request.app[METRICS].accepted(stored.sender.value)
    else:
        call.status = HTTPStatus.OK
    return MessageAnswer(message=message_out(stored))


@routes.get("/api/patient/events", Permission.CHAT_OWN, stream=True)
async def events(call: Call, query: StreamQuery) -> web.StreamResponse:
    """Stream one's own conversation: ``message`` events numbered like the messages, and ``state`` events.

    ``Last-Event-ID`` or ``after`` brings what was missed; without either the stream begins now.
    """
    own_id = await _own_id(call)

    async def fetch(position: int) -> tuple[list[MessageOut], bool, ConversationRecord]:
        messages, more, conversation = await call.factory.conversations.news(own_id, position, PAGE)
        return [message_out(message) for message in messages], more, conversation

    return await conversation_stream(call, own_id, query.after, fetch)


@routes.get("/api/patient/help", PUBLIC)
async def help_card(call: Call) -> HelpCard:
    """Return whom to turn to outside Handrail; for anyone, and in their country where it is known.

    ``away`` says, while nobody from the team is there, when somebody is.
    """
    login = await identify(call.request, Side.PATIENT)
    services = call.factory
    country = (login.person.country if login else "") or services.settings.country
    card = HelpCard.model_validate(services.safety_replies.help_card(country))
    if services.clocks.hours.always:
        return card
    promise = services.clocks.promise(
        Tier.LOW, services.clock.now(), login.person.time_zone if login else services.settings.time_zone
    )
    text = services.safety_replies.away_note(promise, on_call=services.clocks.on_call)
    return card.model_copy(update={"away": HelpAway(text=text, until=promise.opens_at)}) if text and promise.opens_at else card


async def _own_id(call: Call) -> str:
    """Return the id of the caller's conversation; it never changes, so that it is looked up once a process."""
    known = call.request.app[CONVERSATION_IDS]
    patient_id = call.actor.id
    if patient_id not in known:
        known[patient_id] = (await call.factory.conversations.of_patient(patient_id)).id
    return known[patient_id]
