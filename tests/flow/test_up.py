"""``handrail up`` as a person uses it: one real instance, started, talked to, hurt, stopped, started again. The order matters."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.supervise.ports import free_ports

pytestmark = pytest.mark.serial

READY = 240.0
"""Seconds until the bot answers: a training and two imports of Rasa on a busy two-core machine."""


def clean_env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}


class Up:
    """A running ``handrail up``, its output and its processes."""

    def __init__(self, root: Path, data_dir: Path, *argv: str) -> None:
        self.data_dir = data_dir
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.began = time.monotonic()
        self._output = data_dir.with_name(f"{data_dir.name}-{self.port}.out")
        command = [sys.executable, "-m", "bot.cli", "up", "--port", str(self.port), "--data-dir", str(data_dir), *argv]
        with self._output.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=root, env=clean_env(), stdout=out, stderr=out, process_group=0)

    @property
    def output(self) -> str:
        return self._output.read_text()

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def until(self, condition: Callable[[], bool], seconds: float) -> float:
        began = time.monotonic()
        while not condition():
            assert self.process.poll() is None, self.output
            assert time.monotonic() - began < seconds, self.output
            time.sleep(0.1)
        return time.monotonic() - began

    def until_ready(self) -> float:
        return self.until(lambda: self.status("/readyz") == 200, READY)

    def part(self, name: str) -> psutil.Process:
        module = {"gateway": "bot.gateway", "rasa": "bot.dialogue.rasa.serve", "actions": "actions.serve", "worker": "bot.worker"}[
            name
        ]
        return next(each for each in self.processes() if module in each.cmdline())

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def chat(self, *lines: str, code: str = "DEMO-PATIENT-1") -> tuple[int, list[dict[str, Any]]]:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "bot.cli",
                "chat",
                "--json",
                "--data-dir",
                str(self.data_dir),
                "--code",
                code,
                "--until-ready",
                "60",
            ],
            input="".join(f"{line}\n" for line in lines),
            env=clean_env(),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.data_dir / 'handrail.db'}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)


def assert_all_gone(processes: list[psutil.Process], seconds: float = 15) -> None:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    left = [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert not left, [each.cmdline() for each in left]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up") / "data"


@pytest.fixture(scope="module")
def demo(root: Path, data_dir: Path) -> Iterator[Up]:
    up = Up(root, data_dir, "--demo")
    yield up
    up.end()


def texts(messages: list[dict[str, Any]], sender: str) -> list[str]:
    return [message["text"] for message in messages if message["sender"] == sender]


def test_the_gateway_answers_while_rasa_still_loads(demo: Up) -> None:
    demo.until(lambda: demo.status("/healthz") == 200, 60)
    assert demo.status("/readyz") == 503
    demo.until(lambda: "Ctrl-C stops everything" in demo.output, READY)
    assert "DEMO-PATIENT-1" in demo.output
    assert "therapist@demo" in demo.output
    assert f"{demo.url}/demo" in demo.output
    assert (demo.data_dir / "demo.json").stat().st_mode & 0o077 == 0


def test_the_bot_is_ready_and_that_is_said(demo: Up) -> None:
    demo.until_ready()
    demo.until(lambda: "The bot is ready" in demo.output, 20)


def test_the_pages_are_there(demo: Up) -> None:
    for path in ("/demo", "/widget/handrail.js", "/console/", "/api/openapi.json"):
        assert demo.status(path) == 200, path


def test_a_scripted_check_in_from_the_terminal(demo: Up) -> None:
    code, messages = demo.chat("check-in", "7", "3", "4", "a short walk", "thank you")
    assert code == 0
    assert len(texts(messages, "bot")) >= 5
    assert not [message for message in messages if message["content"].get("kind") == "delay"]
    assert demo.query("SELECT pain FROM check_ins") == [(7,)]


def test_a_flagged_message_is_answered_for_safety_at_once(demo: Up) -> None:
    _, messages = demo.chat("I don't see the point in going on", code="DEMO-PATIENT-2")
    assert any(message["content"].get("kind") == "safety" for message in messages)
    real = "SELECT count(*) FROM cases WHERE patient_id IN (SELECT id FROM people WHERE NOT canary)"
    demo.until(lambda: demo.query(real) == [(1,)], 10)


def test_a_second_instance_beside_it_has_no_accounts_and_asks_for_setup(root: Path, demo: Up, tmp_path: Path) -> None:
    other = Up(root, tmp_path / "other")
    try:
        other.until(lambda: "handrail setup" in other.output, 90)
        other.until(lambda: "No opening hours are set" in other.output, 5)
        assert other.status("/healthz") == 200
        assert other.query("SELECT count(*) FROM people WHERE NOT canary") == [(0,)]
        assert not (other.data_dir / "demo.json").exists()
        assert "DEMO-PATIENT" not in other.output
        assert demo.status("/readyz") == 200
        processes = other.processes()
        other.process.send_signal(signal.SIGTERM)
        assert other.process.wait(40) == 0
        assert_all_gone(processes)
    finally:
        other.end()


def test_a_clinics_database_does_not_become_a_demo(root: Path, tmp_path: Path) -> None:
    clinic = tmp_path / "clinic"
    setup = [sys.executable, "-m", "bot.cli", "setup", "--login", "a@clinic", "--name", "A", "--data-dir", str(clinic)]
    subprocess.run(setup, cwd=root, env=clean_env(), input="a long enough password\n", text=True, check=True, timeout=60)
    up = Up(root, clinic, "--demo")
    try:
        assert up.process.wait(90) == 2
        assert "the demo does not start on a database with people in it" in up.output.replace("\n", " ")
        assert "Traceback" not in up.output
        assert up.query("SELECT login FROM people WHERE NOT canary") == [("a@clinic",)]
    finally:
        up.end()


def test_the_same_folder_or_port_a_second_time_is_one_clear_line(root: Path, demo: Up, tmp_path: Path) -> None:
    for folder, port, words in (
        (demo.data_dir, 0, "in use by another Handrail"),
        (tmp_path, demo.port, f"port {demo.port} is in use"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "up", "--demo", "--port", str(port), "--data-dir", str(folder)],
            cwd=root,
            env=clean_env(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["worker", "actions", "gateway", "rasa"])
def test_a_part_that_is_killed_comes_back(demo: Up, name: str) -> None:
    killed = demo.part(name)
    killed.kill()
    demo.until(
        lambda: not killed.is_running() and any(name in line and "started again" in line for line in demo.output.splitlines()), 30
    )
    demo.until_ready()
    assert demo.part(name).pid != killed.pid


def test_after_all_that_the_conversation_goes_on(demo: Up) -> None:
    code, messages = demo.chat("hello")
    assert code == 0
    assert texts(messages, "patient")[0] == "check-in"  # nothing was lost
    assert messages[-1]["sender"] == "bot"


def test_logs_hold_no_words_of_patients(demo: Up) -> None:
    logs = {path.name: path.read_text(errors="replace") for path in (demo.data_dir / "logs").iterdir()}
    assert {"gateway.log", "rasa.log", "actions.log"} <= set(logs)
    for name, text in logs.items():
        assert "short walk" not in text, name
        assert "point in going on" not in text, name
    assert "short walk" not in demo.output


def test_ctrl_c_stops_everything(demo: Up) -> None:
    processes = demo.processes()
    assert len(processes) >= 5
    began = time.monotonic()
    os.killpg(demo.process.pid, signal.SIGINT)  # as a terminal does
    assert demo.process.wait(30) == 0, demo.output
    assert time.monotonic() - began < 20
    assert_all_gone(processes, 5)
    assert not (demo.data_dir / "instance.json").exists()
    assert "Traceback" not in demo.output


def test_a_second_start_builds_and_trains_nothing_and_a_kill_leaves_nothing(root: Path, demo: Up) -> None:
    models = {path: path.stat().st_mtime_ns for path in (root / "models").glob("*.tar.gz")}
    again = Up(root, demo.data_dir, "--demo")
    try:
        again.until(lambda: "already trained" in again.output and "already built" in again.output, 60)
        assert {path: path.stat().st_mtime_ns for path in (root / "models").glob("*.tar.gz")} == models
        assert "therapist@demo" in again.output
        again.until(lambda: "Rasa is loading" in again.output, 20)
        processes = again.processes()
        assert len(processes) >= 5
        again.process.kill()
        again.process.wait(10)
        assert_all_gone(processes)
    finally:
        again.end()
