"""A case from the first look to the last, over HTTP; and what supervisors and administrators do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.words import Role
from tests.gateway import Browser, Gateway


async def flagged(gateway: Gateway, therapist: Browser, text: str = "this is high") -> tuple[Browser, dict[str, Any]]:
    """Return a patient who wrote something worrying, and the case it opened."""
    patient = await gateway.patient(therapist)
    await patient.say(text)
    await gateway.factory.turns.drain()
    (case,) = (case for case in (await therapist.get("/api/staff/cases"))["cases"] if case["patient"]["id"] == patient.id)
    return patient, case


@pytest.mark.asyncio
async def test_a_case_from_claim_to_hand_back(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient, case = await flagged(gateway, therapist)
    assert (case["tier"], case["status"], case["owner"], case["overdue"]) == ("high", "open", "queue", False)
    assert case["trigger"]["evidence"][0]["text"] == "high"
    path = f"/api/staff/cases/{case['id']}"
    claimed = (await therapist.post(f"{path}/claim", {"version": case["version"]}))["case"]
    assert claimed["claimed_by"] == {"id": therapist.id, "display_name": "Some therapist"}
    await therapist.post(f"{path}/renew")
    taken = (await therapist.post(f"{path}/takeover"))["case"]
    assert taken["owner"] == "therapist"
    written = {"client_id": "one", "text": "I am here now.", "epoch": taken["epoch"]}
    conversation = f"/api/staff/conversations/{case['conversation_id']}"
    sent = await therapist.post(f"{conversation}/messages", written, status=201)
    assert (await therapist.post(f"{conversation}/messages", written))["message"] == sent["message"]
    heard = len(gateway.rasa.heard)
    await patient.say("thank you")
    await gateway.factory.turns.drain()
    assert len(gateway.rasa.heard) == heard, "the bot keeps quiet"
    detail = await therapist.get(path)
    assert [step["action"] for step in detail["history"]][:3] == ["opened", "claimed", "took over"]
    assert detail["flagged"][0]["screening"]["flagged"]
    resolved = (await therapist.post(f"{path}/resolve", {"outcome": "supported_in_chat", "note": "spoke", "hand_back": True}))[
        "case"
    ]
    assert (resolved["status"], resolved["outcome"], resolved["owner"]) == ("resolved", "supported_in_chat", "bot")
    await gateway.factory.turns.drain()
    assert gateway.rasa.heard[-1]["message"] == "/hand_back"
    page = await patient.get("/api/patient/conversation")
    assert page["messages"][-1]["text"] == "heard: /hand_back"
    status, answer = await therapist.call("POST", f"{conversation}/messages", body={**written, "client_id": "two"})
    assert (status, answer["error"]["code"]) == (409, "owner_changed")
    assert [one["id"] for one in (await therapist.get("/api/staff/cases?status=resolved"))["cases"]] == [case["id"]]


@pytest.mark.asyncio
async def test_of_two_claims_at_once_one_wins_and_the_other_learns_who(gateway: Gateway):
    one, two = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient()
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await one.get("/api/staff/cases"))["cases"]
    path, body = f"/api/staff/cases/{case['id']}/claim", {"version": case["version"]}
    answers = await asyncio.gather(one.call("POST", path, body=body), two.call("POST", path, body=body))
    assert sorted(status for status, _ in answers) == [200, 409]
    (lost,) = (answer for status, answer in answers if status == 409)
    assert lost["error"]["code"] == "already_claimed"
    assert lost["error"]["details"]["by"] == "Some therapist"


@pytest.mark.asyncio
async def test_the_caseload_shows_the_open_case_and_the_owner(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient, case = await flagged(gateway, therapist)
    await gateway.patient(therapist, "Another patient")
    shown = {one["id"]: one for one in (await therapist.get("/api/staff/patients"))["patients"]}
    assert len(shown) == 2
    assert shown[patient.id]["open_case"] == {"id": case["id"], "tier": "high"}
    assert shown[patient.id]["owner"] == "queue"
    assert shown[patient.id]["last_check_in"] is None


@pytest.mark.asyncio
async def test_a_supervisor_finds_reads_and_rates_and_all_of_it_is_recorded(gateway: Gateway):
    therapist, supervisor = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.SUPERVISOR)
    _, case = await flagged(gateway, therapist, "this is high and unusual")
    found = await supervisor.post("/api/supervisor/search", {"words": "unusual"})
    (result,) = found["results"]
    assert {"text": "unusual", "hit": True} in result["snippet"]
    assert (result["tier"], result["reviewed"], found["next_cursor"]) == ("high", False, None)
    assert len((await supervisor.post("/api/supervisor/search", {"flagged": True}))["results"]) == 1
    path = f"/api/supervisor/conversations/{case['conversation_id']}"
    page = await supervisor.get(f"{path}/messages?around=1")
    first = page["messages"][0]
    assert first["screening"]["tier"] == "high"
    actions = [change["action"] for message in page["messages"] for change in message["case_changes"]]
    assert actions == ["opened"]
    assert {change["kind"] for change in page["changes"]} == {"case", "owner"}
    rated = await supervisor.post(f"{path}/reviews", {"rating": 4, "comment": "Quick.", "message_id": first["id"]}, status=201)
    assert (await supervisor.get(f"{path}/reviews"))["reviews"] == [rated["review"]]
    audit = await supervisor.get(f"/api/supervisor/audit?object_id={case['conversation_id']}")
    assert "transcript:read" in [entry["event"] for entry in audit["entries"]]
    assert audit["chain"]["ok"]
    assert audit["chain"]["length"] > 5
    assert "unusual" not in str(audit)


@pytest.mark.asyncio
async def test_the_administrator_makes_people_and_caseloads(gateway: Gateway):
    admin = await gateway.staff(Role.ADMINISTRATOR)
    new = {"role": "therapist", "display_name": "New therapist", "login": "new", "password": "long enough it is"}
    therapist = (await admin.post("/api/admin/people", new, status=201))["person"]
    assert (await admin.call("POST", "/api/admin/people", body=new))[0] == 409
    patient = (await admin.post("/api/admin/people", {"role": "patient", "display_name": "P"}, status=201))["person"]
    await admin.post("/api/admin/caseloads", {"therapist_id": therapist["id"], "patient_id": patient["id"]})
    pair = {"therapist_id": therapist["id"], "patient_id": patient["id"]}
    assert (await admin.get("/api/admin/caseloads"))["caseloads"] == [pair]
    browser = gateway.browser()
    await browser.enter("/api/auth/login", {"login": "new", "password": new["password"]})
    assert (await browser.call("GET", "/api/admin/caseloads"))[0] == 403
    assert [one["id"] for one in (await browser.get("/api/staff/patients"))["patients"]] == [patient["id"]]
    people = (await admin.get("/api/admin/people"))["people"]
    assert {one["role"] for one in people} == {"administrator", "therapist", "patient"}
    assert not any("password" in key for one in people for key in one)
