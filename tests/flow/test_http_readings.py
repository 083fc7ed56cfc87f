"""Invariant 8 over HTTP: a therapist's look at a conversation is an entry of the audit chain, once a look."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.words import Role
from tests.gateway import Browser, Gateway

pytestmark = pytest.mark.asyncio

TEXT = "this is high and unusual"


async def prepared(gateway: Gateway, therapist: Browser | None = None) -> tuple[Browser, str, str]:
    """Return a patient who wrote something worrying, their conversation and their case."""
    patient = await gateway.patient(therapist)
    message = await patient.say(TEXT)
    await gateway.factory.turns.drain()
    return patient, await gateway.conversation(patient), await gateway.factory.cases.case_of(message["id"]) or ""


async def looks(gateway: Gateway, conversation: str) -> list[str]:
    """Who looked at the conversation, as a supervisor finds it in the audit view."""
    supervisor = await gateway.staff(Role.SUPERVISOR)
    entries = (await supervisor.get(f"/api/supervisor/audit?object_id={conversation}"))["entries"]
    return [entry["actor_id"] for entry in reversed(entries) if entry["event"] == "conversation:read"]


async def live(browser: Browser, conversation: str, count: int = 1) -> list[Any]:
    """Read that many messages from the live line."""
    shown = []
    async with browser.events(f"/api/staff/conversations/{conversation}/events?after=0") as events, asyncio.timeout(10):
        async for event, _, data in events:
            if event == "message":
                shown.append(data)
                if len(shown) == count:
                    break
    return shown


@pytest.mark.parametrize("door", ["case", "page", "line"])
async def test_every_way_to_a_conversation_leaves_one_entry(gateway: Gateway, door: str):
    therapist = await gateway.staff(Role.THERAPIST)
    _, conversation, case = await prepared(gateway, therapist)
    for _ in range(3):
        if door == "case":
            shown = await therapist.get(f"/api/staff/cases/{case}")
        elif door == "page":
            shown = await therapist.get(f"/api/staff/conversations/{conversation}/messages?limit=1&after=0")
        else:
            shown = await live(therapist, conversation)
        assert TEXT in str(shown)
    assert await looks(gateway, conversation) == [therapist.id]


async def test_what_a_console_asks_for_at_once_is_one_look(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    _, conversation, case = await prepared(gateway, therapist)
    page = f"/api/staff/conversations/{conversation}/messages"
    asked = (f"/api/staff/cases/{case}", page, f"{page}?before=2")
    await asyncio.gather(*(therapist.get(path) for path in asked), live(therapist, conversation))
    assert await looks(gateway, conversation) == [therapist.id]


async def test_each_therapist_has_an_entry_of_their_own(gateway: Gateway):
    one, two = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    _, conversation, _ = await prepared(gateway)
    for therapist in (one, two):
        await therapist.get(f"/api/staff/conversations/{conversation}/messages")
    assert await looks(gateway, conversation) == [one.id, two.id]


async def test_a_line_that_stays_open_is_a_new_look_after_an_hour(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    therapist = await gateway.staff(Role.THERAPIST)
    patient, conversation, _ = await prepared(gateway, therapist)

    async def shown(events: Any, text: str) -> None:
        async with asyncio.timeout(10):
            async for event, _, data in events:
                if event == "message" and data["text"] == text:
                    return

    async with therapist.events(f"/api/staff/conversations/{conversation}/events?after=0") as events:
        await shown(events, TEXT)
        await patient.say("a second message")
        await shown(events, "a second message")
        await gateway.factory.turns.drain()
        assert len(await looks(gateway, conversation)) == 1
        monkeypatch.setattr("bot.audit.readings.ONE_LOOK", timedelta(0))
        await patient.say("a third message")
        await shown(events, "a third message")
    assert set(await looks(gateway, conversation)) == {therapist.id}
    assert len(await looks(gateway, conversation)) > 1


async def test_whoever_is_shown_nothing_has_read_nothing(gateway: Gateway):
    """Somebody else's patient, and the queue, which is no conversation."""
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    _, conversation, case = await prepared(gateway, therapist)
    for path in (f"cases/{case}", f"conversations/{conversation}/messages", f"conversations/{conversation}/events"):
        assert (await other.call("GET", f"/api/staff/{path}"))[0] == 403
    assert (await therapist.get("/api/staff/cases"))["cases"]
    assert (await therapist.get("/api/staff/patients"))["patients"]
    assert await looks(gateway, conversation) == []


async def test_what_cannot_be_recorded_is_not_shown(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    therapist = await gateway.staff(Role.THERAPIST)
    _, conversation, case = await prepared(gateway, therapist)

    async def full(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(gateway.factory.audit, "append", full)
    for path in (f"cases/{case}", f"conversations/{conversation}/messages"):
        status, answer = await therapist.call("GET", f"/api/staff/{path}")
        assert status == 500
        assert TEXT not in str(answer)
    shown: list[Any] = []
    async with asyncio.timeout(10):
        with suppress(aiohttp.ClientError):
            async with therapist.events(f"/api/staff/conversations/{conversation}/events?after=0") as events:
                shown += [event async for event in events]
    assert shown == []
