from __future__ import annotations

from pathlib import Path

from bot.supervise.suite import ALONE, SHARED, batches


def test_every_folder_of_tests_runs(root: Path) -> None:
    there = {f"tests/{path.name}" for path in (root / "tests").iterdir() if path.is_dir() and any(path.rglob("test_*.py"))}
    run = {word for batch in batches(root, [], fast=False) for word in batch.argv if word.startswith("tests/")}
    assert there == run
    assert set(SHARED).isdisjoint(ALONE)


def test_serial_tests_run_once_and_never_in_parallel(root: Path) -> None:
    parallel, serial, alone = batches(root, [], fast=False)
    assert "not serial" in parallel.argv
    assert "-n" in parallel.argv
    assert "serial" in serial.argv
    assert "-n" not in serial.argv + alone.argv
    assert not any(word.startswith("-m") for word in alone.argv)


def test_what_is_given_is_passed_on_alone(root: Path) -> None:
    (only,) = batches(root, ["tests/unit/x.py", "-k", "name", "-x"], fast=False)
    assert only.argv == ("tests/unit/x.py", "-k", "name", "-x")
