"""``handrail drill run`` by the command line: a real database and a real process; the test stands in for the worker."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.cli.test_errors import handrail


@pytest.mark.parametrize(
    "outcome, code, words",
    [("passed", 0, "the drill went through"), ("unnotified", 1, "nobody was notified"), ("failed", 1, "the drill failed")],
)
def test_it_waits_for_the_worker_and_says_how_it_went(tmp_path: Path, outcome: str, code: int, words: str) -> None:
    option = ["--data-dir", str(tmp_path / "data")]
    assert handrail("migrate", *option).returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "drill", "run", *option], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        end_the_drill(next((tmp_path / "data").glob("*.db")), outcome)
        said, _ = running.communicate(timeout=60)
    assert (running.returncode, words in said) == (code, True), said
    assert "accepted  0.5 s" in said
    assert "notified  not reached" in said


def end_the_drill(path: Path, outcome: str) -> None:
    """Wait until a drill is asked for, and end it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with closing(sqlite3.connect(path, timeout=10)) as database, database:
            row = database.execute("SELECT id, started_at FROM drills WHERE running = 'asked'").fetchone()
            if row:
                at = datetime.fromisoformat(row[1]).replace(tzinfo=UTC) + timedelta(seconds=0.5)
                values = (f"{at:%Y-%m-%d %H:%M:%S.%f}", f"{at:%Y-%m-%d %H:%M:%S.%f}", outcome, row[0])
                statement = "UPDATE drills SET running = NULL, accepted_at = ?, finished_at = ?, outcome = ? WHERE id = ?"
                database.execute(statement, values)
                return
        time.sleep(0.1)
    pytest.fail("no drill was asked for")
