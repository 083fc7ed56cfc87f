"""Who does something: a person, or one of Handrail's own programs."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass, replace
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
    os_user: str | None = None
    """Whoever gave the command, as the operating system knows them; None for whoever came another way."""

    @classmethod
    def command_line(cls) -> Actor:
        """Return the command line, with the user of the operating system at it (under ``sudo``: root).

        The name is that of the process's user id, not one from the environment, which anybody may set.
        """
        user = os.getuid()
        try:
            name = pwd.getpwuid(user).pw_name
        except KeyError:
            name = f"uid:{user}"
        return replace(cls.system("cli"), os_user=name)

    @classmethod
    def system(cls, program: Literal["worker", "gateway", "action", "cli"]) -> Actor:
        """Return one of Handrail's own programs; its id is the program's name."""
        return cls(program, SYSTEM_ROLE, f"Handrail ({program})")
