from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.supervise import browser
from bot.supervise.process import Spec


def program(folder: Path, name: str, says: str, code: int = 0) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without browsers, installers or a Playwright of its own."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "_playwrights_own", list)
    return tmp_path


async def fails(spec: Spec) -> None:
    raise HandrailError(f"{' '.join(spec.argv[-2:])} failed: no network")


def test_it_says_when_there_is_none_and_what_it_tried(bare: Path) -> None:
    with pytest.raises(HandrailError, match=r"no browser for the browser tests: .*chromium failed: no network") as caught:
        asyncio.run(browser.ensure_browser(bare, fails, lambda _: None))
    assert browser.VARIABLE in caught.value.remedy


def test_the_systems_browser_is_used_without_installing(bare: Path) -> None:
    path = program(bare, "google-chrome", "Google Chrome 140.0")
    assert asyncio.run(browser.ensure_browser(bare, fails, lambda _: None)) == path


@pytest.mark.parametrize("says, code", [("Command requires the chromium snap to be installed", 1), ("install me with snap", 0)])
def test_a_mere_hint_is_no_browser(bare: Path, says: str, code: int) -> None:
    program(bare, "chromium", says.replace("chromium ", ""), code)
    with pytest.raises(HandrailError):
        asyncio.run(browser.ensure_browser(bare, fails, lambda _: None))


def test_a_chosen_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium", "Chromium 150")
    mine = program(bare, "mine", "Chromium 151")
    monkeypatch.setenv(browser.VARIABLE, str(mine))
    assert asyncio.run(browser.ensure_browser(bare, fails, lambda _: None)) == mine


def test_root_installs_debians(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "apt-get", "")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    commands: list[tuple[str, ...]] = []

    async def install(spec: Spec) -> None:
        commands.append(spec.argv)
        if "install" in spec.argv:
            program(bare, "chromium", "Chromium 150")

    assert asyncio.run(browser.ensure_browser(bare, install, lambda _: None)) == bare / "chromium"
    assert [argv[:2] for argv in commands] == [("apt-get", "update"), ("apt-get", "install")]
