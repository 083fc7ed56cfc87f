from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.supervise.process import Spec
from bot.supervise.training import Model, trained_model


def trained(line: str) -> Model:
    async def output(_: Spec) -> str:
        return line

    return asyncio.run(trained_model(Path("/project"), output))


def test_the_last_line_names_the_model() -> None:
    assert trained('{"model": "/m/handrail-1.tar.gz", "cached": true}') == Model(Path("/m/handrail-1.tar.gz"), cached=True)


@pytest.mark.parametrize("line", ["", "Killed", "[]", '{"model": 1}'])
def test_another_last_line_is_an_error(line: str) -> None:
    with pytest.raises(HandrailError, match="without naming a model"):
        trained(line)
