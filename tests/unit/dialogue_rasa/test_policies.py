"""What holds in every state."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.rasa.policies import FirstThingsPolicy

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def predict(domain: Domain):
    policy = FirstThingsPolicy({"priority": 7}, SimpleNamespace(), Resource("x"), ExecutionContext(GraphSchema({})))

    def run(*events: Event) -> tuple[str | None, Any]:
        tracker = DialogueStateTracker.from_events("c", [ActionExecuted("action_listen"), *events], slots=domain.slots)
        prediction = policy.predict_action_probabilities(tracker, domain)
        best = prediction.max_confidence_index
        return (domain.action_names_or_texts[best] if prediction.max_confidence else None), prediction

    return run


def said(intent: str):
    return UserUttered("x", {"name": intent, "confidence": 1.0})


def test_risk_goes_before_an_open_form(predict: Any):
    action, prediction = predict(ActiveLoop("check_in_form"), said("risk_flagged"))
    assert action == "action_escalate"
    assert prediction.is_no_user_prediction
    assert prediction.policy_priority == 7


def test_after_an_escalation_the_bot_listens_even_in_a_form_that_stayed_open(predict: Any):
    action, prediction = predict(ActiveLoop("check_in_form"), said("risk_flagged"), ActionExecuted("action_escalate"))
    assert action == "action_listen"
    assert prediction.is_no_user_prediction


def test_after_any_action_it_listens_unless_a_rule_knows_better(predict: Any):
    action, prediction = predict(said("affirm"), ActionExecuted("action_lesson"))
    assert action == "action_listen"
    assert 0.3 < prediction.max_confidence < 1


def test_otherwise_it_says_nothing(predict: Any):
    assert predict(said("greet"))[0] is None
