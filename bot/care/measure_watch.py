"""Looks at finished measures, and asks a person to look where they say so.

A result that is reliably worse than the one before or than the first, a line through the last results that rises as far, and a
total in a band that calls for a look by itself (a severe PHQ-9 whose item 9 is 0; above 0 the follow-up has opened a case
already). The message that gave the last answer is given a finding that explains itself, and goes into a case by
``Cases.open_case``, as any flagged message does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.care import screenings
from bot.care.cases import Cases
from bot.clock import Clock
from bot.db.engine import Database
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.measures import MeasureStore
from bot.db.stores.messages import MessageStore
from bot.errors import NotFound
from bot.programme import Programme
from bot.programme.measures.course import Course, Since, course_of
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import band_of, shown
from bot.records import MeasureResultRecord
from bot.safety.screening import Evidence
from bot.words import Category, Deterioration, Movement, OpenedBy, Tier

AGAIN_AFTER = timedelta(weeks=4)
"""How long what a person was asked to look at, and what has not got worse since, is not brought up again for the same measure.

Two fortnightly results: long enough that a load which stays high does not fill the queue, short enough that it is not forgotten.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What was decided of a result."""

    why: tuple[Deterioration, ...]
    """Empty: nobody needs to be asked."""
    tier: Tier


NOTHING = Look((), Tier.NONE)


def deteriorations(
    measure: Measure, result: MeasureResultRecord, course: Course, earlier: Sequence[MeasureResultRecord]
) -> tuple[Deterioration, ...]:
    """Return why a person should look at ``result``; ``earlier``: the results of the measure before it, oldest first.

    News is told at once: worse than the time before, or newly in a band that calls for a look. What stands (still worse than the
    first, still rising, still in the band) is told when nothing was told of this measure for four weeks.
    """
    found: list[Deterioration] = []
    told = any(one.deteriorations and result.created_at - one.created_at < AGAIN_AFTER for one in earlier)
    if _worse(course.since_last):
        found.append(Deterioration.SINCE_LAST)
    if _worse(course.since_first) and not told:
        found.append(Deterioration.SINCE_FIRST)
    if course.trend and course.trend.movement is Movement.WORSE and not told:
        found.append(Deterioration.TREND)
    if calls_for_a_look(measure, result) and (not told or not calls_for_a_look(measure, earlier[-1])):
        found.append(Deterioration.SEVERE)
    return tuple(found)


def calls_for_a_look(measure: Measure, result: MeasureResultRecord) -> bool:
    """Whether the score does so by itself; not where an item was followed up, which has asked somebody already."""
    watched = measure.follow_up
    followed = watched is not None and result.answers.get(watched.item, 0) > watched.above
    return band_of(measure, result.score).look and not followed


def tier_of(measure: Measure, why: Sequence[Deterioration], earlier: Sequence[MeasureResultRecord]) -> Tier:
    """Return how soon a person should look.

    Low: what a score says of one or two weeks, a day more does not change. Moderate when a total has newly come into a band that
    calls for a look: an item 9 of 0 excludes nothing, and a severe total is where a first talk should not wait for the next day.
    The table of item 9 counts a total from 15 on likewise (``bot/care/item9.py``). A moderate case asks one person, in open time
    only.
    """
    newly = Deterioration.SEVERE in why and not (earlier and calls_for_a_look(measure, earlier[-1]))
    return Tier.MODERATE if newly else Tier.LOW if why else Tier.NONE


class MeasureWatch:
    """Decides of each finished measure, once, whether a person should look."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, cases: Cases, programme: Programme, patience: timedelta
    ) -> None:
        """``patience``: how long the patient has to look over their answers before it is decided without them."""
        self._db = db
        self._clock = clock
        self._audit = audit
        self._cases = cases
        self._programme = programme
        self._patience = patience

    async def assess(self, result_id: str, opened_by: OpenedBy) -> Look | None:
        """Decide of a result, and open a case where a person should look.

        None when somebody was faster, or it cannot be decided yet (the message has no screening); the worker comes back to that.
        The finding and the decision are one transaction. Should the process die before the case is open, the worker finds a flagged
        message without one (invariant 3).

        Raises:
            NotFound: when there is no such result, or no such measure any more.
        """
        actor = Actor.system("action" if opened_by is OpenedBy.ACTION else "worker")
        async with self._db.write() as session:
            store, messages = MeasureStore(session), MessageStore(session)
            held = await store.get(result_id)
            if held is None:
                raise NotFound("no such result")
            await ConversationStore(session).lock(held.conversation_id)  # the course must not move between look and decision
            result = held.result
            measure = self._programme.measures.get(result.measure)
            message = await messages.get(result.message_id) if result.message_id else None
            if message is None or result.assessed_at or await messages.screening(message.id) is None:
                return None
            earlier = await store.earlier(held.patient_id, result.measure, result.id)
            course = course_of(measure, result.score, result.created_at, earlier)
            why = deteriorations(measure, result, course, earlier)
            if not await store.assess(result.id, why, self._clock.now()):
                return None
            await self._audit.append(
                session,
                AuditEvent.MEASURE_ASSESSED,
                actor=actor,
                object_type="patient",
                object_id=held.patient_id,
                facts={"measure": measure.id, "result": result.id, "why": "+".join(why) or "nothing"},
            )
            if not why:
                return NOTHING
            tier, reason = tier_of(measure, why, earlier), reason_for(measure, result, course, why)
            rule = f"{measure.id}/{'severe' if Deterioration.SEVERE in why else 'worse'}"
            finding = Evidence(0, len(message.text), message.text, Category.MEASURE, tier, rule, reason)
            await screenings.raise_by(session, self._audit, actor, message, finding)
        await self._cases.open_case(message.id, opened_by, note=reason)
        return Look(why, tier)

    async def missed(self, message_id: str, measure: str, due_at: datetime) -> str:
        """Ask a person to look because a measure that was due at ``due_at`` was not finished; return the case's id.

        ``message_id``: the reminder that was not answered. Idempotent on it. Tier low.

        Raises:
            NotFound: when there is no such message, or no such measure.
        """
        title = self._programme.measures.get(measure).title
        note = f"{title} was due on {_day(due_at)} and has not been finished."
        return await self._cases.open_case(message_id, OpenedBy.RECONCILIATION, category=Category.MEASURE, note=note)

    async def unassessed(self, limit: int) -> list[str]:
        """Return the ids of results that the patient has left without a last word, at most ``limit``, oldest first."""
        async with self._db.read() as session:
            return await MeasureStore(session).unassessed(self._clock.now() - self._patience, limit)


