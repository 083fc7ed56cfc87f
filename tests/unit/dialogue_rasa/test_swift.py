"""The mends hold on to names that exist in the frozen Rasa, and still refuse nonsense."""

from __future__ import annotations

from typing import Any

import pytest
import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.exceptions import RasaException

from bot.dialogue.rasa.runner import InOrderRunner
from bot.dialogue.rasa.swift import _check_shape, _remembered, mend


def test_the_names_are_there():
    assert callable(RemoteAction._validate_action_result)
    assert callable(Event.resolve_by_type)
    assert Domain.empty().is_empty()
    assert issubclass(InOrderRunner, rasa.core.processor.DaskGraphRunner)


def test_events_read_as_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(Domain, "is_empty", Domain.is_empty)
    monkeypatch.setattr(rasa.core.processor, "DaskGraphRunner", rasa.core.processor.DaskGraphRunner)
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


def test_a_domain_is_asked_once_whether_it_is_empty():
    asked = []

    def ask(given: Any) -> bool:
        asked.append(given)
        return False

    remembered = _remembered(ask)
    domain, other = Domain.empty(), Domain.empty()
    assert [remembered(domain), remembered(domain), remembered(other)] == [False, False, False]
    assert asked == [domain, other]
