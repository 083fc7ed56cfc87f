"""Which measure a patient means: by a button, or by its name in what they write."""

from __future__ import annotations

from collections.abc import Mapping

from bot.programme.heard import Heard, find_words
from bot.programme.measures.schema import Measure
from bot.programme.schema import Button

MEASURE_NAME = "measure"
"""The entity that the buttons carry: ``/start_measure{"measure": "peg"}``."""


def start_payload(measure: str) -> str:
    """Return what the button sends that starts a measure."""
    return f'/start_measure{{"{MEASURE_NAME}": "{measure}"}}'


def offers(measures: Mapping[str, Measure]) -> list[Button]:
    """Return a button for each measure."""
    return [Button(title=measure.offer, payload=start_payload(measure.id)) for measure in measures.values()]


def named(measures: Mapping[str, Measure], heard: Heard) -> str | None:
    """Return the id of the measure that a message names, or None."""
    given = heard.given.get(MEASURE_NAME)
    if given is not None:
        return str(given) if given in measures else None
    if heard.text.startswith("/"):
        return None
    called = {name: measure.id for measure in measures.values() for name in measure.called}
    found: str | None = find_words(heard.text, called)
    return found
