"""Questionnaires that patients have finished."""

from __future__ import annotations

from datetime import datetime

from bot.gateway.schemas.base import Answer


class MeasureItemOut(Answer):
    """One item and its answer."""

    number: int
    name: str
    label: str
    text: str
    value: int
    answer: str
    """The answer's title; empty when the content no longer knows the value."""
    watched: bool
    """Whether an answer above 0 is followed up (PHQ-9 item 9)."""


class MeasureOut(Answer):
    """One finished questionnaire."""

    id: str
    measure: str
    title: str
    score: float
    most: int
    band: str
    band_title: str
    items: list[MeasureItemOut]
    content_version: str
    created_at: datetime
    changed_at: datetime | None


class MeasuresAnswer(Answer):
    """A patient's finished questionnaires, newest first."""

    measures: list[MeasureOut]
