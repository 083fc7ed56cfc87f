"""``handrail screen`` and ``handrail safety`` as real processes: order, exit codes, and where patients' words may stand."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_errors import ROOT, assert_one_clear_line, handrail

SET = [
    {"id": "a", "text": "I am going to kill myself tonight, zanzibar", "category": "suicide", "tier": "high", "kind": "explicit"},
    {"id": "b", "text": "zanzibar, the bus was late", "category": "none", "tier": "none", "kind": "ordinary"},
    {"id": "c", "text": "zanzibar again, and soup for lunch", "category": "abuse", "tier": "moderate", "kind": "odd"},
]


HEEDS_CTRL_C = """import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("bot.cli", run_name="__main__")"""
"""Runs a command as from a terminal; a shell's background job, as these tests may be, has its children ignore Ctrl-C."""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, SET)))
    return path


def decisions(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_many_lines_on_two_processes_keep_their_order() -> None:
    lines = [
        {"id": number, "text": "I am going to kill myself tonight" if number % 3 == 0 else f"walked {number} steps"}
        for number in range(200)
    ]
    done = handrail("screen", "--jobs", "2", stdin="\n".join(map(json.dumps, lines)))
    assert done.returncode == 0, done.stderr
    found = decisions(done)
    assert [decision["id"] for decision in found] == [str(number) for number in range(200)]
    assert [decision["flagged"] for decision in found] == [number % 3 == 0 for number in range(200)]
    assert done.stderr == ""


def test_a_bad_line_loses_nothing_and_shows_in_the_exit_code() -> None:
    done = handrail("screen", stdin='my back hurts\n{"text": "zanzibar"\n{"text": "x", "context": 3}\nI want to kill myself\n')
    assert done.returncode == 1
    first, second, third, fourth = decisions(done)
    assert (first["flagged"], fourth["flagged"]) == (False, True)
    assert [entry["line"] for entry in (first, second, third, fourth)] == [1, 2, 3, 4]
    for bad in (second, third):
        assert bad["error"]
        assert bad["remedy"]
        assert "flagged" not in bad
    assert done.stderr == "handrail: 2 lines could not be screened; their places say why\n"
    assert "zanzibar" not in done.stdout + done.stderr


def test_people_get_an_explanation_without_colours_in_a_pipe() -> None:
    text = "Physio went well. \x1b[31m and then: I am going to kill myself tonight [bold]"
    done = handrail("screen", "--explain", stdin=json.dumps({"id": "p1", "text": text}) + "\nI have no thoughts of suicide\n{\n")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "line 1 (p1)  HIGH  suicide" in done.stdout
    assert "“I am going to kill myself tonight”  suicide, high, by the rule suicide_active/" in done.stdout
    assert "[bold]" in done.stdout
    assert "lowered: suicide_active/" in done.stdout
    assert "line 3  not screened: not valid JSON" in done.stdout
    assert "to do: " in done.stdout


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"yes 'my back hurts' | {sys.executable} -m bot.cli screen --jobs 2 | head -n 3"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert len(done.stdout.splitlines()) == 3
    assert "Traceback" not in done.stderr
    assert "Fatal" not in done.stderr


def test_ctrl_c_in_the_middle_of_a_stream_ends_every_process_quietly() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HEEDS_CTRL_C, "screen", "--jobs", "2"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write("my back hurts\n")
    child.stdin.flush()
    assert json.loads(child.stdout.readline())["line"] == 1, "answered while the stream is open"
    os.killpg(child.pid, signal.SIGINT)
    _, told = child.communicate(timeout=60)
    assert child.returncode == 130
    assert told == ""
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


def test_a_format_that_there_is_not() -> None:
    done = handrail("screen", "--format", "csv", stdin="x\n")
    assert done.returncode == 2
    assert "--format" in done.stderr


def test_evaluation_for_people_and_as_a_page(labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    done = handrail("safety", "evaluate", str(labelled), "--report", str(page))
    assert done.returncode == 0, done.stderr
    for shown in (done.stdout, page.read_text()):
        assert "50 % (9 to 91), 1 of 2" in shown
        assert "Worst misses (1 of 1)" in shown
        assert "zanzibar" not in shown
    assert "zanzibar" in handrail("safety", "evaluate", str(labelled), "--show-text", "--jobs", "1").stdout


def test_evaluation_for_a_machine(labelled: Path) -> None:
    (found,) = json.loads(handrail("safety", "evaluate", str(labelled), "--json").stdout)
    assert found["flagged"]["sensitivity"] == pytest.approx(
        {"value": 0.5, "low": 0.0945, "high": 0.9055, "hits": 1, "n": 2}, abs=1e-4
    )
    assert [miss["id"] for miss in found["misses"]] == ["c"]
    assert "text" not in found["misses"][0]


def test_evaluation_of_a_wrong_file(labelled: Path, tmp_path: Path) -> None:
    labelled.write_text('{"text": "zanzibar", "category": "none"}')
    assert_one_clear_line(handrail("safety", "evaluate", str(labelled)), f"{labelled}, line 1: without tier", "screening.md")
    labelled.write_text(json.dumps(SET[0]))
    nowhere = tmp_path / "no" / "page.md"
    assert_one_clear_line(handrail("safety", "evaluate", str(labelled), "--report", str(nowhere)), f"cannot write {nowhere}")


def test_agreement(labelled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text("\n".join(json.dumps(row | {"category": "none", "tier": "none"}) for row in SET))
    done = handrail("safety", "agreement", str(labelled), str(labelled))
    assert done.returncode == 0, done.stderr
    assert "1.00" in done.stdout
    told = json.loads(handrail("safety", "agreement", str(labelled), str(other), "--json").stdout)
    assert [kappa["kappa"] for kappa in told["kappas"]] == [0, 0, 0]
    assert [item["id"] for item in told["differences"]] == ["a", "c"]
    alone = handrail("safety", "agreement", str(other), str(other))
    assert alone.returncode == 0, alone.stderr
    assert "undefined, since both used one and the same label" in alone.stdout


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A data folder with one message, stored with the screening of an older version that found nothing."""
    data_dir = tmp_path / "data"
    folder = ("--data-dir", str(data_dir))
    assert handrail("people", "add", "patient", "--name", "P", *folder).returncode == 0
    with sqlite3.connect(data_dir / "handrail.db") as connection:
        (patient,) = connection.execute("SELECT id FROM people WHERE role = 'patient'").fetchone()
        connection.row_factory = sqlite3.Row
    script = f"""
import asyncio
from bot.clock import SystemClock
from bot.config import Settings
from bot.factory import Factory
from bot.safety.screening import Screening
from bot.words import Tier

async def main():
    factory = Factory(Settings())
    conversation = await factory.conversations.of_patient("{patient}")
    said = factory.conversations
    message, _ = await said.accept(conversation.id, text="I am going to kill myself, zanzibar", client_id="c1")
    await said.keep_screening(message, said.unsaved_screening(message, Screening(Tier.NONE, (), (), "older-1")))
    await factory.aclose()

asyncio.run(main())
"""
    env = {"HANDRAIL_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, check=True, timeout=60)
    return data_dir


def test_replay(stored: Path) -> None:
    folder = ("--data-dir", str(stored))
    done = handrail("safety", "replay", "--json", *folder)
    assert done.returncode == 0, done.stderr
    change, last = decisions(done)
    assert (change["change"], change["stored"]["tier"], change["now"]["tier"]) == ("raised", "none", "high")
    assert change["stored"]["version"] == "older-1"
    assert (last["summary"]["messages"], last["summary"]["raised"], last["summary"]["newly_flagged"]) == (1, 1, 1)

    people = handrail("safety", "replay", "--jobs", "2", *folder)
    assert people.returncode == 0, people.stderr
    assert f"up   message {change['message']} of conversation {change['conversation']}: none (-) -> high (suicide)" in people.stdout
    assert "1 messages screened anew" in people.stdout
    assert "zanzibar" not in done.stdout + done.stderr + people.stdout + people.stderr
    assert "| I am going to kill myself, zanzibar" in handrail("safety", "replay", "--show-text", *folder).stdout
    assert "0 messages screened anew" in handrail("safety", "replay", "--since", "2999-01-01", *folder).stdout

    with sqlite3.connect(stored / "handrail.db") as connection:
        facts = [json.loads(row[0]) for row in connection.execute("SELECT facts FROM audit_entries WHERE event LIKE '%replayed'")]
        assert connection.execute("SELECT tier, version FROM screenings").fetchall() == [("none", "older-1")]
    assert [(entry["messages"], entry["shown"]) for entry in facts] == [(1, False), (1, False), (1, True), (0, False)]
    whole = handrail("audit", "verify", *folder)
    assert whole.returncode == 0, whole.stdout
