"""What the tests of the audit share: a log with entries of every sort, and an attacker who can write the database's file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Table, create_engine, insert, select, update

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.db import ddl
from bot.db.engine import Database
from bot.db.tables import AuditEntry, Person
from tests.clinic import Clinic

ENTRIES = cast("Table", AuditEntry.__table__)
WORKER = Actor.system("worker")
SUPERVISOR = Actor("5" * 32, "supervisor", "Supervisor 1")


async def make_supervisor(clinic: Clinic) -> None:
    """Put ``SUPERVISOR`` into the database."""
    async with clinic.db.write() as session:
        name, now = SUPERVISOR.display_name, clinic.clock.now()
        session.add(Person(id=SUPERVISOR.id, role="supervisor", display_name=name, created_at=now))


async def append(db: Database, audit: AuditLog, object_id: str, count: int = 1, **facts: Any) -> None:
    async with db.write() as session:
        for _ in range(count):
            await audit.append(session, AuditEvent.CASE_CHANGED, actor=WORKER, object_type="case", object_id=object_id, facts=facts)


async def fill(db: Database, audit: AuditLog, count: int) -> None:
    """Entries 1 to ``count``, about objects named after their number."""
    for number in range(1, count + 1):
        await append(db, audit, f"object-{number}", tier="high", number=number)


@contextmanager
def attacker(db: Database) -> Iterator[Connection]:
    """Write access to the database itself, with the triggers out of the way."""
    engine = create_engine(db.url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        for table in ddl.LATER:
            ddl.remove_append_only(connection, table)
        ddl.remove_triggers(connection)
        yield connection
        ddl.install_triggers(connection)
        for table in ddl.LATER:
            ddl.install_append_only(connection, table)
    engine.dispose()


def rows(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings()]


def change(connection: Connection, number: int, /, **values: Any) -> None:
    connection.execute(update(ENTRIES).where(ENTRIES.c.seq == number).values(**values))


def insert_copy(connection: Connection, row: dict[str, Any], **values: Any) -> None:
    connection.execute(insert(ENTRIES), [{**row, **values}])
