"""The database itself refuses to change what is append-only (invariant 7)."""

from __future__ import annotations

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.audit.log import AuditLog
from bot.db import ddl
from tests.unit.audit.support import append

pytestmark = pytest.mark.asyncio

HISTORY = (
    "INSERT INTO case_history (id, case_id, at, actor_id, actor_name, actor_role, action, to_status, tier, note) "
    "VALUES ('h1', 'c1', '2026-01-01 00:00:00', 'worker', 'Handrail', 'system', 'opened', 'open', 'high', '')"
)


@pytest_asyncio.fixture
async def engine(db, clock):
    await append(db, AuditLog(db, clock), "1", count=2)
    engine = create_engine(db.url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        connection.execute(text(HISTORY))
    yield engine
    engine.dispose()


def refused(engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entries")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM case_history")).scalar_one() == 1


@pytest.mark.parametrize("table", ddl.APPEND_ONLY)
async def test_update_and_delete_are_refused(engine, table):
    column = "event" if table == "audit_entries" else "note"
    refused(engine, f"UPDATE {table} SET {column} = 'x'")
    refused(engine, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ddl.APPEND_ONLY)
async def test_a_row_cannot_be_replaced(engine, table):
    if engine.dialect.name == "sqlite":
        refused(engine, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        refused(engine, f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        key = "seq" if table == "audit_entries" else "id"
        column = "event" if table == "audit_entries" else "note"
        refused(engine, f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {column} = 'x'")


@pytest.mark.parametrize("table", ddl.APPEND_ONLY)
@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
async def test_truncate_is_refused_and_replication_mode_does_not_help(engine, table):
    refused(engine, f"TRUNCATE {table}")
    refused(engine, f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")


async def test_the_triggers_of_the_schema_are_all_there(engine):
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        names = set(connection.scalars(text(sqlite if engine.dialect.name == "sqlite" else postgresql)))
    if engine.dialect.name == "sqlite":
        kept = {f"{table}_{what}" for table in ddl.APPEND_ONLY for what in ("no_update", "no_delete", "no_replace")}
        assert names == kept | {"messages_search_insert"}
    else:
        assert names == {f"{table}_append_only" for table in ddl.APPEND_ONLY}


async def test_what_is_installed_can_be_removed_and_installed_again(engine):
    with engine.begin() as connection:
        ddl.remove_triggers(connection)
        ddl.remove_search(connection)
        ddl.install_search(connection)
        ddl.install_triggers(connection)
    refused(engine, "DELETE FROM case_history")
