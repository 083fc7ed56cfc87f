"""Exercises and sheets over HTTP: a patient's own, screened like any message, read by the care team."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from bot.programme.content import Content
from bot.programme.exercise_schema import LONGEST, MOST_TEXT, Sheet, SheetField
from bot.programme.sheets.service import Sheets
from bot.words import Role
from tests.gateway import Browser, Gateway, running_gateway
from tests.loud import loud_logs

pytestmark = pytest.mark.asyncio

LIST, SHEETS = "/api/patient/exercises", "/api/patient/sheets"
THOUGHT = {
    "situation": "half way up the stairs",
    "thought": "I'll end up indoors",
    "feeling": ["Sad"],
    "strength": 7,
    "balanced": "stairs are hard and I still get out",
    "strength_after": 5,
}
GOAL = {"goal": "walk to the shop", "area": "moving", "first_step": "to the gate"}


def an_id() -> str:
    return uuid.uuid4().hex


async def save(patient: Browser, exercise: str, values: dict[str, Any], *, status: int = 201, **more: Any) -> Any:
    body = {"client_id": an_id(), "exercise": exercise, "values": values, **more}
    return await patient.post(SHEETS, body, status=status)


async def messages(patient: Browser) -> list[Any]:
    found: list[Any] = (await patient.get("/api/patient/conversation?limit=200"))["messages"]
    return [one for one in found if one["sender"] == "patient"]


def a_value(field: SheetField, *, full: bool) -> Any:
    """Something that a field can hold; with ``full`` as much as it can."""
    most = LONGEST.get(field.kind, 0)
    values: dict[str, Any] = {
        "text": "x" * most if full else "a word",
        "long": "x" * most if full else "a word",
        "list": ["x" * most] * field.most if full else ["one", "two"],
        "choice": max(field.options, key=len, default=""),
        "choices": field.options if full else field.options[:1],
        "time": "06:30",
        "day": "2026-03-02",
        "area": "moving",
    }
    return values.get(field.kind, field.high)


async def test_the_list_and_every_exercise(gateway: Gateway):
    patient = await gateway.patient()
    listed = (await patient.get(LIST))["exercises"]
    assert len(listed) == 11
    assert [one["kind"] for one in listed[:2]] == ["breathing", "relaxation"]
    assert not any(one["begun"] for one in listed)
    for one in listed:
        shown = await patient.get(f"{LIST}/{one['id']}")
        assert shown["exercise"]["title"] == one["title"]
        assert "sources" not in shown["exercise"]
        assert (shown["sheets"], shown["worked"]) == ([], None)
    assert (await patient.call("GET", f"{LIST}/dancing"))[0] == 404


async def test_the_fullest_sheet_of_every_kind_fits_into_a_message(gateway: Gateway, root: Path):
    content = Content.load(root / "content" / "en")
    sheets = [one for one in content.exercises.values() if isinstance(one, Sheet)]
    assert len(sheets) == 9
    for full in (False, True):
        patient = await gateway.patient()
        for sheet in sheets:
            answer = await save(patient, sheet.id, {field.name: a_value(field, full=full) for field in sheet.fields})
            assert answer["saved"] == sheet.saved
        said = await messages(patient)
        assert len(said) == len(sheets)
        assert max(len(one["text"]) for one in said) <= MOST_TEXT
        assert all(one["begun"] for one in (await patient.get(LIST))["exercises"] if one["kind"] == "sheet")
        await gateway.factory.turns.drain()


async def test_a_sheet_is_a_message_and_then_a_sheet(gateway: Gateway):
    patient = await gateway.patient()
    answer = await save(patient, "thought-record", THOUGHT)
    (message,) = await messages(patient)
    assert message["seq"] == answer["message_seq"]
    assert message["text"].startswith("A second look at a thought\nWhat was going on: half way up the stairs\nThe thought: ")
    await gateway.factory.turns.drain()
    assert [one["message"] for one in gateway.rasa.heard if one["message"] != "/start"] == [
        '/sheet_saved{"exercise": "thought-record"}'
    ]
    screening = await gateway.factory.conversations.screening_of(message["id"])
    assert screening
    assert not screening.flagged
    kept = (await patient.get(f"{LIST}/thought-record"))["sheets"]
    assert [one["values"] for one in kept] == [THOUGHT]
    assert kept[0]["lines"][0] == {"label": "What was going on", "value": "half way up the stairs"}


async def test_a_thought_record_is_where_risk_gets_written(db_url: str, tmp_path: Path, root: Path):
    async with running_gateway(db_url, tmp_path, root, real_safety=True) as gateway:
        therapist = await gateway.staff(Role.THERAPIST)
        patient = await gateway.patient(therapist)
        await save(patient, "thought-record", {**THOUGHT, "thought": "I want to kill myself"})
        await gateway.factory.turns.drain()
        (case,) = (await therapist.get("/api/staff/cases"))["cases"]
        assert "suicide" in case["categories"]
        assert case["trigger"]["text"].startswith("A second look at a thought")
        found = (await patient.get("/api/patient/conversation"))["messages"]
        assert any(one["content"].get("kind") == "safety" for one in found)
        assert [one["message"] for one in gateway.rasa.heard if one["message"] != "/start"] == ["/risk_flagged"]
        assert [one["values"]["thought"] for one in (await patient.get(f"{LIST}/thought-record"))["sheets"]] == [
            "I want to kill myself"
        ]


async def test_the_same_again_is_harmless_and_other_words_are_not_the_same(gateway: Gateway):
    patient = await gateway.patient()
    body = {"client_id": an_id(), "exercise": "thought-record", "values": THOUGHT}
    first = await patient.post(SHEETS, body, status=201)
    assert (await patient.post(SHEETS, body, status=200))["sheet"] == first["sheet"]
    status, answer = await patient.call("POST", SHEETS, body={**body, "values": {**THOUGHT, "strength": 1}})
    assert (status, answer["error"]["code"]) == (409, "conflict")
    assert len(await messages(patient)) == 1
    assert len((await patient.get(f"{LIST}/thought-record"))["sheets"]) == 1


async def test_a_late_repetition_changes_nothing_that_came_after(gateway: Gateway):
    patient = await gateway.patient()
    diary = {"client_id": an_id(), "exercise": "thought-record", "values": THOUGHT}
    made = (await patient.post(SHEETS, diary, status=201))["sheet"]
    await save(patient, "thought-record", {**THOUGHT, "strength": 2}, sheet=made["id"])
    assert (await patient.post(SHEETS, diary, status=200))["sheet"]["values"]["strength"] == 2
    plan = {"client_id": an_id(), "exercise": "goal-sheet", "values": GOAL}
    await patient.post(SHEETS, plan, status=201)
    await save(patient, "goal-sheet", {**GOAL, "goal": "swim"})
    assert (await patient.post(SHEETS, plan, status=200))["sheet"]["values"]["goal"] == "swim"
    assert [one["values"]["goal"] for one in (await patient.get(f"{LIST}/goal-sheet"))["sheets"]] == ["swim"]
    await patient.post(f"{SHEETS}/{made['id']}/remove")
    await patient.post(SHEETS, diary, status=200)
    assert (await patient.get(f"{LIST}/thought-record"))["sheets"] == [], "what was taken away stays away"


async def test_a_process_that_dies_between_message_and_sheet(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    body = {"client_id": an_id(), "exercise": "thought-record", "values": {**THOUGHT, "thought": "this is high"}}

    async def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(Sheets, "save", dies)
        assert (await patient.call("POST", SHEETS, body=body))[0] == 500
    await gateway.factory.turns.drain()
    assert len((await therapist.get("/api/staff/cases"))["cases"]) == 1, "the words have reached the care team"
    assert (await patient.get(f"{LIST}/thought-record"))["sheets"] == []
    await patient.post(SHEETS, body, status=200)
    assert len((await patient.get(f"{LIST}/thought-record"))["sheets"]) == 1
    assert len(await messages(patient)) == 1


async def test_changing_taking_away_and_taking_along(gateway: Gateway):
    patient, other = await gateway.patient(), await gateway.patient()
    sheet = (await save(patient, "thought-record", THOUGHT))["sheet"]
    await save(patient, "goal-sheet", GOAL)
    changed = (await save(patient, "thought-record", {**THOUGHT, "strength_after": 1}, sheet=sheet["id"]))["sheet"]
    assert (changed["id"], changed["values"]["strength_after"]) == (sheet["id"], 1)
    await save(other, "thought-record", THOUGHT, status=404, sheet=sheet["id"])
    await save(patient, "goal-sheet", GOAL, status=404, sheet=sheet["id"])
    assert (await other.call("POST", f"{SHEETS}/{sheet['id']}/remove", body={}))[0] == 404
    assert len(await messages(other)) == 0
    along = await patient.get(f"{SHEETS}/export")
    assert {one["exercise"] for one in along["sheets"]} == {"thought-record", "goal-sheet"}
    _, text = await patient.call("GET", f"{SHEETS}/export?form=text")
    assert "My goal: walk to the shop" in text
    assert "How strong it is now: 1 of 10" in text
    assert (await other.get(f"{SHEETS}/export"))["sheets"] == []
    await patient.post(f"{SHEETS}/{sheet['id']}/remove")
    assert [one["exercise"] for one in (await patient.get(f"{SHEETS}/export"))["sheets"]] == ["goal-sheet"]
    assert any("half way up the stairs" in one["text"] for one in await messages(patient)), "the message stays"


async def test_what_is_wrong_is_told_by_the_field_and_leaves_no_message(gateway: Gateway):
    patient = await gateway.patient()
    for field, value in (("strength", 11), ("thought", " "), ("feeling", ["Glad"])):
        values = {**THOUGHT, field: value}
        answer = await save(patient, "thought-record", values, status=422)
        assert answer["error"]["details"]["field"] == field
    await save(patient, "thought-record", {**THOUGHT, "other": "x"}, status=422)
    await save(patient, "breathing", {}, status=422)
    await save(patient, "dancing", {}, status=404)
    assert await messages(patient) == []


async def test_the_helpers_speak(gateway: Gateway):
    patient = await gateway.patient()
    plan = (await save(patient, "pacing-plan", {"activity": "washing up", "good_day": 25, "bad_day": 0}))["sheet"]
    assert plan["worked"]["timer"] == {"work": 2, "rest": 2, "rounds": 3}
    for day in range(1, 7):
        night = {
            "night": f"2026-03-0{day}",
            "to_bed": "23:00",
            "asleep_after": 30,
            "awake": 60,
            "woke_up": "07:00",
            "got_up": "07:00",
            "quality": 4,
        }
        await save(patient, "sleep-diary", night)
    diary = await patient.get(f"{LIST}/sleep-diary")
    assert diary["worked"]["asks"]
    assert "00:30" not in str(diary["worked"])
    assert [one["clears"] for one in diary["ask_first"]["choices"]] == [False, True, False]
    assert "bipolar" in str(diary["ask_first"]["say"])
    assert "00:30" not in str((await patient.get(f"{LIST}/sleep-diary?cleared=false"))["worked"])
    assert "00:30 to 07:00" in str((await patient.get(f"{LIST}/sleep-diary?cleared=true"))["worked"])


async def test_the_care_team_reads_within_the_caseload_and_it_is_recorded(gateway: Gateway):
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    supervisor = await gateway.staff(Role.SUPERVISOR)
    patient = await gateway.patient(therapist)
    await save(patient, "goal-sheet", GOAL)
    path = f"/api/staff/patients/{patient.id}/sheets"
    (sheet,) = (await therapist.get(path))["sheets"]
    assert sheet["lines"][0] == {"label": "My goal", "value": "walk to the shop"}
    for browser in (other, supervisor, patient):
        assert (await browser.call("GET", path))[0] == 403
    audit = await supervisor.get(f"/api/supervisor/audit?object_id={patient.id}")
    assert [one["event"] for one in audit["entries"]].count("sheet:read") == 1
    assert "shop" not in str(audit)
    assert audit["chain"]["ok"]


async def test_no_word_of_a_sheet_reaches_a_log_or_a_metric(gateway: Gateway, capsys: pytest.CaptureFixture[str]):
    patient = await gateway.patient()
    with loud_logs():
        await save(patient, "goal-sheet", {**GOAL, "goal": "kingfisher"})
        await save(patient, "goal-sheet", {**GOAL, "area": "kingfisher"}, status=422)
        await patient.get(f"{SHEETS}/export")
        _, metrics = await patient.call("GET", "/metrics")
    logged = capsys.readouterr().err
    assert SHEETS in logged
    assert "kingfisher" not in str(metrics) + logged


async def test_the_screen_reads_what_the_patient_wrote_and_not_our_labels(db_url: str, tmp_path: Path, root: Path):
    """A sheet that is filled in with the content's own examples alarms nobody."""
    async with running_gateway(db_url, tmp_path, root, real_safety=True) as gateway:
        therapist = await gateway.staff(Role.THERAPIST)
        for sheet in Content.load(root / "content" / "en").exercises.values():
            if not isinstance(sheet, Sheet):
                continue
            patient = await gateway.patient(therapist)
            values = {field.name: a_value(field, full=True) for field in sheet.fields}
            for field in sheet.fields:
                if field.kind in {"text", "long", "list"}:
                    values[field.name] = [field.example] if field.kind == "list" else field.example
            await save(patient, sheet.id, values)
            await gateway.factory.turns.drain()
            assert (await therapist.get("/api/staff/cases"))["cases"] == [], sheet.id
