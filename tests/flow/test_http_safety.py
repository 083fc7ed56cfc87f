"""The gateway with the real screen and the real safety replies."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.words import Role
from tests.gateway import running_gateway


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["I don't see the point in going on", "I can't feel anything between my legs since this morning"])
async def test_a_flagged_message_gets_its_safety_reply_at_once_and_a_case(db_url: str, tmp_path: Path, root: Path, text: str):
    async with running_gateway(db_url, tmp_path, root, real_safety=True) as gateway:
        gateway.rasa.delay = 3  # safety never waits for Rasa
        therapist = await gateway.staff(Role.THERAPIST)
        patient = await gateway.patient(therapist)
        async with therapist.events("/api/staff/events") as queue, patient.events("/api/patient/events?after=0") as events:
            assert (await anext(queue))[0] == "hello"
            await patient.say(text)
            async with asyncio.timeout(2.0):
                async for event, _, data in events:
                    if event == "message" and data["content"].get("kind") == "safety":
                        break
            cases: list[dict[str, Any]] = []
            async with asyncio.timeout(3):
                async for _ in queue:
                    cases = (await therapist.get("/api/staff/cases"))["cases"]
                    if cases:
                        break
        (case,) = cases
        assert case["trigger"]["text"] == text
        assert case["trigger"]["evidence"]
        for found in case["trigger"]["evidence"]:
            assert text[found["start"] : found["end"]] == found["text"]
            assert found["why"]
        gateway.rasa.delay = 0


@pytest.mark.asyncio
async def test_help_is_there_before_anybody_logs_in(db_url: str, tmp_path: Path, root: Path):
    async with running_gateway(db_url, tmp_path, root, real_safety=True, country="GB") as gateway:
        card = await gateway.browser().get("/api/patient/help")
        assert card["emergency"]["text"]
        assert card["not_emergency_service"]
        assert all(line["name"] and (line["phone"] or line["sms"] or line["url"]) for line in card["lines"])
