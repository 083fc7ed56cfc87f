"""Who is reached and how the drills stand: for all staff the little that they should know, for administrators the rest."""

from __future__ import annotations

from http import HTTPStatus

from bot.accounts.permissions import Permission
from bot.drills.board import hops
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.present import late_case_out
from bot.gateway.schemas.alarms import (
    AlarmsAnswer,
    ContactOut,
    DrillOut,
    DrillsAnswer,
    LateCasesAnswer,
    NewContact,
    NewOnCall,
    ReachAnswer,
)
from bot.records import DrillRecord

routes = Routes("alarms")


@routes.get("/api/staff/alarms", Permission.ALARMS_READ)
async def alarms(call: Call) -> AlarmsAnswer:
    """Say whether anybody is reached outside the console, and whether the last drill went through."""
    reachable = await call.factory.reach.reachable()
    return AlarmsAnswer(reachable=reachable.anybody, drill=(await call.factory.drill_board.status()).state)


@routes.get("/api/staff/late-cases", Permission.CASES_WATCH)
async def late_cases(call: Call) -> LateCasesAnswer:
    """Return the open cases that are overdue or that the ladder has brought to the reader's role. Nothing of any patient."""
    now = call.factory.clock.now()
    return LateCasesAnswer(cases=[late_case_out(one, now) for one in await call.factory.ladder.late(call.actor.role)])


@routes.get("/api/admin/drills", Permission.REACH_MANAGE)
async def drills(call: Call) -> DrillsAnswer:
    """Return how the drills stand, and how long each hop of the last one took."""
    status = await call.factory.drill_board.status()
    last = None if status.last is None else _drill(status.last)
    return DrillsAnswer(state=status.state, last=last, under_way=status.under_way)


@routes.post("/api/admin/drills", Permission.DRILLS_RUN, status=HTTPStatus.CREATED)
async def run_drill(call: Call) -> DrillsAnswer:
    """Ask for a drill now; the worker begins it within seconds. 409 while one is under way. That it was asked for is recorded."""
    await call.factory.drill_requests.ask(call.actor)
    return await drills(call)


@routes.get("/api/admin/reach", Permission.REACH_MANAGE)
async def reach(call: Call) -> ReachAnswer:
    """Return the on-call order and everyone's addresses."""
    service = call.factory.reach
    reachable = await service.reachable()
    return ReachAnswer(
        on_call=await service.on_call(),
        contacts=[ContactOut.model_validate(one, from_attributes=True) for one in await service.contacts()],
        channel=reachable.channel,
        anybody=reachable.anybody,
    )


@routes.post("/api/admin/contacts", Permission.REACH_MANAGE, status=HTTPStatus.CREATED)
async def add_contact(call: Call, body: NewContact) -> ReachAnswer:
    """Add an address of a staff member. 422 when nothing could be delivered there."""
    await call.factory.reach.add_contact(call.actor, body.person_id, body.address)
    return await reach(call)


@routes.post("/api/admin/contacts/{id}/remove", Permission.REACH_MANAGE)
async def remove_contact(call: Call) -> ReachAnswer:
    """Remove an address; notifications on their way there fail."""
    await call.factory.reach.remove_contact(call.actor, call.id)
    return await reach(call)


@routes.post("/api/admin/on-call", Permission.REACH_MANAGE)
async def set_on_call(call: Call, body: NewOnCall) -> ReachAnswer:
    """Replace the on-call order. 422 when somebody is no therapist with an enabled account."""
    await call.factory.reach.set_on_call(call.actor, body.people)
    return await reach(call)


def _drill(drill: DrillRecord) -> DrillOut:
    return DrillOut(
        started_at=drill.started_at,
        finished_at=drill.finished_at,
        outcome=drill.outcome,
        missing=drill.missing,
        opened_by=drill.opened_by,
        hops=hops(drill),
    )
