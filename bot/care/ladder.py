"""The ladder: who is asked to see to a case, one after the other, until somebody does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.accounts.actor import Actor
from bot.care import rungs
from bot.care.cases import Cases
from bot.care.clocks import Clocks
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.cases import CaseStore
from bot.db.stores.ladder import LadderStore
from bot.db.stores.outbox import ContactStore, OutboxStore
from bot.db.stores.people import PeopleStore
from bot.records import AskedRecord, CaseRecord, LateCase, StepRecord
from bot.words import CaseStatus, Role, Rung

log = structlog.get_logger(__name__)

BATCH = 50
"""Steps taken in one round of the worker."""
HOLDER = -1
"""The number of a step that tells a case's holder: it stands beside the ladder, not on it."""
LATE_LIMIT = 200
"""Most late cases that one look returns."""
CALLED_BY: dict[str, tuple[Rung, ...]] = {
    Role.SUPERVISOR.value: (Rung.SUPERVISORS, Rung.ADMINISTRATORS),
    Role.ADMINISTRATOR.value: (Rung.ADMINISTRATORS,),
}
"""With which steps a role's own console rings; supervisors go on being asked when the administrators are."""
ADMINISTRATORS = "the administrators"
CHANNEL = "the administrator's channel"
NOBODY = "nobody: there is no address"
_WORKER = Actor.system("worker")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A case's steps, and the names of the people in them."""

    steps: list[rungs.Step]
    names: dict[str, str]


