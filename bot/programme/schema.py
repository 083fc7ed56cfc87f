"""What content files may hold. Anything else in them is an error that names the file, the line and the field."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=700)]
"""One bubble: short enough to be read on a telephone."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=80)]
Payload = Annotated[str, StringConstraints(pattern=r"^/[a-z_]+(\{.*\})?$", max_length=200)]
LONGEST_TITLE = 40
"""Characters on a button; more is cut off on a telephone."""
MOST_BUBBLES = 2
"""At most two bubbles a turn: three in a row are no longer read (the pain chatbot of JMIR mHealth 2020 e15806 kept turns short)."""


class Strict(BaseModel):
    """Base of everything in content: no unknown field, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Button(Strict):
    """A reply that can be tapped."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]
    payload: Payload

    def as_json(self) -> dict[str, str]:
        """Return what the widget reads."""
        return {"title": self.title, "payload": self.payload}


class Saying(Strict):
    """One thing that the bot says: one or two bubbles, and buttons under the last."""

    say: Annotated[list[Text], Field(min_length=1, max_length=MOST_BUBBLES)]
    buttons: list[Button] = []


class Option(Strict):
    """One choice of a question with named answers."""

    value: int
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    icon: str = ""
    words: list[str] = []
    """Other ways to say it, lower case; the longest that occurs in the answer counts."""


class Reaction(Strict):
    """What to say after an answer from ``low`` to ``high``, both included. Never praise or blame for a number."""

    low: int
    high: int
    say: Text


class Question(Strict):
    """One question of the check-in."""

    name: Literal["pain", "mood", "sleep", "activity"]
    kind: Literal["scale", "choices", "text"]
    label: Text
    """Its name in a sentence: "your pain"."""
    noted: str = ""
    """With ``{value}``: says an answer back in words, so that a misreading is seen at once. Empty for free text only."""
    brief: Text
    """With ``{value}``: the answer in the summary, as a part of a sentence."""
    ask: Text
    ask_again: str = ""
    """The question in short, for whoever has read it before; empty is ``ask``."""
    hint: Text
    """Said when the answer was not understood."""
    why: Text
    """Said when the patient asks why this is asked."""
    words: list[str] = []
    """How patients name it when they want to change it."""
    low: int = 0
    high: int = 0
    low_label: str = ""
    high_label: str = ""
    zero_words: list[str] = []
    """Ways to say the lowest value without a number ("no pain")."""
    options: list[Option] = []
    reactions: list[Reaction] = []

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "scale" and not self.low < self.high:
            raise ValueError("a scale needs low below high")
        if self.kind == "choices" and len({option.value for option in self.options}) < MOST_BUBBLES:
            raise ValueError("choices need at least two options with different values")
        if self.kind != "text" and "{value}" not in self.noted:
            raise ValueError("noted must say {value}: a patient has to see what was understood")
        return self


class CheckInContent(Strict):
    """``check-in.yml``: the questions in their order, and what is said between them."""

    intro: Text
    resume: Text
    back: Text
    """Leads back to the question after something else was answered."""
    range_said_back: Text
    """With ``{noted}``: of a range the higher is taken, and the patient hears it."""
    ambiguous: Text
    """With ``{values}``."""
    out_of_range: Text
    """With ``{low}`` and ``{high}``."""
    offer_skip: Text
    skipped: Text
    corrected: Text
    """With ``{noted}``."""
    correct_which: Text
    already: Text
    """With ``{summary}``."""
    leave: Text
    """Title of the button that changes nothing."""
    left: Text
    saved: Text
    """With ``{summary}``; asks whether it is right."""
    changed: Text
    unchanged: Text
    right: Text
    """Title of the button under the summary that ends the check-in."""
    change: Text
    """Title of the button under the summary that changes an answer."""
    right_words: list[str]
    """Other ways to say that the summary is right, when nothing else is said."""
    not_clear: Text
    """Said when the answer to the summary was not understood."""
    confirmed: Text
    not_saved: Text
    """Said when nothing was answered."""
    stopped: Text
    better: Text
    """With ``{before}`` and ``{now}``: pain is lower than at the last check-in."""
    worse: Text
    same: Text
    skip_title: Text
    questions: Annotated[list[Question], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [question.name for question in self.questions]
        if len(set(names)) != len(names):
            raise ValueError("each question may stand once")
        return self


class Answer(Strict):
    """An answer to a question that patients ask, by the intent that asks it."""

    intent: Name
    say: Annotated[list[Text], Field(min_length=1, max_length=MOST_BUBBLES)]
    buttons: list[Button] = []
    source: str = ""
    """Where a clinician can check a claim."""


class Answers(Strict):
    """``answers.yml``."""

    answers: list[Answer]


class Phrase(StrEnum):
    """What ``bot.yml`` must hold, and nothing else."""

    WELCOME = "welcome"
    GREETING = "greeting"
    GREETING_AGAIN = "greeting_again"
    NOT_TODAY = "not_today"
    PROGRESS = "progress"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    MENU = "menu"
    NOT_UNDERSTOOD = "not_understood"
    NOT_UNDERSTOOD_IN_LESSON = "not_understood_in_lesson"
    DID_YOU_MEAN = "did_you_mean"
    OFFER_HUMAN = "offer_human"
    HEAVY = "heavy"
    DECLINED = "declined"
    STOPPED = "stopped"
    LATER = "later"
    HAND_BACK = "hand_back"
    HAND_BACK_UNFINISHED = "hand_back_unfinished"
    HAND_BACK_UNFINISHED_MEASURE = "hand_back_unfinished_measure"
    WHICH_MEASURE = "which_measure"
    MEASURE_LOOK = "measure_look"
    AFTER_CHECK_IN = "after_check_in"
    NOTHING_TO_CORRECT = "nothing_to_correct"
    NOTHING_TO_REPEAT = "nothing_to_repeat"
    LESSON_PAUSED = "lesson_paused"
    LESSON_PICK_ONE = "lesson_pick_one"
    LESSON_DONE_BEFORE = "lesson_done_before"
    NO_LESSON = "no_lesson"
    MODULE_NOT_YET = "module_not_yet"
    MODULE_LOCKED = "module_locked"
    PROGRAMME_DONE = "programme_done"
    HUMAN_TOLD = "human_told"
    PLAN = "plan"
    NO_PLAN = "no_plan"
    MAKE_PLAN = "make_plan"
    GROUND = "ground"
    TROUBLE = "trouble"


class Phrases(Strict):
    """``bot.yml``: everything else that the bot says."""

    phrases: dict[Phrase, Saying]

    @model_validator(mode="before")
    @classmethod
    def _all(cls, data: Any) -> Any:
        missing = [phrase.value for phrase in Phrase if phrase.value not in (data or {}).get("phrases", {})]
        if missing:
            raise ValueError(f"missing phrases: {', '.join(missing)}")
        return data
