from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from bot.supervise.report import Report


def written(*, terminal: bool) -> tuple[Report, io.StringIO]:
    out = io.StringIO()
    return Report(Console(file=out, force_terminal=terminal, width=100, highlight=False)), out


def test_a_step_in_a_pipe_is_two_plain_lines() -> None:
    report, out = written(terminal=False)
    with report.step("Training") as step:
        step.note("epoch 1")
        time.sleep(0.06)
        step.result = "done well"
    lines = out.getvalue().splitlines()
    assert lines[0] == "... Training"
    assert lines[1].startswith("✓ Training  done well, 0.")
    assert len(lines) == 2
    assert "\x1b" not in out.getvalue()


def test_a_failed_step_says_so_and_passes_the_error_on() -> None:
    report, out = written(terminal=False)
    with pytest.raises(ValueError, match="broken"), report.step("Building"):
        raise ValueError("broken")
    assert "✗ Building" in out.getvalue()


def test_steps_at_once_on_a_terminal_end_in_a_line_each() -> None:
    report, out = written(terminal=True)
    with report.step("One") as one:
        with report.step("Two"):
            one.note("busy")
        with report.step("Three"):
            pass
    text = out.getvalue()
    assert all(f"{name}" in text for name in ("One", "Two", "Three"))
    assert text.count("✓") == 3


def test_long_lines_of_parts_are_not_broken_and_brackets_are_text() -> None:
    report, out = written(terminal=False)
    report.part("gateway", "x" * 300 + " [red]not a colour[/]")
    assert out.getvalue() == f"gateway | {'x' * 300} [red]not a colour[/]\n"


def test_addresses_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    report, out = written(terminal=False)
    report.addresses("Handrail", [("Staff", "http://127.0.0.1:8460/console/"), ("Password", "a[b]c")], "Ctrl-C stops everything")
    assert "http://127.0.0.1:8460/console/" in out.getvalue()
    assert "a[b]c" in out.getvalue()
