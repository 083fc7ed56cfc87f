"""A project that somebody has edited wrongly: each mistake is one clear line that names the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.supervise.checks import NEEDED
from tests.unit.cli.test_errors import ROOT, assert_one_clear_line, handrail


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what ``up`` reads before it starts anything else than the gateway."""
    copy = tmp_path / "project"
    for name in (*NEEDED, "content"):
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return copy


def up(project: Path, tmp_path: Path) -> tuple[int, str]:
    done = handrail("up", "--port", "0", "--data-dir", str(tmp_path / "data"), env={"HANDRAIL_PROJECT_DIR": str(project)})
    assert_one_clear_line(done)
    assert not (tmp_path / "data" / "instance.json").exists()
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", ["domain.yml", "content/en/check-in.yml", "content/en/safety/replies.yml", "data/stories"])
def test_a_missing_file(project: Path, tmp_path: Path, name: str) -> None:
    path = project / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    _, line = up(project, tmp_path)
    assert Path(name).name in line


@pytest.mark.parametrize("name", ["content/en/check-in.yml", "content/en/bot.yml", "content/en/safety/replies.yml", "config.yml"])
def test_a_file_that_is_no_yaml(project: Path, tmp_path: Path, name: str) -> None:
    with (project / name).open("a") as file:
        file.write("\nbroken: [1, 2\n")
    _, line = up(project, tmp_path)
    assert name in line
    assert " line " in line


@pytest.mark.parametrize("name", ["content/en/check-in.yml", "content/en/bot.yml", "content/en/safety/replies.yml"])
def test_a_file_that_says_something_else(project: Path, tmp_path: Path, name: str) -> None:
    (project / name).write_text("surprise: 1\n")
    _, line = up(project, tmp_path)
    assert Path(name).name in line
