"""What the administrator does."""

from __future__ import annotations

from http import HTTPStatus

from bot.accounts.permissions import Permission
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.present import person_out
from bot.gateway.schemas.account import (
    CaseloadOut,
    CaseloadsAnswer,
    DisableRequest,
    NewCaseload,
    NewPerson,
    PeopleAnswer,
    PersonAnswer,
)
from bot.gateway.schemas.base import Nothing

routes = Routes("admin")


@routes.get("/api/admin/people", Permission.PEOPLE_MANAGE)
async def people(call: Call) -> PeopleAnswer:
    """Return every account, oldest first, and which patients have an open case: how urgent and since when, and nothing else."""
    cases = await call.factory.departures.open_cases()
    return PeopleAnswer(people=[person_out(person, cases.get(person.id)) for person in await call.factory.accounts.people()])


@routes.post("/api/admin/people", Permission.PEOPLE_MANAGE, status=HTTPStatus.CREATED)
async def create(call: Call, body: NewPerson) -> PersonAnswer:
    """Create an account. 409 when the login is taken."""
    person = await call.factory.accounts.create_person(
        call.actor, body.role, body.display_name, login=body.login, password=body.password, country=body.country,
        time_zone=body.time_zone, locale=call.factory.settings.locale,
    )  # fmt: skip
    return PersonAnswer(person=person_out(person))


@routes.post("/api/admin/people/{id}/disable", Permission.PEOPLE_MANAGE)
async def disable(call: Call, body: DisableRequest) -> PersonAnswer:
    """Disable an account and end its logins; nothing is deleted.

    409 ``open_case`` for a patient whose case is not resolved, unless ``reason`` says why: the case's history keeps it.
    """
    return PersonAnswer(person=person_out(await call.factory.departures.disable(call.actor, call.id, body.reason)))


@routes.get("/api/admin/caseloads", Permission.CASELOADS_MANAGE)
async def caseloads(call: Call) -> CaseloadsAnswer:
    """Return who guides whom. A patient of no enabled therapist is seen by every therapist."""
    pairs = await call.factory.accounts.caseloads()
    return CaseloadsAnswer(caseloads=[CaseloadOut(therapist_id=one, patient_id=other) for one, other in pairs])


@routes.post("/api/admin/caseloads", Permission.CASELOADS_MANAGE)
async def assign(call: Call, body: NewCaseload) -> Nothing:
    """Put a patient on a therapist's caseload."""
    await call.factory.accounts.assign(call.actor, body.therapist_id, body.patient_id)
    return Nothing()
