"""Plays the conversations beside this file through ``rasa test``, as anyone would, and lets none fail.

It trains first when there is no model of this project; with one, it takes half a minute, most of it Rasa's import.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FEWEST = 30


@pytest.fixture(scope="session")
def model(root: Path):
    """The trained model of the project as it stands."""
    trained = subprocess.run(
        [sys.executable, "-m", "bot.dialogue.rasa.train", "--root", root, "--out", root / "models"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert trained.returncode == 0, trained.stderr[-2000:]
    return root / trained.stdout.strip().splitlines()[-1].split(" (")[0]


def plain(*arguments: object, root: Path):
    """Run a plain Rasa command as a developer would: no variable of ours, no database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")} | {
        "RASA_TELEMETRY_ENABLED": "false"
    }
    command = [sys.executable, "-W", "ignore", "-m", "rasa", *map(str, arguments)]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=300, check=False, stdin=subprocess.DEVNULL
    )


def test_every_story(root: Path, model: Path, tmp_path: Path):
    result = plain(
        *("test", "core", "--e2e", "--no-plot", "--fail-on-prediction-errors"),
        *("--stories", FOLDER, "--model", model, "--out", tmp_path),
        root=root,
    )  # fmt: skip
    failed = tmp_path / "failed_test_stories.yml"
    assert result.returncode == 0, failed.read_text() if failed.exists() else result.stderr[-2000:]
    report = json.loads((tmp_path / "story_report.json").read_text())
    assert report["conversation_accuracy"]["accuracy"] == 1
    assert report["conversation_accuracy"]["total"] >= FEWEST


def test_the_data_is_valid(root: Path, tmp_path: Path):
    result = plain("data", "validate", root=root)
    assert result.returncode == 0, (result.stdout + result.stderr)[-2000:]
