"""A whole instance and a real browser. Pictures of each step are kept in ``results/screens`` to be looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.system import System, make_system

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 860}


@pytest.fixture(scope="session")
def system(root: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A whole instance, started."""
    made = make_system(root, tmp_path_factory.mktemp("browser"), model)
    for part in ("gateway", "rasa", "actions", "worker"):
        made.start(part)
    yield made
    made.stop()


def executable() -> str | None:
    """The browser that ``handrail test`` found, or the system's; None lets Playwright use its own."""
    named = os.environ.get("HANDRAIL_BROWSER")
    return named or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser without any profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def screens(root: Path) -> Path:
    """Where pictures go."""
    folder = root / "results" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def open_page(browser: Browser, url: str, *, phone: bool = False, dark: bool = False) -> Page:
    """Open ``url`` in a window of its own, which fails the test when the page logs an error or asks a third party."""
    context = await browser.new_context(
        viewport=PHONE if phone else DESKTOP, color_scheme="dark" if dark else "light", device_scale_factor=2 if phone else 1
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    strangers: list[str] = []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url)
            if not request.url.startswith((url.split("/demo", maxsplit=1)[0].split("/console", maxsplit=1)[0], "data:", "blob:"))
            else None
        ),
    )
    page.strangers = strangers  # type: ignore[attr-defined]
    await page.goto(url)
    return page
