"""What ``exercises.yml`` may hold: what is said around exercises, by the helpers and in the chat."""

from __future__ import annotations

from bot.programme.lesson_schema import Bubble, Title
from bot.programme.schema import Strict


class PacingWords(Strict):
    """Around a pacing plan. ``{work}``, ``{rest}`` and ``{more}`` are minutes."""

    begin: Bubble
    begin_short: Bubble
    begin_none: Bubble
    grow: Bubble


class StepsWords(Strict):
    """Around a ladder. ``{rung}`` and ``{aim}`` are the patient's words."""

    next: Bubble
    below: Bubble
    top: Bubble


class SleepWords(Strict):
    """Around a sleep diary. ``{sleep}`` and ``{bed}`` are lengths as ``hours`` says them, ``{opens}`` and ``{closes}`` times."""

    few: Bubble
    average: Bubble
    odd: Bubble
    fits: Bubble
    ask_first: Bubble
    not_cleared: Bubble
    window: Bubble
    least: Bubble


class ActivityWords(Strict):
    """Around planned days."""

    few: Bubble
    days: Bubble
    average: Bubble
    more_pleasure: Bubble
    more_mastery: Bubble
    smaller: Bubble
    even: Bubble


class HelperWords(Strict):
    """By helper."""

    pacing: PacingWords
    steps: StepsWords
    sleep: SleepWords
    activity: ActivityWords


class ChatWords(Strict):
    """What is said where an exercise is done in text."""

    which: Bubble
    offer: Bubble
    open: Title
    in_text: Title
    another: Title
    ready: Title
    next: Title
    last: Title
    skip: Title
    stop: Title
    step: Title
    pick_words: Bubble
    one_a_line: Bubble
    optional: Bubble
    wrong_number: Bubble
    wrong_text: Bubble
    wrong_lines: Bubble
    wrong_choice: Bubble
    wrong_time: Bubble
    wrong_day: Bubble
    needed: Bubble
    summary: Bubble
    keep: Bubble
    keep_yes: Title
    keep_change: Title
    keep_no: Title
    change_which: Bubble
    left: Bubble
    left_empty: Bubble
    thrown_away: Bubble
    resume: Bubble
    back: Bubble
    therapist: Bubble


class ExerciseWords(Strict):
    """The file."""

    helpers: HelperWords
    hours: Title
    """A length of time; ``{hours}`` and ``{minutes}``."""
    chat: ChatWords
