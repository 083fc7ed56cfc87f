"""What the services hand around about people: values, not rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.accounts.actor import Actor
from bot.words import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account."""

    id: str
    role: Role
    display_name: str
    login: str | None
    locale: str
    country: str
    time_zone: str
    created_at: datetime
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        """This person as the one who does something."""
        return Actor(self.id, self.role.value, self.display_name)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A person and the login (one browser's) by which they came."""

    login_id: str
    expires_at: datetime
    person: Person

    @property
    def actor(self) -> Actor:
        """The person as the one who does something."""
        return self.person.actor


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation at the only moment when its code is known."""

    code: str
    patient_id: str
    expires_at: datetime
