"""Three things that must hold in every state, whatever the rules say."""

from __future__ import annotations

from typing import Any

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.rasa.safety import RISK_INTENT
from bot.programme.heard import SURE, Heard

ESCALATE = "action_escalate"
ABOVE_RULES = 7
"""RulePolicy has priority 6."""
LESSON_ANSWER = "action_lesson_answer"
LESSON_REPLY = "lesson_reply"
"""Value of the slot ``offer`` while a lesson waits for a free reply."""
NO_REPLY = frozenset(
    {
        *("next_step", "skip", "stop", "later", "not_today", "goodbye", "repeat", "start", "hand_back", "wants_human", "complaint"),
        *("start_lesson", "start_check_in", "start_measure", "show_programme"),
        *("show_plan", "make_plan", "ground_me", "do_exercise"),
    }
)
"""Intents that are wishes, also where a lesson has asked for a few words."""
LISTEN_CONFIDENCE = 0.5
"""Below any rule (1.0), above the fallback for want of a rule (``core_fallback_threshold`` in config.yml)."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class FirstThingsPolicy(Policy):
    """Risk goes first, what a lesson asked for reaches it, and the bot listens when nothing else is due.

    A flagged message goes to ``action_escalate`` at once; a free reply that a lesson asked for goes to the lesson, whatever it was
    understood as; and after any action without a rule for what follows, the bot listens.

    Without the first, an open form would be asked before: two more calls of the action server before the case exists. Without the
    second, "my sleep, mostly" would be answered with an article on sleep by a lesson that had just asked. Without the third, an
    action that changes the slot by which its rule was chosen would be followed by the fallback, again and again.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options."""
        return {POLICY_PRIORITY: ABOVE_RULES}

    @staticmethod
    def supported_data() -> SupportedData:
        """Return what it could be trained on; it learns nothing."""
        return SupportedData.ML_AND_RULE_DATA

    def _create_featurizer(self) -> TrackerFeaturizer | None:
        return None

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Policy:
        """Return the policy; there is nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learn nothing."""
        with self._model_storage.write_to(self._resource) as path:
            (path / "nothing").touch()
        return self._resource

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **kwargs: Any
    ) -> PolicyPrediction:
        """Predict the one or the other, or nothing."""
        probabilities = self._default_predictions(domain)
        listening = tracker.latest_action_name in (ACTION_LISTEN_NAME, None)
        intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
        if intent == RISK_INTENT:
            # After it the bot listens, even if it failed: a form that went on asking now would be heartless.
            probabilities[domain.index_for_action(ESCALATE if listening else ACTION_LISTEN_NAME)] = 1.0
            return self._prediction(probabilities, is_no_user_prediction=True)
        if listening and tracker.get_slot("offer") == LESSON_REPLY and _is_reply(tracker):
            probabilities[domain.index_for_action(LESSON_ANSWER)] = 1.0
            return self._prediction(probabilities)
        if not listening:
            probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = LISTEN_CONFIDENCE
        return self._prediction(probabilities)


def _is_reply(tracker: DialogueStateTracker) -> bool:
    """Whether the message may be what a lesson asked for: no wish, and no question."""
    message = tracker.latest_message
    if message is None or tracker.active_loop_name:
        return False
    intent = message.intent or {}
    heard = Heard(message.text or "", str(intent.get("name") or ""), float(intent.get("confidence") or 0.0))
    if heard.text.startswith("/") or (heard.intent in NO_REPLY and heard.confidence >= SURE):
        return False
    return not heard.asks
