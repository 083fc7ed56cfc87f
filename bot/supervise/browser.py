"""A browser for the browser tests: the system's, or one installed for them. Never none without saying so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.errors import HandrailError
from bot.supervise.process import Spec

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
VARIABLE = "HANDRAIL_BROWSER"
"""Environment variable with the browser's path: set by a person to choose, and by ``handrail test`` to tell the tests."""

Run = Callable[[Spec], Awaitable[None]]
_ASK_PLAYWRIGHT = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"


async def ensure_browser(root: Path, run: Run, note: Callable[[str], None]) -> Path:
    """Return a browser that starts.

    Raises:
        HandrailError: when there is none and none can be installed, with what was tried.
    """
    tried: list[str] = []
    found = _present()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        note("installing Debian's chromium")
        tried.append(
            await _try(run, root, ("apt-get", "update", "--quiet"), ("apt-get", "install", "--yes", "--quiet", "chromium"))
        )
        found = _present()
    if found is None:
        note("installing Playwright's chromium")
        with_system_libraries = ("--with-deps",) if os.geteuid() == 0 else ()
        tried.append(await _try(run, root, (sys.executable, "-m", "playwright", "install", *with_system_libraries, "chromium")))
        found = _present()
    if found is None:
        why = "; ".join(each for each in tried if each) or "installed, but it does not start"
        raise HandrailError(f"no browser for the browser tests: {why}", remedy=f"install Chromium, or set {VARIABLE} to one")
    return found


def _present() -> Path | None:
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen) if starts(Path(chosen)) else None
    paths = [Path(path) for name in NAMES if (path := shutil.which(name))]
    return next((path for path in (*paths, *_playwrights_own()) if starts(path)), None)


def starts(path: Path) -> bool:
    """Whether the program at ``path`` runs and calls itself a browser; a package may install a mere hint to another installer."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0 and "chrom" in done.stdout.lower()


def _playwrights_own() -> list[Path]:
    done = subprocess.run([sys.executable, "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, timeout=60, check=False)
    path = Path(done.stdout.strip())
    return [path] if done.returncode == 0 and path.is_file() else []


async def _try(run: Run, root: Path, *commands: tuple[str, ...]) -> str:
    for argv in commands:
        try:
            await run(Spec("browser", argv, root, {"DEBIAN_FRONTEND": "noninteractive"}))
        except HandrailError as error:
            return error.message
    return ""
