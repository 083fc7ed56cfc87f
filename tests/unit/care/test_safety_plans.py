"""Safety plans, on both databases: nothing of two editors is lost, every version stays, the chain holds digests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import cast

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.accounts.actor import Actor
from bot.audit.facts import text_digest
from bot.audit.log import AuditLog
from bot.care.safety_plans import MAX_TEXT, PlanChanged, SafetyPlans, whole_text
from bot.db.engine import Database
from bot.db.tables import AuditEntry, Person, SafetyPlanVersion
from bot.errors import Invalid, NotFound
from bot.safety.plan_signs import PlanSigns
from bot.words import PlanStep
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio

PATIENT = Actor("a" * 32, "patient", "Patient 1")
THERAPIST = Actor("b" * 32, "therapist", "Therapist 1")
SUPERVISOR = Actor("c" * 32, "supervisor", "Supervisor 1")
SIGNS, COPING, PLACE = PlanStep.WARNING_SIGNS, PlanStep.OWN_COPING, PlanStep.SAFE_PLACE


class Signs:
    """Finds what a test says: the word "now"; breaks at "broken", and hangs at "slow"."""

    def about_now(self, texts: Mapping[PlanStep, str]) -> bool:
        """See ``PlanSigns.about_now``."""
        words = " ".join(texts.values()).split()
        if "broken" in words:
            raise RuntimeError("broken")
        if "slow" in words:
            time.sleep(0.5)
        return "now" in words


def made(db: Database, clock: MovingClock) -> SafetyPlans:
    """Plans over a database."""
    return SafetyPlans(db, clock, AuditLog(db, clock), lambda: cast("PlanSigns", Signs()), deadline=0.2)


@pytest_asyncio.fixture
async def plans(db: Database, clock: MovingClock) -> SafetyPlans:
    async with db.write() as session:
        for actor in (PATIENT, THERAPIST, SUPERVISOR):
            session.add(Person(id=actor.id, role=actor.role, display_name=actor.display_name, created_at=clock.now()))
    return made(db, clock)


async def entries(db: Database, event: str) -> list[AuditEntry]:
    async with db.read() as session:
        return list(await session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.seq)))


async def test_a_plan_begins_empty_and_grows_version_by_version(plans: SafetyPlans, clock: MovingClock):
    assert (await plans.get(PATIENT.id)).plan.version == 0
    assert not await plans.begun(PATIENT.id)
    await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: " I stop answering. \n"})
    clock.advance(hours=1)
    shown = await plans.save(THERAPIST, PATIENT.id, base_version=1, texts={COPING: "Slow breathing", PLACE: ""})
    assert shown == await plans.get(PATIENT.id)
    assert shown.plan.version == 2
    assert {step: part.text for step, part in shown.plan.parts.items()} == {SIGNS: "I stop answering.", COPING: "Slow breathing"}
    assert (shown.plan.parts[SIGNS].author_name, shown.plan.parts[COPING].author_role) == ("Patient 1", "therapist")
    assert shown.plan.parts[COPING].at == clock.now()
    assert [(change.version, change.author_name, change.steps) for change in shown.changes] == [
        (2, "Therapist 1", [COPING]),
        (1, "Patient 1", [SIGNS]),
    ]
    assert await plans.begun(PATIENT.id)


async def test_what_the_patient_writes_about_now_is_told_and_on_record(plans: SafetyPlans, db: Database):
    shown = await plans.save(PATIENT, PATIENT.id, base_version=0, texts={PLACE: "it is now"})
    assert shown.about_now
    assert (await plans.save(PATIENT, PATIENT.id, base_version=0, texts={PLACE: "it is now"})).about_now, "its answer was lost"
    assert not (await plans.get(PATIENT.id)).about_now
    assert not (await plans.save(PATIENT, PATIENT.id, base_version=1, texts={COPING: "music"})).about_now
    assert not (await plans.save(THERAPIST, PATIENT.id, base_version=2, texts={SIGNS: "it is now"})).about_now
    assert [entry.facts["about_now"] for entry in await entries(db, "safety_plan:saved")] == [True, False, False]


@pytest.mark.parametrize("text", ["broken now", "slow now"])
async def test_what_cannot_be_looked_at_is_saved_all_the_same(plans: SafetyPlans, text: str):
    shown = await plans.save(PATIENT, PATIENT.id, base_version=0, texts={COPING: text})
    assert (shown.plan.parts[COPING].text, shown.about_now) == (text, False)


async def test_every_version_stays(plans: SafetyPlans, db: Database):
    for version, text in enumerate(["one", "two", ""]):
        await plans.save(PATIENT, PATIENT.id, base_version=version, texts={SIGNS: text})
    async with db.read() as session:
        rows = list(await session.scalars(select(SafetyPlanVersion).order_by(SafetyPlanVersion.version)))
    assert [row.parts[SIGNS.value]["text"] for row in rows] == ["one", "two", ""]
    assert not await plans.begun(PATIENT.id), "what was taken out again is no plan"


async def test_different_steps_at_once_disturb_each_other_not_at_all(plans: SafetyPlans):
    await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: "mine"})
    shown = await plans.save(THERAPIST, PATIENT.id, base_version=0, texts={COPING: "theirs"})
    assert {part.text for part in shown.plan.parts.values()} == {"mine", "theirs"}


async def test_the_same_step_at_once_is_refused_and_nothing_is_overwritten(plans: SafetyPlans):
    await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: "mine"})
    with pytest.raises(PlanChanged) as caught:
        await plans.save(THERAPIST, PATIENT.id, base_version=0, texts={SIGNS: "theirs", COPING: "also"})
    assert caught.value.details == {"version": 1, "steps": ["warning_signs"]}
    assert "mine" not in str(caught.value)
    plan = (await plans.get(PATIENT.id)).plan
    assert {step: part.text for step, part in plan.parts.items()} == {SIGNS: "mine"}
    both = await plans.save(THERAPIST, PATIENT.id, base_version=1, texts={SIGNS: "mine\ntheirs"})
    assert both.plan.parts[SIGNS].text == "mine\ntheirs"


async def test_a_request_whose_answer_was_lost_may_come_again(plans: SafetyPlans):
    for _ in range(2):
        shown = await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: "mine"})
    assert shown.plan.version == 1


async def test_of_many_at_once_each_is_kept_or_refused(plans: SafetyPlans, db: Database, clock: MovingClock):
    elsewhere = Database(db.url)  # another process
    other = made(elsewhere, clock)
    try:
        saved = await asyncio.gather(
            *(
                each.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: f"text {number}", step: "x"})
                for number, (each, step) in enumerate([(plans, COPING), (other, PLACE), (plans, PLACE), (other, COPING)])
            ),
            return_exceptions=True,
        )
    finally:
        await elsewhere.dispose()
    assert sum(not isinstance(one, BaseException) for one in saved) == 1
    assert sum(isinstance(one, PlanChanged) for one in saved) == 3
    assert (await plans.get(PATIENT.id)).plan.version == 1


async def test_what_cannot_be_is_refused(plans: SafetyPlans):
    with pytest.raises(Invalid, match="2000"):
        await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: "x" * (MAX_TEXT + 1)})
    with pytest.raises(Invalid, match="no such version"):
        await plans.save(PATIENT, PATIENT.id, base_version=1, texts={SIGNS: "x"})
    for nobody in ("f" * 32, THERAPIST.id):
        with pytest.raises(NotFound):
            await plans.save(THERAPIST, nobody, base_version=0, texts={SIGNS: "x"})
        with pytest.raises(NotFound):
            await plans.get(nobody)


async def test_the_chain_says_that_and_never_what(plans: SafetyPlans, db: Database):
    shown = await plans.save(PATIENT, PATIENT.id, base_version=0, texts={SIGNS: "the heron word"})
    await plans.save(PATIENT, PATIENT.id, base_version=1, texts={SIGNS: "the heron word"})
    await plans.read(SUPERVISOR, PATIENT.id)
    (saved,) = await entries(db, "safety_plan:saved")
    assert saved.facts == {"version": 1, "steps": ["warning_signs"], "own": True, "about_now": False}
    assert saved.content_digest == text_digest(whole_text(shown.plan))
    assert "heron" not in str(saved.facts)
    (read,) = await entries(db, "safety_plan:read")
    assert (read.actor_id, read.object_id, read.facts, read.content_digest) == (SUPERVISOR.id, PATIENT.id, {"version": 1}, "")
