"""What a reader must know of the machine: nothing that names it or says where things lie."""

from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

PACKAGES = ("handrail", "rasa", "rasa-sdk", "aiohttp", "sqlalchemy", "spacy", "scikit-learn", "tensorflow-cpu")


def facts(folder: Path) -> dict[str, Any]:
    """Return processor, memory, versions, and what a commit to the disk under ``folder`` costs."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "fsync_ms": fsync_ms(folder),
        "load_before": round(os.getloadavg()[0], 2),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def fsync_ms(folder: Path, times: int = 50) -> float:
    """Return the median milliseconds of a small write forced to disk."""
    path = folder / ".fsync"
    taken = []
    with path.open("wb") as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return round(sorted(taken)[times // 2], 2)


def memory_mib(pid: int) -> dict[str, float]:
    """Return the memory of a process and all below it in MiB, by what they run; pages shared by n processes count 1/n (PSS)."""
    top = psutil.Process(pid)
    found: dict[str, float] = {}
    for process in (top, *top.children(recursive=True)):
        try:
            name, pss = _what(process.cmdline()), process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        found[name] = round(found.get(name, 0.0) + pss / 2**20, 1)
    return found


def cpu_seconds(pid: int) -> dict[str, float]:
    """Return the processor time that a process and all now below it have used so far, by what they run."""
    top = psutil.Process(pid)
    found: dict[str, float] = {}
    for process in (top, *top.children(recursive=True)):
        name = _what(process.cmdline())
        found[name] = found.get(name, 0.0) + sum(process.cpu_times()[:2])
    return found


def _what(command: list[str]) -> str:
    if "-m" in command[:-1]:
        return command[command.index("-m") + 1]
    return Path(next((word for word in command[1:] if not word.startswith("-")), command[0] if command else "?")).name


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
