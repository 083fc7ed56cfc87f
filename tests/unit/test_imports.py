"""The import rules of the design, read from the sources: gateway -> services -> database, and never back."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SERVICES = ("accounts", "audit", "care", "dialogue", "drills", "notification", "programme", "safety")
DATABASE_LIBRARIES = ("sqlalchemy", "aiosqlite", "psycopg", "sqlite3", "alembic")
ALEMBIC_RUNNER = "bot.db.migrate"
WIRING = ("bot.factory", "bot.cli", "bot.commands", "bot.supervise")
"""They put everything together, so they may import everything, and nothing that they wire may depend on how."""
OWN_NODES = ("bot.accounts.actor",)
"""Who acts is a word that every layer uses, though it lives with the accounts; it must itself import only words."""

Imports = dict[str, set[str]]


def modules(root: Path) -> Iterator[tuple[str, str]]:
    """Name and source of every module of ours."""
    for package in ("bot", "actions"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path.read_text()


def imports_of(source: str) -> set[str]:
    """Every module that ``source`` imports, at the top or inside a function; ``from a import b`` counts as a and a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test can read them"
            assert node.module is not None
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def breaches(imports: Imports, source: str, *forbidden: str, but: tuple[str, ...] = ()) -> list[str]:
    """Imports of something in ``forbidden`` by modules in ``source``, other than those in ``but``."""
    return sorted(
        f"{module} imports {target}"
        for module, targets in imports.items()
        if within(module, source) and not any(within(module, allowed) for allowed in but)
        for target in targets
        if any(within(target, package) for package in forbidden)
    )


def package_graph(imports: Imports) -> dict[str, set[str]]:
    """Which of our packages import which, without the wiring."""

    def node(module: str) -> str:
        if module in OWN_NODES:
            return module
        depth = 2 if module.startswith("bot.") else 1
        return ".".join(module.split(".")[:depth])

    known = set(imports)
    graph: dict[str, set[str]] = {}
    for module, targets in imports.items():
        if any(within(module, wiring) for wiring in WIRING) or module == "bot":
            continue
        ours = {node(target) for target in targets if target in known and not any(within(target, wiring) for wiring in WIRING)}
        graph.setdefault(node(module), set()).update(ours - {node(module), "bot"})
    return graph


@pytest.fixture(scope="module")
def imports(root: Path) -> Imports:
    return {name: imports_of(source) for name, source in modules(root)}


def test_only_the_database_package_imports_database_libraries(imports: Imports):
    assert breaches(imports, "bot", *DATABASE_LIBRARIES, but=("bot.db",)) == []
    assert breaches(imports, "actions", *DATABASE_LIBRARIES) == []
    assert breaches(imports, "bot.db", "alembic", but=(ALEMBIC_RUNNER,)) == []


def test_the_gateway_asks_services_and_never_the_database(imports: Imports):
    assert breaches(imports, "bot.gateway", "bot.db") == []


@pytest.mark.parametrize("service", SERVICES)
def test_services_do_not_know_the_gateway_or_the_actions(imports: Imports, service: str):
    assert breaches(imports, f"bot.{service}", "bot.gateway", "actions", *WIRING) == []


def test_actions_call_services_and_never_the_gateway_or_tables(imports: Imports):
    assert breaches(imports, "actions", "bot.gateway", "bot.db.tables", "bot.db.engine", "aiohttp") == []


def test_the_database_knows_nothing_of_services(imports: Imports):
    services = tuple(f"bot.{service}" for service in SERVICES)
    assert breaches(imports, "bot.db", *services, "bot.gateway", "bot.channels", "bot.worker", "actions", *WIRING) == []


def test_the_screen_and_the_words_stand_by_themselves(imports: Imports):
    ours = ("bot.db", "bot.care", "bot.audit", "bot.accounts", "bot.dialogue", "bot.programme", "bot.gateway", "actions")
    for module in ("bot.safety", "bot.words", "bot.errors", "bot.clock", "bot.records"):
        assert breaches(imports, module, *ours) == []
    for module in OWN_NODES:
        assert {target for target in imports[module] if target in imports} <= {"bot.words"}


def test_only_rasas_own_parts_import_rasa(imports: Imports):
    assert breaches(imports, "bot", "rasa", "rasa_sdk", "tensorflow", but=("bot.dialogue.rasa",)) == []


def test_packages_have_no_cycles(imports: Imports):
    try:
        tuple(TopologicalSorter(package_graph(imports)).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_transitive_rules_of_import_linter_hold(root: Path):
    program = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"]
    result = subprocess.run(program, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_breach_is_seen():
    """The rules above, broken on purpose."""
    wrong: Imports = {
        "bot.gateway.routes.staff": imports_of("def f():\n    from bot.db import tables\n"),
        "bot.care.cases": imports_of("from sqlalchemy import select\nimport bot.gateway.app\n"),
        "bot.audit.log": imports_of("from bot.care import cases\n"),
        "bot.care.clocks": imports_of("import bot.audit.log\n"),
        "bot.gateway.app": set(),
        "bot.db.tables": set(),
    }
    assert breaches(wrong, "bot.gateway", "bot.db") == [
        "bot.gateway.routes.staff imports bot.db",
        "bot.gateway.routes.staff imports bot.db.tables",
    ]
    assert breaches(wrong, "bot", "sqlalchemy", but=("bot.db",)) == [
        "bot.care.cases imports sqlalchemy",
        "bot.care.cases imports sqlalchemy.select",
    ]
    assert breaches(wrong, "bot.care", "bot.gateway") == ["bot.care.cases imports bot.gateway.app"]
    with pytest.raises(CycleError):
        tuple(TopologicalSorter(package_graph(wrong)).static_order())
