"""The demo's people: named by function, with codes that work again and again. Only an instance started with ``--demo`` has them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from bot.accounts.actor import Actor
from bot.accounts.service import Accounts
from bot.errors import Conflict, HandrailError
from bot.words import Role

FILE = "demo.json"
"""In the data folder, readable by its owner only: the codes and passwords, for whoever started the demo."""
DAYS = 3650
"""How long the demo's codes work."""

_STAFF = ((Role.THERAPIST, "Demo therapist"), (Role.SUPERVISOR, "Demo supervisor"), (Role.ADMINISTRATOR, "Demo administrator"))
_LOGINS = {Role.THERAPIST: "therapist@demo", Role.SUPERVISOR: "supervisor@demo", Role.ADMINISTRATOR: "admin@demo"}
_PATIENTS = {"Demo patient 1": "DEMO-PATIENT-1", "Demo patient 2": "DEMO-PATIENT-2"}
_CLI = Actor.command_line()


async def ensure_demo(accounts: Accounts, data_dir: Path, *, country: str, locale: str) -> None:
    """Make the demo's people and write their codes and passwords down; does nothing when they exist.

    Raises:
        HandrailError: the data folder cannot be written, or the database has people who are not the demo's: its codes are public
            knowledge, and its therapist would see them.
    """
    if await accounts.by_login(_LOGINS[Role.THERAPIST]) is not None:
        return
    if await accounts.people():
        raise HandrailError(
            "the demo does not start on a database with people in it", remedy="leave --demo out, or choose another --data-dir"
        )
    passwords = {role: secrets.token_urlsafe(12) for role, _ in _STAFF}
    _write(data_dir / FILE, {code: name for name, code in _PATIENTS.items()}, passwords)
    people = {
        role: await accounts.create_person(_CLI, role, name, login=_LOGINS[role], password=passwords[role], locale=locale)
        for role, name in _STAFF
    }
    for name, code in _PATIENTS.items():
        patient = await accounts.create_person(
            _CLI, Role.PATIENT, name, country=country, locale=locale, therapist_id=people[Role.THERAPIST].id
        )
        try:
            await accounts.invite(_CLI, patient.id, code=code, reusable=True, days=DAYS)
        except Conflict:  # an earlier start was cut off between the two
            continue


async def require_no_demo(accounts: Accounts) -> None:
    """See to it that no instance for patients has the demo's people in it, whose codes everybody knows.

    Raises:
        HandrailError: it has.
    """
    if await accounts.by_login(_LOGINS[Role.THERAPIST]) is not None:
        raise HandrailError(
            "this database is a demo's, whose codes everybody knows", remedy="add --demo, or choose another --data-dir or database"
        )


def _write(path: Path, codes: dict[str, str], passwords: dict[Role, str]) -> None:
    """Write the file before the accounts, so that no account is left with a password that nobody knows."""
    shown = {f"{name} (code)": code for code, name in codes.items()} | {_LOGINS[role]: passwords[role] for role in passwords}
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(shown, indent=2) + "\n")
        draft.replace(path)
    except OSError as error:
        raise HandrailError(f"cannot write {path}: {error.strerror}", remedy="make the data folder writable") from error
