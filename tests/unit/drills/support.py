"""A worker's drills over a small clinic, and what happens to them when everything works."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.dialogue.client import BotReply
from bot.drills.drills import Drills
from bot.words import OpenedBy
from tests.clinic import Clinic

EVERY, DEADLINE = timedelta(hours=6), timedelta(minutes=2)


def drills_of(clinic: Clinic, *, ready: bool = True, alarms: int = 1, every: timedelta = EVERY) -> Drills:
    async def is_ready() -> bool:
        return ready

    async def nothing() -> None:
        return

    return Drills(
        db=clinic.db,
        clock=clinic.clock,
        audit=clinic.audit,
        accounts=clinic.accounts,
        conversations=clinic.conversations,
        cases=clinic.cases,
        turns=clinic.turns,
        prepare=nothing,
        ready=is_ready,
        alarms=alarms,
        every=every,
        deadline=DEADLINE,
    )


def escalating(clinic: Clinic) -> Callable[[str, str, dict[str, Any]], Awaitable[list[BotReply]]]:
    """Rasa with ``action_escalate``."""

    async def behaviour(_conversation: str, _text: str, metadata: dict[str, Any]) -> list[BotReply]:
        await clinic.cases.open_case(metadata["message_id"], OpenedBy.ACTION)
        return [BotReply("", ack="escalated")]

    return behaviour


async def run_through(clinic: Clinic, running: Drills) -> None:
    """Let a drill that has begun go its way."""
    await clinic.turns.drain(30)
    for take in (await clinic.ladder.due()).values():
        await take()
    await clinic.courier.round()
    await running.look()
    await clinic.courier.round()
