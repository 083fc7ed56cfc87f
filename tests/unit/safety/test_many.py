"""Many messages on several processes: in order, as they come, without holding the stream, and honest when a process dies."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from itertools import count, islice

import pytest

from bot.errors import HandrailError
from bot.safety.many import AHEAD, Workers


def slower_for_even(number: int) -> tuple[int, int]:
    time.sleep(0.01 if number % 2 == 0 else 0.0)
    return number, os.getpid()


def dies_at_seven(number: int) -> int:
    if number == 7:
        os._exit(9)
    return number


def test_results_come_in_order_from_several_processes() -> None:
    with Workers(slower_for_even, 2) as workers:
        found = list(workers.map(range(60)))
    assert [number for number, _ in found] == list(range(60))
    assert len({process for _, process in found} - {os.getpid()}) == 2


def test_one_job_works_in_this_process() -> None:
    with Workers(slower_for_even, 1) as workers:
        assert {process for _, process in workers.map(range(3))} == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_endless_stream_is_not_read_ahead(jobs: int) -> None:
    taken: list[int] = []

    def things() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    with Workers(slower_for_even, jobs) as workers:
        found = list(islice(workers.map(things()), 5))
        time.sleep(0.3)
    assert [number for number, _ in found] == [0, 1, 2, 3, 4]
    assert len(taken) <= 5 + AHEAD * jobs + 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_answer_does_not_wait_for_the_next_line(jobs: int) -> None:
    answered = threading.Event()

    def things() -> Iterator[int]:
        yield 1
        assert answered.wait(20), "the first was not answered before the second was read"
        yield 2

    with Workers(slower_for_even, jobs) as workers:
        results = workers.map(things())
        assert next(results)[0] == 1
        answered.set()
        assert next(results)[0] == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_breaks_the_stream_is_told_after_what_came_before(jobs: int) -> None:
    def things() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    seen = []
    with Workers(slower_for_even, jobs) as workers, pytest.raises(OSError, match="the disk is gone"):
        seen.extend(number for number, _ in workers.map(things()))
    assert seen == [1] or jobs == 1


def test_a_process_that_dies_is_no_silent_loss() -> None:
    seen: list[int] = []
    with Workers(dies_at_seven, 2) as workers, pytest.raises(HandrailError, match="--jobs 1"):
        seen.extend(workers.map(range(100)))
    assert seen == list(range(len(seen)))
    assert len(seen) <= 7


def test_it_can_be_used_again_and_again() -> None:
    with Workers(slower_for_even, 2) as workers:
        for first in (0, 10):
            assert [number for number, _ in workers.map(range(first, first + 5))] == list(range(first, first + 5))
