from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.accounts.actor import Actor
from bot.accounts.demo import ensure_demo, require_no_demo
from bot.accounts.service import Accounts
from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.errors import HandrailError
from bot.words import Role
from tests.conftest import MovingClock


@pytest.mark.asyncio
async def test_the_demo_keeps_off_a_database_with_people(db: Database, clock: MovingClock, tmp_path: Path):
    accounts = Accounts(db, clock, AuditLog(db, clock))
    await accounts.canary()
    await accounts.create_person(Actor.system("cli"), Role.PATIENT, "Patient 1")
    with pytest.raises(HandrailError, match="--data-dir"):
        await ensure_demo(accounts, tmp_path, country="GB", locale="en")
    assert len(await accounts.people()) == 1
    assert not (tmp_path / "demo.json").exists()


@pytest.mark.asyncio
async def test_the_demo_is_made_once_and_its_logins_work(db: Database, clock: MovingClock, tmp_path: Path):
    accounts = Accounts(db, clock, AuditLog(db, clock))
    await require_no_demo(accounts)
    for _ in range(2):
        await ensure_demo(accounts, tmp_path, country="GB", locale="en")
    file = tmp_path / "demo.json"
    assert file.stat().st_mode & 0o777 == 0o600
    shown = json.loads(file.read_text())
    therapist = await accounts.login("therapist@demo", shown["therapist@demo"])
    patients = await accounts.patients_of(therapist.person.id)
    assert [patient.display_name for patient in patients] == ["Demo patient 1", "Demo patient 2"]
    for _ in range(2):
        assert (await accounts.accept_invitation("DEMO-PATIENT-2")).person.id == patients[1].id
    assert len(await accounts.people()) == 5
    with pytest.raises(HandrailError, match="--demo"):
        await require_no_demo(accounts)