def reason_for(measure: Measure, result: MeasureResultRecord, course: Course, why: Sequence[Deterioration]) -> str:
    """Return why a person should look, as a therapist reads it; the figures, and no words of the patient's."""
    said = [f"{measure.title} {_of(measure, result.score)}, {band_of(measure, result.score).title.lower()}."]
    if Deterioration.SINCE_LAST in why and course.since_last:
        said.append(_worse_than(measure, "the time before", course.since_last))
    if Deterioration.SINCE_FIRST in why and course.since_first:
        said.append(_worse_than(measure, "the first", course.since_first))
    if Deterioration.TREND in why and course.trend:
        said.append(f"Rising over the last {course.trend.count} results, by about {course.trend.slope:g} points a week.")
    watched = measure.follow_up
    if Deterioration.SEVERE in why and watched:
        said.append(f"Item {measure.number(watched.item)} was answered with {result.answers[watched.item]}.")
    return " ".join(said)


def _worse(since: Since | None) -> bool:
    return since is not None and since.change.movement is Movement.WORSE


def _of(measure: Measure, score: float) -> str:
    return f"{shown(measure, score)} of {measure.most:g}"


def _worse_than(measure: Measure, what: str, since: Since) -> str:
    points = shown(measure, since.change.points)
    return f"{points} higher than {what} ({shown(measure, since.score)}, {_day(since.at)}): reliably worse."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
