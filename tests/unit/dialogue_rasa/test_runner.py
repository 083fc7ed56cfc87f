"""The runner without a scheduler finds what dask's finds."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from bot.dialogue.rasa.runner import InOrderRunner


class Node:
    """Stands for a component: joins its name and its inputs, and counts its runs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runs = 0

    def __call__(self, *inputs: Any) -> tuple[str, str]:
        self.runs += 1
        return self.name, f"{self.name}({', '.join(value if isinstance(value, str) else value[1] for value in inputs)})"


NEEDS: dict[str, dict[str, str]] = {
    "last": {"left": "one", "right": "two"},
    "one": {"text": "read"},
    "two": {"text": "read", "more": "given"},
    "read": {"text": "given"},
    "unwanted": {"text": "read"},
}


def runner(kind: type[DaskGraphRunner]) -> Any:
    made = object.__new__(kind)
    made._graph_schema = GraphSchema(
        {
            name: SchemaNode(needs=needs, uses=object, constructor_name="create", fn="run", config={}, is_target=name == "last")
            for name, needs in NEEDS.items()
        }
    )
    made._instantiated_nodes = {name: Node(name) for name in NEEDS}
    made._execution_context = None
    made._orders = {}
    return made


@pytest.mark.parametrize("targets", [None, ["last"], ["one", "two"], ["unwanted"]])
@pytest.mark.parametrize("inputs", [{"given": "words"}, {}])
def test_it_finds_what_dask_finds(targets: list[str] | None, inputs: dict[str, Any]):
    ours, stock = runner(InOrderRunner), runner(DaskGraphRunner)
    assert ours.run(inputs=inputs, targets=targets) == stock.run(inputs=inputs, targets=targets)
    assert ours.run(inputs=inputs, targets=targets) == stock.run(inputs=inputs, targets=targets)  # the remembered order too


def test_each_node_runs_once_and_only_if_it_is_needed():
    ours = runner(InOrderRunner)
    assert ours.run(inputs={"given": "x"}) == {"last": "last(one(read(x)), two(read(x), x))"}
    assert {name: node.runs for name, node in ours._instantiated_nodes.items()} == {
        "last": 1, "one": 1, "two": 1, "read": 1, "unwanted": 0,
    }  # fmt: skip
