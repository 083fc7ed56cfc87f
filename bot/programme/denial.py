"""What a sentence denies: in "bad, not well" the patient did not mean "well"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.programme.heard import Hit, as_pattern

DENIALS = r"(?:not|isn'?t|wasn'?t|didn'?t|don'?t|can'?t|couldn'?t|haven'?t|never|instead of|rather than)"
"""Words that take back what follows; as a pattern."""

_BETWEEN = r"(?:\s+(?:an?|the|at|as|very|really|so|too|that|all|quite|particularly|exactly|been|feel|feeling|sleep|slept))*?"


def denied(plain: str, phrases: Iterable[str]) -> list[Hit]:
    """Return where folded text denies one of the folded ``phrases``, from the denial on."""
    hits: list[Hit] = []
    for phrase in sorted(phrases, key=len, reverse=True):  # the longest first: "very good" before the "good" in it
        for match in re.finditer(rf"(?<!\w){DENIALS}{_BETWEEN}\s+{as_pattern(phrase)}(?!\w)", plain):
            if not any(hit.start < match.end() and match.start() < hit.end for hit in hits):
                hits.append(Hit(match.start(), match.end(), phrase))
    return hits


def without(plain: str, hits: Iterable[Hit]) -> str:
    """Return ``plain`` with each hit blanked out, so that places stay what they are."""
    for hit in hits:
        plain = plain[: hit.start] + " " * (hit.end - hit.start) + plain[hit.end :]
    return plain
