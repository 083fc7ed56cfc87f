"""How a check-in speaks: questions with what can be tapped, answers said back, and the summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.programme.heard import payload, said
from bot.programme.reading import Value, display
from bot.programme.schema import Button, CheckInContent, Question
from bot.records import Utterance

CHANGE: Final = "change"
"""What is asked of a patient who wants to change an answer: which one."""

NOTHING: Final = "nothing"
"""The choice to change no answer."""

CONFIRM: Final = "confirm"
"""What is asked under the summary: whether it is right."""

RIGHT: Final = "right"
"""The choice that it is."""

LONGEST_IN_SUMMARY = 60
"""Characters of free text that the summary repeats: the patient has just written it, and reads on a telephone."""


class CheckInWords:
    """Puts one locale's content into bubbles."""

    def __init__(self, content: CheckInContent) -> None:
        self._content = content

    def question(self, question: Question, text: str, *, changing: bool) -> list[Utterance]:
        """Return ``text`` with what can be tapped; ``changing``: there is an answer already, which skipping leaves as it is."""
        title = self._content.leave if changing else self._content.skip_title
        return said(text, element=_element(question), buttons=[Button(title=title, payload="/skip")])

    def which(self, text: str) -> list[Utterance]:
        """Return ``text`` with a button for each answer that can be changed."""
        buttons = [
            Button(title=question.label.capitalize(), payload=payload(CHANGE, question.name))
            for question in self._content.questions
        ]
        return said(text, buttons=[*buttons, Button(title=self._content.leave, payload=payload(CHANGE, NOTHING))])

    def confirm(self, text: str, answers: Mapping[str, Value | None]) -> list[Utterance]:
        """Return ``text``, which may hold the summary, with the buttons under it."""
        buttons = [
            Button(title=self._content.right, payload=payload(CONFIRM, RIGHT)),
            Button(title=self._content.change, payload=payload(CONFIRM, CHANGE)),
        ]
        spoken = text.format(summary=self.summary(answers)).replace("\u2026.", "\u2026")  # a cut ends a sentence by itself
        return said(spoken, buttons=buttons)

    def summary(self, answers: Mapping[str, Value | None]) -> str:
        """Return the answers in one phrase: "pain 6, mood low, slept so-so, what you did: ..."."""
        parts = []
        for question in self._content.questions:
            value = answers.get(question.name)
            if value is not None:
                parts.append(question.brief.format(value=shortened(display(question, value))))
        return ", ".join(parts)

    def noted(self, question: Question, value: Value) -> str:
        """Return ``value`` said back in words; nothing for free text."""
        return "" if question.kind == "text" else question.noted.format(value=display(question, value))

    def reply(self, question: Question, value: Value, *, approximate: bool) -> str:
        """Return what follows an answer: what was noted, and a word about it. ``approximate``: the higher end of a range."""
        noted = self.noted(question, value)
        if approximate:
            return self._content.range_said_back.format(noted=noted)
        return f"{noted} {_reaction(question, value)}".strip()


def shortened(text: str) -> str:
    """Return ``text`` cut after a word, without the stop at its end: a sentence goes on behind it."""
    if len(text) > LONGEST_IN_SUMMARY:
        text = text[:LONGEST_IN_SUMMARY].rsplit(maxsplit=1)[0] + "\u2026"
    return text.rstrip(" .!")


def _reaction(question: Question, value: Value) -> str:
    if isinstance(value, str):
        return ""
    return next((reaction.say for reaction in question.reactions if reaction.low <= value <= reaction.high), "")


def _element(question: Question) -> dict[str, Any] | None:
    """Return the widget's element; typing the answer works as well."""
    if question.kind == "scale":
        return {
            "type": "slider",
            "name": question.name,
            "min": question.low,
            "max": question.high,
            "step": 1,
            "low_label": question.low_label,
            "high_label": question.high_label,
            "text_template": "{value}",
        }
    if question.kind == "choices":
        options = [
            {
                "title": option.title,
                "payload": payload(question.name, option.value),
                **({"icon": option.icon} if option.icon else {}),
            }
            for option in question.options
        ]
        return {"type": "choices", "name": question.name, "options": options}
    return None
