"""What a patient is told of their message: read by whom, by when, and whether anybody is there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import HandrailError
from bot.factory import Factory
from bot.words import Role
from tests.gateway import Gateway, running_gateway


@pytest.mark.asyncio
async def test_the_top_of_the_chat_knows_that_a_case_was_read(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is moderate")
    await gateway.factory.turns.drain()
    conversation = await gateway.conversation(patient)
    assert (await patient.get("/api/patient/conversation"))["conversation"]["case"]["read_at"] is None
    await therapist.post(f"/api/staff/conversations/{conversation}/read", {"first": 1, "through": 1}, status=204)
    own = (await patient.get("/api/patient/conversation"))["conversation"]
    assert own["case"]["read_at"] == own["reads"][0]["at"]
    async with patient.events("/api/patient/events") as events:
        assert (await anext(events))[2]["case"] == own["case"]


@pytest.mark.asyncio
async def test_a_patient_sees_that_a_therapist_has_read_it(gateway: Gateway):
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    path = f"/api/staff/conversations/{await gateway.conversation(patient)}"
    await therapist.get(f"{path}/messages")
    assert (await patient.get("/api/patient/conversation"))["conversation"]["reads"] == [], "fetched is not read"
    async with patient.events("/api/patient/events?after=99") as events:
        assert (await anext(events))[2]["reads"] == []
        await therapist.post(f"{path}/read", {"first": 1, "through": 2}, status=204)
        async with asyncio.timeout(10):
            (mark,) = (await anext(events))[2]["reads"]
    assert set(mark) == {"role", "first", "through", "at"}
    assert (mark["role"], mark["first"], mark["through"]) == ("therapist", 1, 1)
    page = await patient.get("/api/patient/conversation")
    assert page["conversation"]["reads"] == [mark]
    assert page["conversation"]["team"] is None, "without hours there is nothing to say"
    assert (await therapist.call("POST", f"{path}/read", body={"first": 1, "through": 9}))[0] == 422
    assert (await other.call("POST", f"{path}/read", body={"first": 1, "through": 1}))[0] == 403


@pytest.mark.asyncio
async def test_while_the_clinic_is_closed_everything_says_so(db_url: str, tmp_path: Path, root: Path):
    now = datetime.now(UTC)
    closed = {
        "opening_hours": "Mon-Sun 00:00-24:00",
        "holidays": f"{now - timedelta(days=1):%Y-%m-%d}..{now + timedelta(days=2):%Y-%m-%d}",
    }
    opens = (now + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    async with running_gateway(db_url, tmp_path, root, real_safety=True, country="GB", **closed) as gateway:
        patient = await gateway.patient()
        await patient.say("I don't see the point in going on")
        await gateway.factory.turns.drain()
        page = await patient.get("/api/patient/conversation")
        team = page["conversation"]["team"]
        assert (team["here"], team["on_call"], datetime.fromisoformat(team["until"])) == (False, False, opens)
        assert f"back at 00:00 on {opens:%A}" in page["messages"][1]["text"]
        assert datetime.fromisoformat(page["conversation"]["case"]["due_at"]) > opens
        async with patient.events("/api/patient/events?after=99") as events:
            assert (await anext(events))[2]["team"] == team
        for browser in (patient, gateway.browser()):
            away = (await browser.get("/api/patient/help"))["away"]
            assert f"before 00:00 on {opens:%A}" in away["text"]
            assert datetime.fromisoformat(away["until"]) == opens


@pytest.mark.asyncio
async def test_the_stream_tells_when_the_team_leaves(db_url: str, tmp_path: Path, root: Path):
    async with running_gateway(db_url, tmp_path, root, opening_hours="Mon-Sun 00:00-24:00") as gateway:
        patient = await gateway.patient()
        async with patient.events("/api/patient/events?after=99") as events:
            assert (await anext(events))[2]["team"] == {"here": True, "until": None, "on_call": False}
    end = datetime.now(UTC) + timedelta(seconds=75)
    hours = f"{end - timedelta(minutes=2):%a %H:%M}-{end:%H:%M}"
    if end.hour == end.minute == 0:
        pytest.skip("this minute ends at midnight")
    async with running_gateway(db_url, tmp_path, root, opening_hours=hours) as gateway:
        patient = await gateway.patient()
        clock = gateway.factory.clock
        async with patient.events("/api/patient/events?after=99") as events:
            assert (await anext(events))[2]["team"]["here"]
            left = end.replace(second=0, microsecond=0) - clock.now()
            clock.now = lambda: datetime.now(UTC) + left - timedelta(seconds=1)  # type: ignore[method-assign]
            await patient.say("hello")
            async with asyncio.timeout(20):
                async for event, _, data in events:
                    if event == "state" and not data["team"]["here"]:
                        break


def test_hours_that_make_no_sense_stop_the_start(root: Path):
    factory = Factory(Settings(_env_file=None, project_dir=root, opening_hours="always"))
    with pytest.raises(HandrailError, match="HANDRAIL_OPENING_HOURS"):
        _ = factory.clocks
