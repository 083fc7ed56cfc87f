"""What a therapist is about to send is looked at once more, and never lost or kept from the patient."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bot.accounts.actor import Actor
from bot.words import Role
from tests.gateway import Browser, Gateway

CLI = Actor.system("cli")


async def live(gateway: Gateway) -> tuple[Browser, Browser, str, int]:
    """Return a therapist who has taken over, their patient, the conversation's path and its epoch."""
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    await patient.say("this is high")
    await gateway.factory.turns.drain()
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    epoch = (await therapist.post(f"/api/staff/cases/{case['id']}/takeover"))["case"]["epoch"]
    return therapist, patient, f"/api/staff/conversations/{case['conversation_id']}/messages", epoch


def written(text: str, epoch: int, **more: object) -> dict[str, Any]:
    """A message as the console sends it."""
    return {"client_id": uuid.uuid4().hex, "text": text, "epoch": epoch, **more}


@pytest.mark.asyncio
async def test_asked_once_and_sent_when_confirmed(gateway: Gateway):
    therapist, patient, path, epoch = await live(gateway)
    text = "It’s all in your head, call me on 07700 900123"
    body = written(text, epoch)
    status, answer = await therapist.call("POST", path, body=body)
    assert (status, answer["error"]["code"]) == (409, "confirm_needed")
    details = answer["error"]["details"]
    assert [(one["kind"], text[one["start"] : one["end"]]) for one in details["reasons"]] == [
        ("harmful", "It’s all in your head"),
        ("identifying", "07700 900123"),
    ]
    assert all(one["why"] for one in details["reasons"])
    assert text not in str(answer)
    confirmed = {"confirmation": details["confirmation"]}
    other = written(text + "!", epoch, **confirmed)
    assert (await therapist.call("POST", path, body=other))[0] == 409, "the confirmation is that of another text"
    assert (await therapist.post(path, {**body, **confirmed}, status=201))["check"] == "done"
    assert (await therapist.post(path, {**body, **confirmed}))["message"]["text"] == text
    page = await patient.get("/api/patient/conversation")
    assert [message["text"] for message in page["messages"]].count(text) == 1
    events = [entry["event"] for entry in await gateway.factory.audit.entries(CLI, path.split("/")[4])]
    assert events.count("draft:outbound:questioned") == 2
    assert events.count("draft:outbound:confirmed") == 2
    assert (await gateway.factory.audit.verify()).exit_code == 0


@pytest.mark.asyncio
async def test_the_same_draft_again_is_asked_about_again(gateway: Gateway):
    therapist, patient, path, epoch = await live(gateway)
    text = "Just stop your amitriptyline from today, you do not need it"
    first, second = written(text, epoch), written(text, epoch)
    status, asked = await therapist.call("POST", path, body=first)
    assert status == 409
    confirmed = {"confirmation": asked["error"]["details"]["confirmation"]}
    await therapist.post(path, {**first, **confirmed}, status=201)
    assert (await therapist.call("POST", path, body=second))[0] == 409
    status, again = await therapist.call("POST", path, body={**second, **confirmed})
    assert (status, again["error"]["code"]) == (409, "confirm_needed"), "the confirmation is that of the message before"
    confirmed = {"confirmation": again["error"]["details"]["confirmation"]}
    await therapist.post(path, {**second, **confirmed}, status=201)
    page = await patient.get("/api/patient/conversation")
    assert [message["text"] for message in page["messages"]].count(text) == 2


@pytest.mark.asyncio
async def test_names_of_other_patients_are_told_only_to_whoever_may_know_them(gateway: Gateway):
    therapist, _, path, epoch = await live(gateway)
    colleague = await gateway.staff(Role.THERAPIST)
    await gateway.patient(therapist, "Zora Nemo")
    await gateway.patient(colleague, "Yana Nemo")
    for name, known in (("Zora Nemo", True), ("Yana Nemo", False)):
        status, answer = await therapist.call("POST", path, body=written(f"As I said to {name} as well.", epoch))
        assert status == 409
        (reason,) = answer["error"]["details"]["reasons"]
        assert (reason["start"] is not None) is known
        assert "Nemo" not in str(answer)
    await therapist.post(path, written("Good to hear from you, Some patient.", epoch), status=201)


@pytest.mark.asyncio
async def test_a_check_that_breaks_blocks_nobody_and_is_told(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    therapist, _, path, epoch = await live(gateway)

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(gateway.factory.outbound_screen, "check", broken)
    assert (await therapist.post(path, written("It is all in your head", epoch), status=201))["check"] == "failed"


@pytest.mark.asyncio
async def test_whoever_may_not_write_any_more_is_not_asked(gateway: Gateway):
    therapist, _, path, epoch = await live(gateway)
    status, answer = await therapist.call("POST", path, body=written("It is all in your head", epoch - 1))
    assert (status, answer["error"]["code"]) == (409, "owner_changed")
