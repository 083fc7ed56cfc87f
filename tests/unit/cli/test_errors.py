"""What a person at the terminal meets: real processes, real exit codes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def handrail(*argv: str, stdin: str = "", cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *argv],
        input=stdin,
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_one_clear_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("handrail: ")
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_help_is_quick_and_names_every_command() -> None:
    began = time.monotonic()
    done = handrail("--help")
    assert time.monotonic() - began < 3  # 0.4 s on an idle machine
    for command in (
        "up",
        "setup",
        "gateway",
        "rasa",
        "actions",
        "worker",
        "train",
        "migrate",
        "test",
        "bench",
        "chat",
        "people",
        "audit",
        "screen",
    ):
        assert command in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, bot.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert {"bot", "typer"} <= set(loaded)
    assert not {"pydantic", "aiohttp", "sqlalchemy", "spacy", "rasa", "yaml", "asyncio"} & set(loaded)


def test_a_port_in_use(taken: int, tmp_path: Path) -> None:
    assert_one_clear_line(handrail("up", "--port", str(taken), "--data-dir", str(tmp_path)), f"port {taken} is in use", "--port")


@pytest.mark.parametrize("folder", ["file/below", "/proc/handrail"])
def test_an_unwritable_data_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    assert_one_clear_line(handrail("up", "--port", "0", "--data-dir", str(tmp_path / folder)), "cannot write in", "--data-dir")


def test_outside_a_project(tmp_path: Path) -> None:
    assert_one_clear_line(handrail("up", "--port", "0", "--data-dir", str(tmp_path / "d"), cwd=tmp_path), "no Handrail project")


@pytest.mark.parametrize("name, value", [("HANDRAIL_PORT", "many"), ("HANDRAIL_CLAIM_LEASE", "-1")])
def test_a_setting_that_makes_no_sense(tmp_path: Path, name: str, value: str) -> None:
    assert_one_clear_line(handrail("migrate", "--data-dir", str(tmp_path), env={name: value}), f"{name}={value}")


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    assert_one_clear_line(
        handrail("migrate", "--data-dir", str(tmp_path), env={"HANDRAIL_DATABASE_URL": url}), "HANDRAIL_DATABASE_URL"
    )


def test_nobody_to_chat_with(tmp_path: Path) -> None:
    assert_one_clear_line(
        handrail("chat", "--port", "1", "--data-dir", str(tmp_path), stdin="hello\n"), "nothing answers", "handrail up"
    )


def test_no_model_file(tmp_path: Path) -> None:
    assert_one_clear_line(handrail("rasa", "--model", str(tmp_path / "none.tar.gz")), "there is no model", "handrail train")


def test_an_unexpected_error_is_a_short_line_and_a_file(tmp_path: Path) -> None:
    code = "import sys, bot.cli\ndef broken(): raise RuntimeError('surprise')\nbot.cli.app = broken\nbot.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "unexpected RuntimeError" in done.stderr
    (kept,) = tmp_path.glob("handrail-*.log")
    assert "surprise" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_typing_mistake_is_no_traceback() -> None:
    done = handrail("upp")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_version() -> None:
    assert handrail("version").stdout.strip().count(".") == 2
