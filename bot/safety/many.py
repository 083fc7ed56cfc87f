"""Screens many messages: in the order in which they came, on several cores, in memory that does not grow with their number.

The processes are forked after the model was loaded, so it is loaded once however many there are. Messages go one at a time, not in
bundles: passing one on costs a small part of screening it, and a slow stream is answered line by line.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from bot.errors import HandrailError

AHEAD = 32
"""Things for each process that are taken up before the first of them is handed out: bounds the memory."""
_PATIENCE = 0.2
"""Seconds after which a full queue looks whether anybody still waits for it."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    return len(os.sched_getaffinity(0))


class Workers(Generic[Thing, Result]):
    """Does one kind of work on many things. Use it as a context manager, entered before the process has threads or connections.

    Args:
        work: what is done with each thing. It must not raise; results, and things, must be picklable when ``jobs`` is above 1.
        jobs: processes; 1 works in this one.
    """

    def __init__(self, work: Callable[[Thing], Result], jobs: int = 1) -> None:
        self._work = work
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start the processes."""
        if self._jobs > 1:
            self._pool = ProcessPoolExecutor(
                self._jobs, mp_context=multiprocessing.get_context("fork"), initializer=_adopt, initargs=(self._work,)
            )
            self._pool.submit(int).result()  # all of them are forked by the first thing: here, before there are other threads
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop the processes; what nobody waits for any more is not begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, things: Iterable[Thing]) -> Iterator[Result]:
        """Yield the result of each of ``things``, in their order, each as soon as it and those before it are done.

        Raises:
            HandrailError: when a process died. What was yielded until then is right, and nothing after it is.
            Exception: what ``things`` raises, after the results of those before.
        """
        if self._pool is None:
            yield from map(self._work, things)
            return
        waiting: queue.Queue[Future[Result] | BaseException | None] = queue.Queue(AHEAD * self._jobs)
        left = threading.Event()
        threading.Thread(target=_feed, args=(self._pool, things, waiting, left), daemon=True).start()
        try:
            while (future := waiting.get()) is not None:
                if isinstance(future, BaseException):
                    raise future
                yield future.result()
        except BrokenProcessPool as error:
            raise HandrailError(
                "a process that screens died, perhaps of too little memory; what was printed is whole, the rest was not screened",
                remedy="run it again with --jobs 1",
            ) from error
        finally:
            left.set()


def _feed(pool: ProcessPoolExecutor, things: Iterable[Any], waiting: queue.Queue[Any], left: threading.Event) -> None:
    """Give ``things`` to the pool, no further ahead than ``waiting`` has room, until ``left``.

    In a thread of its own, since the next line of a slow stream must not keep back the answer to the last.
    """
    last: BaseException | None = None
    try:
        for thing in things:
            if not _put(waiting, pool.submit(_do, thing), left):
                return
    except BaseException as error:  # noqa: BLE001 - it is raised where the results are read
        last = error
    if last is not None:
        _put(waiting, last, left)
    _put(waiting, None, left)


def _put(waiting: queue.Queue[Any], item: object, left: threading.Event) -> bool:
    while not left.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE)
        except queue.Full:
            continue
        return True
    return False


_adopted: Callable[[Any], Any] | None = None
"""In a forked process: its work, which it has from its parent as it is."""


def _adopt(work: Callable[[Any], Any]) -> None:
    global _adopted  # noqa: PLW0603 - once in the life of a process that does nothing else
    _adopted = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends us in order
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(thing: Any) -> Any:
    if _adopted is None:
        raise RuntimeError("this process has no work")
    return _adopted(thing)
