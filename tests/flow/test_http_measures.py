"""Measures over HTTP: PHQ-9 item 9 from the patient's tap to what the therapist sees, and results with change and trend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.records import Utterance
from bot.words import FollowUpOutcome, OpenedBy, Role
from tests.gateway import Gateway, running_gateway
from tests.unit.care.test_follow_ups import ITEM, QUESTION

NAMES = ("interest", "low", "sleep", "energy", "appetite", "failure", "concentration", "movement", "self_harm")


@pytest_asyncio.fixture
async def gateway(db_url: str, tmp_path: Path, root: Path) -> AsyncIterator[Gateway]:
    """A running gateway with the real screen."""
    async with running_gateway(db_url, tmp_path, root, real_safety=True) as running:
        yield running


async def announce(gateway: Gateway, conversation: str, utterance: Utterance) -> None:
    """Let the bot say something."""
    epoch = (await gateway.factory.conversations.get(conversation)).epoch
    await gateway.factory.conversations.announce(conversation, [utterance], epoch=epoch, name=utterance.text[:12].replace(" ", "-"))


@pytest.mark.asyncio
async def test_item_9_is_shown_like_any_flag_with_the_questionnaire_beside_it(gateway: Gateway):
    factory = gateway.factory
    therapist, other = await gateway.staff(Role.THERAPIST), await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    conversation = await gateway.conversation(patient)
    await announce(gateway, conversation, ITEM)
    await patient.say("Several days", payload=ITEM.content["element"]["options"][1]["payload"])
    await factory.turns.drain()
    await factory.programme.measures.record("1" * 32, patient.id, conversation, "phq9", dict.fromkeys(NAMES, 1))
    pending = await factory.follow_ups.pending(conversation)
    assert pending
    await factory.follow_ups.settle(pending, FollowUpOutcome.PASSIVE, OpenedBy.ACTION, score=9)
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    assert (case["tier"], case["categories"], case["owner"]) == ("low", ["suicide"], "bot")
    detail = await therapist.get(f"/api/staff/cases/{case['id']}")
    (evidence,) = detail["flagged"][0]["screening"]["evidence"]
    assert evidence["rule"] == "phq9/item9"
    (measure,) = (await therapist.get(f"/api/staff/patients/{patient.id}/measures"))["measures"]
    assert (measure["title"], measure["score"], measure["most"], measure["band_title"]) == ("PHQ-9", 9, 27, "Mild")
    assert [item["number"] for item in measure["items"]] == list(range(1, 10))
    assert [item["name"] for item in measure["items"] if item["watched"]] == ["self_harm"]
    assert (await other.call("GET", f"/api/staff/patients/{patient.id}/measures"))[0] == 403
    assert (await patient.call("GET", f"/api/staff/patients/{patient.id}/measures"))[0] == 403


@pytest.mark.asyncio
async def test_a_tapped_yes_gets_its_safety_reply_which_asks_on(gateway: Gateway):
    factory = gateway.factory
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    conversation = await gateway.conversation(patient)
    await announce(gateway, conversation, ITEM)
    await patient.say("Nearly every day", payload=ITEM.content["element"]["options"][3]["payload"])
    await factory.turns.drain()
    await announce(gateway, conversation, QUESTION)
    await patient.say("Yes", payload=QUESTION.content["element"]["options"][0]["payload"])
    await factory.turns.drain()
    page = await patient.get("/api/patient/conversation")
    said = [message["text"] for message in page["messages"] if message["content"].get("kind") == "safety"]
    assert "Your answers to the questionnaire are kept" in said[0], "a closing word: the follow-up cuts the questionnaire off"
    assert said[-1] == "Have you thought about how, or are you planning to?"
    await patient.say("yes, I have")
    await factory.turns.drain()
    page = await patient.get("/api/patient/conversation")
    *_, said, question = [message["text"] for message in page["messages"] if message["content"].get("kind") == "safety"]
    assert question == "Are you safe right now?"
    assert "999" in said, "whom to call, in one bubble: the help card stands right above"
    (case,) = (await therapist.get("/api/staff/cases"))["cases"]
    assert (case["tier"], case["message_count"]) == ("high", 3)


@pytest.mark.asyncio
async def test_results_come_with_change_trend_and_subscales(gateway: Gateway):
    measures = gateway.factory.programme.measures
    therapist = await gateway.staff(Role.THERAPIST)
    patient = await gateway.patient(therapist)
    conversation = await gateway.conversation(patient)
    low = {**dict.fromkeys(NAMES, 0), "sleep": 3, "energy": 3}
    for number, answers in enumerate((low, {**low, "low": 3, "interest": 3, "appetite": 2})):
        await measures.record(f"{number:032x}", patient.id, conversation, "phq9", answers)
    await measures.record("a" * 32, patient.id, conversation, "peg", {"pain": 6, "enjoyment": 5, "activity": 5})
    anxious = {"nervous": 2, "control": 1, "interest": 0, "low": 1}
    await measures.record("b" * 32, patient.id, conversation, "phq4", anxious)
    found = (await therapist.get(f"/api/staff/patients/{patient.id}/measures"))["measures"]
    by_id = {one["id"]: one for one in found}
    worse = by_id[f"{1:032x}"]
    assert (worse["score"], worse["threshold"], worse["band"]) == (14, 10, "moderate")
    assert {**worse["since_last"], "at": ""} == {"score": 6, "at": "", "points": 8, "movement": "worse", "reliable": True}
    assert (worse["since_first"], worse["trend"], by_id[f"{0:032x}"]["since_last"]) == (None, None, None)
    assert (by_id["a" * 32]["score"], by_id["a" * 32]["most"], by_id["a" * 32]["items"][0]["answer"]) == (5.3, 10, "6")
    assert by_id["b" * 32]["subscales"] == [
        {"name": "anxiety", "title": "Anxiety", "score": 3, "threshold": 3},
        {"name": "depression", "title": "Depression", "score": 1, "threshold": 3},
    ]
