"""Questionnaires that patients have finished."""

from __future__ import annotations

from datetime import datetime

from bot.gateway.schemas.base import Answer
from bot.words import Movement


class MeasureItemOut(Answer):
    """One item and its answer."""

    number: int
    name: str
    label: str
    text: str
    value: int
    answer: str
    """The answer's title; the number itself where the item has a scale of its own."""
    watched: bool
    """Whether an answer above 0 is followed up (PHQ-9 item 9)."""


class SubscaleOut(Answer):
    """Some of the items, summed."""

    name: str
    title: str
    score: int
    threshold: int
    """From here on it calls for a closer look."""


class SinceOut(Answer):
    """The change of a result since an earlier one."""

    score: float
    """The earlier one."""
    at: datetime
    points: float
    """Above 0: a heavier load."""
    movement: Movement
    reliable: bool


class TrendOut(Answer):
    """The line through the last results of one questionnaire."""

    slope: float
    """Points a week; above 0 the load grows."""
    rise: float
    """Points along the line, from the first to the last result that it covers."""
    count: int
    """Results that it covers."""
    movement: Movement


class MeasureOut(Answer):
    """One finished questionnaire."""

    id: str
    measure: str
    title: str
    score: float
    most: float
    threshold: int | None
    """The score from which a case is spoken of; null where there is none."""
    band: str
    band_title: str
    subscales: list[SubscaleOut]
    items: list[MeasureItemOut]
    since_last: SinceOut | None
    """Null for the first result of the questionnaire."""
    since_first: SinceOut | None
    """Null for the first two."""
    trend: TrendOut | None
    """Of the results up to this one; null with fewer than three, or none of them far enough apart."""
    content_version: str
    created_at: datetime
    changed_at: datetime | None


class MeasuresAnswer(Answer):
    """A patient's finished questionnaires, newest first."""

    measures: list[MeasureOut]
