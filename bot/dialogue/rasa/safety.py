"""The safety graph component: a flagged message means ``risk_flagged``, whatever else it may mean."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.config import load_settings
from bot.safety.screening import Screening
from bot.words import ScreeningState

logger = logging.getLogger(__name__)

RISK_INTENT = "risk_flagged"
UNKNOWN_VERSION = "none"
"""Version of a screening that could not be made."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyComponent(GraphComponent):
    """Takes the gateway's screening from the message's metadata.

    When it is missing or cannot be read, the component screens the message itself, and when that fails too the message counts
    as flagged (invariant 2). It stands last in the pipeline, so that nothing overrules it.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GraphComponent:
        """Make the component. The screener loads only if it is ever needed."""
        return cls()

    def __init__(self) -> None:
        self._screener: Any = None

    def process(self, messages: list[Message]) -> list[Message]:
        """Mark flagged messages."""
        for message in messages:
            if not self.flagged(message):
                continue
            intent = {INTENT_NAME_KEY: RISK_INTENT, PREDICTED_CONFIDENCE_KEY: 1.0}
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [intent, *(message.get(INTENT_RANKING_KEY) or [])], add_to_output=True)
            message.set(ENTITIES, [], add_to_output=True)
        return messages

    def flagged(self, message: Message) -> bool:
        """Whether the message is flagged, by the screening that came with it or by one made here."""
        given = (message.get("metadata") or {}).get("screening")
        if given is not None:
            try:
                return Screening.from_json(given).flagged
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                logger.warning("unreadable screening (%s); screening here", type(error).__name__)
        text = str(message.get(TEXT) or "")
        # The channel lets a leading slash through only for our own buttons and announcements: no patient's words.
        return not text.startswith("/") and self._screen(text).flagged

    def _screen(self, text: str) -> Screening:
        try:
            if self._screener is None:
                from bot.safety.screen import Screener  # noqa: PLC0415 - training, and most processes, never need it

                settings = load_settings()
                self._screener = Screener(settings.root / "content", settings.locale)
            screened: Screening = self._screener.screen(text)
        except Exception as error:  # noqa: BLE001 - whatever breaks, the message counts as flagged
            logger.error("screen failed: %s", type(error).__name__)
            return Screening.unfinished(ScreeningState.FAILED, UNKNOWN_VERSION)
        return screened
