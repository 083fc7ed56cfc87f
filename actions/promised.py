"""Texts that promise a reader, made true for this patient now."""

from __future__ import annotations

from dataclasses import replace

from actions.scene import Scene
from bot.records import Utterance
from bot.safety.promise import spoken
from bot.words import Tier


async def promised(scene: Scene, say: list[Utterance], tier: Tier) -> list[Utterance]:
    """Return ``say`` with by when a person is asked to read it filled in: of the case that stands, or of ``tier``."""
    conversation = await scene.factory.conversations.shown(scene.conversation_id)
    promise = scene.factory.clocks.promise_in(conversation, tier, scene.factory.clock.now())
    country, time_to_person = conversation.country or scene.factory.settings.country, spoken(promise.time_to_person)
    return [
        replace(part, text=told.text.replace("{time_to_person}", time_to_person))
        for part in say
        for told in scene.factory.safety_replies.told(part.text, country, promise, tier)
    ]
