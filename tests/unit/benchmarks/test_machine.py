from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import facts, memory_mib


def test_facts_name_neither_the_machine_nor_its_folders(tmp_path: Path) -> None:
    told = json.dumps(facts(tmp_path))
    assert platform.node() not in told
    assert str(tmp_path) not in told
    assert str(Path.cwd()) not in told
    assert facts(tmp_path)["fsync_ms"] >= 0
    assert not list(tmp_path.iterdir())


def test_memory_counts_a_process_and_all_below_it() -> None:
    holder = "import time; held = bytearray(30_000_000); print('held', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holder!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, process_group=0) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert sum(memory_mib(process.pid).values()) > 28
        os.killpg(process.pid, 9)
