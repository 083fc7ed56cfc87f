"""What must be right before anything starts; each finding is one line that says what to do."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import yaml

from bot.dialogue.rasa.train import FOLDERS
from bot.errors import HandrailError

NEEDED = (
    "config.yml",
    "domain.yml",
    "endpoints.yml",
    "credentials.yml",
    "data/nlu",
    "data/stories",
    "migrations/env.py",
    "web/widget/package.json",
    "web/console/package.json",
)
"""Files and folders of the project without which an instance cannot start."""

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


def data_folder(folder: Path) -> Path:
    """Make ``folder`` when it is missing, try a write in it, and return it in full.

    Raises:
        HandrailError: when it cannot be made or written.
    """
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(b"")
        probe.unlink()
        (folder / "logs").mkdir(exist_ok=True)
    except OSError as error:
        raise HandrailError(f"cannot write in {folder}: {error.strerror}", remedy="name another folder with --data-dir") from error
    return folder.resolve()


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process; the kernel lets go of it however the process ends.

    Raises:
        HandrailError: when another ``handrail up`` uses the folder.
    """
    path = folder / "up.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            other = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise HandrailError(
                f"{folder} is in use by another Handrail (process {other})",
                remedy="stop that, or name another folder with --data-dir",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)


def project_files(root: Path, locale: str) -> None:
    """Check that the project is whole.

    Raises:
        HandrailError: for the first file or folder that is missing.
    """
    for name in (*NEEDED, f"content/{locale}"):
        if not (root / name).exists():
            raise HandrailError(f"{root / name} is missing", remedy=f"restore it, for example with: git checkout -- {name}")


def yaml_files(root: Path) -> int:
    """Read every YAML file that Handrail depends on, and return how many there are.

    Raises:
        HandrailError: for the first that cannot be read, with its line.
    """
    tops = sorted(root.glob("*.yml"))
    nested = sorted(path for folder in ("content", *FOLDERS) for path in (root / folder).rglob("*.y*ml"))
    for path in (*tops, *nested):
        _readable(path, path.relative_to(root))
    return len(tops) + len(nested)


def _readable(path: Path, name: Path) -> None:
    try:
        with path.open("rb") as file:
            if yaml.load(file, Loader=_Loader) is None:
                raise HandrailError(f"{name} is empty", remedy=f"restore it, for example with: git checkout -- {name}")
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise HandrailError(f"{name}{line} is not valid YAML: {error.problem}", remedy="mend that line") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise HandrailError(f"{name} is not valid YAML: {str(error).splitlines()[0]}", remedy="mend the file") from error
    except OSError as error:
        raise HandrailError(f"cannot read {name}: {error.strerror}", remedy="make it readable") from error
