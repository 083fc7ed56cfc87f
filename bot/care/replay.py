"""Screens stored messages again with the screen that is installed now, to see what a new version decides otherwise.

What is compared is what the screen decided: a finding that a measure's follow-up added later (PHQ-9 item 9) is left out.
It changes nothing: the stored screenings, on which people have acted, stand. Reading patients' messages is an act, though, so each
replay leaves one entry in the audit chain, with counts and versions and no words.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care import screenings
from bot.care.context import context_for, own_words, pressed
from bot.db.engine import Database
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.messages import MessageStore
from bot.db.stores.programme import CheckInStore
from bot.records import MessageRecord, ScreeningRecord
from bot.safety.context import CONTEXT_MESSAGES
from bot.safety.screening import Context, Screening
from bot.words import ScreeningState

if TYPE_CHECKING:
    from bot.safety.screen import Screener

PAGE = 100
"""Messages that are read, and screened, together: bounds the memory and the length of a transaction."""
NAMED_VERSIONS = 20
"""Most earlier versions that the audit entry names."""


class Direction(StrEnum):
    """Where a decision went."""

    RAISED = "raised"
    LOWERED = "lowered"
    CATEGORIES = "categories"
    """The tier is the same, and what it is for is not."""


class Asked(NamedTuple):
    """What is screened."""

    text: str
    context: Context
    moods: tuple[int, ...] = ()
    """Of the last seven days (``Context.moods``), for the few messages that mean more with them (``Screener.asks_for_moods``)."""


def screened(screener: Screener, asked: Asked) -> Screening:
    """Screen one message, the few that ask for moods with them; a screen that fails counts as flagged (invariant 2)."""
    try:
        context = asked.context
        if asked.moods and screener.asks_for_moods(asked.text, context):
            context = replace(context, moods=asked.moods)
        return screener.screen(asked.text, context)
    except Exception:  # noqa: BLE001 - one broken message must not end the replay
        return Screening.unfinished(ScreeningState.FAILED, screener.version)


@dataclass(frozen=True, slots=True)
class Change:
    """A message of which the screen decides otherwise now."""

    message: MessageRecord
    stored: ScreeningRecord
    """What the screen decided then, without what a follow-up added (``screenings.without_follow_ups``)."""
    now: Screening

    @property
    def direction(self) -> Direction:
        """Where the decision went, by its tier."""
        before, after = self.stored.tier.rank, self.now.tier.rank
        if before == after:
            return Direction.CATEGORIES
        return Direction.RAISED if after > before else Direction.LOWERED

    def as_json(self, *, show_text: bool) -> dict[str, Any]:
        """Return plain JSON types; the message's words only if ``show_text``."""
        told = {
            "message": self.message.id,
            "conversation": self.message.conversation_id,
            "at": self.message.created_at.isoformat(),
            "change": self.direction.value,
            "stored": {
                "version": self.stored.version,
                "state": self.stored.state,
                "flagged": self.stored.flagged,
                "tier": self.stored.tier.value,
                "categories": self.stored.categories,
            },
            "now": {
                "version": self.now.version,
                "state": self.now.state.value,
                "flagged": self.now.flagged,
                "tier": self.now.tier.value,
                "categories": [category.value for category in self.now.categories],
                "rules": list(dict.fromkeys(item.rule for item in self.now.evidence)),
            },
        }
        return {**told, "text": self.message.text} if show_text else told


@dataclass
class Summary:
    """What a replay came to."""

    version: str
    """Of the screen that is installed now."""
    messages: int = 0
    directions: Counter[Direction] = field(default_factory=Counter)
    newly_flagged: int = 0
    no_longer_flagged: int = 0
    stored_versions: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        """Messages of which it decides otherwise."""
        return self.directions.total()

    def count(self, stored: ScreeningRecord, change: Change | None) -> None:
        """Count one message."""
        self.messages += 1
        self.stored_versions[stored.version] += 1
        if change is not None:
            self.directions[change.direction] += 1
            self.newly_flagged += change.now.flagged and not stored.flagged
            self.no_longer_flagged += stored.flagged and not change.now.flagged

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "version": self.version,
            "messages": self.messages,
            "changed": self.changed,
            **{direction.value: self.directions[direction] for direction in Direction},
            "newly_flagged": self.newly_flagged,
            "no_longer_flagged": self.no_longer_flagged,
            "stored_versions": dict(self.stored_versions),
        }