class Ladder:
    """Takes the ladder's steps. Each is one transaction: history, audit, who was asked, and what is to be delivered to them."""

    def __init__(self, db: Database, clock: Clock, cases: Cases, clocks: Clocks, channel: int) -> None:
        """``channel`` is how many addresses the administrator's channel has."""
        self._db = db
        self._clock = clock
        self._cases = cases
        self._clocks = clocks
        self._channel = channel

    async def due(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Return what takes the step that is due, for each case that has one."""
        async with self._db.read() as session:
            found = await CaseStore(session).on_ladder(self._clock.now(), BATCH)
        return {case_id: partial(self.climb, case_id) for case_id in found}

    async def climb(self, case_id: str) -> bool:
        """Take the step that is due; False when none is any more. Two workers at once take it once: the conversation is locked."""
        async with self._db.write() as session:
            case = await self._cases.locked(session, case_id)
            now = self._clock.now()
            if case.ladder_at is None or case.ladder_at > now or case.status is CaseStatus.RESOLVED:
                return False
            if case.canary:
                await self._take(session, case, HOLDER, rungs.Step(Rung.DRILL), {})
            elif case.status is CaseStatus.CLAIMED and case.claimed_by:
                step = rungs.Step(Rung.HOLDER_TOLD, (case.claimed_by,))
                await self._take(session, case, HOLDER, step, {case.claimed_by: case.claimed_by_name or ""})
            else:
                await self._climb(session, case, now)
            return True

    async def locked(self, session: Session, case_id: str) -> CaseRecord:
        """See ``Cases.locked``."""
        return await self._cases.locked(session, case_id)

    async def unreached(self, session: Session, case: CaseRecord, arming: int, rung: int, who: str) -> None:
        """Note that somebody could not be reached; when a step reached nobody, the next one comes at once.

        The caller locked the case and wrote down in the same transaction that the notification failed: so whichever of a step's
        notifications fails last sees that no other is left, and only that one lets the ladder climb.
        """
        if case.status is CaseStatus.RESOLVED:
            return
        number, kind = await LadderStore(session).latest(case.id, arming)
        climbs = (
            case.status is CaseStatus.OPEN
            and (case.arming, number) == (arming, rung)
            and kind is not Rung.ADMINISTRATORS
            and not await OutboxStore(session).hope(case.id, arming, rung)
        )
        sooner: dict[str, object] = {}
        if climbs:
            # A warning would go where nothing arrives: it is left out.
            next_rung = case.rung + 1 if case.ladder_next is Rung.WARNED else case.rung
            sooner = {"ladder_at": self._clock.now(), "rung": next_rung}
        await self._cases.note_step(session, case, _WORKER, "not reached", note=who, facts={"rung": rung}, **sooner)
        log.warning("a notification could not be delivered", case=case.id, rung=rung, climbs=climbs)

    async def asked(self, case_ids: Sequence[str]) -> dict[str, list[AskedRecord]]:
        """Return who was asked for each case, the latest last."""
        async with self._db.read() as session:
            return await LadderStore(session).asked(case_ids)

    async def last_steps(self, case_ids: Sequence[str]) -> dict[str, StepRecord]:
        """Return the latest step that was taken for each case."""
        async with self._db.read() as session:
            return await LadderStore(session).last_steps(case_ids)

    async def late(self, role: str) -> list[LateCase]:
        """Return the open cases that are overdue, and those about which the ladder has asked ``role``, most urgent first.

        For supervisors and administrators, whom the ladder asks last: without this they hear of a case only by mail.
        """
        async with self._db.read() as session:
            found = await CaseStore(session).late(self._clock.now(), CALLED_BY.get(role, ()), LATE_LIMIT)
            ids = [case.id for case, _ in found]
            store = LadderStore(session)
            asked, last = await store.asked(ids), await store.last_steps(ids)
            therapists = await PeopleStore(session).names_of_therapists([case.patient_id for case, _ in found])
        return [
            LateCase(case, called, asked.get(case.id, []), last.get(case.id), therapists.get(case.patient_id, []))
            for case, called in found
        ]

    async def _climb(self, session: Session, case: CaseRecord, now: datetime) -> None:
        plan = await self._plan(session, case)
        times = rungs.Times(self._clocks.half(case.tier, case.armed_at, case.due_at), case.due_at, self._clocks.patience(case.tier))
        if case.ladder_next is None:  # it was claimed, and is not any more
            rung, at = rungs.resumed(plan.steps, case.rung, now, times)
        else:
            rung, at = rungs.present(plan.steps, case.rung, now, times), now
        at = self._clocks.not_before(case.tier, at)
        if at > now:
            await self._cases.schedule(session, case, rung=rung, ladder_at=at, ladder_next=rungs.at(plan.steps, rung).kind)
            return
        following, then = rungs.after(plan.steps, rung, now, times)
        await self._take(
            session,
            case,
            rung,
            rungs.at(plan.steps, rung),
            plan.names,
            rung=following,
            ladder_at=self._clocks.not_before(case.tier, then),
            ladder_next=rungs.at(plan.steps, following).kind.value,
        )

    async def _take(
        self, session: Session, case: CaseRecord, number: int, step: rungs.Step, names: dict[str, str], **values: object
    ) -> None:
        now, store = self._clock.now(), LadderStore(session)
        await store.add_step(case.id, case.arming, number, step.kind, now)
        for person_id in step.people:
            await store.ask(case.id, person_id, now)
        targets = await self._targets(session, step)
        for target, owner in targets:
            await OutboxStore(session).add(
                f"{case.id}:{case.arming}:{number}:{target}",
                step.kind.value,
                target,
                now=now,
                person_id=owner,
                case_id=case.id,
                arming=case.arming,
                rung=number,
                tier=case.tier.value,
                due_at=case.due_at,
            )
        last = CHANNEL if self._channel else ADMINISTRATORS if targets else NOBODY
        told = ", ".join(names.get(person, "") for person in step.people) or last
        await self._cases.note_step(
            session,
            case,
            _WORKER,
            step.kind.value.replace("_", " "),
            note=told,
            facts={"rung": number, "arming": case.arming, "asked": list(step.people), "notifications": len(targets)},
            **{"ladder_at": None, "ladder_next": None, **values},
        )

    async def _targets(self, session: Session, step: rungs.Step) -> list[tuple[str, str | None]]:
        """Return where a step is delivered outside the console, and to whom."""
        if step.kind in (Rung.ADMINISTRATORS, Rung.DRILL):
            if self._channel or step.kind is Rung.DRILL:
                return [(f"alarm:{number}", None) for number in range(self._channel)]
            people = [person.id for person in await PeopleStore(session).enabled(Role.ADMINISTRATOR.value)]
        else:
            people = list(step.people)
        return [(f"contact:{contact.id}", contact.person_id) for contact in await ContactStore(session).of(people)]

    async def _plan(self, session: Session, case: CaseRecord) -> _Plan:
        people = PeopleStore(session)
        order = await LadderStore(session).order_for(case.patient_id)
        everyone = [] if order else await people.enabled(Role.THERAPIST.value)
        supervisors = await people.enabled(Role.SUPERVISOR.value)
        ids = [[person.id for person in group] for group in (order, everyone, supervisors)]
        return _Plan(rungs.steps(*ids), {person.id: person.display_name for person in [*order, *everyone, *supervisors]})
