"""Handrail's own words pass both screens, or a person has said why they may stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.safety.outbound import OutboundScreen
from bot.safety.own_texts import REVIEWED, check
from bot.safety.screen import Screener
from tests.unit.safety.conftest import ROOT


@pytest.fixture(scope="module")
def screen(screener: Screener) -> OutboundScreen:
    """The packaged rules."""
    return OutboundScreen(screener)


def test_everything_that_is_said_is_reviewed(screen: OutboundScreen) -> None:
    assert check(ROOT, "en", screen) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy to break."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "actions", tmp_path / "actions")
    return tmp_path


def test_a_finding_that_nobody_reviewed_is_told(screen: OutboundScreen, project: Path) -> None:
    bot = project / "content/en/bot.yml"
    bot.write_text(bot.read_text().replace("You're welcome.", "You're welcome. Your pain is all in your head."))
    (project / "actions/more.py").write_text('"""Not said: stop your medicines."""\nWORDS = "I will not tell anyone, I promise"\n')
    wrong = check(project, "en", screen)
    assert len(wrong) == 2
    assert wrong[0].startswith("bot.yml: 'pain is all in your head': imaginary")
    assert wrong[1].startswith("actions/more.py:")


def test_a_review_of_what_is_said_no_more_is_told(screen: OutboundScreen, project: Path) -> None:
    lines = project / "content/en/safety/lines.yml"
    lines.write_text(lines.read_text().replace("healthdirect on 1800 022 222", "healthdirect"))
    (wrong,) = check(project, "en", screen)
    assert wrong.startswith(f"{REVIEWED}: safety/lines.yml: '1800 022 222'")
