"""A result that says that things are worse reaches a person, once, whichever process dies when."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.care.measure_watch import Look
from bot.db.engine import Database
from bot.db.tables import AuditEntry
from bot.errors import NotFound
from bot.records import CaseRecord, Utterance
from bot.words import CaseStatus, Category, Deterioration, OpenedBy, Outcome, Owner, Tier
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.test_worker import worker_of

pytestmark = pytest.mark.asyncio
LAST, FIRST, TREND, SEVERE = Deterioration


class Patient:
    """One patient who finishes measures."""

    def __init__(self, clinic: Clinic, clock: MovingClock, conversation: str, person: str) -> None:
        self.clinic, self.clock, self.conversation, self.person = clinic, clock, conversation, person
        self.results = 0

    async def finish(self, measure: str, *values: int, run: str = "") -> str:
        """Answer the last item, so that the result is kept; return its id."""
        self.results += 1
        message = await self.clinic.write(self.conversation, f"Answer {self.results}", f"c-{self.results}")
        content = self.clinic.programme.measures.get(measure)
        answers = dict(zip((item.name for item in content.items), values, strict=True))
        run = run or f"{self.results:032x}"
        await self.clinic.programme.measures.record(run, self.person, self.conversation, measure, answers, message_id=message.id)
        return run

    async def phq9(self, total: int, *, item9: int = 0, run: str = "") -> str:
        """Finish a PHQ-9 with this total."""
        rest, values = total - item9, []
        for _ in range(8):
            values.append(min(3, rest))
            rest -= values[-1]
        assert rest == 0
        return await self.finish("phq9", *values, item9, run=run)

    async def look(self, run: str, opened_by: OpenedBy = OpenedBy.ACTION) -> Look | None:
        """Decide of a result."""
        return await self.clinic.measure_watch.assess(run, opened_by)

    async def course(self, *totals: int, days: int = 14) -> list[tuple[Deterioration, ...]]:
        """Finish PHQ-9s in a row, and return what was found of each; every case is resolved before the next."""
        found = []
        for total in totals:
            look = await self.look(await self.phq9(total))
            assert look
            found.append(look.why)
            await self.resolve()
            self.clock.advance(days=days)
        return found

    async def case(self) -> CaseRecord | None:
        """The conversation's unresolved case."""
        return await self.clinic.cases.unresolved(self.conversation)

    async def resolve(self) -> None:
        """Let a therapist resolve the case, if there is one."""
        case = await self.case()
        if case:
            therapist = await self.clinic.therapist(f"Therapist {self.results}")
            await self.clinic.cases.claim(case.id, therapist)
            await self.clinic.cases.resolve(case.id, therapist, Outcome.SUPPORTED_IN_CHAT, "")


async def patient_of(db: Database, clock: MovingClock, **wired: Any) -> Patient:
    """Return a patient of a small clinic."""
    clinic = Clinic(db, clock, **wired)
    conversation = await clinic.patient()
    return Patient(clinic, clock, conversation, (await clinic.conversations.get(conversation)).patient_id)


