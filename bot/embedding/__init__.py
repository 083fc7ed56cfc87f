"""Puts sentences into numbers so that those of like meaning lie near each other. Knows nothing of patients, and keeps nothing."""

from bot.embedding.encoder import Encoder

__all__ = ["Encoder"]
