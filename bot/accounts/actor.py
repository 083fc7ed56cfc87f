"""Who does something: a person, or one of Handrail's own programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SYSTEM_ROLE = "system"
"""The role of Handrail's own programs; no person has it, and it holds no permission."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one whom the history and the audit chain name."""

    id: str
    role: str
    """A ``Role``'s value, or ``SYSTEM_ROLE``."""
    display_name: str

    @classmethod
    def system(cls, program: Literal["worker", "gateway", "action", "cli"]) -> Actor:
        """Return one of Handrail's own programs; its id is the program's name."""
        return cls(program, SYSTEM_ROLE, f"Handrail ({program})")
