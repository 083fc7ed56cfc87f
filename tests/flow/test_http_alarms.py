"""Who is asked and reached, and how the drills stand, over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.drills import drills
from bot.drills.board import DrillBoard
from bot.drills.watch import DrillWatch
from bot.notification.courier import Courier
from bot.words import Role
from tests.conftest import MovingClock
from tests.doubles import KeptLetters
from tests.gateway import TOKEN, Gateway

pytestmark = pytest.mark.asyncio


async def test_administrators_keep_the_order_and_the_addresses(gateway: Gateway):
    administrator, therapist = await gateway.staff(Role.ADMINISTRATOR), await gateway.staff(Role.THERAPIST)
    assert (await administrator.get("/api/admin/reach")) == {"on_call": [], "contacts": [], "channel": False, "anybody": False}
    made = await administrator.post(
        "/api/admin/contacts", {"person_id": therapist.id, "address": "ntfy://some-secret-topic"}, status=201
    )
    (contact,) = made["contacts"]
    assert (contact["shown"], contact["works"], made["anybody"]) == ("ntfy://…", True, True)
    assert (await administrator.post("/api/admin/on-call", {"people": [therapist.id]}))["on_call"] == [therapist.id]
    await administrator.post("/api/admin/on-call", {"people": [administrator.id]}, status=422)
    await administrator.post("/api/admin/contacts", {"person_id": therapist.id, "address": "nowhere"}, status=422)
    assert (await administrator.post(f"/api/admin/contacts/{contact['id']}/remove"))["contacts"] == []


async def test_every_page_of_the_staff_learns_when_nobody_is_reached(gateway: Gateway):
    for role in (Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR):
        staff = await gateway.staff(role)
        assert await staff.get("/api/staff/alarms") == {"reachable": False, "drill": "pending"}
    ready = await gateway.browser().get("/readyz")
    assert (ready["ready"], ready["reachable"], ready["drill"]) == (True, False, "pending")


async def test_the_queue_says_who_was_asked_and_what_comes_next(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    assert (case["ladder"]["asked"], case["ladder"]["next"]["kind"]) == ([], "asked")
    await gateway.factory.ladder.climb(case["id"])
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    assert [one["id"] for one in case["ladder"]["asked"]] == [therapist.id]
    assert case["ladder"]["next"]["kind"] == "warned"
    detail = await therapist.get(f"/api/staff/cases/{case['id']}")
    assert [step["action"] for step in detail["history"]] == ["opened", "asked"]
    claimed = (await therapist.post(f"/api/staff/cases/{case['id']}/claim", {}))["case"]
    assert claimed["ladder"]["next"] is None


async def test_a_drill_is_seen_by_administrators_and_in_the_figures_and_nowhere_else(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drills, "TEXT", "high drill")
    administrator, therapist = await gateway.staff(Role.ADMINISTRATOR), await gateway.staff(Role.THERAPIST)
    supervisor = await gateway.staff(Role.SUPERVISOR)
    assert (await administrator.get("/api/admin/drills")) == {"state": "pending", "last": None, "under_way": None}
    factory = gateway.factory
    await factory.drills.begin()
    await factory.turns.drain()
    for case_id in await factory.ladder.due():
        await factory.ladder.climb(case_id)
    await factory.drills.look()
    told = await administrator.get("/api/admin/drills")
    assert told["state"] == "unnotified", "this gateway has no administrator's channel"
    assert told["last"]["opened_by"] == "safety_net", "the small Rasa of this test opens no case"
    assert list(told["last"]["hops"]) == ["accepted", "screened", "opened", "asked", "notified"]
    assert told["last"]["hops"]["asked"] is not None
    headers = {"Authorization": f"Bearer {TOKEN}"}
    _, figures = await gateway.browser().call("GET", "/metrics", headers=headers)
    assert "handrail_drill_ok 0.0" in figures, "nobody was told"
    assert 'handrail_drill_state{state="unnotified"} 1.0' in figures
    assert 'handrail_drill_state{state="passed"} 0.0' in figures
    assert (await gateway.browser().get("/readyz"))["drill"] == "unnotified"
    assert "handrail_screens_unfinished 0.0" in figures
    assert "handrail_notifications" in figures
    assert 'handrail_messages_accepted_total{sender="patient"}' not in figures, "no drill is counted as a patient's message"
    conversation = await factory.accounts.canary()
    for status in ("active", "resolved"):
        assert (await therapist.get(f"/api/staff/cases?status={status}"))["cases"] == []
    assert (await therapist.call("GET", f"/api/staff/conversations/{conversation}/messages"))[0] == 403
    assert (await supervisor.call("GET", f"/api/supervisor/conversations/{conversation}/messages"))[0] == 404
    assert (await supervisor.post("/api/supervisor/search", {"flagged": True}))["results"] == []
    assert {person["role"] for person in (await administrator.get("/api/admin/people"))["people"]} == {
        "administrator", "therapist", "supervisor",
    }  # fmt: skip


async def test_a_missing_drill_is_on_every_page_in_the_figures_and_told_to_the_channel(
    gateway: Gateway, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
):
    factory, sender = gateway.factory, KeptLetters()
    channels = replace(factory.channels, alarms=("json://alarm.example",))
    board = DrillBoard(factory.db, clock, timedelta(hours=6), timedelta(minutes=2))
    courier = Courier(factory.db, clock, factory.audit, factory.ladder, sender, channels)
    watching = DrillWatch(factory.db, clock, board, lambda: courier, alarms=1)
    monkeypatch.setitem(vars(factory), "drill_board", board)
    clock.advance(minutes=33)
    for role in (Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR):
        assert (await (await gateway.staff(role)).get("/api/staff/alarms"))["drill"] == "missing"
    assert (await gateway.browser().get("/readyz"))["drill"] == "missing"
    _, figures = await gateway.browser().call("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "handrail_drill_ok 0.0" in figures
    await watching.look()
    assert [message.subject for _, message in sender.letters] == ["Handrail: no drill was run"]


async def test_an_administrator_asks_for_a_drill(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drills, "TEXT", "high drill")
    administrator, supervisor = await gateway.staff(Role.ADMINISTRATOR), await gateway.staff(Role.SUPERVISOR)
    asked = await administrator.post("/api/admin/drills", status=201)
    assert (asked["state"], asked["under_way"] is not None) == ("pending", True)
    await administrator.post("/api/admin/drills", status=409)
    await supervisor.post("/api/admin/drills", status=403)
    await gateway.factory.drills.look()
    await gateway.factory.turns.drain()
    entries = (await supervisor.get("/api/supervisor/audit"))["entries"]
    assert [entry["actor_id"] for entry in entries if entry["event"] == "drill:asked"] == [administrator.id]


async def test_a_late_case_comes_to_supervisors_with_its_words_and_to_administrators_without(gateway: Gateway):
    """The ladder's upper rungs end on a screen, and each role learns no more than it may."""
    supervisor, administrator = await gateway.staff(Role.SUPERVISOR), await gateway.staff(Role.ADMINISTRATOR)
    patient = await gateway.patient(name="Patient Xylophone")
    await patient.say("this is high marimba")
    await gateway.factory.turns.drain()
    assert (await supervisor.get("/api/staff/late-cases")) == {"cases": []}
    (case_id,) = await gateway.factory.ladder.due()
    await gateway.factory.ladder.climb(case_id)  # there is no therapist: the supervisors are asked at once
    (late,) = (await supervisor.get("/api/staff/late-cases"))["cases"]
    assert (late["id"], late["tier"], late["called"], late["ladder"]["last"]["kind"]) == (
        case_id,
        "high",
        True,
        "supervisors_asked",
    )
    assert [one["display_name"] for one in late["ladder"]["asked"]] == ["Some supervisor"]
    for reader in (supervisor, administrator):
        shown = str(await reader.get("/api/staff/late-cases"))
        assert not any(secret in shown for secret in ("Xylophone", "marimba", "suicide", patient.id)), reader.id
    assert (await administrator.call("GET", f"/api/supervisor/cases/{case_id}"))[0] == 403
    read = await supervisor.get(f"/api/supervisor/cases/{case_id}")
    assert (read["case"]["patient"]["display_name"], read["case"]["categories"]) == ("Patient Xylophone", ["suicide"])
    assert [one["message"]["text"] for one in read["flagged"]] == ["this is high marimba"]
    assert [step["action"] for step in read["history"]] == ["opened", "supervisors asked"]
    entries = (await supervisor.get(f"/api/supervisor/audit?object_id={case_id}"))["entries"]
    (entry,) = [entry for entry in entries if entry["event"] == "case:read"]
    assert (entry["actor_id"], entry["facts"]["patient"], entry["facts"]["messages"]) == (supervisor.id, patient.id, 1)
    for verb in ("claim", "takeover"):
        assert (await supervisor.call("POST", f"/api/staff/cases/{case_id}/{verb}", body={}))[0] == 403, "read-only"


async def test_supervisors_and_administrators_hear_of_changes_at_once(gateway: Gateway):
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        reader = await gateway.staff(role)
        async with reader.events("/api/staff/events") as events, asyncio.timeout(10):
            assert (await anext(events))[0] == "hello"
            await gateway.factory.wakeups.publish("cases")
            assert await anext(events) == ("cases", "", {}), "it says only: look again"


async def test_a_drills_case_is_read_by_nobody(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drills, "TEXT", "high drill")
    supervisor = await gateway.staff(Role.SUPERVISOR)
    await gateway.factory.drills.begin()
    await gateway.factory.turns.drain()
    (case_id,) = await gateway.factory.ladder.due()
    assert (await supervisor.call("GET", f"/api/supervisor/cases/{case_id}"))[0] == 404
