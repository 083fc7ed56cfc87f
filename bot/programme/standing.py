"""Where a patient stands in the programme: which modules are open, which are done, and which lesson is next. Plain functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.programme.lesson_schema import Module, ModulePlace
from bot.programme.load import PlacedLesson
from bot.words import ModuleState


class Access(StrEnum):
    """Whether a patient can take a module now."""

    OPEN = "open"
    NOT_YET = "not_yet"
    """Something comes before it."""
    LOCKED = "locked"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ModuleStanding:
    """One module for one patient."""

    module: Module
    place: ModulePlace
    access: Access
    assigned: bool
    done: tuple[str, ...]
    """Ids of its lessons that were played to their end."""
    left: tuple[str, ...]
    """Ids of those that were not, in their order."""

    @property
    def begun(self) -> bool:
        """Whether a lesson of it is finished and another is left."""
        return bool(self.done and self.left)


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole programme for one patient."""

    modules: tuple[ModuleStanding, ...]
    """In the programme's order."""
    week: int
    """The week of the programme that the patient is in, from 1."""

    @property
    def next_lesson(self) -> str | None:
        """The lesson to offer: of an assigned module, of the optional one that was begun, of the next in order; None at the end."""
        free = [one for one in self.modules if one.access is Access.OPEN and one.left]
        ranked = sorted(free, key=lambda one: (not one.assigned, not (one.place.optional and one.begun), one.place.optional))
        return ranked[0].left[0] if ranked else None

    @property
    def open_modules(self) -> tuple[ModuleStanding, ...]:
        """Modules with lessons that the patient can take now."""
        return tuple(one for one in self.modules if one.access is Access.OPEN and one.left)

    @property
    def due(self) -> tuple[str, ...]:
        """Modules, not optional, whose week is over and that are not done: what the patient lags behind with."""
        late = (one for one in self.modules if not one.place.optional and one.place.week < self.week)
        return tuple(one.module.id for one in late if one.access not in {Access.DONE, Access.LOCKED, Access.PAUSED})

    @property
    def lessons_done(self) -> int:
        """How many lessons are finished."""
        return sum(len(one.done) for one in self.modules)

    def of(self, module_id: str) -> ModuleStanding | None:
        """Return one module's standing, or None when there is no such module."""
        return next((one for one in self.modules if one.module.id == module_id), None)


def standing(
    lessons: Mapping[str, PlacedLesson], finished: frozenset[str], settings: Mapping[str, ModuleState], week: int
) -> Standing:
    """Work out where a patient stands.

    A module that is not optional opens when those before it are done (or are locked or paused by the therapist); an optional one
    when the first module is done and its week has come. What a therapist has set goes before all that.

    Args:
        lessons: Of the content, in order.
        finished: Ids of the lessons that the patient has finished.
        settings: What the therapist has set, by module.
        week: Of the programme, from 1.
    """
    by_module: dict[str, list[PlacedLesson]] = {}
    for lesson in lessons.values():
        by_module.setdefault(lesson.place.id, []).append(lesson)
    found: list[ModuleStanding] = []
    way_is_clear, first_done = True, False
    for number, placed in enumerate(by_module.values()):
        place = placed[0].place
        done = tuple(lesson.id for lesson in placed if lesson.id in finished)
        left = tuple(lesson.id for lesson in placed if lesson.id not in finished)
        state = settings.get(place.id)
        free = (first_done and week >= place.week) if place.optional else way_is_clear
        access = _access(state, done=not left, free=free)
        found.append(ModuleStanding(placed[0].module, place, access, state is ModuleState.ASSIGNED, done, left))
        if number == 0:
            first_done = not left
        if not place.optional and left and access not in {Access.LOCKED, Access.PAUSED}:
            way_is_clear = False
    return Standing(tuple(found), week)


def _access(state: ModuleState | None, *, done: bool, free: bool) -> Access:
    if state is ModuleState.LOCKED:
        return Access.LOCKED
    if done:
        return Access.DONE
    if state is ModuleState.PAUSED:
        return Access.PAUSED
    return Access.OPEN if free or state in {ModuleState.UNLOCKED, ModuleState.ASSIGNED} else Access.NOT_YET
