"""How a measure speaks: items with what can be tapped, the follow-up, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.programme.heard import said
from bot.programme.measures.course import Course
from bot.programme.measures.reading import CHANGE, CONFIRM, FOLLOW_UP, button, element_name
from bot.programme.measures.schema import Item, Measure
from bot.programme.measures.scoring import band_of, reached, score_of, shown
from bot.programme.schema import Button
from bot.records import Utterance
from bot.words import Movement

KEEP: Final = "keep"
"""The choice to change no answer."""
RIGHT: Final = "right"


class MeasureWords:
    """Puts one measure into bubbles."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure

    def question(self, item: Item, note: str = "") -> list[Utterance]:
        """Return an item in the instrument's own words, under what asks for it; ``note`` goes before."""
        measure = self._measure
        place = f"{measure.number(item.name)} of {len(measure.items)}."
        text = f"{place} {measure.ask}\n\n{item.text}" if measure.ask else f"{place} {item.text}"
        stop = [Button(title=measure.stop, payload="/later")]
        return [
            *(said(note) if note else []),
            *said(text, element=self._element(item), buttons=stop),
        ]

    def follow_up(self, text: str, note: str = "") -> list[Utterance]:
        """Return the follow-up's question with its answers."""
        watched = self._measure.follow_up
        answers = watched.answers if watched else []
        options = [(answer.title, button(self._measure.id, FOLLOW_UP, answer.outcome)) for answer in answers]
        return [*(said(note) if note else []), *said(text, element=self._choices(FOLLOW_UP, options))]

    def result(self, answers: Mapping[str, int], course: Course) -> list[Utterance]:
        """Return what the answers add up to, what that means and what it does not, and what can be done with it."""
        measure = self._measure
        score = score_of(measure, answers)
        means = band_of(measure, score).means
        text = measure.result.format(score=shown(measure, score), most=f"{measure.most:g}", means=means)
        closer = [subscale.means for subscale in reached(measure, answers)]
        parts = [" ".join([text, *closer]), self.moved(course), measure.not_diagnosis]
        buttons = [
            Button(title=measure.right, payload=button(measure.id, CONFIRM, RIGHT)),
            Button(title=measure.change, payload=button(measure.id, CONFIRM, CHANGE)),
            Button(title=measure.talk, payload="/wants_human"),
        ]
        return said("\n\n".join(part for part in parts if part), buttons=buttons)

    def moved(self, course: Course) -> str:
        """Return what the patient hears of change: one thing, the nearest that is more than noise. Never a promise."""
        words = self._measure.reliable_change
        if words is None or course.since_last is None:
            return ""
        for since, when in ((course.since_last, words.since_last), (course.since_first, words.since_first)):
            if since and since.change.reliable:
                text = words.say_worse if since.change.movement is Movement.WORSE else words.say_better
                return text.format(since=when, points=shown(self._measure, abs(since.change.points)))
        if course.trend and course.trend.movement is Movement.WORSE:
            return words.say_rising.format(count=course.trend.count)
        return words.say_same

    def which(self) -> list[Utterance]:
        """Return a button for each answer."""
        measure = self._measure
        buttons = [
            Button(title=f"{number}. {item.label}", payload=button(measure.id, CHANGE, item.name))
            for number, item in enumerate(measure.items, 1)
        ]
        return said(measure.correct_which, buttons=[*buttons, Button(title=measure.keep, payload=button(measure.id, CHANGE, KEEP))])

    def _element(self, item: Item) -> dict[str, Any]:
        """Return the widget's element; typing the answer works as well."""
        measure = self._measure
        if item.scale is None:
            options = [(answer.title, button(measure.id, item.name, answer.value)) for answer in measure.answers]
            return self._choices(item.name, options)
        return {
            "type": "slider",
            "name": element_name(measure.id, item.name),
            "min": item.scale.low,
            "max": item.scale.high,
            "step": 1,
            "low_label": item.scale.low_label,
            "high_label": item.scale.high_label,
            "text_template": "{value}",
        }

    def _choices(self, what: str, options: list[tuple[str, str]]) -> dict[str, Any]:
        return {
            "type": "choices",
            "name": element_name(self._measure.id, what),
            "options": [{"title": title, "payload": payload} for title, payload in options],
        }
