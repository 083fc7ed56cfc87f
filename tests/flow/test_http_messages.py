"""What a patient sends, and what comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.db.engine import Database
from bot.db.stores.messages import MessageStore
from tests.gateway import Gateway, running_gateway


@pytest.mark.asyncio
async def test_a_message_sent_again_is_stored_once(gateway: Gateway):
    patient = await gateway.patient()
    first = await patient.say("hello", "same")
    status, again = await patient.call("POST", "/api/patient/messages", body={"client_id": "same", "text": "changed"})
    assert (status, again["message"]) == (200, first)


@pytest.mark.asyncio
async def test_what_was_acknowledged_is_there_for_everybody(gateway: Gateway):
    """Invariant 1: the answer comes after the commit, as another process sees it."""
    elsewhere = Database(gateway.factory.db.url)
    patient = await gateway.patient()
    for number in range(5):
        sent = await patient.say(f"message {number}")
        async with elsewhere.read() as session:
            stored = await MessageStore(session).get(sent["id"])
        assert stored
        assert stored.text == f"message {number}"
    await elsewhere.dispose()


@pytest.mark.asyncio
async def test_ten_at_once_under_one_client_id_are_one_message(gateway: Gateway):
    patient = await gateway.patient()
    body = {"client_id": "same", "text": "hello"}
    answers = await asyncio.gather(*(patient.call("POST", "/api/patient/messages", body=body) for _ in range(10)))
    assert sorted(status for status, _ in answers) == [200] * 9 + [201]
    assert len({answer["message"]["id"] for _, answer in answers}) == 1


@pytest.mark.asyncio
async def test_the_same_client_id_of_two_patients_are_two_messages(gateway: Gateway):
    one, two = await gateway.patient(), await gateway.patient()
    assert (await one.say("hello", "same"))["id"] != (await two.say("hello", "same"))["id"]


@pytest.mark.asyncio
async def test_a_payload_counts_only_where_the_assistant_offered_it(gateway: Gateway):
    patient = await gateway.patient()
    body = {"client_id": "early", "text": "Check in", "payload": "/check_in"}
    status, answer = await patient.call("POST", "/api/patient/messages", body=body)
    assert (status, answer["error"]["code"]) == (422, "invalid")
    await patient.say("hello")
    await gateway.factory.turns.drain()
    await patient.say("Check in", "late", payload="/check_in")
    await gateway.factory.turns.drain()
    assert gateway.rasa.heard[-1]["message"] == "/check_in"
    status, _ = await patient.call("POST", "/api/patient/messages", body={**body, "client_id": "x", "payload": "/restart"})
    assert status == 422


@pytest.mark.asyncio
async def test_a_typed_slash_does_not_reach_rasa_as_a_command(gateway: Gateway):
    patient = await gateway.patient()
    await patient.say("/restart")
    await gateway.factory.turns.drain()
    assert gateway.rasa.heard[-1]["message"] == " /restart"


@pytest.mark.asyncio
async def test_the_first_look_brings_one_welcome(gateway: Gateway):
    patient = await gateway.patient()
    await asyncio.gather(*(patient.get("/api/patient/conversation") for _ in range(5)))
    await gateway.factory.turns.drain()
    page = await patient.get("/api/patient/conversation")
    assert [message["sender"] for message in page["messages"]] == ["bot"]
    assert page["messages"][0]["content"]["buttons"][0] == {"title": "Check in", "payload": "/check_in"}


@pytest.mark.asyncio
async def test_pages_go_both_ways_and_say_whether_there_is_more(gateway: Gateway):
    patient = await gateway.patient()
    conversation = await gateway.conversation(patient)
    for number in range(7):
        await gateway.factory.conversations.accept(conversation, text="hello", client_id=f"c-{number}")

    async def seqs(query: str) -> tuple[list[int], bool]:
        page = await patient.get(f"/api/patient/conversation?{query}")
        return [message["seq"] for message in page["messages"]], page["has_more"]

    assert await seqs("limit=3") == ([5, 6, 7], True)
    assert await seqs("limit=3&before=5") == ([2, 3, 4], True)
    assert await seqs("before=2") == ([1], False)
    assert await seqs("after=4&limit=2") == ([5, 6], True)
    assert await seqs("after=7") == ([], False)


@pytest.mark.asyncio
async def test_a_programs_own_ids_and_bookkeeping_do_not_leave_the_gateway(gateway: Gateway):
    patient = await gateway.patient()
    await patient.say("high", "mine")
    await gateway.factory.turns.drain()
    messages = (await patient.get("/api/patient/conversation"))["messages"]
    assert {message["client_id"] for message in messages} == {"mine", None}
    assert all(set(message["content"]) <= {"buttons", "element", "kind"} for message in messages)
    assert not any("screening" in message or "answered_at" in message for message in messages)


@pytest.mark.asyncio
async def test_too_many_messages_are_answered_with_when_to_go_on(db_url: str, tmp_path: Path, root: Path):
    async with running_gateway(db_url, tmp_path, root, messages_per_minute=3) as gateway:
        patient, other = await gateway.patient(), await gateway.patient()
        for _ in range(3):
            await patient.say("hello")
        status, answer = await patient.call("POST", "/api/patient/messages", body={"client_id": "x", "text": "one more"})
        assert (status, answer["error"]["code"]) == (429, "too_many")
        assert 0 < answer["error"]["details"]["retry_after"] <= 60
        await other.say("nobody else is held up")
