"""Which steps the ladder has for one case, and when each comes. No database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.words import Rung

ASKED_BEFORE_SUPERVISORS = 3
"""Most on call who are asked one after the other before the supervisors are: at tier high that takes 20 minutes, well inside the 30
to 45 after which the CAMH youth service lets an alert climb to a second and a third person."""

REPEAT = timedelta(hours=1)
"""Between two reminders to the administrator's channel once everybody else was asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, and whom it asks (ids of people; none for the administrator's channel)."""

    kind: Rung
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """What decides when steps come."""

    half: datetime
    """When half of the time is over."""
    due_at: datetime
    patience: timedelta


def steps(order: Sequence[str], everyone: Sequence[str], supervisors: Sequence[str]) -> list[Step]:
    """Return the steps of one case.

    ``order`` are those on call for the patient, the first first. When there are none, ``everyone`` (all therapists) is asked at
    once. The last step is repeated for as long as nobody takes the case.
    """
    groups: list[tuple[str, ...]] = [(one,) for one in order] or [tuple(everyone)]
    first, others = groups[0], groups[1:ASKED_BEFORE_SUPERVISORS]
    plan = [Step(Rung.ASKED, first), Step(Rung.WARNED, first)] if first else []
    plan += [Step(Rung.PASSED_ON, other) for other in others]
    if supervisors:
        plan.append(Step(Rung.SUPERVISORS, tuple(supervisors)))
    return [*plan, Step(Rung.ADMINISTRATORS)]


def at(plan: Sequence[Step], rung: int) -> Step:
    """Return the step of this number; the last one stands for all beyond it."""
    return plan[min(rung, len(plan) - 1)]


def present(plan: Sequence[Step], rung: int, now: datetime, times: Times) -> int:
    """Return the step to take now that ``rung`` is due: when nobody took steps for a while, it is too late for a warning."""
    return rung + 1 if at(plan, rung).kind is Rung.WARNED and now >= times.due_at else rung


def after(plan: Sequence[Step], rung: int, now: datetime, times: Times) -> tuple[int, datetime]:
    """Return the number of the step after ``rung``, just taken, and when it comes.

    A warning whose time is over already is left out. Past the due time each step has its time from when it was really taken, so
    that a worker that was away does not run through all of them in one breath.
    """
    warns = at(plan, rung + 1).kind is Rung.WARNED
    if warns and times.half > now:
        return rung + 1, times.half
    following = rung + 2 if warns else rung + 1
    if at(plan, rung).kind is Rung.ADMINISTRATORS:
        return following, now + REPEAT
    if at(plan, rung).kind in (Rung.ASKED, Rung.WARNED) and times.due_at > now:
        return following, times.due_at
    return following, now + times.patience


def resumed(plan: Sequence[Step], rung: int, now: datetime, times: Times) -> tuple[int, datetime]:
    """Return the step with which the ladder goes on when a claim ended without a result, and when: at once if it is late."""
    if at(plan, rung).kind is Rung.WARNED:
        if times.half > now:
            return rung, times.half
        rung += 1
    if rung > 0 and at(plan, rung - 1).kind in (Rung.ASKED, Rung.WARNED):
        return rung, max(now, times.due_at)
    return rung, now
