"""What the program works out from sheets, and how it says it. Plain functions; the words are content (``exercises.yml``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.programme.exercise_schema import Sheet
from bot.programme.exercise_words import ActivityWords, ExerciseWords, PacingWords, SleepWords, StepsWords
from bot.programme.sheets.nights import LEAST, NEEDED, clock, nights_of, window_of

BELOW_BAD = 0.8
"""First quota as a part of the bad day's length: below the baseline, so that it can go well (Fordyce 1976, Behavioral Methods for
Chronic Pain and Illness; Lindström et al. 1992, Phys Ther 72:279). The figure is our own; a therapist may set another."""
FROM_NOTHING = 10
"""Where the bad day's length is 0: this part of the good day's, at most ``MOST_FROM_NOTHING`` minutes."""
MOST_FROM_NOTHING = 5
SHORTEST_REST, LONGEST_REST = 2, 15
"""Minutes of a break that the patient did not choose: as long as the work, within these."""
ROUNDS = 3
MORE = 0.1
"""How much longer after a week that went well: a tenth, and at least a minute, by time and never by pain (Fordyce 1976)."""
PLANNED_NEEDED = 3
"""Planned days with ratings from which on a balance says something."""
DAYS_LOOKED_AT = 14
APART = 2.0
"""How far the means of pleasure and mastery, 0 to 10, lie apart before it is said."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Timer:
    """Minutes of work and of rest, and how often."""

    work: int
    rest: int
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked out."""

    told: list[str] = field(default_factory=list)
    """In the program's words, an entry a paragraph."""
    timer: Timer | None = None
    asks: bool = False
    """Whether there is more to tell once the patient has answered who must ask somebody first."""


def of_sheet(sheet: Sheet, values: Mapping[str, Any], words: ExerciseWords) -> Worked | None:
    """Return what one filled-in sheet comes to; None where its helper looks at none by itself."""
    match sheet.helper:
        case "pacing":
            return _pacing(values, words.helpers.pacing)
        case "steps":
            return _steps(values, words.helpers.steps)
        case _:
            return None


def of_all(sheet: Sheet, kept: Sequence[Mapping[str, Any]], words: ExerciseWords, *, cleared: bool | None = None) -> Worked | None:
    """Return what all sheets of a kind come to, last changed first; None where its helper looks at single ones.

    ``cleared``: what the patient answered to who must ask somebody first; None before the answer.
    """
    if not kept:
        return None
    match sheet.helper:
        case "sleep":
            return _sleep(kept, words.helpers.sleep, words.hours, cleared)
        case "activity":
            outcomes = next(one.options for one in sheet.fields if one.name == "done")
            return _activity(kept, outcomes, words.helpers.activity)
        case _:
            return None


def pacing(good_day: int, bad_day: int, rest: int | None) -> Timer:
    """Return a length to begin with: below a bad day's where that is more than a minute, and very small where it is nothing.

    If the two days were changed over, the shorter one counts as the bad one.
    """
    shorter, longer = sorted((good_day, bad_day))
    work = max(1, int(shorter * BELOW_BAD)) if shorter else min(MOST_FROM_NOTHING, max(1, longer // FROM_NOTHING))
    return Timer(work, rest or min(LONGEST_REST, max(SHORTEST_REST, work)))


def next_rung(rungs: Sequence[str], reached: int) -> tuple[str | None, str | None]:
    """Return the rung to try, None when all are reached, and the one below it for a bad day, None from the lowest.

    Stay until it is fairly easy, then go up by one: graded exposure (Vlaeyen et al. 2001, Behaviour Research and Therapy 39:151).
    """
    place = max(0, reached)
    following = rungs[place] if place < len(rungs) else None
    below = rungs[min(place, len(rungs)) - 1] if place and rungs else None
    return following, below


def _pacing(values: Mapping[str, Any], words: PacingWords) -> Worked:
    timer = pacing(values["good_day"], values["bad_day"], values.get("rest"))
    shortest = min(values["good_day"], values["bad_day"])
    begin = words.begin_none if shortest == 0 else words.begin if timer.work < shortest else words.begin_short
    more = timer.work + max(1, round(timer.work * MORE))
    return Worked([begin.format(work=timer.work, rest=timer.rest), words.grow.format(more=more)], timer)


def _steps(values: Mapping[str, Any], words: StepsWords) -> Worked:
    following, below = next_rung(values["rungs"], values.get("reached", 0))
    # The patient's own words are put in last and never read as a pattern.
    told = [words.next.replace("{rung}", following) if following else words.top.replace("{aim}", values["aim"])]
    if below:
        told.append(words.below.replace("{rung}", below))
    return Worked(told)


def _sleep(kept: Sequence[Mapping[str, Any]], words: SleepWords, hours: str, cleared: bool | None) -> Worked:
    nights = nights_of(kept)
    odd = [words.odd.format(count=nights.odd)] if nights.odd else []
    if nights.count < NEEDED:
        return Worked([words.few.format(nights=nights.count, needed=NEEDED), *odd])

    def length(minutes: float) -> str:
        whole = round(minutes)
        return hours.format(hours=whole // 60, minutes=whole % 60)

    average = words.average.format(
        nights=nights.count, sleep=length(nights.asleep), bed=length(nights.in_bed), efficiency=round(nights.efficiency * 100)
    )
    window = window_of(nights)
    if window is None and nights.in_bed <= LEAST:
        return Worked([average, *odd, words.least])
    if window is None:
        return Worked([average, *odd, words.fits])
    if cleared is None:
        return Worked([average, *odd, words.ask_first], asks=True)
    if not cleared:
        return Worked([average, *odd, words.not_cleared], asks=True)
    said = words.window.format(opens=clock(window.opens), opens_gently=clock(window.opens_gently), closes=clock(window.closes))
    return Worked([average, *odd, said, *([words.least] if window.least else [])], asks=True)


def _activity(kept: Sequence[Mapping[str, Any]], outcomes: Sequence[str], words: ActivityWords) -> Worked:
    """Behavioural activation looks at pleasure, mastery and what became of the plan (Ekers et al. 2014, PLoS ONE 9:e100100)."""
    days = sorted(kept, key=lambda values: str(values["day"]), reverse=True)[:DAYS_LOOKED_AT]
    rated = [values for values in days if "pleasure" in values and "mastery" in values]
    if len(rated) < PLANNED_NEEDED:
        return Worked([words.few.format(needed=PLANNED_NEEDED)])
    became = Counter(str(values["done"]) for values in days if "done" in values)
    as_planned, small, other, not_done = (became[option] for option in outcomes)
    pleasure, mastery = (sum(values[name] for values in rated) / len(rated) for name in ("pleasure", "mastery"))
    told = [
        words.days.format(days=len(days), as_planned=as_planned, small=small, other=other, not_done=not_done),
        words.average.format(pleasure=f"{pleasure:.1f}", mastery=f"{mastery:.1f}"),
    ]
    if not_done > sum(became.values()) * HALF:
        told.append(words.smaller)
    if mastery - pleasure >= APART:
        told.append(words.more_pleasure)
    elif pleasure - mastery >= APART:
        told.append(words.more_mastery)
    elif len(told) == len(("days", "average")):
        told.append(words.even)
    return Worked(told)
