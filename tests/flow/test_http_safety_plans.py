"""Safety plans over HTTP: who may, two editors at once, and that no word of a plan leaves its place."""

from __future__ import annotations

import pytest

from bot.words import Role
from tests.gateway import Gateway
from tests.loud import loud_logs

pytestmark = pytest.mark.asyncio

OWN = "/api/patient/plan"


async def test_patient_and_therapist_write_one_plan(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    assert (await patient.get(OWN))["plan"] == {"version": 0, "parts": {}, "changes": []}
    first = {"base_version": 0, "parts": {"warning_signs": "I stop answering\nI do not sleep"}}
    saved = (await patient.post(OWN, first))["plan"]
    assert (await patient.post(OWN, first))["plan"] == saved, "the same again is harmless"
    theirs = f"/api/staff/patients/{patient.id}/plan"
    assert (await therapist.get(theirs))["plan"] == saved
    more = await therapist.post(theirs, {"base_version": 1, "parts": {"professionals": "The clinic, 020 7946 0000"}})
    plan = (await patient.get(OWN))["plan"]
    assert plan == more["plan"]
    assert plan["parts"]["professionals"]["author_name"] == "Some therapist"
    assert plan["parts"]["warning_signs"]["author_role"] == "patient"
    assert [change["steps"] for change in plan["changes"]] == [["professionals"], ["warning_signs"]]
    assert "author_id" not in str(plan)


async def test_two_editors_at_once_lose_nothing(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    theirs = f"/api/staff/patients/{patient.id}/plan"
    await patient.post(OWN, {"base_version": 0, "parts": {"own_coping": "a warm bath"}})
    late = {"base_version": 0, "parts": {"own_coping": "slow breathing"}}
    status, answer = await therapist.call("POST", theirs, body=late)
    assert (status, answer["error"]["code"]) == (409, "plan_changed")
    assert answer["error"]["details"] == {"version": 1, "steps": ["own_coping"]}
    assert "bath" not in str(answer)
    assert "breathing" not in str(answer)
    both = {"base_version": 1, "parts": {"own_coping": "a warm bath\nslow breathing"}}
    assert (await therapist.post(theirs, both))["plan"]["version"] == 2


async def test_nobody_else_reaches_it(gateway: Gateway):
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    supervisor, admin = await gateway.staff(Role.SUPERVISOR), await gateway.staff(Role.ADMINISTRATOR)
    patient, stranger = await gateway.patient(therapist), await gateway.patient(therapist)
    await patient.post(OWN, {"base_version": 0, "parts": {"reasons": "the garden"}})
    body = {"base_version": 1, "parts": {"reasons": "nothing"}}
    theirs, seen = f"/api/staff/patients/{patient.id}/plan", f"/api/supervisor/patients/{patient.id}/plan"
    for browser in (other, supervisor, admin, patient, stranger):
        assert (await browser.call("GET", theirs))[0] == 403
        assert (await browser.call("POST", theirs, body=body))[0] == 403
    for browser in (therapist, admin, patient):
        assert (await browser.call("GET", seen))[0] == 403
    assert (await stranger.get(OWN))["plan"]["version"] == 0
    assert (await supervisor.get(seen))["plan"]["parts"]["reasons"]["text"] == "the garden"
    audit = await supervisor.get(f"/api/supervisor/audit?object_id={patient.id}")
    assert [entry["event"] for entry in audit["entries"]].count("safety_plan:read") == 1
    assert "garden" not in str(audit)
    assert audit["chain"]["ok"]


async def test_what_makes_no_sense_is_refused(gateway: Gateway):
    patient = await gateway.patient()
    for body in (
        {"base_version": 0, "parts": {}},
        {"base_version": 0, "parts": {"elsewhere": "x"}},
        {"base_version": 0, "parts": {"reasons": "x" * 2001}},
        {"base_version": 3, "parts": {"reasons": "x"}},
        {"base_version": -1, "parts": {"reasons": "x"}},
        {"parts": {"reasons": "x"}},
    ):
        assert (await patient.call("POST", OWN, body=body))[0] == 422, body
    therapist = await gateway.staff(Role.THERAPIST)
    assert (await therapist.call("GET", f"/api/staff/patients/{'0' * 32}/plan"))[0] == 404


async def test_the_words_around_it_are_there_for_anyone(gateway: Gateway):
    told = await gateway.browser().get("/api/patient/self-help")
    assert told["plan"]["steps"][0]["step"] == "warning_signs"
    assert told["grounding"]["exercises"][0]["breath"]["in"] == 4


async def test_no_word_of_a_plan_reaches_a_log_or_a_metric(gateway: Gateway, capsys: pytest.CaptureFixture[str]):
    patient = await gateway.patient()
    with loud_logs():
        await patient.post(OWN, {"base_version": 0, "parts": {"reasons": "kingfisher"}})
        await patient.call("POST", OWN, body={"base_version": 0, "parts": {"reasons": "kingfisher again"}})
        await patient.call("POST", OWN, body={"base_version": 0, "parts": {"reasons": "kingfisher" * 300}})
        _, metrics = await patient.call("GET", "/metrics")
    logged = capsys.readouterr().err
    assert "/api/patient/plan" in logged
    assert "kingfisher" not in str(metrics) + logged


async def test_what_is_about_now_is_told_to_the_patient_and_to_nobody_else(gateway: Gateway):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    saved = await patient.post(OWN, {"base_version": 0, "parts": {"own_coping": "this is high"}})
    assert saved["about_now"] is True
    assert (await patient.get(OWN))["about_now"] is False
    assert (await therapist.get("/api/staff/cases"))["cases"] == [], "a plan is no message"
    theirs = await therapist.get(f"/api/staff/patients/{patient.id}/plan")
    assert theirs["about_now"] is False
    later = {"base_version": 1, "parts": {"safe_place": "this is high, and the key is with my sister"}}
    assert (await patient.post(OWN, later))["about_now"] is False, "what a plan has to name is not"
