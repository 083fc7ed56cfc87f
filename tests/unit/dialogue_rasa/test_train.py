"""A model is known by what it depends on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.dialogue.rasa.train import COMPONENTS, ensure_trained, model_digest, model_path
from bot.errors import HandrailError


@pytest.fixture
def project(root: Path, tmp_path: Path):
    for name in ("config.yml", "domain.yml", "bot/programme/numbers.py", *(f"bot/dialogue/rasa/{part}.py" for part in COMPONENTS)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    shutil.copytree(root / "data", tmp_path / "data")
    return tmp_path


def test_the_same_project_has_the_same_digest(root: Path, project: Path):
    assert model_digest(project) == model_digest(root)


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "data/nlu/person.yml", "data/stories/stories.yml", "bot/dialogue/rasa/answers.py"]
)
def test_a_change_changes_it(project: Path, name: str):
    before = model_digest(project)
    (project / name).write_text((project / name).read_text() + "\n# more\n")
    assert model_digest(project) != before


def test_a_new_file_changes_it(project: Path):
    before = model_digest(project)
    (project / "data/nlu/more.yml").write_text('version: "3.1"\n')
    assert model_digest(project) != before


def test_a_model_that_is_there_is_not_trained_again(project: Path):
    path = model_path(project, project / "models")
    path.parent.mkdir()
    path.write_bytes(b"a model")
    trained = ensure_trained(project, project / "models")
    assert (trained.path, trained.cached) == (path, True)


def test_a_missing_file_is_told(project: Path):
    (project / "domain.yml").unlink()
    with pytest.raises(HandrailError, match=r"domain\.yml"):
        model_digest(project)
