"""Whether two results of a measure differ by more than the measure's own noise.

A change is reliable from the difference on that answering twice would seldom give by chance (Jacobson and Truax 1991, J Consult
Clin Psychol 59:12). The differences stand in ``content/LOCALE/measures`` with their source:

- PHQ-9: 6 points, GAD-7: 4 points (NHS Talking Therapies manual).
- PEG: no reliable change is published. Better is 30 % and at least 1 point lower: 30 % is the usual mark of a change that matters
  in pain (Dworkin et al. 2008, J Pain 9:105), and 1.0 the lower end of the anchors found for the PEG (mostly 1.0 to 1.75). Worse
  is 1.75 points higher, the upper end: a percentage says nothing of a high score, which has no room to rise by 30 %, and a case
  takes a person's time.
- PHQ-4: none that could be checked, so that no change of it is called reliable.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.programme.measures.schema import Least, Measure
from bot.words import Movement

NOISE = 1e-9
"""Scores are sums, or means to one decimal; this is far below both, and above what adding floats leaves over."""


@dataclass(frozen=True, slots=True)
class Change:
    """From one score to a later one."""

    points: float
    """The later minus the earlier score: above 0 is a heavier load."""
    movement: Movement

    @property
    def reliable(self) -> bool:
        """Whether it is more than noise."""
        return self.movement in {Movement.BETTER, Movement.WORSE}


def change_between(measure: Measure, earlier: float, later: float) -> Change:
    """Return the change from ``earlier`` to ``later``; unknown for a measure without a published reliable change."""
    points = round(later - earlier, measure.digits)
    return Change(points, movement_of(measure, earlier, points))


def movement_of(measure: Measure, earlier: float, points: float) -> Movement:
    """Return what a move by ``points`` from ``earlier`` is."""
    marks = measure.reliable_change
    if marks is None:
        return Movement.UNKNOWN
    if points > 0 and _at_least(marks.worse, points, earlier):
        return Movement.WORSE
    if points < 0 and _at_least(marks.better, -points, earlier):
        return Movement.BETTER
    return Movement.SAME


def _at_least(least: Least, points: float, earlier: float) -> bool:
    return points + NOISE >= least.points and points + NOISE >= earlier * least.percent / 100
