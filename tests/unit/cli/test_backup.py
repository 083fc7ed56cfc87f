"""``handrail backup``: a whole copy while others write, and no half one under its name."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import sqlite3
import threading
from pathlib import Path

from bot.db.backup import back_up
from tests.unit.cli.test_errors import assert_one_clear_line, handrail
from tests.unit.cli.test_people import rows, setup


def test_the_copy_is_an_instance(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copies" / "monday"
    setup(live)
    done = handrail("backup", str(copy), "--data-dir", str(live))
    assert done.returncode == 0, done.stderr
    assert rows(copy, "SELECT login FROM people") == [("admin@clinic",)]
    assert copy.stat().st_mode & 0o777 == 0o700
    whole = handrail("audit", "verify", "--data-dir", str(live)).stdout
    shutil.rmtree(live)
    verified = handrail("audit", "verify", "--data-dir", str(copy))
    assert (verified.returncode, verified.stdout) == (0, whole)


def test_a_copy_of_everything_is_on_record_with_who_made_it(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copy"
    setup(live)
    assert handrail("backup", str(copy), "--data-dir", str(live)).returncode == 0
    for folder in (live, copy):
        ((actor, facts),) = rows(folder, "SELECT actor_id, facts FROM audit_entries WHERE event = 'backup:begun'")
        assert actor == "cli"
        assert json.loads(facts)["os_user"] == pwd.getpwuid(os.getuid()).pw_name
    assert handrail("backup", str(copy), "--data-dir", str(live)).returncode != 0
    assert len(rows(live, "SELECT 1 FROM audit_entries WHERE event = 'backup:begun'")) == 1, "what is refused is no copy"


def test_a_backup_leaves_an_older_schema_as_it_is(tmp_path: Path) -> None:
    live = tmp_path / "live"
    setup(live)
    with sqlite3.connect(live / "handrail.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'older'")
    assert handrail("backup", str(tmp_path / "copy"), "--data-dir", str(live)).returncode == 0
    assert rows(live, "SELECT version_num FROM alembic_version") == [("older",)]


def test_writers_go_on_and_the_copy_is_of_one_moment(tmp_path: Path) -> None:
    live = tmp_path / "live"
    live.mkdir()
    (live / "secret.key").write_text("key")
    with sqlite3.connect(live / "handrail.db") as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE pairs (one INTEGER, filling BLOB)")
    stop, written = threading.Event(), []

    def write() -> None:
        with sqlite3.connect(live / "handrail.db") as writer:
            while not stop.is_set():
                with writer:
                    writer.executemany("INSERT INTO pairs VALUES (?, randomblob(2000))", [(len(written),)] * 2)
                written.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(written) < 200:
            pass
        for number in range(3):
            back_up(live, tmp_path / f"copy{number}")
    finally:
        stop.set()
        thread.join()
    assert len(written) > 200
    for number in range(3):
        copy = tmp_path / f"copy{number}"
        ((count, halves),) = rows(copy, "SELECT count(*), sum(n % 2) FROM (SELECT count(*) AS n FROM pairs GROUP BY one)")
        assert count, "there is something in it"
        assert halves == 0, "no transaction is in it by half"
        assert (copy / "secret.key").read_text() == "key"


def test_what_stands_in_the_way_is_one_clear_line(tmp_path: Path) -> None:
    live = tmp_path / "live"
    assert_one_clear_line(handrail("backup", str(tmp_path / "a"), "--data-dir", str(live)), "no database", "--data-dir")
    setup(live)
    assert_one_clear_line(handrail("backup", str(live), "--data-dir", str(live)), "exists already", "folder")
    (tmp_path / "file").write_text("")
    assert_one_clear_line(handrail("backup", str(tmp_path / "file" / "b"), "--data-dir", str(live)), "cannot write", "place")
    assert not list(tmp_path.glob(".*"))


def test_postgresql_has_its_own_tools(tmp_path: Path) -> None:
    done = handrail("backup", str(tmp_path / "a"), env={"HANDRAIL_DATABASE_URL": "postgresql://h.example/handrail"})
    assert_one_clear_line(done, "PostgreSQL", "pg_dump")
