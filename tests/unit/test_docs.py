"""Documentation that fails the build: settings, audit events and links say what is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.audit.events import AuditEvent
from bot.config import Settings


def table_rows(page: Path) -> list[list[str]]:
    """The cells of every table of a page, without headings."""
    lines = [line for line in page.read_text().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not set(line) <= set("|-: ")]


def shown(default: Any) -> str:
    """How a default stands in the table."""
    if default in {None, ""}:
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_documented_with_its_default(root: Path):
    documented = {row[0].strip("`"): row[1] for row in table_rows(root / "docs/configuration.md") if row[0] != "setting"}
    settings = {f"HANDRAIL_{name.upper()}": shown(field.default) for name, field in Settings.model_fields.items()}
    assert documented == settings


def test_every_setting_says_what_it_is():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_audit_event_is_documented(root: Path):
    rows = [
        row[0].strip("`") for row in table_rows(root / "docs/audit-events.md") if re.fullmatch(r"`[a-z_]+(:[a-z_]+){1,2}`", row[0])
    ]
    assert sorted(rows) == sorted(AuditEvent)


def test_every_audit_event_is_recorded_somewhere(root: Path):
    sources = "\n".join(path.read_text() for path in (root / "bot").rglob("*.py") if path.name != "events.py")
    assert [event.name for event in AuditEvent if f"AuditEvent.{event.name}" not in sources] == []


def test_events_are_named_source_subject_action():
    assert [event for event in AuditEvent if not re.fullmatch(r"[a-z_]+(:[a-z_]+){1,2}", event)] == []
    assert all(len(event) <= 64 for event in AuditEvent), "as wide as the column"


@pytest.mark.parametrize("place", ["README.md", "CONTRIBUTING.md", "docs"])
def test_links_between_pages_lead_somewhere(root: Path, place: str):
    start = root / place
    pages = [start] if start.is_file() else sorted(start.rglob("*.md"))
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert broken == []
