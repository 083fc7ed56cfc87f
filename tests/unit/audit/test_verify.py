"""Tampering, done for real: an attacker who can write the database changes something, and the verification names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, text

from bot.audit.findings import Damage
from bot.audit.log import AuditLog
from bot.audit.verify import Verifier
from bot.db.chain import Head, seal
from bot.db.engine import Database
from bot.db.stores.audit import AuditStore
from bot.records import Utterance
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.audit.support import ENTRIES, WORKER, attacker, change, fill, insert_copy, rows

pytestmark = pytest.mark.asyncio
SHIFT = 1_000_000
"""Far above any number of the tests: where rows wait while others move into their place."""


@pytest_asyncio.fixture
async def audit(db: Database, clock: MovingClock) -> AuditLog:
    log = AuditLog(db, clock)
    await fill(db, log, 12)
    return log


async def first_damage(audit: AuditLog) -> tuple[str, int | None]:
    result = await audit.verify()
    assert not result.ok
    assert result.exit_code == 1
    assert result.first is not None
    assert result.first.damage.value in str(result)
    return result.first.damage, result.first.seq


async def test_an_untouched_chain_is_whole(db: Database, audit: AuditLog):
    result = await audit.verify()
    assert (result.ok, result.exit_code, result.length) == (True, 0, 12)
    assert result.head == str(await audit.head())
    for batch in (1, 5, 12):
        assert (await Verifier(db, batch=batch).verify()).ok


async def test_an_empty_chain_is_whole(db: Database, clock: MovingClock):
    assert (await AuditLog(db, clock).verify()).ok


@pytest.mark.parametrize(
    "values",
    [
        {"object_id": "forged"},
        {"actor_id": "someone"},
        {"actor_role": "therapist"},
        {"object_type": "message"},
        {"event": "case:opened"},
        {"content_digest": "ff"},
        {"facts": {"tier": "low"}},
        {"at": datetime(2026, 3, 2, 8, 59, tzinfo=UTC)},
    ],
)
@pytest.mark.parametrize("seq", [1, 7, 12])
async def test_an_altered_entry(db: Database, audit: AuditLog, values: dict[str, Any], seq: int):
    with attacker(db) as connection:
        change(connection, seq, **values)
    assert await first_damage(audit) == (Damage.ALTERED, seq)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)  # PostgreSQL's columns refuse values of another kind
async def test_an_entry_that_cannot_be_read(db: Database, audit: AuditLog):
    with attacker(db) as connection:
        connection.execute(text("UPDATE audit_entries SET at = 'yesterday' WHERE seq = 4"))
        connection.execute(text("UPDATE audit_entries SET facts = '{' WHERE seq = 9"))
    assert await first_damage(audit) == (Damage.ALTERED, 4)
    assert not (await audit.status()).ok


@pytest.mark.parametrize("seq", [1, 5, 11])
async def test_an_entry_rewritten_together_with_its_digest(db: Database, audit: AuditLog, seq: int):
    async with db.read() as session:
        entry = (await AuditStore(session).batch(seq - 1, 1))[0]
    content = replace(entry.content, object_id="forged")
    with attacker(db) as connection:
        change(connection, seq, object_id="forged", digest=seal(content, seq, entry.previous))
    assert await first_damage(audit) == (Damage.ALTERED, seq)
    assert not (await audit.status()).ok


@pytest.mark.parametrize("seq", [1, 5, 11])
async def test_an_entry_rewritten_and_the_next_one_tied_to_it(db: Database, audit: AuditLog, seq: int):
    """A digest covers the one before it: who rewrites an entry must rewrite all that follow, up to the head kept elsewhere."""
    async with db.read() as session:
        entry = (await AuditStore(session).batch(seq - 1, 1))[0]
    content = replace(entry.content, object_id="forged")
    forged = seal(content, seq, entry.previous)
    with attacker(db) as connection:
        change(connection, seq, object_id="forged", digest=forged)
        change(connection, seq + 1, previous=forged)
    assert await first_damage(audit) == (Damage.ALTERED, seq + 1)
    assert not (await audit.status()).ok


@pytest.mark.parametrize("seq", [1, 6, 11])
async def test_a_removed_entry(db: Database, audit: AuditLog, seq: int):
    with attacker(db) as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.seq == seq))
    assert await first_damage(audit) == (Damage.REMOVED, seq)


async def test_entries_removed_and_the_rest_renumbered(db: Database, audit: AuditLog):
    with attacker(db) as connection:
        connection.execute(text("DELETE FROM audit_entries WHERE seq IN (5, 6)"))
        for seq in range(7, 13):
            change(connection, seq, seq=seq - 2)
    assert await first_damage(audit) == (Damage.REMOVED, 5)


@pytest.mark.parametrize("pair", [(4, 5), (3, 9), (1, 2), (11, 12)])
async def test_reordered_entries(db: Database, audit: AuditLog, pair: tuple[int, int]):
    low, high = pair
    with attacker(db) as connection:
        change(connection, low, seq=SHIFT)
        change(connection, high, seq=low)
        change(connection, SHIFT, seq=high)
    assert await first_damage(audit) == (Damage.REORDERED, low)


async def test_an_inserted_entry(db: Database, audit: AuditLog):
    async with db.read() as session:
        entry = (await AuditStore(session).batch(4, 1))[0]
    with attacker(db) as connection:
        row = rows(connection)[4]
        for seq in range(12, 5, -1):
            change(connection, seq, seq=seq + 1)
        content = replace(entry.content, object_id="forged")
        insert_copy(connection, row, seq=6, object_id="forged", previous=entry.digest, digest=seal(content, 6, entry.digest))
    assert await first_damage(audit) == (Damage.INSERTED, 6)


async def test_an_entry_inserted_without_a_digest_that_fits(db: Database, audit: AuditLog):
    with attacker(db) as connection:
        row = rows(connection)[4]
        for seq in range(12, 5, -1):
            change(connection, seq, seq=seq + 1)
        insert_copy(connection, row, seq=6, object_id="forged", digest="f" * 64)
    assert await first_damage(audit) == (Damage.ALTERED, 6)


@pytest.mark.parametrize("place", [8, 13])
async def test_a_replayed_entry(db: Database, audit: AuditLog, place: int):
    with attacker(db) as connection:
        if db.is_sqlite:
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'audit_entries'")).scalar_one()
            connection.execute(text("ALTER TABLE audit_entries RENAME TO old_entries"))
            connection.execute(text(sql.replace(", \n\tCONSTRAINT uq_audit_entries_digest UNIQUE (digest)", "")))
            connection.execute(text("INSERT INTO audit_entries SELECT * FROM old_entries"))
            connection.execute(text("DROP TABLE old_entries"))
        else:
            connection.execute(text("ALTER TABLE audit_entries DROP CONSTRAINT uq_audit_entries_digest"))
        row = rows(connection)[2]
        for seq in range(12, place - 1, -1):
            change(connection, seq, seq=seq + 1)
        insert_copy(connection, row, seq=place)
    assert await first_damage(audit) == (Damage.REPLAYED, place)


async def test_a_cut_end_shows_against_an_anchor(db: Database, audit: AuditLog):
    anchor = await audit.head()
    with attacker(db) as connection:
        connection.execute(text("DELETE FROM audit_entries WHERE seq > 9"))
    assert (await audit.verify()).ok, "a bare chain cannot show it"
    result = await audit.verify(Head.parse(str(anchor)))
    assert (result.first.damage, result.first.seq) == (Damage.TRUNCATED, 10)


async def test_a_chain_forged_from_some_entry_on_shows_against_an_anchor(db: Database, audit: AuditLog):
    anchor = await audit.head()
    async with db.read() as session:
        entries = await AuditStore(session).batch(0, 100)
    with attacker(db) as connection:
        previous = entries[4].previous
        for entry in entries[4:]:
            content = replace(entry.content, object_id="forged")
            digest = seal(content, entry.seq, previous)
            change(connection, entry.seq, object_id="forged", previous=previous, digest=digest)
            previous = digest
    assert (await audit.verify()).ok, "a bare chain cannot show it"
    assert (await audit.verify(anchor)).first.damage is Damage.ALTERED


async def test_an_anchor_further_back_still_holds(db: Database, audit: AuditLog, clock: MovingClock):
    anchor = await audit.head()
    await audit.entries(WORKER)
    assert (await audit.verify(anchor)).ok


@pytest_asyncio.fixture
async def clinic(db: Database, clock: MovingClock) -> Clinic:
    clinic = Clinic(db, clock)
    clinic.conversation = await clinic.patient()
    clinic.message = await clinic.write(clinic.conversation, "my back hurts")
    await clinic.write(clinic.conversation, "it is better now")
    assert (await clinic.audit.verify()).ok
    return clinic


async def test_an_altered_message(clinic: Clinic):
    with attacker(clinic.db) as connection:
        connection.execute(text("UPDATE messages SET text = 'all is well' WHERE id = :id"), {"id": clinic.message.id})
    result = await clinic.audit.verify()
    assert (result.first.damage, result.first.object_id) == (Damage.MESSAGE_ALTERED, clinic.message.id)
    entry = next(e for e in await clinic.audit.entries(WORKER, clinic.message.id) if e["event"] == "message:patient:received")
    assert result.first.seq == entry["seq"]
    assert "hurts" not in str(result)
    assert "all is well" not in str(result)


async def test_a_removed_message(clinic: Clinic):
    with attacker(clinic.db) as connection:
        connection.execute(text("DELETE FROM screenings WHERE message_id = :id"), {"id": clinic.message.id})
        connection.execute(text("DELETE FROM messages WHERE id = :id"), {"id": clinic.message.id})
    result = await clinic.audit.verify()
    assert (result.first.damage, result.first.object_id) == (Damage.MESSAGE_REMOVED, clinic.message.id)


async def test_a_message_put_in_beside_the_chain(clinic: Clinic):
    with attacker(clinic.db) as connection:
        connection.execute(
            text(
                "INSERT INTO messages (id, conversation_id, seq, sender, channel, epoch, text, search_words, content, created_at) "
                "SELECT 'forged', conversation_id, 900, 'therapist', 'web', epoch, 'stop the medicine', '', content, created_at "
                "FROM messages WHERE id = :id"
            ),
            {"id": clinic.message.id},
        )
    result = await clinic.audit.verify()
    assert (result.first.damage, result.first.object_id, result.first.seq) == (Damage.MESSAGE_UNRECORDED, "forged", None)


async def test_a_message_recorded_twice_by_a_well_formed_entry(clinic: Clinic):
    head = await clinic.audit.head()
    async with clinic.db.read() as session:
        entry = next(e for e in await AuditStore(session).batch(0, 100) if e.content.event == "message:patient:received")
    with attacker(clinic.db) as connection:
        row = rows(connection)[entry.seq - 1]
        seq = head.seq + 1
        insert_copy(connection, row, seq=seq, previous=head.digest, digest=seal(entry.content, seq, head.digest))
    result = await clinic.audit.verify()
    assert (result.first.damage, result.first.seq) == (Damage.REPLAYED, seq)


async def test_texts_of_every_sender_are_checked(clinic: Clinic):
    result = await clinic.audit.verify()
    said, _ = await clinic.conversations.page(clinic.conversation, limit=100)
    assert result.texts == len(said) > 2
    await clinic.conversations.answer(clinic.message, [Utterance("late")], epoch=99)
    assert (await clinic.audit.verify()).ok
