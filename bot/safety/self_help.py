"""What patients can do for themselves, without waiting for anybody: the words of the safety plan, and grounding exercises.

The structure of the plan is that of the safety planning intervention (Stanley and Brown 2012, doi 10.1016/j.cbpra.2011.01.001); the
wording is ours and lies in ``content/LOCALE/safety/plan.yml``, where the sources are named beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from bot.errors import HandrailError
from bot.safety.yaml_file import Strict, read_yaml
from bot.words import PlanStep

Line = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Sources = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
Seconds = Annotated[int, Field(ge=2, le=12)]


class StepWords(Strict):
    """What is said around one step of the plan."""

    title: Line
    ask: Text
    hint: Text
    examples: Annotated[list[Line], Field(max_length=6)]


class PanelWords(Strict):
    """What the panel itself says; in content, so that it weighs nothing in the widget."""

    begin: Line
    change: Line
    change_step: Line
    not_yet: Line
    step: Line
    lines: Line
    examples: Line
    back: Line
    next: Line
    skip: Line
    done: Line
    overview: Line
    stop: Line
    again: Line
    finish: Line
    saved: Line
    saving: Line
    offline: Text
    unsent: Text
    logged_out: Text
    forget: Line
    last: Line
    you: Line
    crossed: Text
    theirs: Line
    keep_mine: Line
    take_theirs: Line
    keep_both: Line
    choose: Line
    now: Text
    """Said at once where what was saved reads as danger now."""
    now_tell: Line
    now_message: Line
    """What the patient sends by pressing ``now_tell``; the screen finds it at tier high or above (a test holds that)."""


class PlanBook(Strict):
    """``plan.yml``."""

    sources: Sources
    title: Line
    intro: Text
    begin: Text
    not_read: Text
    """Says that a plan is no message: nobody is alerted by what stands in it."""
    steps: dict[PlanStep, StepWords]
    words: PanelWords


class Breath(Strict):
    """A breathing rhythm, in seconds."""

    in_: Annotated[Seconds, Field(alias="in")]
    out: Seconds
    rounds: Annotated[int, Field(ge=1, le=30)]
    in_words: Line
    out_words: Line
    note: Text


class Exercise(Strict):
    """One exercise: screens to go through, then perhaps a rhythm to breathe by."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
    title: Line
    about: Line
    say: Annotated[list[Text], Field(min_length=1)]
    breath: Breath | None = None


class GroundingBook(Strict):
    """``grounding.yml``."""

    sources: Sources
    title: Line
    intro: Text
    end: Text
    exercises: Annotated[list[Exercise], Field(min_length=1)]


class SelfHelp:
    """The texts of one locale. Changes nothing after construction.

    Raises:
        HandrailError: when a file is missing or wrong; it names file, field and remedy.
    """

    def __init__(self, content: Path) -> None:
        """``content``: a ``content/LOCALE/safety`` folder."""
        path = content / "plan.yml"
        self._plan = read_yaml(path, PlanBook)
        for step in PlanStep:
            if step not in self._plan.steps:
                raise HandrailError(f"{path}: steps.{step} is missing", remedy="write it; no step of a plan goes without words")
        self._grounding = read_yaml(content / "grounding.yml", GroundingBook)

    def as_json(self) -> dict[str, Any]:
        """Return both as JSON, the steps in the plan's order."""
        plan = self._plan.model_dump(mode="json", exclude={"steps"})
        steps = [{"step": step.value, **self._plan.steps[step].model_dump(mode="json")} for step in PlanStep]
        return {"plan": {**plan, "steps": steps}, "grounding": self._grounding.model_dump(mode="json", by_alias=True)}
