"""How the first people come into an instance without defaults: real database, real processes."""

from __future__ import annotations

import os
import pwd
import sqlite3
from pathlib import Path

import pytest

from tests.unit.cli.test_errors import assert_one_clear_line, handrail

PASSWORD = "correct horse battery"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def setup(data_dir: Path) -> None:
    done = handrail(
        "setup", "--login", "Admin@Clinic", "--name", "Administrator", "--data-dir", str(data_dir), stdin=f"{PASSWORD}\n"
    )
    assert done.returncode == 0, done.stderr


def rows(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data_dir / "handrail.db") as connection:
        return connection.execute(query).fetchall()


def test_a_new_instance_has_no_accounts(data_dir: Path) -> None:
    assert handrail("migrate", "--data-dir", str(data_dir)).returncode == 0
    assert rows(data_dir, "SELECT count(*) FROM people") == [(0,)]


def test_setup_makes_one_administrator_once(data_dir: Path) -> None:
    setup(data_dir)
    assert rows(data_dir, "SELECT role, login FROM people") == [("administrator", "admin@clinic")]
    user = "SELECT json_extract(facts, '$.os_user') FROM audit_entries WHERE event = 'account:created'"
    assert rows(data_dir, user) == [(pwd.getpwuid(os.getuid()).pw_name,)]
    assert PASSWORD.encode() not in (data_dir / "handrail.db").read_bytes()
    again = handrail("setup", "--login", "b@c", "--name", "B", "--data-dir", str(data_dir), stdin=f"{PASSWORD}\n")
    assert_one_clear_line(again, "there is an administrator already", "people add administrator")


def test_setup_by_environment(data_dir: Path) -> None:
    env = {"HANDRAIL_SETUP_LOGIN": "a@b", "HANDRAIL_SETUP_NAME": "A", "HANDRAIL_DATA_DIR": str(data_dir)}
    done = handrail("setup", stdin=f"{PASSWORD}\n", env=env)
    assert done.returncode == 0, done.stderr
    assert "a@b" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize("password", ["", "short"])
def test_a_short_password_is_refused(data_dir: Path, password: str) -> None:
    done = handrail("setup", "--login", "a@b", "--name", "A", "--data-dir", str(data_dir), stdin=f"{password}\n")
    assert_one_clear_line(done, "at least 12 characters")
    assert rows(data_dir, "SELECT count(*) FROM people") == [(0,)]


def test_a_script_that_forgets_the_login_is_told(data_dir: Path) -> None:
    assert_one_clear_line(handrail("setup", "--data-dir", str(data_dir)), "--login is missing")


def test_a_therapist_and_a_patient(data_dir: Path) -> None:
    folder = ("--data-dir", str(data_dir))
    assert (
        handrail("people", "add", "therapist", "--login", "t@c", "--name", "Therapist", *folder, stdin=f"{PASSWORD}\n").returncode
        == 0
    )
    added = handrail(
        "people",
        "add",
        "patient",
        "--name",
        "Patient 1",
        "--therapist",
        "t@c",
        "--country",
        "GB",
        "--time-zone",
        "Europe/London",
        *folder,
    )
    assert added.returncode == 0, added.stderr
    patient_id = added.stdout.split("(id ")[1].split(")")[0]
    code = added.stdout.split("invitation code: ")[1].strip()
    assert len(rows(data_dir, "SELECT * FROM caseloads")) == 1

    invited = handrail("people", "invite", patient_id, *folder)
    assert invited.returncode == 0, invited.stderr
    assert code not in invited.stdout

    listed = handrail("people", "list", *folder).stdout
    assert "therapist" in listed
    assert patient_id in listed
    whole = handrail("audit", "verify", *folder)
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.startswith("whole: ")


def test_an_unknown_therapist(data_dir: Path) -> None:
    done = handrail("people", "add", "patient", "--name", "P", "--therapist", "ghost", "--data-dir", str(data_dir))
    assert_one_clear_line(done, "no therapist with the login ghost")


def test_an_audit_entry_that_was_altered_is_found(data_dir: Path) -> None:
    setup(data_dir)
    with sqlite3.connect(data_dir / "handrail.db") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE audit_entries SET object_id = 'somebody-else' WHERE seq = 1")
    done = handrail("audit", "verify", "--data-dir", str(data_dir))
    assert done.returncode == 1
    assert "entry 1" in done.stdout


def test_a_head_that_is_none(data_dir: Path) -> None:
    assert_one_clear_line(handrail("audit", "verify", "--anchor", "nonsense", "--data-dir", str(data_dir)), "is no head")
