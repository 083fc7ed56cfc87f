"""Service-level clocks: how long a case of a tier may wait for a person, in open time, and how long the ladder does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.hours import ALWAYS, Hours
from bot.config import Settings
from bot.records import ConversationRecord
from bot.safety.promise import Promise, Reader
from bot.words import CaseStatus, Tier

LONGEST_PATIENCE = timedelta(hours=2)
"""Most time that anybody beyond the first has to answer, before the next is asked."""

CALENDAR = timedelta(days=1)
"""A clock of this length or more means days, not hours of work: it runs by the calendar."""


@dataclass(frozen=True, slots=True)
class Team:
    """Whether somebody is there."""

    here: bool
    until: datetime | None
    """When that changes; None: never."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time to a person by tier.

    Defaults: emergency and high 10 min, moderate 4 h, low by the end of the clinic's next working day. Sources: a youth service
    lets an uncleared alert climb at 30 min (CAMH); NHS England proposes 4 h for very urgent and 24 h for urgent mental health
    needs.
    """

    high: timedelta
    moderate: timedelta
    low: timedelta | None = None
    """None: the end of the next day on which the clinic opens, and a day where it never closes."""
    hours: Hours = ALWAYS
    on_call: bool = False
    """Whether somebody answers emergency and high cases outside the hours."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Clocks:
        """Read the clocks and hours that the administrator set.

        Raises:
            HandrailError: the hours make no sense.
        """
        high, moderate, low = (
            timedelta(seconds=value) for value in (settings.clock_high, settings.clock_moderate, settings.clock_low)
        )
        return cls(high, moderate, low or None, Hours.from_settings(settings), settings.on_call)

    def due_at(self, tier: Tier, at: datetime) -> datetime:
        """Return by when a person has to read a case of ``tier`` that came at ``at``.

        While nobody is there the clock rests, except for somebody on call. A clock of days runs by the calendar, ends in open time,
        and not before a moderate case of the same moment would be due.
        """
        allowed = self.high if tier.rank >= Tier.HIGH.rank else self.moderate if tier is Tier.MODERATE else self.low
        if self._never_rests(tier):
            return at + (allowed or CALENDAR)
        if allowed is None:
            return max(self.hours.end_of_next_day(at), self.hours.add_working_time(at, self.moderate))
        if allowed < CALENDAR:
            return self.hours.add_working_time(at, allowed)
        return max(self.hours.next_opening(at + allowed), self.hours.add_working_time(at, min(allowed, self.moderate)))

    def half(self, tier: Tier, start: datetime, due_at: datetime) -> datetime:
        """Return when half of the time until ``due_at`` is over, by a clock that rests when that of ``tier`` does."""
        if self._never_rests(tier):
            return start + max(due_at - start, timedelta(0)) / 2
        return self.hours.add_working_time(start, self.hours.working_time(start, due_at) / 2)

    def patience(self, tier: Tier) -> timedelta:
        """Return how long the ladder waits for each further person: half the clock, and never more than two hours."""
        clock = self.high if tier.rank >= Tier.HIGH.rank else self.moderate if tier is Tier.MODERATE else 2 * LONGEST_PATIENCE
        return min(clock / 2, LONGEST_PATIENCE)

    def not_before(self, tier: Tier, moment: datetime) -> datetime:
        """Return when a step of the ladder due at ``moment`` is taken: below tier high, only while somebody is there.

        Above, somebody is told at any hour, even where nobody is on call: it promises nothing, and it may be seen.
        """
        return moment if tier.rank >= Tier.HIGH.rank else self.hours.next_opening(moment)

    def promise(self, tier: Tier, at: datetime, time_zone: str = "UTC", *, due_at: datetime | None = None) -> Promise:
        """Return what may truthfully be promised at ``at``; ``due_at`` is that of a case that there is already."""
        due = self.due_at(tier, at) if due_at is None else due_at
        reader, opens_at = self._reader(tier, at, due)
        return Promise(at, due, reader, opens_at, self.hours.zone, ZoneInfo(time_zone))

    def promise_in(self, conversation: ConversationRecord, tier: Tier, at: datetime) -> Promise:
        """Return what may truthfully be said in a conversation of by when its next message, of ``tier``, is read.

        It follows the conversation's case, and is never later than what was promised there already. The record must hold what
        people were shown of it (``reads``). Nothing that was read before a message of a more urgent tier counts for that message.
        """
        case = conversation.case
        if case is None:
            return self.promise(tier, at, conversation.time_zone)
        most = Tier.highest(tier, case.tier)
        due_at = min(case.due_at, self.due_at(most, at))
        promise = self.promise(most, at, conversation.time_zone, due_at=due_at)
        read_at = conversation.case_read_at
        if case.status is CaseStatus.CLAIMED:
            return replace(promise, reader=Reader.TAKEN_UP, read_at=read_at)
        if read_at is not None and tier.rank <= case.tier.rank:
            return replace(promise, reader=Reader.READ, read_at=read_at)
        return replace(promise, reader=Reader.LATE) if due_at <= at else promise

    def team(self, at: datetime) -> Team | None:
        """Return whether somebody is there at ``at``; None where no hours are set, so that there is nothing to say."""
        if self.hours.always:
            return None
        here = self.hours.is_open(at)
        return Team(here, self.hours.next_closing(at) if here else self.hours.next_opening(at))

    def _reader(self, tier: Tier, at: datetime, due: datetime) -> tuple[Reader, datetime | None]:
        if self._never_rests(tier):
            return Reader.THERE, None
        if not self.hours.is_open(at):
            return Reader.AWAY, self.hours.next_opening(at)
        closing = self.hours.next_closing(at)
        return Reader.THERE if closing is None or due <= closing else Reader.LATER, None

    def _never_rests(self, tier: Tier) -> bool:
        return self.hours.always or (self.on_call and tier.rank >= Tier.HIGH.rank)
