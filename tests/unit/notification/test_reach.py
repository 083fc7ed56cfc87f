"""Contact addresses and the on-call order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db.engine import Database
from bot.db.tables import Contact
from bot.errors import Conflict, Invalid, NotFound
from bot.notification.addresses import check, is_mail, shown, url_of
from bot.words import Role
from tests.clinic import CHANNELS, CLI, Clinic
from tests.conftest import MovingClock


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "https:/x", "made-up://x", "x" * 501, "a@b.example?to=c@d.example"])
def test_what_nothing_can_be_delivered_to_is_refused(address: str):
    with pytest.raises(Invalid):
        check(address)


def test_addresses_with_tokens_are_not_shown_again():
    assert check(" nurse@clinic.example ") == "nurse@clinic.example"
    assert check("ntfy://secret-topic") == "ntfy://secret-topic"
    assert (shown("nurse@clinic.example"), shown("ntfy://secret-topic")) == ("nurse@clinic.example", "ntfy://…")


def test_mail_needs_a_mail_server():
    assert is_mail("nurse@clinic.example")
    assert url_of("nurse@clinic.example", None) is None
    assert url_of("nurse+x@clinic.example", "mailto://host") == "mailto://host?to=nurse%2Bx@clinic.example"
    assert url_of("ntfy://topic", None) == "ntfy://topic"


@pytest.mark.asyncio
async def test_addresses_are_kept_shown_and_removed(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock, channels=replace(CHANNELS, mail_url=None, alarms=()))
    therapist = await clinic.therapist()
    mail = await clinic.reach.add_contact(CLI, therapist.id, "nurse@clinic.example")
    with pytest.raises(Conflict):
        await clinic.reach.add_contact(CLI, therapist.id, "nurse@clinic.example")
    assert [(one.shown, one.works) for one in await clinic.reach.contacts()] == [("nurse@clinic.example", False)]
    assert not (await clinic.reach.reachable()).anybody, "there is no mail server"
    await clinic.reach.add_contact(CLI, therapist.id, "ntfy://topic")
    assert (await clinic.reach.reachable()).people == 1
    await clinic.reach.remove_contact(CLI, mail)
    assert [one.shown for one in await clinic.reach.contacts()] == ["ntfy://…"]
    with pytest.raises(NotFound):
        await clinic.reach.remove_contact(CLI, mail)
    async with db.read() as session:
        row = await session.get(Contact, mail)
    assert row
    assert row.address is None, "it can hold a token"
    again = await clinic.reach.add_contact(CLI, therapist.id, "nurse@clinic.example")
    await clinic.reach.remove_contact(CLI, again)
    await clinic.accounts.disable(CLI, therapist.id)
    assert await clinic.reach.contacts() == []


@pytest.mark.asyncio
async def test_only_staff_have_addresses_and_only_therapists_are_on_call(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    one, two = await clinic.therapist("Therapist 1"), await clinic.therapist("Therapist 2")
    supervisor = await clinic.staff(Role.SUPERVISOR, "Some supervisor")
    patient = await clinic.accounts.create_person(CLI, Role.PATIENT, "Patient 1")
    with pytest.raises(NotFound):
        await clinic.reach.add_contact(CLI, patient.id, "patient@clinic.example")
    for wrong in ([supervisor.id], [patient.id], [one.id, one.id], ["0" * 32]):
        with pytest.raises(Invalid):
            await clinic.reach.set_on_call(CLI, wrong)
    await clinic.reach.set_on_call(CLI, [one.id])
    await clinic.reach.set_on_call(CLI, [two.id, one.id])
    assert await clinic.reach.on_call() == [two.id, one.id]
    await clinic.accounts.disable(CLI, two.id)
    assert await clinic.reach.on_call() == [one.id]
    await clinic.reach.set_on_call(CLI, [])
    assert await clinic.reach.on_call() == []
