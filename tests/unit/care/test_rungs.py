"""Which steps the ladder has, and when each comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care import rungs
from bot.care.rungs import Step, Times
from bot.words import Rung

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TIMES = Times(START + timedelta(minutes=5), START + timedelta(minutes=10), timedelta(minutes=5))
PLAN = rungs.steps(["a", "b", "c", "d"], [], ["s", "t"])


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def test_one_after_the_other_then_supervisors_then_the_channel():
    assert [
        Step(Rung.ASKED, ("a",)),
        Step(Rung.WARNED, ("a",)),
        Step(Rung.PASSED_ON, ("b",)),
        Step(Rung.PASSED_ON, ("c",)),
        Step(Rung.SUPERVISORS, ("s", "t")),
        Step(Rung.ADMINISTRATORS),
    ] == PLAN


def test_when_nobody_is_on_call_everybody_is_asked():
    assert rungs.steps([], ["x", "y"], []) == [
        Step(Rung.ASKED, ("x", "y")),
        Step(Rung.WARNED, ("x", "y")),
        Step(Rung.ADMINISTRATORS),
    ]
    assert rungs.steps([], [], []) == [Step(Rung.ADMINISTRATORS)]


def test_half_time_due_and_then_each_its_own_time():
    taken, now, rung = [], START, 0
    for _ in range(8):
        taken.append((rungs.at(PLAN, rung).kind, (now - START) / timedelta(minutes=1)))
        rung, now = rungs.after(PLAN, rung, now, TIMES)
    assert taken == [
        (Rung.ASKED, 0),
        (Rung.WARNED, 5),
        (Rung.PASSED_ON, 10),
        (Rung.PASSED_ON, 15),
        (Rung.SUPERVISORS, 20),
        (Rung.ADMINISTRATORS, 25),
        (Rung.ADMINISTRATORS, 85),
        (Rung.ADMINISTRATORS, 145),
    ]


def test_a_worker_that_was_away_gives_each_their_time():
    assert rungs.after(PLAN, 0, minutes(7), TIMES) == (2, minutes(10)), "half of the time is over: no warning"
    assert rungs.after(PLAN, 0, minutes(60), TIMES) == (2, minutes(65))
    assert rungs.after(PLAN, 1, minutes(60), TIMES) == (2, minutes(65))


def test_past_the_due_time_nobody_is_warned():
    assert rungs.present(PLAN, 1, minutes(9), TIMES) == 1
    assert rungs.present(PLAN, 1, minutes(10), TIMES) == 2
    assert rungs.present(PLAN, 2, minutes(60), TIMES) == 2


def test_after_a_claim_it_goes_on_where_it_was():
    assert rungs.resumed(PLAN, 0, minutes(3), TIMES) == (0, minutes(3)), "claimed before anybody was asked"
    assert rungs.resumed(PLAN, 1, minutes(3), TIMES) == (1, minutes(5))
    assert rungs.resumed(PLAN, 1, minutes(6), TIMES) == (2, minutes(10))
    assert rungs.resumed(PLAN, 1, minutes(30), TIMES) == (2, minutes(30))
    assert rungs.resumed(PLAN, 3, minutes(12), TIMES) == (3, minutes(12))


def test_new_evidence_on_an_overdue_case_does_not_ask_twice_in_one_breath():
    overdue = Times(minutes(300), minutes(240), timedelta(minutes=5))
    assert rungs.after(PLAN, 0, minutes(300), overdue) == (2, minutes(305))
