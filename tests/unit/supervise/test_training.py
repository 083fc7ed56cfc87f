from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.dialogue.rasa.train import model_path
from bot.errors import HandrailError
from bot.supervise.process import Spec
from bot.supervise.training import Model, read_answer, trained_model


def test_a_model_that_is_there_starts_nothing(root: Path, tmp_path: Path) -> None:
    path = model_path(root, tmp_path / "models")
    for name in ("config.yml", "domain.yml", "data", "bot"):
        (tmp_path / name).symlink_to(root / name)
    path.parent.mkdir()
    path.write_bytes(b"")

    async def output(_: Spec) -> str:
        raise AssertionError("nothing should run")

    assert asyncio.run(trained_model(tmp_path, output)) == Model(path, cached=True)


def test_the_last_line_names_the_model() -> None:
    assert read_answer('{"model": "/m/handrail-1.tar.gz", "cached": true}') == Model(Path("/m/handrail-1.tar.gz"), cached=True)


@pytest.mark.parametrize("line", ["", "Killed", "[]", '{"model": 1}'])
def test_another_last_line_is_an_error(line: str) -> None:
    with pytest.raises(HandrailError, match="without naming a model"):
        read_answer(line)
