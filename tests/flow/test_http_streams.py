"""Server-sent events: nothing lost, nothing twice, whatever happens to the line."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.gateway.keys import HUB
from bot.gateway.wakeups import LocalWakeups, conversation_topic
from bot.words import Role
from tests.gateway import Browser, Gateway


async def collect(browser: Browser, path: str, until: int, start: int | None = None) -> list[int]:
    """Read a stream until message ``until`` came, and return the numbers of all messages."""
    seqs: list[int] = []
    async with browser.events(path, start) as events, asyncio.timeout(15):
        async for event, number, data in events:
            if event == "message":
                assert int(number) == data["seq"]
                seqs.append(int(number))
                if int(number) >= until:
                    break
    return seqs


async def quiet(gateway: Gateway, patient: Browser, count: int, *, wake: bool = False) -> None:
    """Store ``count`` messages without answers."""
    conversation = await gateway.conversation(patient)
    for _ in range(count):
        await gateway.factory.conversations.accept(conversation, text="hello", client_id=f"c-{random.getrandbits(64)}")
        if wake:
            await gateway.factory.wakeups.publish(conversation_topic(conversation))


@pytest.mark.asyncio
async def test_what_was_missed_comes_first_then_what_is_new(gateway: Gateway):
    patient = await gateway.patient()
    await quiet(gateway, patient, 5)
    stream = asyncio.create_task(collect(patient, "/api/patient/events", until=7, start=2))
    await asyncio.sleep(0.2)
    await quiet(gateway, patient, 2)
    assert await stream == [3, 4, 5, 6, 7]


@pytest.mark.asyncio
async def test_the_browsers_word_goes_before_the_query_and_nonsense_counts_as_none(gateway: Gateway):
    patient = await gateway.patient()
    await quiet(gateway, patient, 4)
    assert await collect(patient, "/api/patient/events?after=1", until=4) == [2, 3, 4]
    assert await collect(patient, "/api/patient/events?after=1", until=4, start=3) == [4]
    for start in (99999, -5):
        stream = asyncio.create_task(collect(patient, "/api/patient/events", until=5, start=start))
        await asyncio.sleep(0.2)
        await quiet(gateway, patient, 1)
        seqs = await stream
        assert seqs == sorted(set(seqs))
        assert seqs[-1] >= 5


@pytest.mark.asyncio
async def test_a_long_absence_is_paged_through(gateway: Gateway):
    patient = await gateway.patient()
    await quiet(gateway, patient, 230)
    assert await collect(patient, "/api/patient/events", until=230, start=0) == list(range(1, 231))


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("wakeups", ["kept", "lost"])
async def test_a_line_that_drops_at_any_moment_loses_and_doubles_nothing(gateway: Gateway, seed: int, wakeups: str):
    chance = random.Random(seed)
    patient = await gateway.patient()
    if wakeups == "lost":
        assert isinstance(gateway.factory.wakeups, LocalWakeups)
        gateway.factory.wakeups.deliver = lambda topic, note: None  # type: ignore[method-assign]
    total, received = 40, []

    async def write() -> None:
        for _ in range(total):
            await quiet(gateway, patient, 1, wake=True)
            await asyncio.sleep(chance.random() * 0.03)

    async def read() -> None:
        last = 0
        while last < total:
            with suppress(TimeoutError):
                async with patient.events("/api/patient/events", last) as events, asyncio.timeout(0.05 + chance.random() * 0.6):
                    async for event, number, _ in events:
                        if event == "message":
                            last = int(number)
                            received.append(last)
                            if last >= total:
                                break

    async with asyncio.timeout(60):
        await asyncio.gather(write(), read())
    assert received == list(range(1, total + 1))


@pytest.mark.asyncio
async def test_a_lost_wake_up_delays_by_about_a_second(gateway: Gateway):
    patient = await gateway.patient()
    stream = asyncio.create_task(collect(patient, "/api/patient/events", until=1, start=0))
    await asyncio.sleep(0.3)
    await quiet(gateway, patient, 1)  # the service alone wakes nobody: as if another process had written
    async with asyncio.timeout(2.5):
        assert await stream == [1]


@pytest.mark.asyncio
async def test_a_stream_ends_with_its_login(gateway: Gateway):
    patient = await gateway.patient()
    async with patient.events("/api/patient/events") as events:
        assert (await anext(events))[0] == "state"
        await patient.post("/api/auth/logout")
        async with asyncio.timeout(4):
            assert [event async for event in events] == []


@pytest.mark.asyncio
async def test_a_stream_that_fails_breaks_so_that_the_browser_comes_back(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    patient = await gateway.patient()
    await quiet(gateway, patient, 1)

    async def away(*_: object, **__: object) -> None:
        raise OSError("database away")

    async with patient.events("/api/patient/events", 0) as events:
        assert (await anext(events))[1] == "1"
        with monkeypatch.context() as patch:
            patch.setattr(gateway.factory.conversations, "news", away)
            await quiet(gateway, patient, 1, wake=True)
            async with asyncio.timeout(5):
                with suppress(aiohttp.ClientError):
                    assert [event async for event in events if event[0] == "message"] == []
    assert await collect(patient, "/api/patient/events", until=2, start=1) == [2]


@pytest.mark.asyncio
async def test_a_therapists_stream_ends_when_the_patient_leaves_their_caseload(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.gateway.sse.RECHECK_SECONDS", 0.3)
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient()
    conversation = await gateway.conversation(patient)
    async with therapist.events(f"/api/staff/conversations/{conversation}/events") as events:
        assert (await anext(events))[0] == "state"
        admin = await gateway.staff(Role.ADMINISTRATOR)
        await admin.post("/api/admin/caseloads", {"therapist_id": other.id, "patient_id": patient.id})
        async with asyncio.timeout(4):
            assert [event async for event in events if event[0] == "message"] == []


@pytest.mark.asyncio
async def test_streams_that_went_away_are_forgotten(gateway: Gateway):
    patient = await gateway.patient()
    hub = gateway.app[HUB]
    for _ in range(5):
        async with patient.events("/api/patient/events") as events:
            await anext(events)
            assert len(hub) >= 1
    async with asyncio.timeout(5):
        while len(hub):
            await asyncio.sleep(0.1)
    assert gateway.factory.wakeups._listeners == {}  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_many_streams_all_hear(gateway: Gateway):
    patient = await gateway.patient()
    streams = [asyncio.create_task(collect(patient, "/api/patient/events", until=3, start=0)) for _ in range(60)]
    await asyncio.sleep(0.5)
    await quiet(gateway, patient, 2)
    await patient.say("the third")
    assert await asyncio.gather(*streams) == [[1, 2, 3]] * 60


@pytest.mark.asyncio
async def test_a_patient_sees_typing_and_who_speaks(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    conversation = await gateway.conversation(patient)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    states: list[dict[str, Any]] = []
    async with patient.events("/api/patient/events") as events, asyncio.timeout(10):
        async for event, _, data in events:
            if event != "state":
                continue
            states.append(data)
            if len(states) == 1:
                await therapist.post(f"/api/staff/cases/{case['id']}/takeover")
            elif data["owner"] == "therapist" and not data["typing"] and len(states) == 2:
                await therapist.post(f"/api/staff/conversations/{conversation}/typing", status=204)
            elif data["typing"]:
                body = {"client_id": "t1", "text": "I am here", "epoch": data["epoch"]}
                await therapist.post(f"/api/staff/conversations/{conversation}/messages", body, status=201)
            elif len(states) >= 4:
                break
    assert [state["typing"] for state in states] == [False, False, True, False]
    assert [state["owner"] for state in states] == ["queue", "therapist", "therapist", "therapist"]
    assert states[-1]["owner_name"] == "Some therapist"


@pytest.mark.asyncio
@pytest.mark.parametrize("wakeups", ["kept", "lost"])
async def test_a_patient_sees_that_a_person_was_asked_by_when_and_what_came_of_it(gateway: Gateway, wakeups: str):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("hello")
    await gateway.factory.turns.drain()
    assert (await patient.get("/api/patient/conversation"))["conversation"]["case"] is None
    if wakeups == "lost":
        assert isinstance(gateway.factory.wakeups, LocalWakeups)
        gateway.factory.wakeups.deliver = lambda topic, note: None  # type: ignore[method-assign]
    seen: list[dict[str, Any] | None] = []
    async with patient.events("/api/patient/events") as events, asyncio.timeout(15):
        async for event, _, data in events:
            if event != "state" or (seen and seen[-1] == data["case"]):
                continue
            assert data["owner"] == "bot"
            seen.append(data["case"])
            if len(seen) == 1:
                await patient.say("this is moderate")
            elif len(seen) == 2:
                (case,) = (await therapist.get("/api/staff/cases"))["cases"]
                own = (await patient.get("/api/patient/conversation"))["conversation"]["case"]
                assert own == data["case"] == {"due_at": case["due_at"], "claimed": False, "read_at": None, "overdue": False}
                await therapist.post(f"/api/staff/cases/{case['id']}/claim", {"version": case["version"]})
            elif len(seen) == 3:
                await therapist.post(f"/api/staff/cases/{case['id']}/resolve", {"outcome": "false_alarm", "note": ""})
            else:
                break
    assert [one and one["claimed"] for one in seen] == [None, False, True, None]


@pytest.mark.asyncio
async def test_a_patient_sees_that_nobody_came_in_time(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    patient = await gateway.patient()
    await patient.say("this is moderate")
    await gateway.factory.turns.drain()
    later = gateway.factory.clock.now() + timedelta(hours=5)
    async with patient.events("/api/patient/events") as events, asyncio.timeout(5):
        async for event, _, data in events:
            if event != "state":
                continue
            if data["case"]["overdue"]:
                break
            monkeypatch.setattr(gateway.factory.clock, "now", lambda: later)
            for case_id in await gateway.factory.cases.newly_overdue():  # as the worker does; no wake-up tells of it
                await gateway.factory.cases.mark_overdue(case_id)
    assert (await patient.get("/api/patient/conversation"))["conversation"]["case"]["overdue"]


@pytest.mark.asyncio
async def test_the_queue_says_when_to_look_within_a_second(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    async with therapist.events("/api/staff/events") as events:
        assert (await anext(events))[0] == "hello"
        await patient.say("this is moderate")
        async with asyncio.timeout(1.5):
            assert (await anext(events))[0] == "cases"
    await gateway.factory.turns.drain()
    assert len((await therapist.get("/api/staff/cases"))["cases"]) == 1


@pytest.mark.asyncio
async def test_staff_see_screening_and_text_in_the_stream(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is moderate")
    await gateway.factory.turns.drain()
    conversation = await gateway.conversation(patient)
    async with therapist.events(f"/api/staff/conversations/{conversation}/events?after=0") as events:
        _, number, data = await anext(events)
    assert number == "1"
    assert data["screening"]["evidence"][0]["text"] == "moderate"
    assert data["understanding"] is None
