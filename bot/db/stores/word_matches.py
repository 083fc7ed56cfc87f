"""Which messages hold all of some words: the same on both databases, found in the cheaper of two ways.

Few matches are taken from the index of words. Of many, the newest are found sooner by reading messages back from the newest and
looking into each; a word that is in every second message would otherwise bring half the table together to show twenty. Neither
planner can be trusted with that choice: both guess how often a rare word occurs, and guess too high.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    and_,
    any_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Message

FEW = 2000
"""Up to so many matches are taken from the index."""

SURELY_MANY = 40_000
"""PostgreSQL only: where its statistics expect so many matches, the index is not asked at all: it would gather every one of
them before it could count to ``FEW``. What it overestimates (words too rare to be in its statistics) stays below this up to some
40 million messages."""

_SEARCH = table("messages_search", column("message_id"), column("words"))
_INDEXED = literal_column("string_to_array(messages.search_words, ' ')", ARRAY(Text))
"""Spelt exactly as in PostgreSQL's index, which is used only then."""
_EXPLAIN = text(
    "EXPLAIN (FORMAT JSON) SELECT 1 FROM messages WHERE string_to_array(messages.search_words, ' ') @> CAST(:words AS text[])"
)

_OTHER_PLANS = text("SELECT set_config('enable_seqscan', :allowed, true), set_config('enable_indexscan', :allowed, true)")
"""Until the transaction ends: with both off, a bitmap of the index of words is what remains."""


class WordMatches:
    """Makes conditions on ``messages`` within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def holding(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that a message holds all of ``words`` (as ``query_words`` gives them; at least one)."""
        if self._session.get_bind().dialect.name == "sqlite":
            return await self._on_sqlite(words)
        return await self._on_postgresql(words)

    async def _on_sqlite(self, words: Sequence[str]) -> ColumnElement[bool]:
        query = " ".join(f'"{word}"' for word in words)
        matches = select(_SEARCH.c.message_id).where(literal_column("messages_search").op("MATCH")(query))
        counted = await self._session.scalar(select(func.count()).select_from(matches.limit(FEW).subquery()))
        return Message.id.in_(matches) if counted is not None and counted < FEW else _read(func.instr, words)

    async def _on_postgresql(self, words: Sequence[str]) -> ColumnElement[bool]:
        plan = await self._session.scalar(_EXPLAIN, {"words": list(words)})
        expected = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
        if expected >= SURELY_MANY:
            return _read(func.strpos, words)
        found = await self._from_index(select(Message.id).where(_INDEXED.contains(cast(list(words), ARRAY(Text)))))
        return Message.id == any_(cast(found, ARRAY(String))) if len(found) < FEW else _read(func.strpos, words)

    async def _from_index(self, matches: Select[str]) -> list[str]:
        """Return up to ``FEW`` matches, and keep PostgreSQL from reading the whole table for them."""
        await self._session.execute(_OTHER_PLANS, {"allowed": "off"})
        found = list(await self._session.scalars(matches.limit(FEW)))
        await self._session.execute(_OTHER_PLANS, {"allowed": "on"})
        return found


def _read(position: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """The condition, decided by looking into the message."""
    padded = literal(" ").concat(Message.search_words).concat(" ")
    return and_(*(position(padded, f" {word} ") > 0 for word in words))
