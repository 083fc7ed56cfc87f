"""What may stand in an entry's ``facts``: small values, never prose.

A string that is not a bare token (letters, digits and ``_.:+/-``, at most 120 of them) is replaced by its digest, so that a
patient's sentence cannot reach the chain even by mistake, and the event is recorded all the same.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_TOKEN = re.compile(r"[A-Za-z0-9_.:+/-]{0,120}")
_LARGEST_FLOAT = 1e15
"""Beyond this PostgreSQL gives a float back as a whole number, and the digest would no longer fit."""


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal: how the chain knows a text that it does not hold."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plain_facts(facts: Mapping[str, object] | None) -> dict[str, Any]:
    """Return ``facts`` as JSON values that both databases give back exactly as they took them.

    Raises:
        TypeError: a value that is no number, string, time, None, or list or mapping of these: a mistake in the program.
    """
    return {_plain_text(key): _plain(value) for key, value in (facts or {}).items()}


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int):
        return value if value is None or isinstance(value, bool) else int(value)
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) and abs(value) < _LARGEST_FLOAT else _plain_text(repr(value))
    if isinstance(value, str):
        return _plain_text(str(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Mapping):
        return plain_facts(value)
    raise TypeError(f"an audit fact cannot be a {type(value).__name__}")


def _plain_text(value: str) -> str:
    return value if _TOKEN.fullmatch(value) else f"sha256:{text_digest(value)}"
