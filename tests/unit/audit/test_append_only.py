"""The database itself refuses to change what is append-only (invariant 7)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.audit.log import AuditLog
from bot.db import ddl
from bot.db.engine import Database
from tests.conftest import MovingClock
from tests.unit.audit.support import append

pytestmark = pytest.mark.asyncio

HISTORY = (
    "INSERT INTO case_history (id, case_id, at, actor_id, actor_name, actor_role, action, to_status, tier, note) "
    "VALUES ('h1', 'c1', '2026-01-01 00:00:00', 'worker', 'Handrail', 'system', 'opened', 'open', 'high', '')"
)

PERSON = (
    "INSERT INTO people (id, role, display_name, locale, country, time_zone, created_at) "
    "VALUES ('p1', 'patient', 'P', 'en', '', 'UTC', '2026-01-01 00:00:00')"
)
PLAN = (
    "INSERT INTO safety_plan_versions (id, patient_id, version, parts, changed, author_id, author_name, author_role, created_at) "
    "VALUES ('s1', 'p1', 1, '{}', '[]', 'p1', 'P', 'patient', '2026-01-01 00:00:00')"
)


@pytest_asyncio.fixture
async def engine(db: Database, clock: MovingClock):
    await append(db, AuditLog(db, clock), "1", count=2)
    engine = create_engine(db.url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        for statement in (HISTORY, PERSON, PLAN):
            connection.execute(text(statement))
    yield engine
    engine.dispose()


def refused(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entries")).scalar_one() == 2
        assert connection.execute(text("SELECT count(*) FROM case_history")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM safety_plan_versions")).scalar_one() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET event = 'x'",
        "UPDATE case_history SET note = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM case_history",
        "DELETE FROM case_history WHERE id = 'h1'",
        "UPDATE safety_plan_versions SET parts = '{}'",
        "DELETE FROM safety_plan_versions",
    ],
)
async def test_update_and_delete_are_refused(engine: Engine, statement: str):
    refused(engine, statement)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries LIMIT 1",
        "REPLACE INTO case_history SELECT * FROM case_history LIMIT 1",
        "REPLACE INTO safety_plan_versions SELECT * FROM safety_plan_versions LIMIT 1",
        "REPLACE INTO safety_plan_versions SELECT 's2', patient_id, 1, '', '[]', '', '', '', created_at FROM safety_plan_versions",
    ],
)
async def test_sqlite_refuses_to_replace_a_row(engine: Engine, statement: str):
    refused(engine, statement)


@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_entries SELECT * FROM audit_entries ON CONFLICT (seq) DO UPDATE SET event = 'x'",
        "INSERT INTO case_history SELECT * FROM case_history ON CONFLICT (id) DO UPDATE SET note = 'x'",
        "TRUNCATE audit_entries",
        "TRUNCATE case_history",
        "TRUNCATE safety_plan_versions",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_entries",
    ],
)
async def test_postgresql_refuses_to_replace_truncate_or_pose_as_a_replica(engine: Engine, statement: str):
    refused(engine, statement)


async def test_nothing_in_the_code_deletes_a_row(root: Path):
    """Invariant 7, by reading the code: what was said, decided or recorded stays."""
    for path in [*(root / "bot").rglob("*.py"), *(root / "actions").rglob("*.py")]:
        tree = ast.parse(path.read_text())
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        if path.is_relative_to(root / "bot/db"):
            assert "delete" not in imported, path
            calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert not [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "delete"], path
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        assert not [one for one in strings if re.search(r"(?i)\b(delete\s+from|truncate\s+table)\b", one)], path


async def test_the_triggers_of_the_schema_are_all_there(engine: Engine):
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        names = set(connection.scalars(text(sqlite if engine.dialect.name == "sqlite" else postgresql)))
    if engine.dialect.name == "sqlite":
        kept = {f"{table}_{what}" for table in ddl.APPEND_ONLY for what in ("no_update", "no_delete", "no_replace")}
        assert names == kept | {"messages_search_insert"}
    else:
        assert names == {f"{table}_append_only" for table in ddl.APPEND_ONLY}


async def test_what_is_installed_can_be_removed_and_installed_again(engine: Engine):
    with engine.begin() as connection:
        for table in ddl.LATER:
            ddl.remove_append_only(connection, table)
        ddl.remove_triggers(connection)
        ddl.remove_search(connection)
        ddl.install_search(connection)
        ddl.install_triggers(connection)
        for table in ddl.LATER:
            ddl.install_append_only(connection, table)
    refused(engine, "DELETE FROM case_history")
    refused(engine, "DELETE FROM safety_plan_versions")
