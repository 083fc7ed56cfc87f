"""The web pages: built when their sources changed, by npm, from their lock files."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.errors import HandrailError
from bot.supervise.node import Node, install_command, system_node, wheel_node
from bot.supervise.process import Spec
from bot.supervise.together import all_of

LOCK_POLL = 0.2
"""Seconds between two looks at whether another instance's build is over; a wait in the kernel could not be cancelled."""

_LEFT_OUT = {"node_modules", "dist", ".vite", "coverage"}

Run = Callable[[Spec], Awaitable[None]]
"""Runs a command to its end; raises HandrailError when it fails."""
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class WebProject:
    """One folder under ``web/``."""

    name: str
    product: str
    """The file that a build must leave, below the project's ``dist``."""


PROJECTS = (WebProject("widget", "handrail.js"), WebProject("console", "index.html"))


async def build(root: Path, run: Run, note: Note) -> list[str]:
    """Build what is not built from its present sources, and return the names of what was built.

    Raises:
        HandrailError: when there is no Node and none can be installed, or when a build fails.
    """
    cache = root / ".cache" / "web"
    if not outdated(root):
        return []
    async with _only_one(cache):
        names = [project for project in PROJECTS if _outdated(root, project)]
        if names:
            node = await ensure_node(root, run, note)
            await all_of(_build(root, project, node, run, note) for project in names)
        return [project.name for project in names]


def outdated(root: Path) -> list[str]:
    """Return the names of the projects that need a build."""
    return [project.name for project in PROJECTS if _outdated(root, project)]


async def ensure_node(root: Path, run: Run, note: Note) -> Node:
    """Return a usable Node, installing the wheel into this environment when there is none.

    Raises:
        HandrailError: when none can be had.
    """
    found = system_node() or wheel_node(root / ".cache")
    if found is None:
        note("installing Node.js from the package index")
        await run(Spec("node", install_command(root), root))
        found = wheel_node(root / ".cache")
    if found is None:
        raise HandrailError("Node.js was installed but cannot be found", remedy="install Node.js 20.19 or newer by hand")
    return found


async def _build(root: Path, project: WebProject, node: Node, run: Run, note: Note) -> None:
    folder = root / "web" / project.name
    digest = _sources_digest(folder)
    lock = _digest([folder / "package-lock.json"], folder)
    installed = folder / "node_modules" / ".handrail-lock"
    if _read(installed) != lock:
        note(f"{project.name}: fetching packages")
        await run(Spec(f"web-{project.name}", (str(node.npm), "ci", "--no-audit", "--no-fund"), folder, node.env))
        installed.parent.mkdir(exist_ok=True)  # npm leaves none when there are no packages
        installed.write_text(lock)
    note(f"{project.name}: building")
    await run(Spec(f"web-{project.name}", (str(node.npm), "run", "build"), folder, node.env))
    if not (folder / "dist" / project.product).is_file():
        raise HandrailError(f"the build of web/{project.name} left no dist/{project.product}")
    stamp = _stamp(root, project)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def _outdated(root: Path, project: WebProject) -> bool:
    folder = root / "web" / project.name
    if not (folder / "dist" / project.product).is_file():
        return True
    return _read(_stamp(root, project)) != _sources_digest(folder)


def _stamp(root: Path, project: WebProject) -> Path:
    return root / ".cache" / "web" / f"{project.name}.digest"


def _sources_digest(folder: Path) -> str:
    paths: list[Path] = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        paths += [Path(top, name) for name in files if not name.endswith(".tsbuildinfo")]
    return _digest(sorted(paths), folder)


def _digest(paths: list[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


@asynccontextmanager
async def _only_one(cache: Path) -> AsyncIterator[None]:
    """Hold the cache, so that two instances started at once in one project do not build over each other."""
    file = _open(cache / "build.lock")
    try:
        while not _locked(file):  # noqa: ASYNC110 - another process holds it
            await asyncio.sleep(LOCK_POLL)
        yield
    finally:
        file.close()


def _open(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
