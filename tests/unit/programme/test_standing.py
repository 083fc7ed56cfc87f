"""Where a patient stands, worked out from what is finished and what the therapist has set."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.programme.lesson_schema import Module, ModulePlace
from bot.programme.load import PlacedLesson
from bot.programme.standing import Access, Standing, standing
from bot.words import ModuleState

PLAN = {
    "first": (ModulePlace(id="first", week=1), ["a", "b"]),
    "second": (ModulePlace(id="second", week=2), ["a"]),
    "third": (ModulePlace(id="third", week=4), ["a"]),
    "sleep": (ModulePlace(id="sleep", week=2, optional=True), ["a", "b"]),
}


def stand(*finished: str, week: int = 1, **settings: ModuleState) -> Standing:
    lessons: dict[str, Any] = {}
    for name, (place, ids) in PLAN.items():
        module = Module(id=name, title=name, about=name, lessons=ids)
        for lesson in ids:
            lessons[f"{name}/{lesson}"] = PlacedLesson(f"{name}/{lesson}", SimpleNamespace(title=lesson), module, place, "v")
    return standing(lessons, frozenset(finished), settings, week)


def access(found: Standing) -> dict[str, Access]:
    return {one.module.id: one.access for one in found.modules}


def test_a_new_patient_begins_at_the_beginning():
    found = stand()
    assert found.next_lesson == "first/a"
    assert access(found) == {"first": "open", "second": "not_yet", "third": "not_yet", "sleep": "not_yet"}


def test_one_module_opens_the_next():
    found = stand("first/a", "first/b", week=2)
    assert access(found) == {"first": "done", "second": "open", "third": "not_yet", "sleep": "open"}
    assert found.next_lesson == "second/a"
    assert found.lessons_done == 2


def test_an_optional_module_waits_for_its_week_and_then_for_nothing():
    assert access(stand("first/a", "first/b", week=1))["sleep"] is Access.NOT_YET
    assert access(stand("first/a", "first/b", week=2))["sleep"] is Access.OPEN


def test_an_optional_module_that_was_begun_goes_on_before_the_next_in_order():
    assert stand("first/a", "first/b", "sleep/a", week=2).next_lesson == "sleep/b"


def test_left_out_the_optional_one_comes_last():
    assert stand("first/a", "first/b", "second/a", "third/a", week=5).next_lesson == "sleep/a"
    done = stand("first/a", "first/b", "second/a", "third/a", "sleep/a", "sleep/b", week=5)
    assert done.next_lesson is None
    assert done.open_modules == ()


@pytest.mark.parametrize("state", [ModuleState.LOCKED, ModuleState.PAUSED])
def test_what_is_set_aside_stands_in_nobodys_way(state: ModuleState):
    found = stand("first/a", "first/b", week=2, second=state)
    assert access(found)["second"] == state.value
    assert access(found)["third"] is Access.OPEN
    assert found.next_lesson == "third/a"


def test_a_locked_module_is_locked_even_when_done():
    assert access(stand("first/a", "first/b", first=ModuleState.LOCKED))["first"] is Access.LOCKED


def test_what_is_assigned_is_open_and_comes_first():
    found = stand(third=ModuleState.ASSIGNED)
    assert access(found)["third"] is Access.OPEN
    assert found.next_lesson == "third/a"
    assert access(stand(third=ModuleState.UNLOCKED))["third"] is Access.OPEN
    assert stand(third=ModuleState.UNLOCKED).next_lesson == "first/a"


def test_lagging_is_what_was_due_in_a_week_that_is_over():
    assert stand(week=1).due == ()
    assert stand(week=2).due == ("first",)
    assert stand("first/a", "first/b", week=3).due == ("second",)
    assert stand(week=3, first=ModuleState.PAUSED, second=ModuleState.LOCKED).due == ()


def test_nothing_is_known_of_a_module_that_there_is_not():
    assert stand().of("knitting") is None
