"""The therapist's queue."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.permissions import Permission
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.present import case_out, flagged_message, history_step, weightiest
from bot.gateway.schemas.cases import (
    CaseAnswer,
    CaseDetailAnswer,
    CaseOut,
    CasesAnswer,
    CasesQuery,
    CheckInOut,
    ClaimRequest,
    ReleaseRequest,
    ResolveRequest,
)
from bot.gateway.sse import queue_stream
from bot.gateway.wakeups import CASES, conversation_topic
from bot.records import CaseRecord, DetailedMessage
from bot.words import CaseStatus, Owner

routes = Routes("staff")

RECENT_CHECK_INS = 7
"""How many check-ins stand beside a case: a week of them."""

_STATUSES = {
    "active": [CaseStatus.OPEN, CaseStatus.CLAIMED],
    "open": [CaseStatus.OPEN],
    "claimed": [CaseStatus.CLAIMED],
    "resolved": [CaseStatus.RESOLVED],
}


@routes.get("/api/staff/cases", Permission.CASES_READ)
async def queue(call: Call, query: CasesQuery) -> CasesAnswer:
    """Return the queue: one's caseload's cases and those of patients whom nobody guides, most urgent first."""
    now = call.factory.clock.now()
    found = await call.factory.cases.queue(_STATUSES[query.status], therapist_id=call.actor.id)
    ids = [case.id for case, _ in found]
    asked, last = await call.factory.ladder.asked(ids), await call.factory.ladder.last_steps(ids)
    return CasesAnswer(cases=[case_out(case, message, now, asked.get(case.id, ()), last.get(case.id)) for case, message in found])


@routes.get("/api/staff/cases/{id}", Permission.CASES_READ)
async def detail(call: Call) -> CaseDetailAnswer:
    """Return a case with its flagged messages, its history and the patient's last check-ins. That it was read is recorded."""
    case = await _case(call)
    await call.factory.readings.record(call.actor, case.conversation_id)
    found = await call.factory.cases.detail(call.id)
    check_ins = await call.factory.programme.check_ins.latest(found.case.patient_id, limit=RECENT_CHECK_INS)
    return CaseDetailAnswer(
        case=await _out(call, found.case, found.flagged),
        flagged=[flagged_message(message) for message in found.flagged],
        history=[history_step(step) for step in found.history],
        check_ins=[CheckInOut.model_validate(one, from_attributes=True) for one in check_ins],
    )


@routes.post("/api/staff/cases/{id}/claim", Permission.CASES_WORK)
async def claim(call: Call, body: ClaimRequest) -> CaseAnswer:  # noqa: ARG001  the lease decides, not the version
    """Take the lease on a case. 409 ``already_claimed`` when somebody else holds it."""
    await _case(call)
    return await _changed(call, await call.factory.cases.claim(call.id, call.actor))


@routes.post("/api/staff/cases/{id}/renew", Permission.CASES_WORK)
async def renew(call: Call) -> CaseAnswer:
    """Prolong one's lease."""
    await _case(call)
    return await _answer(call, await call.factory.cases.renew(call.id, call.actor))


@routes.post("/api/staff/cases/{id}/release", Permission.CASES_WORK)
async def release(call: Call, body: ReleaseRequest) -> CaseAnswer:
    """Give a case back to the queue."""
    await _case(call)
    return await _changed(call, await call.factory.cases.release(call.id, call.actor, body.note))


@routes.post("/api/staff/cases/{id}/takeover", Permission.CASES_WORK)
async def take_over(call: Call) -> CaseAnswer:
    """Speak in place of the assistant; claims the case if nobody holds it."""
    await _case(call)
    return await _changed(call, await call.factory.cases.take_over(call.id, call.actor))


@routes.post("/api/staff/cases/{id}/hand-back", Permission.CASES_WORK)
async def hand_back(call: Call) -> CaseAnswer:
    """Give the conversation back to the assistant, which takes up the thread."""
    before = await _case(call)
    return await _changed(call, await call.factory.cases.hand_back(call.id, call.actor), before)


@routes.post("/api/staff/cases/{id}/resolve", Permission.CASES_WORK)
async def resolve(call: Call, body: ResolveRequest) -> CaseAnswer:
    """Close a case with an outcome, and give the conversation back to the assistant."""
    before = await _case(call)
    return await _changed(call, await call.factory.cases.resolve(call.id, call.actor, body.outcome, body.note), before)


@routes.get("/api/staff/events", Permission.ALARMS_READ, stream=True)
async def events(call: Call) -> web.StreamResponse:
    """Stream a ``cases`` event whenever the queue may have changed; ``hello`` comes first. It carries nothing else."""
    return await queue_stream(call)


async def _case(call: Call) -> CaseRecord:
    """Return the case if it is within the caller's reach."""
    case = await call.factory.cases.get(call.id)
    await call.factory.accounts.require_may_read(call.actor, case.patient_id)
    return case


async def _changed(call: Call, case: CaseRecord, before: CaseRecord | None = None) -> CaseAnswer:
    """Wake whoever shows the case or the conversation; let the assistant take up the thread where it was just handed back."""
    wakeups = call.factory.wakeups
    await wakeups.publish(CASES)
    await wakeups.publish(conversation_topic(case.conversation_id))
    if before is not None and before.owner is not Owner.BOT and case.owner is Owner.BOT:
        await call.factory.turns.resume(case.conversation_id)
    return await _answer(call, case)


async def _answer(call: Call, case: CaseRecord) -> CaseAnswer:
    flagged = (await call.factory.cases.detail(case.id)).flagged
    return CaseAnswer(case=await _out(call, case, flagged))


async def _out(call: Call, case: CaseRecord, flagged: list[DetailedMessage]) -> CaseOut:
    ladder = call.factory.ladder
    asked, last = await ladder.asked([case.id]), await ladder.last_steps([case.id])
    return case_out(case, weightiest(flagged), call.factory.clock.now(), asked.get(case.id, ()), last.get(case.id))
