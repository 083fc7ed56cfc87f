"""Recognises a bare answer ("7", "about a 7/10", "six or seven") without asking the classifier."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.programme.numbers import Scale, only_a_number

ANSWER_INTENT = "inform"
WIDEST = Scale(0, 10)
"""The widest scale on which the bot asks."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerClassifier(GraphComponent):
    """Gives the intent ``inform`` to a number and nothing else; a classifier may err on those, a parser does not."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GraphComponent:
        """Make the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of bare numbers."""
        for message in messages:
            if only_a_number(str(message.get(TEXT) or ""), WIDEST):
                intent = {INTENT_NAME_KEY: ANSWER_INTENT, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
        return messages
