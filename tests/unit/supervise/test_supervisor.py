"""Real, tiny child processes: they die, hang, spam, ignore requests, and leave children of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from bot.errors import HandrailError
from bot.supervise.backoff import Backoff
from bot.supervise.process import Guard, Spec
from bot.supervise.supervisor import Supervisor, describe_exit, refused

IGNORES_TERM = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
HAS_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
time.sleep(60)
"""


class Scene:
    """A supervisor whose news and lines are kept."""

    def __init__(self, folder: Path, guard: Guard) -> None:
        self.folder = folder
        self.news: list[tuple[str, str]] = []
        self.lines: list[tuple[str, str]] = []
        self.supervisor = Supervisor(
            guard,
            folder,
            lambda name, text: self.news.append((name, text)),
            on_line=lambda name, text: self.lines.append((name, text)),
            backoff=lambda: Backoff(first=0.05, longest=0.2),
        )

    def python(self, name: str, code: str, grace: float = 5) -> Spec:
        return Spec(name, (sys.executable, "-c", code), self.folder, grace=grace)

    async def until(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.02)


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    guard = Guard().start()
    scene = Scene(tmp_path, guard)
    yield scene
    await scene.supervisor.stop()
    guard.close()


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.asyncio
async def test_what_dies_is_started_again(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("part", "import time; print('up', flush=True); time.sleep(60)"))
    await scene.until(lambda: bool(scene.lines))
    first = scene.supervisor.running["part"].pid
    os.kill(first, signal.SIGKILL)
    await scene.until(lambda: scene.supervisor.restarts["part"] == 1 and "part" in scene.supervisor.running)
    assert scene.supervisor.running["part"].pid != first
    assert any("SIGKILL" in text for _, text in scene.news)
    await scene.until(lambda: scene.lines.count(("part", "up")) == 2)


@pytest.mark.asyncio
async def test_it_is_started_again_and_again(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("part", "raise SystemExit(3)"))
    await scene.until(lambda: scene.supervisor.restarts["part"] >= 4)
    assert any("ended with code 3" in text for _, text in scene.news)
    assert not scene.supervisor.failed.done()


@pytest.mark.asyncio
async def test_a_refusal_at_the_first_start_ends_the_instance_with_its_own_words(scene: Scene) -> None:
    code = "print('noise'); print('the port is in use; take another'); raise SystemExit(2)"
    await scene.supervisor.start(scene.python("part", code))
    error = await asyncio.wait_for(scene.supervisor.failed, 10)
    assert isinstance(error, HandrailError)
    assert str(error) == "part: the port is in use; take another"
    assert scene.supervisor.restarts["part"] == 0


@pytest.mark.asyncio
async def test_a_refusal_after_a_restart_is_only_a_death(scene: Scene) -> None:
    flag = scene.folder / "been"
    code = f"import pathlib, sys; p = pathlib.Path({str(flag)!r}); been = p.exists(); p.touch(); sys.exit(2 if been else 1)"
    await scene.supervisor.start(scene.python("part", code))
    await scene.until(lambda: scene.supervisor.restarts["part"] >= 3)
    assert not scene.supervisor.failed.done()


@pytest.mark.asyncio
async def test_who_ignores_the_request_is_killed(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("deaf", IGNORES_TERM, grace=0.5))
    await scene.until(lambda: ("deaf", "deaf") in scene.lines)
    pid = scene.supervisor.running["deaf"].pid
    began = time.monotonic()
    await scene.supervisor.stop()
    assert gone(pid)
    assert time.monotonic() - began < 5


@pytest.mark.asyncio
async def test_who_asks_twice_does_not_wait(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("deaf", IGNORES_TERM, grace=60))
    await scene.until(lambda: ("deaf", "deaf") in scene.lines)
    stopping = asyncio.create_task(scene.supervisor.stop())
    await asyncio.sleep(0.1)
    scene.supervisor.kill()
    await asyncio.wait_for(stopping, 5)


