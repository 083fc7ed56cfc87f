"""Delivery by apprise through a real mail server, from the step of the ladder to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db.engine import Database
from bot.notification.messages import Message
from bot.notification.sender import AppriseSender
from bot.words import Role
from tests.clinic import CHANNELS, CLI, Clinic
from tests.conftest import MovingClock
from tests.mail import mail_server

pytestmark = pytest.mark.asyncio

SECRET = "xylophone"


async def test_a_step_of_the_ladder_arrives_as_a_letter(db: Database, clock: MovingClock) -> None:
    """Invariant 10 with the real thing: neither the patient's words nor their name leave by mail."""
    with mail_server() as server:
        channels = replace(CHANNELS, mail_url=server.url, alarms=())
        clinic = Clinic(db, clock, sender=AppriseSender(), channels=channels)
        therapist = await clinic.therapist()
        await clinic.reach.add_contact(CLI, therapist.id, "therapist@clinic.example")
        message = await clinic.write(await clinic.patient(f"Patient {SECRET}"), f"high {SECRET}")
        case = await clinic.cases.case_of(message.id) or ""
        server.refuses = True
        await clinic.ladder.climb(case)
        assert await clinic.courier.round() == 0
        server.refuses = False
        clock.advance(seconds=5)
        assert await clinic.courier.round() == 1
        ((to, letter),) = server.taken
        assert to == ["therapist@clinic.example"]
        assert server.text() == (
            "Handrail: a case waits (high)\n"
            f"A case waits for you.\nTier: high\nDue: 2026-03-02 09:10 (UTC)\nhttps://h.example/console/cases/{case}\n"
        )
        assert SECRET not in letter.as_string()


async def test_nobody_there_is_no_delivery() -> None:
    with mail_server() as server:
        gone = server.url
    assert not await AppriseSender().send(f"{gone}&to=a@clinic.example", Message("subject", "body"))
    assert not await AppriseSender().send("nonsense://", Message("subject", "body"))


async def test_administrators_own_addresses_stand_in_for_the_channel(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, channels=replace(CHANNELS, alarms=()))
    administrator = await clinic.staff(Role.ADMINISTRATOR, "Some administrator")
    await clinic.reach.add_contact(CLI, administrator.id, "administrator@clinic.example")
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    await clinic.ladder.climb(case)
    await clinic.courier.round()
    assert [url.rpartition("to=")[2] for url, _ in clinic.sender.letters] == ["administrator@clinic.example"]
    assert [step.note for step in (await clinic.cases.detail(case)).history][-1] == "the administrators"


async def test_where_nobody_can_be_reached_the_history_says_so(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, channels=replace(CHANNELS, alarms=()))
    assert not (await clinic.reach.reachable()).anybody
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    await clinic.ladder.climb(case)
    assert [step.note for step in (await clinic.cases.detail(case)).history][-1] == "nobody: there is no address"
