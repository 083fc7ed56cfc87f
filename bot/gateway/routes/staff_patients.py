"""The therapist's caseload."""

from __future__ import annotations

from http import HTTPStatus

from bot.accounts.people import IssuedInvitation, Person
from bot.accounts.permissions import Permission
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.present import measure_out
from bot.gateway.schemas.account import InvitationAnswer, InvitationOut, NewPatient
from bot.gateway.schemas.base import Ref
from bot.gateway.schemas.cases import CheckInOut, NewPatientAnswer, OpenCaseRef, PatientOut, PatientsAnswer
from bot.gateway.schemas.measures import MeasuresAnswer
from bot.records import CaseRecord
from bot.words import CaseStatus, Role

routes = Routes("staff")


@routes.get("/api/staff/patients", Permission.CASELOAD_READ)
async def patients(call: Call) -> PatientsAnswer:
    """Return one's own patients, by name, with their last check-in and their unresolved case."""
    unresolved = await call.factory.cases.queue([CaseStatus.OPEN, CaseStatus.CLAIMED], therapist_id=call.actor.id)
    cases = {case.patient_id: case for case, _ in unresolved}
    own = await call.factory.accounts.patients_of(call.actor.id)
    return PatientsAnswer(patients=[await _patient(call, person, cases.get(person.id)) for person in own])


@routes.post("/api/staff/patients", Permission.CASELOAD_INVITE, status=HTTPStatus.CREATED)
async def add(call: Call, body: NewPatient) -> NewPatientAnswer:
    """Add a patient to one's own caseload. The code is shown this once."""
    accounts = call.factory.accounts
    person = await accounts.create_person(
        call.actor, Role.PATIENT, body.display_name, country=body.country or call.factory.settings.country,
        time_zone=body.time_zone, locale=call.factory.settings.locale, therapist_id=call.actor.id,
    )  # fmt: skip
    issued = await accounts.invite(call.actor, person.id)
    return NewPatientAnswer(patient=Ref(id=person.id, display_name=person.display_name), invitation=_invitation(call, issued))


@routes.get("/api/staff/patients/{id}/measures", Permission.MEASURES_READ)
async def measures(call: Call) -> MeasuresAnswer:
    """Return the questionnaires that a patient has finished, newest first, with items, change and trend."""
    person = await call.factory.accounts.person(call.id)
    await call.factory.accounts.require_may_read(call.actor, person.id)
    programme = call.factory.programme
    known = programme.content.measures
    results = await programme.measures.latest(person.id)
    courses = programme.measures.courses(results)
    return MeasuresAnswer(measures=[measure_out(known[one.measure], one, courses[one.id]) for one in results if one.id in courses])


@routes.post("/api/staff/patients/{id}/invitations", Permission.CASELOAD_INVITE, status=HTTPStatus.CREATED)
async def invite(call: Call) -> InvitationAnswer:
    """Issue a new code for a patient, such as for a new phone; unused earlier ones stop working."""
    person = await call.factory.accounts.person(call.id)
    await call.factory.accounts.require_may_read(call.actor, person.id)
    return InvitationAnswer(invitation=_invitation(call, await call.factory.accounts.invite(call.actor, person.id)))


async def _patient(call: Call, person: Person, case: CaseRecord | None) -> PatientOut:
    conversation = await call.factory.conversations.of_patient(person.id)
    last = await call.factory.programme.check_ins.latest(person.id, limit=1)
    return PatientOut(
        id=person.id,
        display_name=person.display_name,
        conversation_id=conversation.id,
        last_message_at=conversation.last_message_at,
        last_check_in=CheckInOut.model_validate(last[0], from_attributes=True) if last else None,
        owner=conversation.owner,
        open_case=OpenCaseRef(id=case.id, tier=case.tier) if case else None,
    )


def _invitation(call: Call, issued: IssuedInvitation) -> InvitationOut:
    request = call.request
    base = (call.factory.settings.public_url or f"{request.scheme}://{request.host}").rstrip("/")
    # After the hash: browsers do not send it, so that no log sees the code.
    return InvitationOut(code=issued.code, url=f"{base}/chat#invite={issued.code}", expires_at=issued.expires_at)