@pytest.mark.asyncio
async def test_children_of_children_end_too(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("family", HAS_CHILD))
    await scene.until(lambda: bool(scene.lines))
    grandchild = int(scene.lines[0][1].split()[1])
    assert not gone(grandchild)
    await scene.supervisor.stop()
    await scene.until(lambda: gone(grandchild), 5)


@pytest.mark.asyncio
async def test_children_of_a_killed_child_end_before_it_is_started_again(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("family", HAS_CHILD))
    await scene.until(lambda: bool(scene.lines))
    grandchild = int(scene.lines[0][1].split()[1])
    os.kill(scene.supervisor.running["family"].pid, signal.SIGKILL)
    await scene.until(lambda: len(scene.lines) == 2)
    assert gone(grandchild)


@pytest.mark.asyncio
async def test_a_spammer_neither_blocks_nor_fills_the_disk(scene: Scene) -> None:
    spam = "import sys, time\nfor n in range(400_000): print('x' * 70)\nprint('end', flush=True)\ntime.sleep(60)"
    await scene.supervisor.start(scene.python("spam", spam))
    await scene.until(lambda: bool(scene.lines) and scene.lines[-1][1] == "end", 60)
    assert sum(path.stat().st_size for path in scene.folder.glob("spam.log*")) < 45 * 1024 * 1024


@pytest.mark.asyncio
async def test_a_program_that_does_not_exist_is_one_line(scene: Scene) -> None:
    with pytest.raises(HandrailError, match=r"cannot start ghost \(/no/such/program\)"):
        await scene.supervisor.start(Spec("ghost", ("/no/such/program",), scene.folder))


@pytest.mark.asyncio
async def test_stopping_while_a_restart_is_due_starts_nothing(scene: Scene) -> None:
    await scene.supervisor.start(scene.python("part", "raise SystemExit(1)"))
    await scene.until(lambda: scene.supervisor.restarts["part"] >= 1)
    await scene.supervisor.stop()
    restarts = scene.supervisor.restarts["part"]
    await asyncio.sleep(0.5)
    assert scene.supervisor.restarts["part"] == restarts
    assert not scene.supervisor.running


def test_no_orphans_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
from pathlib import Path
from bot.supervise.process import Guard, Spec
from bot.supervise.supervisor import Supervisor

async def main():
    lines = asyncio.Queue()
    folder = Path({str(tmp_path)!r})
    supervisor = Supervisor(Guard().start(), folder, print, on_line=lambda name, line: lines.put_nowait((name, line)))
    for name, code in (("deaf", {IGNORES_TERM!r}), ("family", {HAS_CHILD!r})):
        await supervisor.start(Spec(name, (sys.executable, "-c", code), folder))
    said = dict([await lines.get(), await lines.get()])
    print(supervisor.running["deaf"].pid, supervisor.running["family"].pid, said["family"].split()[1], flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        pids = [int(word) for word in supervisor.stdout.readline().split()]
        assert len(pids) == 3
        assert not any(gone(pid) for pid in pids)
        supervisor.kill()
    deadline = time.monotonic() + 15
    while not all(gone(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(gone(pid) for pid in pids)


@pytest.mark.parametrize("code, words", [(0, "ended with code 0"), (-9, "was ended by SIGKILL"), (-99, "was ended by signal 99")])
def test_exits_in_words(code: int, words: str) -> None:
    assert describe_exit(code) == words


@pytest.mark.parametrize(
    "code, line, said",
    [
        (2, "handrail: port 1 is in use; choose another", "port 1 is in use; choose another"),
        (1, "error: no model at m.tar.gz", "no model at m.tar.gz"),
        (2, "anything", "anything"),
        (1, "RuntimeError: surprise", ""),
        (-9, "error: killed while saying so", ""),
        (0, "handrail: bye", ""),
    ],
)
def test_refusals_are_told_from_deaths(code: int, line: str, said: str) -> None:
    assert refused(code, line) == said
