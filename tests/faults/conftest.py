"""One whole instance for all fault tests; each test puts back what it broke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system import System, make_system


@pytest.fixture(scope="session")
def system(root: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A whole instance, started."""
    made = make_system(root, tmp_path_factory.mktemp("faults"), model)
    for part in ("gateway", "rasa", "actions", "worker"):
        made.start(part)
    yield made
    made.stop()
