"""What ``content/LOCALE/questions/`` may hold: what patients ask, and short answers to it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.programme.schema import MOST_BUBBLES, Button, Name, Strict

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
FEWEST_WORDINGS = 8


class Question(Strict):
    """One question and its answer. It is found by its wordings, without training."""

    id: Name
    ask: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=90)]
    """The question as a patient would put it, for a button."""
    also: Annotated[list[Wording], Field(min_length=FEWEST_WORDINGS)]
    """Other ways to ask it; as different from each other as people are."""
    say: Annotated[
        list[Annotated[str, StringConstraints(strip_whitespace=True, max_length=450)]], Field(min_length=1, max_length=MOST_BUBBLES)
    ]
    lesson: str = ""
    """``module/lesson`` that goes into it."""
    intent: str = ""
    """The assistant's intent that asks the same, where there is one."""
    buttons: list[Button] = Field(default_factory=list)
    source: str = ""
    """Where a clinician can check a claim."""


class Questions(Strict):
    """One file: the questions of one topic."""

    topic: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    questions: Annotated[list[Question], Field(min_length=1)]
