"""On-call order and addresses by the command line: real database, real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.reach import NOBODY_ON_CALL
from tests.unit.cli.test_errors import assert_one_clear_line, handrail

PASSWORD = "correct horse battery"


@pytest.fixture
def folder(tmp_path: Path) -> list[str]:
    """The option for an instance with two therapists."""
    option = ["--data-dir", str(tmp_path / "data")]
    assert handrail("migrate", *option).returncode == 0
    for login in ("one@clinic", "two@clinic"):
        done = handrail("people", "add", "therapist", "--login", login, "--name", login, *option, stdin=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
    return option


def said(*words: str) -> str:
    done = handrail(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_order_and_the_addresses(folder: list[str]) -> None:
    assert said("on-call", "show", *folder) == NOBODY_ON_CALL
    assert said("on-call", "set", "two@clinic", "one@clinic", *folder) == "2 on call"
    assert said("on-call", "show", *folder).splitlines() == ["two@clinic", "one@clinic"]
    added = said("contacts", "add", "one@clinic", "nurse@clinic.example", *folder)
    listed = said("contacts", "list", *folder)
    contact_id = added.removeprefix("added (id ").removesuffix(")")
    assert listed.split() == [contact_id, "one@clinic", "nurse@clinic.example", "(HANDRAIL_MAIL_URL", "is", "not", "set)"]
    assert said("contacts", "remove", contact_id, *folder) == "removed"
    assert said("contacts", "list", *folder) == ""
    assert_one_clear_line(handrail("on-call", "set", "nobody@clinic", *folder), "there is nobody with the login")


def test_the_console_says_the_same_of_an_empty_order(root: Path) -> None:
    assert NOBODY_ON_CALL in (root / "web/console/src/alarms/words.ts").read_text()
