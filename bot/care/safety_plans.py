"""Safety plans: the patient's own, written by the patient and by the therapist who helps with it.

Here and not in the programme, since a plan is care between two people: it belongs to no lesson, outlasts the course, and is bound
to the caseload. It is no message and opens no case, for naming a crisis is its purpose, and the panel says so; but what the patient
writes is looked at, and where it is about now the panel asks whether to tell a person (``docs/adr/0022``).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.safety_plans import PlanChange, PlanPart, PlanRecord, SafetyPlanStore
from bot.errors import Conflict, Invalid, NotFound
from bot.safety.plan_signs import PlanSigns
from bot.words import PlanStep, Role

log = structlog.get_logger(__name__)

__all__ = ["PlanChange", "PlanChanged", "PlanPart", "PlanRecord", "SafetyPlans", "ShownPlan"]

MAX_TEXT = 2000
"""Longest text of one step, in characters: a page on a telephone, more than anybody reads in a crisis."""
CHANGES_SHOWN = 10
"""How many of the last changes are shown with a plan."""


class PlanChanged(Conflict):
    """Somebody else changed the same step since it was read; ``details`` name the version and the steps, never the text."""

    code = "plan_changed"


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan and who changed what, newest change first."""

    plan: PlanRecord
    changes: list[PlanChange]
    about_now: bool = False
    """Of what the patient just saved: it reads as danger now, and they should be asked whether to tell a person."""


class SafetyPlans:
    """Keeps plans. Who may, and for whom, is the caller's to check; that it was done is recorded here."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, signs: Callable[[], PlanSigns], *, deadline: float) -> None:
        """``signs`` loads a screen, so that it is made when something is saved, and not before.

        ``deadline``: seconds that a look at what is saved may take.
        """
        self._db = db
        self._clock = clock
        self._audit = audit
        self._signs = signs
        self._deadline = deadline

    async def get(self, patient_id: str) -> ShownPlan:
        """Return a patient's plan, which may be empty.

        Raises:
            NotFound: there is no such patient.
        """
        async with self._db.read() as session:
            return await _shown(SafetyPlanStore(session), patient_id)

    async def read(self, actor: Actor, patient_id: str) -> ShownPlan:
        """Return a patient's plan to somebody who has no part in it; the reading is recorded.

        Raises:
            NotFound: there is no such patient.
        """
        shown = await self.get(patient_id)
        async with self._db.write() as session:
            await self._record(session, AuditEvent.SAFETY_PLAN_READ, actor, shown.plan)
        return shown

    async def begun(self, patient_id: str) -> bool:
        """Whether anything stands in the patient's plan."""
        async with self._db.glance() as session:
            return not (await SafetyPlanStore(session).current(patient_id)).empty

    async def save(self, actor: Actor, patient_id: str, *, base_version: int, texts: Mapping[PlanStep, str]) -> ShownPlan:
        """Write the steps in ``texts``, which were read in ``base_version``, and return the plan as it is then.

        What the patient writes is looked at first (``ShownPlan.about_now``); whatever breaks there, it is saved.
        Two people who write at different steps disturb each other not at all. Saving what stands there already changes nothing, so
        that a request whose answer was lost may be sent again.

        Raises:
            PlanChanged: a step was changed by somebody after ``base_version``; nothing is saved.
            Invalid: a text is too long, or ``base_version`` lies in the future.
            NotFound: there is no such patient.
        """
        written = {step: text.strip() for step, text in texts.items()}
        if any(len(text) > MAX_TEXT for text in written.values()):
            raise Invalid(f"a step has at most {MAX_TEXT} characters", remedy="shorten it")
        about_now = actor.role == Role.PATIENT.value and await self._about_now(written)
        async with self._db.write() as session:
            store = SafetyPlanStore(session)
            if not await store.lock(patient_id):
                raise NotFound("there is no such patient")
            plan = await store.current(patient_id)
            if base_version > plan.version:
                raise Invalid("there is no such version of this plan", remedy="read it anew")
            changed = [step for step in PlanStep if step in written and written[step] != _text(plan, step)]
            crossed = [step for step in changed if step in plan.parts and plan.parts[step].version > base_version]
            if crossed:
                raise PlanChanged(
                    "somebody else changed this part of the plan in the meantime",
                    remedy="read both texts, and choose what is to stand",
                    version=plan.version,
                    steps=[step.value for step in crossed],
                )
            if changed:
                plan = self._next(plan, actor, {step: written[step] for step in changed})
                change = PlanChange(plan.version, plan.parts[changed[0]].at, actor.display_name, actor.role, changed)
                await store.add(plan, change, actor.id)
                await self._record(session, AuditEvent.SAFETY_PLAN_SAVED, actor, plan, changed=changed, about_now=about_now)
            return ShownPlan(plan, await store.changes(patient_id, CHANGES_SHOWN), about_now)

    async def _about_now(self, texts: Mapping[PlanStep, str]) -> bool:
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.to_thread(lambda: self._signs().about_now(texts))
        except Exception as error:  # noqa: BLE001 - what was written is kept, whatever breaks; help is on the same page
            log.error("could not look at a plan", error=type(error).__name__)
            return False

    def _next(self, plan: PlanRecord, actor: Actor, texts: Mapping[PlanStep, str]) -> PlanRecord:
        version, now = plan.version + 1, self._clock.now()
        new = {step: PlanPart(text, version, now, actor.id, actor.display_name, actor.role) for step, text in texts.items()}
        return PlanRecord(plan.patient_id, version, {**plan.parts, **new})

    async def _record(
        self,
        session: Session,
        event: AuditEvent,
        actor: Actor,
        plan: PlanRecord,
        changed: list[PlanStep] | None = None,
        *,
        about_now: bool = False,
    ) -> None:
        facts: dict[str, object] = {"version": plan.version}
        if changed is not None:
            facts |= {"steps": [step.value for step in changed], "own": actor.role == Role.PATIENT.value, "about_now": about_now}
        await self._audit.append(
            session,
            event,
            actor=actor,
            object_type="patient",
            object_id=plan.patient_id,
            facts=facts,
            text=whole_text(plan) if changed is not None else None,
        )


def whole_text(plan: PlanRecord) -> str:
    """Return every text of a plan as canonical JSON, as the audit chain keeps its digest."""
    return json.dumps({step.value: part.text for step, part in plan.parts.items()}, sort_keys=True, separators=(",", ":"))


def _text(plan: PlanRecord, step: PlanStep) -> str:
    return plan.parts[step].text if step in plan.parts else ""


async def _shown(store: SafetyPlanStore, patient_id: str) -> ShownPlan:
    if not await store.is_patient(patient_id):
        raise NotFound("there is no such patient")
    return ShownPlan(await store.current(patient_id), await store.changes(patient_id, CHANGES_SHOWN))
