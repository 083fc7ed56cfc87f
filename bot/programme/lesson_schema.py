"""What ``content/LOCALE/programme.yml`` and ``content/LOCALE/modules/`` may hold: the programme's plan, its modules and lessons."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.programme.schema import MOST_BUBBLES, Name, Strict, Text

Bubble = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=420)]
"""One bubble of a lesson: three or four short sentences."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
FEWEST_STEPS, MOST_STEPS = 10, 20
"""Steps of a lesson; about fifteen turns (the sequences of the pain chatbot of JMIR mHealth 2020 e15806)."""


class GoalArea(Strict):
    """A part of life that a patient's goal may belong to; home practices fit their example to it."""

    id: Name
    title: Title
    words: list[str] = Field(default_factory=list)
    """Other ways to say it, lower case."""


class ModulePlace(Strict):
    """A module's place in the programme."""

    id: Name
    week: Annotated[int, Field(ge=1)]
    """The week in which it is due, or, for an optional one, from which it is offered."""
    optional: bool = False
    """Whether the patient may take it at any time after the first module, or leave it out."""


class WentWords(Strict):
    """What to say when a patient tells how a home practice went."""

    done: Bubble
    partly: Bubble
    not_yet: Bubble


class Remembers(Strict):
    """What the assistant says of what it knows: only what is there, one sentence each."""

    hello: Bubble
    """Before the other sentences."""
    away: Bubble
    """Instead of ``hello`` after ``away_days`` without a word."""
    away_days: Annotated[int, Field(ge=7)]
    goal: Bubble
    """With ``{goal}``."""
    practice: Bubble
    """With ``{practice}``: a home practice that the patient has not told of."""
    told: Bubble
    """With ``{practice}`` and ``{went}``."""
    pain: Bubble
    """With ``{pain}`` and ``{days}``: the last check-in."""
    today: str
    yesterday: str
    days_ago: str
    """With ``{days}``."""
    lessons: Bubble
    """With ``{done}`` and ``{all}``."""
    nothing: Bubble
    """Said when nothing is kept yet."""
    all_of_it: Bubble
    """Says who else can read it, after everything that is remembered."""


class Plan(Strict):
    """``programme.yml``: which modules there are, in which order, and what is said around every lesson."""

    weeks: Annotated[int, Field(ge=1, le=26)]
    modules: Annotated[list[ModulePlace], Field(min_length=1)]
    goal_areas: Annotated[list[GoalArea], Field(min_length=2)]
    progress: Bubble
    """With ``{done}`` and ``{all}``: how many lessons are finished."""
    next_up: Bubble
    """With ``{title}``."""
    choose: Bubble
    """Said above the modules that are open."""
    go_on: Title
    """Title of the button that goes on."""
    back: Bubble
    """Said when a lesson is taken up again."""
    lead: Bubble
    """With ``{title}`` and ``{minutes}``: said before the first step."""
    finished: Bubble
    """Said after the last step of a lesson that has no ``ends`` of its own."""
    ask_practice: Bubble
    """With ``{practice}``: asks at the start of a lesson how the last home practice went."""
    try_it: Title
    """Title of the button under a home practice."""
    practice_done: Title
    practice_partly: Title
    practice_not_yet: Title
    went: WentWords
    """What is said to these three where the practice has no words of its own."""
    no_practice: Bubble
    """Said to a patient who tells of a home practice that was never given."""
    remembers: Remembers
    noted: Bubble
    """Said after a free reply that the step has no words for."""
    no_answer: Title
    """Title of the button that goes on without a free reply."""
    open_exercise: Title
    later_exercise: Title

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for what, names in (("module", [place.id for place in self.modules]), ("goal area", [area.id for area in self.goal_areas])):
            if len(set(names)) != len(names):
                raise ValueError(f"each {what} may stand once")
        core = [place.week for place in self.modules if not place.optional]
        if core != sorted(core):
            raise ValueError("the modules that are not optional must stand in the order of their weeks")
        if core and core[-1] > self.weeks:
            raise ValueError(f"week {core[-1]} is after the last one, {self.weeks}")
        return self


class Choice(Strict):
    """One reply to a lesson's question."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    feedback: Bubble
    words: list[str] = Field(default_factory=list)
    """Other ways to say it, lower case."""
    clears: bool = False
    """In a step that is ``first``: after this answer nothing stands against it."""


class Step(Strict):
    """One step of a lesson: it says, and then asks with choices, listens to a free reply, offers an exercise, or just goes on."""

    say: Annotated[list[Bubble], Field(min_length=1, max_length=MOST_BUBBLES)]
    button: Annotated[str, StringConstraints(max_length=40)] = ""
    """Title of the button that goes on; empty takes the programme's."""
    ask: list[Choice] = Field(default_factory=list)
    listen: str = ""
    """What to say to whatever the patient writes; its presence makes the step wait for a free reply."""
    exercise: str = ""
    """Id of the exercise that this step offers."""
    first: bool = False
    """Part of what says who must ask somebody first, wherever an exercise names this lesson in ``ask_first``."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(map(bool, (self.ask, self.listen, self.exercise))) > 1:
            raise ValueError("a step asks, listens or offers an exercise, and not two of these")
        if self.ask and not MOST_BUBBLES <= len(self.ask) <= MOST_CHOICES:
            raise ValueError("a question needs two to five choices")
        return self


MOST_CHOICES = 5


class Practice(Strict):
    """The home practice that a lesson ends with."""

    title: Title
    """As a part of a sentence, lower case: "a short breathing break each day"."""
    say: Annotated[list[Bubble], Field(min_length=1, max_length=MOST_BUBBLES)]
    by_area: dict[str, Bubble] = Field(default_factory=dict)
    """By goal area: a sentence more that fits the practice to such a goal. ``{goal}`` is the patient's goal in their words."""
    with_goal: str = ""
    """With ``{goal}``: for a goal in an area that ``by_area`` does not name."""
    exercise: str = ""
    """Id of the exercise that belongs to it."""
    went: WentWords | None = None


class Lesson(Strict):
    """One lesson, played in short steps."""

    id: Name
    title: Title
    minutes: Annotated[int, Field(ge=5, le=15)]
    steps: Annotated[list[Step], Field(min_length=FEWEST_STEPS, max_length=MOST_STEPS)]
    practice: Practice
    ends: str = ""
    """The last words; empty takes the programme's."""
    sources: Annotated[list[Text], Field(min_length=1)]
    """For the clinician: what each claim rests on."""

    @model_validator(mode="after")
    def _takes_part(self) -> Self:
        turns = [step for step in self.steps if step.ask or step.listen or step.exercise]
        if len(turns) < FEWEST_TURNS:
            raise ValueError(f"a lesson needs at least {FEWEST_TURNS} steps in which the patient answers or does something")
        return self


FEWEST_TURNS = 3


class Module(Strict):
    """``module.yml``: a module and the order of its lessons."""

    id: Name
    title: Title
    about: Bubble
    lessons: Annotated[list[Name], Field(min_length=1)]