class Replay:
    """Reads stored messages, newest first, and compares."""

    def __init__(self, db: Database, audit: AuditLog) -> None:
        self._db = db
        self._audit = audit

    async def size(self, since: datetime | None, limit: int | None) -> int:
        """Return how many messages a replay would read."""
        async with self._db.read() as session:
            found = await MessageStore(session).count_screened(since)
        return found if limit is None else min(found, limit)

    async def run(
        self,
        screen: Callable[[Sequence[Asked]], Iterable[Screening]],
        version: str,
        *,
        actor: Actor,
        tell: Callable[[Change], None],
        since: datetime | None = None,
        limit: int | None = None,
        shown: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Summary:
        """Screen the newest ``limit`` messages written from ``since`` on, each in the context in which it was screened first.

        ``screen`` answers for one page at a time, in order, and runs in a thread; ``tell`` hears of each change as it is found,
        ``progress`` how many messages are done with each page. ``shown`` says for the audit whether words are shown to anybody.
        """
        summary = Summary(version)
        finished = False
        try:
            before: str | None = None
            while page := await self._page(before, since, PAGE if limit is None else min(PAGE, limit - summary.messages)):
                results = await asyncio.to_thread(list, screen([asked for _, _, asked in page]))
                for (message, stored, _), now in zip(page, results, strict=True):
                    change = None if _alike(stored, now) else Change(message, stored, now)
                    summary.count(stored, change)
                    if change is not None:
                        tell(change)
                before = page[-1][0].id
                progress(len(page))
            finished = True
        finally:
            await self._record(summary, actor, since, limit, shown=shown, finished=finished)
        return summary

    async def _page(
        self, before: str | None, since: datetime | None, limit: int
    ) -> list[tuple[MessageRecord, ScreeningRecord, Asked]]:
        if limit <= 0:
            return []
        async with self._db.read() as session:
            store, conversations, check_ins = MessageStore(session), ConversationStore(session), CheckInStore(session)
            found = []
            days: dict[tuple[str, date], tuple[int, ...]] = {}
            for message, stored in await store.screened_before(before, since=since, limit=limit):
                recent, _ = await store.page(message.conversation_id, before=message.seq, limit=CONTEXT_MESSAGES)
                moods = await _moods(conversations, check_ins, message, days)
                asked = Asked(own_words(message), context_for(message, recent), moods)
                found.append((message, screenings.without_follow_ups(stored), asked))
            return found

    async def _record(
        self, summary: Summary, actor: Actor, since: datetime | None, limit: int | None, *, shown: bool, finished: bool
    ) -> None:
        async with self._db.write() as session:
            await self._audit.append(
                session,
                AuditEvent.SCREENINGS_REPLAYED,
                actor=actor,
                object_type="screening",
                object_id="replay",
                facts={
                    "messages": summary.messages,
                    "changed": summary.changed,
                    "raised": summary.directions[Direction.RAISED],
                    "lowered": summary.directions[Direction.LOWERED],
                    "from": sorted(summary.stored_versions)[:NAMED_VERSIONS],
                    "to": summary.version,
                    "since": since,
                    "limit": limit,
                    "shown": shown,
                    "finished": finished,
                },
            )


async def _moods(
    conversations: ConversationStore,
    check_ins: CheckInStore,
    message: MessageRecord,
    known: dict[tuple[str, date], tuple[int, ...]],
) -> tuple[int, ...]:
    """Return the moods of the week up to ``message``, none for a button; ``known`` remembers those of a conversation's day.

    They are as they stand now: a check-in that came later on the day of the message counts too.
    """
    if pressed(message):
        return ()
    conversation = await conversations.get(message.conversation_id)
    if conversation is None:
        return ()
    today = message.created_at.astimezone(ZoneInfo(conversation.time_zone)).date()
    if (conversation.id, today) not in known:
        known[conversation.id, today] = tuple(await check_ins.moods(conversation.patient_id, today))
    return known[conversation.id, today]


def _alike(stored: ScreeningRecord, now: Screening) -> bool:
    """Whether both decide the same: tier, categories in any order, and whether it is flagged."""
    return (
        stored.tier is now.tier
        and set(stored.categories) == {category.value for category in now.categories}
        and stored.flagged == now.flagged
    )
