"""Leaving: a farewell after dark days, and doors that a patient closes one after the other. One message alone shows neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.safety.rule_layer import RuleLayer
from bot.safety.screening import Context, Evidence
from bot.safety.signs import SignName
from bot.words import Category, Tier

LOOKED_BACK = 6
"""Messages of the patient that count together, this one among them."""
DOORS = 3
"""Of these, how many must close the door, this one among them: to be annoyed once or twice is nothing."""
LOW_MOOD = 2
"""Mood (1 very low, 5 very good) up to which a day was low."""
LOW_DAYS = 4
"""Low days of the last seven that make a week of low mood; a check-in is not given on all of them."""
FEWEST_DAYS = 3
"""Days with a mood that say as much when fewer were given, if all of them were low."""


class Leaving:
    """Reads farewells and withdrawal in the light of the days and messages before them.

    Args:
        rules: knows the words.
        darkness: says what earlier messages show of suicide risk, in words that go on from "after"; None where they show nothing.
    """

    def __init__(self, rules: RuleLayer, darkness: Callable[[Sequence[str]], str | None]) -> None:
        self._rules = rules
        self._darkness = darkness

    def asks_for_moods(self, text: str, context: Context) -> bool:
        """Whether ``context.moods`` could change what ``text`` means. It reads words only, in a fraction of a millisecond."""
        return self._rules.sign("goodbye", text) is not None or self._doors(text, context) is not None

    def find(self, text: str, context: Context) -> list[Evidence]:
        """Return the farewell after dark days, and the withdrawal, that ``text`` shows."""
        goodbye, doors = self._rules.sign("goodbye", text), self._doors(text, context)
        if goodbye is None and doors is None:
            return []
        after = low_mood(context.moods) or self._darkness(before(context))
        found = []
        if goodbye is not None and after is not None:
            why = f"Says goodbye, in words that mean little alone, after {after}."
            found.append(_evidence(text, goodbye, Category.SUICIDE, Tier.MODERATE, "goodbye", why))
        if doors is not None:
            place, told = doors
            if after is not None:
                found.append(_evidence(text, place, Category.SUICIDE, Tier.MODERATE, "withdrawal", f"{told}, after {after}."))
            else:
                found.append(_evidence(text, place, Category.DISTRESS, Tier.LOW, "withdrawal", f"{told}."))
        return found

    def _doors(self, text: str, context: Context) -> tuple[tuple[int, int], str] | None:
        """Return where ``text`` closes the door, and in how many of the last messages the patient did; None where in too few."""
        place = self._rules.sign("withdrawal", text)
        if place is None:
            return None
        earlier = before(context)
        closed = 1 + sum(self._rules.sign("withdrawal", one) is not None for one in earlier)
        if closed < DOORS:
            return None
        return place, f"Closes the door: {closed} of the last {1 + len(earlier)} messages refuse to go on"


def before(context: Context) -> tuple[str, ...]:
    """Return the patient's earlier messages that count together with this one, oldest first."""
    return context.earlier[-(LOOKED_BACK - 1) :]


def low_mood(moods: Sequence[int]) -> str | None:
    """Say that ``moods``, of the last seven days, are those of a week of low mood; None where they are not."""
    low = sum(mood <= LOW_MOOD for mood in moods)
    if low >= LOW_DAYS or FEWEST_DAYS <= len(moods) == low:
        return f"low mood in {low} of {len(moods)} check-ins of the last seven days"
    return None


def _evidence(text: str, place: tuple[int, int], category: Category, tier: Tier, rule: SignName, why: str) -> Evidence:
    start, end = place
    return Evidence(start, end, text[start:end], category, tier, f"conversation/{rule}", why)
