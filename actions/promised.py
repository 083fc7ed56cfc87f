"""Texts that promise a reader, made true for this patient now."""

from __future__ import annotations

from dataclasses import replace

from actions.scene import Scene
from bot.records import Utterance
from bot.safety.promise import spoken
from bot.words import Tier


async def promised(scene: Scene, say: list[Utterance], tier: Tier) -> list[Utterance]:
    """Return ``say`` with by when a person is asked to read it filled in: of the case that stands, or of ``tier``."""
    conversation = await scene.factory.conversations.get(scene.conversation_id)
    case, now = await scene.factory.cases.unresolved(scene.conversation_id), scene.factory.clock.now()
    due_at = case.due_at if case and case.due_at > now else None
    promise = scene.factory.clocks.promise(tier, now, conversation.time_zone, due_at=due_at)
    country, time_to_person = conversation.country or scene.factory.settings.country, spoken(promise.time_to_person)
    return [
        replace(part, text=told.text.replace("{time_to_person}", time_to_person))
        for part in say
        for told in scene.factory.safety_replies.told(part.text, country, promise, tier)
    ]
