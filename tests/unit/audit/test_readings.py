"""A therapist's look at a conversation: one entry an hour, whatever it takes to show it."""

from __future__ import annotations

import asyncio

import pytest

from bot.accounts.actor import Actor
from bot.audit.readings import Readings
from bot.audit.transcripts import Transcripts
from bot.db.engine import Database
from bot.errors import NotFound
from tests.clinic import CLI, Clinic
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


async def readers(clinic: Clinic, conversation: str) -> list[str]:
    """Who read the conversation, oldest entry first."""
    entries = await clinic.audit.entries(CLI, conversation)
    return [entry["actor_id"] for entry in reversed(entries) if entry["event"] == "conversation:read"]


async def test_one_entry_covers_an_hour_of_one_person_and_conversation(db: Database, clock: MovingClock):
    clinic = Clinic(db, clock)
    readings = Readings(db, clock, clinic.audit)
    one, two = await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    conversation, other = await clinic.patient("Patient 1"), await clinic.patient("Patient 2")
    assert await readings.record(one, conversation)
    clock.advance(minutes=59)
    assert not await readings.record(one, conversation)
    assert await readings.record(two, conversation)
    assert await readings.record(one, other)
    clock.advance(minutes=1)
    assert await readings.record(one, conversation), "the hour runs from the entry, not from the last page"
    assert await readers(clinic, conversation) == [one.id, two.id, one.id]
    assert await readers(clinic, other) == [one.id]
    assert (await clinic.audit.verify()).ok


async def test_it_names_the_patient_and_nothing_that_was_said(db: Database, clock: MovingClock):
    clinic = Clinic(db, clock)
    therapist, conversation = await clinic.therapist(), await clinic.patient()
    await clinic.write(conversation, "xylophone")
    await Readings(db, clock, clinic.audit).record(therapist, conversation)
    (entry,) = (entry for entry in await clinic.audit.entries(CLI, conversation) if entry["event"] == "conversation:read")
    patient = (await clinic.conversations.get(conversation)).patient_id
    assert (entry["actor_name"], entry["object_type"], entry["facts"]) == ("Therapist 1", "conversation", {"patient": patient})


async def test_what_is_asked_for_at_once_is_one_entry(db: Database, clock: MovingClock):
    """Also when several gateways are asked: the conversation's lock is the database's."""
    clinic, elsewhere = Clinic(db, clock), Database(db.url)
    therapist, conversation = await clinic.therapist(), await clinic.patient()
    both = [Readings(db, clock, clinic.audit), Readings(elsewhere, clock, Clinic(elsewhere, clock).audit)]
    written = await asyncio.gather(*(readings.record(therapist, conversation) for readings in both * 6))
    await elsewhere.dispose()
    assert written.count(True) == 1
    assert await readers(clinic, conversation) == [therapist.id]


async def test_another_kind_of_reading_does_not_stand_in_for_it(db: Database, clock: MovingClock):
    clinic = Clinic(db, clock)
    therapist, conversation = await clinic.therapist(), await clinic.patient()
    await Transcripts(db, clock, clinic.audit).read(therapist, conversation)
    assert await Readings(db, clock, clinic.audit).record(therapist, conversation)


async def test_a_conversation_that_is_not_there(db: Database, clock: MovingClock):
    clinic = Clinic(db, clock)
    with pytest.raises(NotFound):
        await Readings(db, clock, clinic.audit).record(Actor("t" * 32, "therapist", "T"), "nowhere")
    assert (await clinic.audit.head()).seq == 0
