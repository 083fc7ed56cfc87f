"""Appending: in the caller's transaction, gapless, whoever else is writing, and never text."""

from __future__ import annotations

import asyncio
import math
import os
import pwd
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.db.chain import GENESIS, Head
from bot.db.engine import Database
from bot.words import Tier
from tests.conftest import MovingClock
from tests.unit.audit.support import WORKER, append, fill

pytestmark = pytest.mark.asyncio


@pytest.fixture
def audit(db: Database, clock: MovingClock) -> AuditLog:
    return AuditLog(db, clock)


async def test_entries_are_numbered_and_linked(db: Database, audit: AuditLog):
    assert await audit.head() == Head(0, GENESIS)
    await fill(db, audit, 3)
    entries = await audit.entries(WORKER)
    assert [entry["seq"] for entry in entries] == [3, 2, 1]
    assert entries[0]["object_id"] == "object-3"
    assert entries[0]["facts"] == {"tier": "high", "number": 3}
    assert (await audit.verify()).ok
    assert (await audit.entries(WORKER, "object-2"))[0]["actor_name"] == "Handrail (worker)"


async def test_looking_at_the_log_is_an_entry(db: Database, audit: AuditLog):
    supervisor = Actor("s" * 32, "supervisor", "Supervisor 1")
    await audit.entries(supervisor, "object-1")
    newest = (await audit.entries(supervisor))[0]
    assert (newest["event"], newest["actor_id"], newest["object_id"]) == ("audit:read", supervisor.id, "object-1")


async def test_what_is_done_at_a_command_line_names_its_user(audit: AuditLog, monkeypatch: pytest.MonkeyPatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    given = {"to": "/somewhere"}
    await audit.record(AuditEvent.BACKUP_BEGUN, actor=Actor.command_line(), object_type="instance", object_id="backup", facts=given)
    (entry,) = await audit.entries(WORKER, "backup")
    assert (entry["actor_id"], entry["actor_role"]) == ("cli", "system")
    assert entry["facts"] == {"to": "/somewhere", "os_user": pwd.getpwuid(os.getuid()).pw_name}
    assert given == {"to": "/somewhere"}
    assert (await audit.verify()).ok


async def test_a_user_without_a_name_is_named_by_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "getuid", lambda: 3_000_000_001)
    assert Actor.command_line().os_user == "uid:3000000001"


async def test_a_transaction_that_fails_leaves_no_entry(db: Database, audit: AuditLog):
    with suppress(LookupError):
        async with db.write() as session:
            await audit.append(session, AuditEvent.CASE_OPENED, actor=WORKER, object_type="case", object_id="1")
            raise LookupError
    assert await audit.head() == Head()
    await append(db, audit, "2")
    assert (await audit.head()).seq == 1


async def test_a_savepoint_that_fails_takes_only_its_own_entries(db: Database, audit: AuditLog):
    async with db.write() as session:
        await audit.append(session, AuditEvent.CASE_OPENED, actor=WORKER, object_type="case", object_id="outer")
        with suppress(LookupError):
            async with session.begin_nested():
                await audit.append(session, AuditEvent.CASE_CHANGED, actor=WORKER, object_type="case", object_id="lost")
                raise LookupError
        async with session.begin_nested():
            await audit.append(session, AuditEvent.CASE_CHANGED, actor=WORKER, object_type="case", object_id="kept")
    assert [entry["object_id"] for entry in await audit.entries(WORKER)] == ["kept", "outer"]
    assert (await audit.verify()).ok


async def test_a_session_that_only_reads_takes_no_entry(db: Database, audit: AuditLog):
    async with db.read() as session:
        with pytest.raises(RuntimeError, match="writes"):
            await audit.append(session, AuditEvent.TRANSCRIPT_READ, actor=WORKER, object_type="case", object_id="1")


async def test_facts_come_back_from_the_database_as_they_were_sealed(db: Database, audit: AuditLog):
    facts = {
        "tier": Tier.HIGH, "count": 3, "yes": True, "nothing": None, "share": 0.1, "tiny": 1e-7, "zero": -0.0, "large": 1e20,
        "huge": 2**70, "never": math.nan, "list": [1, "two"], "set": {"b", "a"}, "at": datetime(2026, 1, 1, tzinfo=UTC),
        "nested": {"epoch": 2}, "empty": "", "uni": "é\u0000",
    }  # fmt: skip
    await append(db, audit, "1", **facts)
    verification = await audit.verify()
    assert verification.ok, verification
    stored = (await audit.entries(WORKER))[0]["facts"]
    assert stored["tier"] == "high"
    assert stored["set"] == ["a", "b"]
    assert stored["share"] == 0.1
    assert stored["at"] == "2026-01-01T00:00:00+00:00"


async def test_a_fact_of_another_kind_is_a_mistake(db: Database, audit: AuditLog):
    async with db.write() as session:
        with pytest.raises(TypeError):
            await audit.append(
                session, AuditEvent.CASE_OPENED, actor=WORKER, object_type="case", object_id="1", facts={"what": object()}
            )


async def test_prose_never_reaches_the_chain(db: Database, audit: AuditLog):
    secret = "xylophone is my sister's name and her mail is a@b.example"
    async with db.write() as session:
        await audit.append(
            session, AuditEvent.MESSAGE_SENT, actor=WORKER, object_type="case", object_id="1", text=secret,
            facts={"note": secret, "list": [secret], "deep": {secret: secret}},
        )  # fmt: skip
    async with db.read() as session:
        stored = [dict(row) for row in (await session.execute(text("SELECT * FROM audit_entries"))).mappings()]
    assert "xylophone" not in str(stored)
    assert "b.example" not in str(stored)


async def test_many_tasks_keep_one_gapless_chain(db: Database, audit: AuditLog):
    await asyncio.gather(*(append(db, audit, f"task-{number}", count=1 + number % 3) for number in range(60)))
    verification = await audit.verify()
    assert verification.ok, verification
    assert verification.length == sum(1 + number % 3 for number in range(60))


async def test_two_processes_keep_one_gapless_chain(db: Database, audit: AuditLog, root: Path):
    program = """
import asyncio, sys
from bot.audit.log import AuditLog
from bot.clock import SystemClock
from bot.db.engine import Database
from tests.unit.audit.support import append

async def main():
    db = Database(sys.argv[1])
    audit = AuditLog(db, SystemClock())
    await asyncio.gather(*(append(db, audit, f"{sys.argv[2]}-{number}") for number in range(100)))
    await db.dispose()

asyncio.run(main())
"""
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, db.url, name, cwd=root) for name in ("one", "two")
    ]
    assert await asyncio.gather(*(process.wait() for process in processes)) == [0, 0]
    verification = await audit.verify()
    assert verification.ok, verification
    assert verification.length == 200


async def test_status_checks_the_newest_entries(db: Database, audit: AuditLog):
    await fill(db, audit, 5)
    status = await audit.status()
    assert (status.ok, status.length, status.checked) == (True, 5, 5)
    assert status.head == (await audit.head()).digest