async def test_reliably_worse_than_last_time_is_a_low_case_that_explains_itself(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    assert await patient.look(await patient.phq9(10)) == Look((), Tier.NONE)
    clock.advance(days=14)
    assert await patient.look(await patient.phq9(17)) == Look((LAST,), Tier.LOW)
    case = await patient.case()
    assert case
    assert (case.tier, case.categories, case.owner, case.opened_by) == (Tier.LOW, [Category.MEASURE], Owner.BOT, OpenedBy.ACTION)
    detail = await patient.clinic.cases.detail(case.id)
    why = "PHQ-9 17 of 27, moderately severe. 7 higher than the time before (10, 2 Mar 2026): reliably worse."
    assert (detail.history[0].action, detail.history[0].note, detail.history[0].actor_id) == ("opened", why, "action")
    screening = detail.flagged[0].screening
    assert screening
    (evidence,) = screening.evidence
    assert (evidence["rule"], evidence["category"], evidence["tier"], evidence["why"]) == ("phq9/worse", "measure", "low", why)
    assert (await patient.clinic.audit.verify()).ok


@pytest.mark.parametrize("totals", [(10, 15), (16, 10), (10, 10), (0, 5), (19, 19)])
async def test_noise_and_improvement_open_nothing(db: Database, clock: MovingClock, totals: tuple[int, ...]) -> None:
    patient = await patient_of(db, clock)
    assert await patient.course(*totals) == [(), ()]
    assert await patient.clinic.cases.queue(list(CaseStatus), therapist_id=None) == []


@pytest.mark.parametrize(
    "totals, found",
    [
        ((10, 17, 17), [(), (LAST,), ()]),  # it stays high: told already
        ((10, 17, 17, 17), [(), (LAST,), (), (FIRST,)]),  # four weeks on it is brought up again
        ((8, 11, 15), [(), (), (FIRST, TREND)]),
        ((18, 8, 10, 12, 14), [(), (), (), (), (TREND,)]),  # creeps up after it had fallen
        ((18, 8, 9, 11, 11), [(), (), (), (), ()]),
        ((10, 20), [(), (LAST, SEVERE)]),
        ((20, 21), [(SEVERE,), ()]),
        ((20, 21, 20), [(SEVERE,), (), (SEVERE,)]),
        ((20, 14, 20), [(SEVERE,), (), (LAST, SEVERE)]),
    ],
)
async def test_what_is_told_and_when_it_is_told_again(
    db: Database, clock: MovingClock, totals: tuple[int, ...], found: list[tuple[Deterioration, ...]]
) -> None:
    patient = await patient_of(db, clock)
    assert await patient.course(*totals) == found


async def test_a_severe_total_without_thoughts_of_death_is_a_moderate_case_when_it_is_new(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    assert await patient.look(await patient.phq9(20)) == Look((SEVERE,), Tier.MODERATE)
    case = await patient.case()
    assert case
    assert case.tier is Tier.MODERATE
    assert "PHQ-9 20 of 27, severe. Item 9 was answered with 0." in (await patient.clinic.cases.detail(case.id)).history[0].note
    await patient.resolve()
    clock.advance(days=28)
    assert await patient.look(await patient.phq9(20)) == Look((SEVERE,), Tier.LOW), "known, and not to be forgotten"


async def test_a_severe_total_with_item_9_above_0_is_the_follow_ups(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    assert await patient.look(await patient.phq9(22, item9=1)) == Look((), Tier.NONE)


async def test_a_peg_and_a_gad_7_are_looked_at_likewise_and_join_the_case(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    for measure, values in (("peg", (4, 4, 4)), ("gad7", (1,) * 7)):
        await patient.look(await patient.finish(measure, *values))
    clock.advance(days=7)
    assert (await patient.look(await patient.finish("peg", 6, 6, 6))) == Look((LAST,), Tier.LOW)
    assert (await patient.look(await patient.finish("gad7", 2, 2, 2, 2, 1, 1, 1))) == Look((LAST,), Tier.LOW)
    case = await patient.case()
    assert case
    assert case.message_count == 2
    notes = [step.note for step in (await patient.clinic.cases.detail(case.id)).history]
    assert notes == [
        "PEG 6.0 of 10, middle part. 2.0 higher than the time before (4.0, 2 Mar 2026): reliably worse.",
        "GAD-7 11 of 21, moderate. 4 higher than the time before (7, 2 Mar 2026): reliably worse.",
    ]


async def test_a_phq_4_has_no_reliable_change_and_opens_nothing(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    await patient.look(await patient.finish("phq4", 0, 0, 0, 0))
    clock.advance(days=14)
    assert await patient.look(await patient.finish("phq4", 3, 3, 3, 3)) == Look((), Tier.NONE)


async def test_it_is_decided_once_by_whoever_comes_first(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    run = await patient.phq9(24)
    looks = await asyncio.gather(*(patient.look(run, way) for way in [OpenedBy.ACTION, OpenedBy.RECONCILIATION] * 3))
    assert len([look for look in looks if look is not None]) == 1
    (entry,) = await patient.clinic.cases.queue([CaseStatus.OPEN], therapist_id=None)
    assert entry[0].message_count == 1


async def test_a_patient_who_leaves_before_the_last_word_is_seen_to_by_the_worker(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    await patient.phq9(24)
    clock.advance(minutes=9)
    await worker_of(patient.clinic).round()
    assert await patient.case() is None
    clock.advance(minutes=2)
    await asyncio.gather(*(worker_of(patient.clinic).round() for _ in range(3)))
    case = await patient.case()
    assert case
    assert (case.opened_by, case.message_count) == (OpenedBy.RECONCILIATION, 1)


async def test_a_process_that_dies_between_finding_and_case_leaves_it_to_the_worker(
    db: Database, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = await patient_of(db, clock)
    run = await patient.phq9(24)

    async def dies(*_: object, **__: object) -> str:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(patient.clinic.cases, "open_case", dies)
        with pytest.raises(RuntimeError):
            await patient.look(run)
    assert await patient.case() is None
    clock.advance(minutes=1)
    await worker_of(patient.clinic).round()
    case = await patient.case()
    assert case
    assert case.categories == [Category.MEASURE]


async def test_a_corrected_answer_is_looked_at_again_unless_a_person_was_asked_already(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    run = await patient.phq9(12)
    assert await patient.look(run) == Look((), Tier.NONE)
    await patient.phq9(20, run=run)
    assert await patient.look(run) == Look((SEVERE,), Tier.MODERATE)
    await patient.phq9(21, run=run)
    assert await patient.look(run) is None
    case = await patient.case()
    assert case
    assert case.message_count == 1


async def test_an_answer_that_is_in_a_case_already_adds_its_reason_there(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    await patient.look(await patient.phq9(8))
    clock.advance(days=14)
    run = await patient.phq9(14, item9=1)
    message = (await patient.clinic.conversations.page(patient.conversation, limit=50))[0]
    last = [one for one in message if one.text.startswith("Answer")][-1]
    case_id = await patient.clinic.cases.open_case(last.id, OpenedBy.ACTION, category=Category.WANTS_HUMAN)
    await patient.look(run)
    detail = await patient.clinic.cases.detail(case_id)
    assert "reliably worse" in detail.history[-1].note
    assert detail.case.message_count == 1
    assert set(detail.case.categories) == {Category.WANTS_HUMAN, Category.MEASURE}


async def test_every_decision_leaves_an_entry_without_a_score(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    await patient.course(8, 11, 15)
    async with db.read() as session:
        query = select(AuditEntry).where(AuditEntry.event == "measure:assessed").order_by(AuditEntry.seq)
        entries = (await session.scalars(query)).all()
    assert [entry.facts["why"] for entry in entries] == ["nothing", "nothing", "since_first+trend"]
    assert set(entries[0].facts) == {"measure", "result", "why"}


async def test_a_missed_measure_is_a_low_case_on_its_reminder(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    epoch = (await patient.clinic.conversations.get(patient.conversation)).epoch
    await patient.clinic.conversations.announce(patient.conversation, [Utterance("Time for the PEG")], epoch=epoch, name="peg")
    reminder = (await patient.clinic.conversations.page(patient.conversation, limit=5))[0][-1]
    missed = [await patient.clinic.measure_watch.missed(reminder.id, "peg", clock.now()) for _ in range(2)]
    assert len(set(missed)) == 1
    detail = await patient.clinic.cases.detail(missed[0])
    assert (detail.case.tier, detail.case.categories, detail.case.owner) == (Tier.LOW, [Category.MEASURE], Owner.BOT)
    assert detail.history[0].note == "PEG was due on 2 Mar 2026 and has not been finished."


async def test_an_unknown_result_is_said_to_be_unknown(db: Database, clock: MovingClock) -> None:
    patient = await patient_of(db, clock)
    with pytest.raises(NotFound):
        await patient.look("f" * 32)
