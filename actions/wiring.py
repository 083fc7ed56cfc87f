"""The one factory of this process."""

from __future__ import annotations

from functools import lru_cache

from bot.config import load_settings
from bot.factory import Factory


@lru_cache(maxsize=1)
def factory() -> Factory:
    """Return the factory that all actions share; made at the first action, in the event loop that serves."""
    return Factory(load_settings())
