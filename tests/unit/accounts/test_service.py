from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.accounts.actor import Actor
from bot.accounts.service import Accounts
from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.tables import Invitation, Person
from bot.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from bot.words import Role
from tests.conftest import MovingClock

CLI = Actor.system("cli")
PASSWORD = "correct horse battery"


@pytest.fixture
def audit(db: Database, clock: MovingClock) -> AuditLog:
    return AuditLog(db, clock)


@pytest_asyncio.fixture
async def accounts(db: Database, clock: MovingClock, audit: AuditLog) -> Accounts:
    return Accounts(db, clock, audit, session_days=30, staff_session_hours=12)


async def therapist(accounts: Accounts, login: str = "therapist") -> str:
    return (await accounts.create_person(CLI, Role.THERAPIST, "Therapist", login=login, password=PASSWORD)).id


async def events(audit: AuditLog) -> list[str]:
    return [entry["event"] for entry in reversed(await audit.entries(CLI))]


@pytest.mark.asyncio
async def test_staff_log_in_however_the_login_is_written_and_out_again(accounts: Accounts, audit: AuditLog):
    person_id = await therapist(accounts, "Therapist@Clinic ")
    logged_in = await accounts.login(" THERAPIST@clinic", PASSWORD)
    assert logged_in.person.id == person_id
    assert (await accounts.logged_in(logged_in.login_id)) == logged_in
    await accounts.logout(logged_in)
    assert await accounts.logged_in(logged_in.login_id) is None
    assert await events(audit) == ["account:created", "account:login:succeeded", "account:logout"]


@pytest.mark.asyncio
@pytest.mark.parametrize("login,password", [("therapist", "wrong password"), ("nobody", PASSWORD), ("", "")])
async def test_a_failed_login_says_nothing_and_is_recorded(accounts: Accounts, audit: AuditLog, login: str, password: str):
    await therapist(accounts)
    with pytest.raises(Unauthenticated, match="login or password is wrong"):
        await accounts.login(login, password)
    assert (await events(audit))[-1] == "account:login:failed"


@pytest.mark.asyncio
async def test_a_login_ends_with_its_time_or_its_account(accounts: Accounts, clock: MovingClock):
    person_id = await therapist(accounts)
    first, second = await accounts.login("therapist", PASSWORD), await accounts.login("therapist", PASSWORD)
    assert await accounts.still_logged_in({first.login_id, second.login_id, "0" * 32}) == {first.login_id, second.login_id}
    clock.advance(hours=12)
    assert await accounts.logged_in(first.login_id) is None
    third = await accounts.login("therapist", PASSWORD)
    await accounts.disable(CLI, person_id)
    assert await accounts.still_logged_in({third.login_id}) == set()
    with pytest.raises(Unauthenticated):
        await accounts.login("therapist", PASSWORD)


@pytest.mark.asyncio
async def test_a_patient_who_keeps_coming_stays_logged_in(accounts: Accounts, clock: MovingClock):
    patient = await accounts.create_person(CLI, Role.PATIENT, "Patient")
    logged_in = await accounts.accept_invitation((await accounts.invite(CLI, patient.id)).code)
    assert await accounts.renew(logged_in) == logged_in
    clock.advance(days=20)
    renewed = await accounts.renew(logged_in)
    assert renewed.expires_at == clock.now() + timedelta(days=30)
    clock.advance(days=20)
    assert await accounts.logged_in(logged_in.login_id) == renewed


@pytest.mark.asyncio
async def test_a_code_works_once_even_for_two_at_the_same_moment(accounts: Accounts):
    patient = await accounts.create_person(CLI, Role.PATIENT, "Patient")
    code = (await accounts.invite(CLI, patient.id)).code
    results = await asyncio.gather(*(accounts.accept_invitation(code) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, Unauthenticated) for result in results) == 4


@pytest.mark.asyncio
async def test_a_reusable_code_works_again_and_a_new_one_replaces_unused_ones(accounts: Accounts, clock: MovingClock):
    patient = await accounts.create_person(CLI, Role.PATIENT, "Patient")
    await accounts.invite(CLI, patient.id, code="DEMO-1", reusable=True)
    await accounts.accept_invitation("demo 1")
    await accounts.accept_invitation("DEMO1")
    old = await accounts.invite(CLI, patient.id)
    new = await accounts.invite(CLI, patient.id)
    with pytest.raises(Unauthenticated, match="a code works once"):
        await accounts.accept_invitation(old.code)
    clock.advance(days=15)
    with pytest.raises(Unauthenticated):
        await accounts.accept_invitation(new.code)


@pytest.mark.asyncio
async def test_only_the_digest_of_a_code_and_the_hash_of_a_password_are_kept(accounts: Accounts, db: Database):
    patient = await accounts.create_person(CLI, Role.PATIENT, "Patient")
    code = (await accounts.invite(CLI, patient.id)).code
    await therapist(accounts)
    async with db.read() as session:
        invitation = (await session.execute(select(Invitation))).scalar_one()
        hashed = (await session.execute(select(Person.password_hash).where(Person.role == "therapist"))).scalar_one()
    assert code not in invitation.code_digest
    assert hashed is not None
    assert hashed.startswith("$argon2id$")


@pytest.mark.asyncio
async def test_accounts_that_make_no_sense_are_refused(accounts: Accounts):
    await therapist(accounts)
    with pytest.raises(Conflict):
        await therapist(accounts, "THERAPIST")
    for wrong in (
        {"role": Role.PATIENT, "login": "x", "password": PASSWORD},
        {"role": Role.THERAPIST},
        {"role": Role.THERAPIST, "login": "y", "password": "short"},
        {"role": Role.PATIENT, "time_zone": "Nowhere/Land"},
        {"role": Role.PATIENT, "country": "GBR"},
        {"role": Role.PATIENT, "display_name": "  "},
    ):
        with pytest.raises(Invalid):
            await accounts.create_person(CLI, **{"display_name": "Somebody", **wrong})  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_the_caseload_decides_who_reads(accounts: Accounts):
    mine, other = await therapist(accounts), await therapist(accounts, "other")
    patient = await accounts.create_person(CLI, Role.PATIENT, "Patient", therapist_id=mine)
    unguided = await accounts.create_person(CLI, Role.PATIENT, "Nobody's patient")

    async def may(role: Role, person_id: str, patient_id: str = patient.id) -> bool:
        return await accounts.may_read(Actor(person_id, role.value, "x"), patient_id)

    assert await may(Role.THERAPIST, mine)
    assert not await may(Role.THERAPIST, other)
    assert await may(Role.THERAPIST, other, unguided.id)
    assert await may(Role.PATIENT, patient.id)
    assert not await may(Role.PATIENT, unguided.id)
    assert await may(Role.SUPERVISOR, "s")
    assert not await may(Role.ADMINISTRATOR, "a")
    assert not await accounts.may_read(CLI, patient.id)
    with pytest.raises(Forbidden):
        await accounts.require_may_read(Actor(other, "therapist", "x"), patient.id)
    await accounts.assign(CLI, other, patient.id)
    await accounts.assign(CLI, other, patient.id)
    assert [person.id for person in await accounts.patients_of(other)] == [patient.id]
    assert {person.id for person in await accounts.therapists_of(patient.id)} == {mine, other}
    with pytest.raises(NotFound):
        await accounts.assign(CLI, patient.id, other)
