"""How a measure speaks: items with what can be tapped, the follow-up, and the result."""

from __future__ import annotations

from typing import Any, Final

from bot.programme.heard import said
from bot.programme.measure_reading import CHANGE, CONFIRM, FOLLOW_UP, button, element_name
from bot.programme.measure_schema import Item, Measure
from bot.programme.measures import band_of
from bot.programme.schema import Button
from bot.records import Utterance

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
        text = f"{measure.number(item.name)} of {len(measure.items)}. {measure.ask}\n\n{item.text}"
        options = [(answer.title, button(measure.id, item.name, answer.value)) for answer in measure.answers]
        stop = [Button(title=measure.stop, payload="/later")]
        return [
            *(said(note) if note else []),
            *said(text, element=self._choices(item.name, options), buttons=stop),
        ]

    def follow_up(self, text: str, note: str = "") -> list[Utterance]:
        """Return the follow-up's question with its answers."""
        watched = self._measure.follow_up
        answers = watched.answers if watched else []
        options = [(answer.title, button(self._measure.id, FOLLOW_UP, answer.outcome)) for answer in answers]
        return [*(said(note) if note else []), *said(text, element=self._choices(FOLLOW_UP, options))]

    def result(self, score: int) -> list[Utterance]:
        """Return what the answers add up to, what that means and what it does not, and what can be done with it."""
        measure = self._measure
        text = measure.result.format(score=score, most=measure.most, means=band_of(measure, score).means)
        buttons = [
            Button(title=measure.right, payload=button(measure.id, CONFIRM, RIGHT)),
            Button(title=measure.change, payload=button(measure.id, CONFIRM, CHANGE)),
            Button(title=measure.talk, payload="/wants_human"),
        ]
        return said(f"{text}\n\n{measure.not_diagnosis}", buttons=buttons)

    def which(self) -> list[Utterance]:
        """Return a button for each answer."""
        measure = self._measure
        buttons = [
            Button(title=f"{number}. {item.label}", payload=button(measure.id, CHANGE, item.name))
            for number, item in enumerate(measure.items, 1)
        ]
        return said(measure.correct_which, buttons=[*buttons, Button(title=measure.keep, payload=button(measure.id, CHANGE, KEEP))])

    def _choices(self, what: str, options: list[tuple[str, str]]) -> dict[str, Any]:
        return {
            "type": "choices",
            "name": element_name(self._measure.id, what),
            "options": [{"title": title, "payload": payload} for title, payload in options],
        }
