"""Reads what the bot says with the code of the action server, so that a mistake stops the start and not a patient.

Safety replies and the screen's rules are left to the gateway: it reads them before it answers anything, and refuses to start.
"""

from __future__ import annotations

import asyncio

from bot.config import Settings
from bot.errors import HandrailError
from bot.factory import Factory


async def check(settings: Settings) -> None:
    """Load check-ins and lessons.

    Raises:
        HandrailError: for the first mistake, naming its file.
    """
    factory = Factory(settings)
    try:
        await asyncio.to_thread(lambda: factory.programme.check_in_dialogue)
    except (ValueError, KeyError, TypeError) as error:
        # The loaders name files and fields themselves; this is for what they did not foresee.
        raise HandrailError(f"content/{settings.locale} cannot be read: {error}", remedy="undo the last change there") from error
    finally:
        await factory.aclose()
