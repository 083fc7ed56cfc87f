"""Disabling an account: a patient with an open case is not shut out without a reason that stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.departures import OpenCase
from bot.db.engine import Database
from bot.errors import Invalid, NotFound
from bot.words import CaseStatus, Outcome, Role, Tier
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.test_worker import worker_of

pytestmark = pytest.mark.asyncio

REASON = "moved to another clinic, who know of it"


async def test_an_open_case_keeps_its_patient_until_somebody_says_why(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    administrator = await clinic.staff(Role.ADMINISTRATOR, "Some administrator")
    conversation = await clinic.patient()
    patient = (await clinic.conversations.get(conversation)).patient_id
    message = await clinic.write(conversation, "high")
    case = await clinic.cases.case_of(message.id) or ""
    assert {one: waiting.tier for one, waiting in (await clinic.departures.open_cases()).items()} == {patient: Tier.HIGH}
    with pytest.raises(OpenCase) as refused:
        await clinic.departures.disable(administrator, patient, "  ")
    assert refused.value.details["tier"] == "high"
    assert (await clinic.accounts.person(patient)).disabled_at is None
    with pytest.raises(Invalid):
        await clinic.departures.disable(administrator, patient, "x" * 501)
    assert (await clinic.departures.disable(administrator, patient, REASON)).disabled_at is not None
    detail = await clinic.cases.detail(case)
    step = detail.history[-1]
    assert (step.action, step.note, step.actor_name) == ("patient disabled", REASON, "Some administrator")
    assert detail.case.status is CaseStatus.OPEN, "somebody still has to see to it"
    assert (await clinic.conversations.get(conversation)).disabled
    assert (await clinic.audit.verify()).ok
    await clinic.departures.disable(administrator, patient, "again")
    assert (await clinic.cases.detail(case)).history == detail.history, "twice is the same as once"


async def test_staff_and_patients_without_a_case_need_no_reason(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    administrator = await clinic.staff(Role.ADMINISTRATOR, "Some administrator")
    therapist = await clinic.therapist()
    conversation = await clinic.patient()
    patient = (await clinic.conversations.get(conversation)).patient_id
    message = await clinic.write(conversation, "high")
    case = await clinic.cases.case_of(message.id) or ""
    await clinic.cases.claim(case, therapist)
    with pytest.raises(OpenCase):
        await clinic.departures.disable(administrator, patient)
    await clinic.cases.resolve(case, therapist, Outcome.CALLED_PATIENT, "all well")
    assert (await clinic.departures.disable(administrator, patient)).disabled_at is not None
    assert (await clinic.departures.disable(administrator, therapist.id)).disabled_at is not None
    with pytest.raises(NotFound):
        await clinic.departures.disable(administrator, "0" * 32)


async def test_no_apology_is_written_where_its_reader_cannot_come(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    administrator = await clinic.staff(Role.ADMINISTRATOR, "Some administrator")
    conversation, other = await clinic.patient(), await clinic.patient("Patient 2")
    patient = (await clinic.conversations.get(conversation)).patient_id
    message = await clinic.write(conversation, "high", "a")
    await clinic.write(other, "high", "b")
    await clinic.departures.disable(administrator, patient, REASON)
    before, others = await clinic.said(conversation), await clinic.said(other)
    clock.moment += timedelta(minutes=11)
    await worker_of(clinic).round()
    assert await clinic.said(conversation) == before
    assert len(await clinic.said(other)) > len(others), "whose chat is open is told"
    case = await clinic.cases.get(await clinic.cases.case_of(message.id) or "")
    assert case.overdue_at is not None, "staff see that it is late all the same"
