"""What a commit is worth, and what a database's error may say."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db.engine import Database
from bot.db.tables import Person
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


async def test_a_commit_survives_a_loss_of_power(db: Database) -> None:
    """Invariant 1: the settings that a test without a power cut can only read."""
    for transaction in (db.write, db.read, db.glance):
        async with transaction() as session:
            if db.is_sqlite:
                values = {
                    name: await session.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode", "foreign_keys")
                }
                assert values == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
            else:
                values = {name: await session.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "fsync")}
                assert values["synchronous_commit"] == "on"


async def test_a_databases_error_does_not_repeat_what_it_was_given(db: Database, clock: MovingClock) -> None:
    """Invariant 10: errors end up in logs."""

    async def add() -> None:
        async with db.write() as session:
            session.add(Person(id="1" * 32, role="patient", display_name="xylophone", created_at=clock.now()))

    await add()
    with pytest.raises(DBAPIError) as caught:
        await add()
    assert "xylophone" not in str(caught.value)
