"""Mends of the frozen Rasa, without the first of which everything else here would be slow.

After each custom action Rasa validates the answer with ``jsonschema.validate``, which first validates the schema itself against its
meta-schema: measured 45 ms of the 55 ms that a message then took. The answer comes from our own action server behind a token,
and ``deserialise_events`` refuses what it does not know, so its shape is checked here and no more.

For each event that it reads back Rasa walks all its event classes (a twentieth of a turn); the answer never changes. Nor does
whether the domain is empty, for which it writes the whole domain out at each message. And the graph runs without dask's scheduler:
see ``bot.dialogue.rasa.runner``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException

from bot.dialogue.rasa.runner import InOrderRunner


def mend() -> None:
    """Put the quick ways in place, for this process."""
    RemoteAction._validate_action_result = _check_shape  # noqa: SLF001 - Rasa 3.6.21 is the last of its kind; a test watches the names
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    Domain.is_empty = _remembered(Domain.is_empty)
    rasa.core.processor.DaskGraphRunner = InOrderRunner


def _remembered(ask: Callable[[Domain], bool]) -> Callable[[Domain], bool]:
    """Return ``ask`` with its answer kept in the domain itself: a domain's own hash writes it out, too."""

    def asked(domain: Domain) -> bool:
        known: dict[str, Any] = vars(domain)
        return bool(known["_handrail_empty"] if "_handrail_empty" in known else known.setdefault("_handrail_empty", ask(domain)))

    return asked


def _check_shape(_action: RemoteAction, result: Any) -> bool:
    """Return True for an answer that can be used.

    Raises:
        RasaException: for any other; the turn then fails, and the gateway answers.
    """
    if not isinstance(result, dict) or not all(
        isinstance(result.get(name, []), list) and all(isinstance(item, dict) for item in result.get(name, []))
        for name in ("events", "responses")
    ):
        raise RasaException("the action server's answer has not the shape of one")
    return True
