"""What a sleep diary adds up to: sleep, time in bed, efficiency, a sleep window. Plain functions; times are minutes of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import atan2, cos, pi, sin, tau
from typing import Any

DAY = 24 * 60
NEEDED = 5
"""Nights from which on an average says something. Diaries are kept for one or two weeks (Carney et al. 2012, Sleep 35:287);
five of seven leave room for missed mornings."""
LOOKED_BACK = timedelta(days=13)
"""The two weeks up to the last night: what was before is another time."""
LEAST = 330
"""Minutes in bed below which no window goes, whatever the diary says: five and a half hours, as in the lesson
``sleep/sleep-window`` (common clinical practice; Kyle et al. 2014, Sleep 37:229, on sleepiness in the first weeks)."""
GENTLE = 30
"""Minutes more of the gentler window (Troxel, Germain and Buysse 2012, Behav Sleep Med 10:266: sleep plus half an hour)."""
GOOD = 0.85
"""Efficiency from which on no window is needed (Spielman, Saskin and Thorpy 1987, Sleep 10:45: 85 to 90 %)."""
MOST_IN_BED = 16 * 60
"""A longer night is a slip of the pen, such as morning and evening changed over."""
STEP = 5
"""Times that are proposed are whole five minutes."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night of the diary."""

    day: date
    """Of the morning."""
    asleep: int
    in_bed: int
    got_up: int


@dataclass(frozen=True, slots=True)
class Nights:
    """Some nights together."""

    count: int
    odd: int
    """Nights left out, since their times cannot be."""
    asleep: float
    """Minutes on average."""
    in_bed: float
    got_up: int
    """The usual time of getting up, minutes of the day."""

    @property
    def efficiency(self) -> float:
        """Sleep as a part of the time in bed, 0 to 1 (Reed and Sacco 2016, J Clin Sleep Med 12:263)."""
        return self.asleep / self.in_bed if self.in_bed else 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """When to be in bed; minutes of the day."""

    opens: int
    opens_gently: int
    closes: int
    least: bool
    """Whether it is as short as a window may be, although the diary says less."""


def night_of(values: Mapping[str, Any]) -> Night | None:
    """Return a night as the diary tells it, over midnight or not; None when its times cannot be.

    The time in bed counts from trying to sleep to getting up, as the diary asks for it.
    """
    to_bed, woke, up = (minutes_of(str(values[name])) for name in ("to_bed", "woke_up", "got_up"))
    until_awake, in_bed = (woke - to_bed) % DAY, (up - to_bed) % DAY
    asleep = until_awake - int(values["asleep_after"]) - int(values["awake"])
    if asleep < 0 or until_awake == 0 or not until_awake <= in_bed <= MOST_IN_BED:
        return None
    return Night(date.fromisoformat(str(values["night"])), asleep, in_bed, up)


def nights_of(sheets: Iterable[Mapping[str, Any]]) -> Nights:
    """Return the last two weeks together. ``sheets``: last changed first; of two for one night the first counts."""
    by_day: dict[date, Night | None] = {}
    for values in sheets:
        by_day.setdefault(date.fromisoformat(str(values["night"])), night_of(values))
    last = max(by_day, default=date.min)
    recent = [night for day, night in by_day.items() if last - day <= LOOKED_BACK]
    good = [night for night in recent if night]
    count = len(good)
    return Nights(
        count,
        len(recent) - count,
        sum(night.asleep for night in good) / count if count else 0.0,
        sum(night.in_bed for night in good) / count if count else 0.0,
        usual_time([night.got_up for night in good]) if count else 0,
    )


def window_of(nights: Nights) -> Window | None:
    """Return the window that fits ``nights``: None for too few of them, and where the time in bed fits the sleep already.

    Its length is the sleep of an average night and never below ``LEAST``; it ends when the patient usually gets up. Method:
    Spielman et al. 1987, Sleep 10:45; recommended as a part of CBT for insomnia by Edinger et al. 2021, J Clin Sleep Med 17:255.
    """
    if nights.count < NEEDED or nights.efficiency >= GOOD or nights.in_bed <= LEAST:
        return None
    length = max(LEAST, _up(nights.asleep))
    opens = (nights.got_up - length) % DAY
    return Window(opens, (opens - GENTLE) % DAY, nights.got_up, nights.asleep < LEAST)


def usual_time(times: Sequence[int]) -> int:
    """Return the mean of times of day, to five minutes; on the circle, so that 23:50 and 00:10 meet at midnight."""
    angles = [time / DAY * tau for time in times]
    angle = atan2(sum(map(sin, angles)), sum(map(cos, angles))) % (2 * pi)
    return round(angle / tau * DAY / STEP) * STEP % DAY


def minutes_of(time: str) -> int:
    """Return "07:15" as minutes of the day."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minutes: int) -> str:
    """Return minutes of the day as "07:15"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _up(minutes: float) -> int:
    """Round up to whole five minutes: a window is never shorter than the sleep."""
    return -int(-minutes // STEP) * STEP
