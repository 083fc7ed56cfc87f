"""How an exercise speaks in text: its lines, a field's question with what can be tapped, the summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.programme.exercise_schema import LONGEST, Breathing, Relaxation, Sheet, SheetField
from bot.programme.exercise_words import ChatWords
from bot.programme.heard import fold, said
from bot.programme.schema import LONGEST_TITLE, Button
from bot.programme.sheets.reading import Problem
from bot.programme.sheets.words import as_text
from bot.records import Utterance

ANSWER: Final = "exercise_answer"
"""The entity that the buttons of an exercise carry."""
NEXT, SKIP, STOP = "next", "skip", "stop"
CONFIRM, CHANGE, YES, NO = "confirm", "change", "keep", "throw_away"


def button(title: str, value: str) -> Button:
    """Return a button that answers ``value``."""
    return Button(title=title[:LONGEST_TITLE], payload=f'/inform{{"{ANSWER}": "{value}"}}')


class ExerciseSays:
    """Speaks in the words of one locale."""

    def __init__(self, words: ChatWords, areas: Mapping[str, str]) -> None:
        self._words = words
        self._areas = areas

    def turns(self, exercise: Breathing | Relaxation) -> list[list[str]]:
        """Return the bubbles of each turn."""
        if isinstance(exercise, Breathing):
            first, *others = exercise.as_text
            return [[exercise.care, first], *([text] for text in others)]
        parts = [[f"{part.name}. {part.tense}", part.release] for part in exercise.parts]
        return [[exercise.begin, exercise.care], *parts, [exercise.end]]

    def steps(self, skip: str | None, *, first: bool = False) -> list[Button]:
        """Return the buttons between two turns."""
        words = self._words
        skips = [button(skip, SKIP)] if skip else []
        return [button(words.ready if first else words.next, NEXT), *skips, button(words.stop, STOP)]

    def question(self, sheet: Sheet, field: SheetField, lead: str) -> list[Utterance]:
        """Ask for a field; ``lead`` comes before it."""
        words = self._words
        more = [
            field.hint,
            words.pick_words if field.kind == "choices" else "",
            words.one_a_line if field.kind == "list" else "",
            words.optional if field.optional else "",
        ]
        place = words.step.format(step=sheet.fields.index(field) + 1, steps=len(sheet.fields))
        asks = " ".join(filter(None, [f"({place})", field.ask, *more]))
        if field.kind == "choices":
            asks = f"{asks}\n{', '.join(field.options)}."
        buttons = [button(title, f"{field.name}:{at}") for at, title in enumerate(self._options(field))]
        if field.optional:
            buttons.append(button(words.skip, SKIP))
        buttons.append(button(words.stop, STOP))
        slider = None
        if field.kind == "scale":
            slider = {
                "type": "slider", "name": field.name, "min": field.low, "max": field.high, "step": 1,
                "low_label": field.low_label, "high_label": field.high_label,
            }  # fmt: skip
        return said(*([lead] if lead else []), asks, buttons=buttons, element=slider)

    def picked(self, field: SheetField, tapped: str) -> str | None:
        """Return the value of a tapped option of ``field``; None for anything else."""
        name, _, at = tapped.partition(":")
        values = list(self._areas) if field.kind == "area" else self._options(field)
        return values[int(at)] if name == field.name and at.isdigit() and int(at) < len(values) else None

    def wrong(self, field: SheetField, why: Problem) -> str:
        """Return what to say to what cannot be kept."""
        words = self._words
        match why:
            case "number":
                return words.wrong_number.format(low=field.low, high=field.high)
            case "text":
                return words.wrong_text.format(most=LONGEST.get(field.kind, 0))
            case "lines":
                return words.wrong_lines.format(most=field.most, length=LONGEST["list"])
            case "choice":
                return words.wrong_choice.format(options=", ".join(field.options or self._areas.values()))
            case "time":
                return words.wrong_time
            case _:
                return words.wrong_day

    def summary(self, sheet: Sheet, values: Mapping[str, Any]) -> list[Utterance]:
        """Sum up, and ask whether it is to be kept."""
        words = self._words
        buttons = [button(words.keep_yes, YES), button(words.keep_change, CHANGE), button(words.keep_no, NO)]
        return said(f"{words.summary}\n\n{as_text(sheet, values, self._areas)}", words.keep, buttons=buttons)

    def which(self, sheet: Sheet) -> list[Utterance]:
        """Ask what to change."""
        return said(self._words.change_which, buttons=[button(field.label, field.name) for field in sheet.fields])

    def field_meant(self, sheet: Sheet, text: str) -> SheetField | None:
        """Return the field that typed words name."""
        plain = fold(text)
        return next((field for field in sheet.fields if plain and (fold(field.label) in plain or plain in fold(field.label))), None)

    def _options(self, field: SheetField) -> list[str]:
        return list(self._areas.values()) if field.kind == "area" else field.options if field.kind == "choice" else []
