"""Invitation codes: easy to read aloud, hard to guess, and kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O or U: nothing that is misread or spells a word by accident."""
LENGTH = 16
"""Characters of a code: 30 ** 16 is about 78 bits, so that a plain digest cannot be searched."""

_DASHES = "-_.\u2010\u2011\u2013"


def new_code() -> str:
    """Return a new code in groups of four, such as ``K7QF-M2PX-9RTD-4HWC``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def code_digest(code: str) -> str:
    """Return the SHA-256 of ``code`` as people may type it: case, spaces and dashes do not count, nor O for 0 or I and L for 1."""
    plain = "".join(letter for letter in code.upper() if not letter.isspace() and letter not in _DASHES)
    plain = plain.translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
