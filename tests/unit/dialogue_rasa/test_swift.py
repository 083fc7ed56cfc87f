"""The mends hold on to names that exist in the frozen Rasa, and still refuse nonsense."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.exceptions import RasaException

from bot.dialogue.rasa.swift import _check_shape, mend


def test_the_names_are_there():
    assert callable(RemoteAction._validate_action_result)
    assert callable(Event.resolve_by_type)


def test_events_read_as_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    mend()
    assert deserialise_events([{"event": "slot", "name": "pain", "value": 3}]) == [SlotSet("pain", 3)]


@pytest.mark.parametrize("answer", [None, [], "x", {"events": {}}, {"events": [1]}, {"responses": "x"}, {"responses": [None]}])
def test_nonsense_is_refused(answer: Any):
    with pytest.raises(RasaException):
        _check_shape(None, answer)


@pytest.mark.parametrize(
    "answer", [{}, {"events": [], "responses": []}, {"events": [{"event": "slot"}], "responses": [{"text": "x"}]}]
)
def test_an_answer_passes(answer: Any):
    assert _check_shape(None, answer)
