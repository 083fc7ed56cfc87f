"""The ladder climbs, once for each step, until somebody takes the case."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.accounts.actor import Actor
from bot.care.hours import Hours
from bot.db.engine import Database
from bot.words import CaseStatus, Outcome, Role, Rung, Tier
from tests.clinic import CLI, CLOCKS, Clinic
from tests.conftest import MovingClock

pytestmark = pytest.mark.asyncio


class Team:
    """A patient with a therapist of their own, two others on call, and a supervisor."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic

    async def gather(self) -> None:
        clinic = self.clinic
        self.own = await clinic.therapist("Own therapist")
        self.second, self.third = await clinic.therapist("Second therapist"), await clinic.therapist("Third therapist")
        self.supervisor = await clinic.staff(Role.SUPERVISOR, "Some supervisor")
        await clinic.reach.set_on_call(CLI, [self.second.id, self.own.id, self.third.id])
        for person in (self.own, self.second, self.third, self.supervisor):
            await clinic.reach.add_contact(CLI, person.id, f"{person.display_name.split()[0].lower()}@clinic.example")
        patient = await clinic.accounts.create_person(CLI, Role.PATIENT, "Patient Xylophone", therapist_id=self.own.id)
        self.patient_id = patient.id
        self.conversation = (await clinic.conversations.of_patient(patient.id)).id

    async def flagged(self, text: str = "high") -> str:
        message = await self.clinic.write(self.conversation, text)
        return await self.clinic.cases.case_of(message.id) or ""

    async def climb(self) -> int:
        due = await self.clinic.ladder.due()
        for take in due.values():
            await take()
        await self.clinic.courier.round()
        return len(due)

    async def told(self, case: str) -> list[str]:
        """The ladder's steps in the case's history: what, and who."""
        history = (await self.clinic.cases.detail(case)).history
        return [f"{step.action}: {step.note}" for step in history if step.actor_id == "worker"]

    @property
    def mailed(self) -> list[str]:
        """To whom notifications went, by the first part of their address."""
        return [url.rpartition("to=")[2].partition("@")[0] for url, _ in self.clinic.sender.letters]


@pytest_asyncio.fixture
async def team(db: Database, clock: MovingClock) -> Team:
    made = Team(Clinic(db, clock))
    await made.gather()
    return made


async def test_it_climbs_from_the_own_therapist_to_the_administrator(team: Team, clock: MovingClock) -> None:
    case = await team.flagged()
    for minutes in (0, 5, 5, 5, 5, 5):
        clock.advance(minutes=minutes)
        assert await team.climb() == 1
        assert await team.climb() == 0, "each step is taken once"
    assert await team.told(case) == [
        "asked: Own therapist",
        "warned: Own therapist",
        "passed on: Second therapist",
        "passed on: Third therapist",
        "supervisors asked: Some supervisor",
        "administrators asked: the administrator's channel",
    ]
    assert team.mailed[:5] == ["own", "own", "second", "third", "some"]
    assert team.clinic.sender.letters[5][0] == "json://alarm.example"
    clock.advance(minutes=61)
    await team.climb()
    assert (await team.told(case))[-2:] == ["administrators asked: the administrator's channel"] * 2, "again and again"


async def test_every_step_is_an_audit_entry_that_says_who_was_asked(team: Team, clock: MovingClock) -> None:
    case = await team.flagged()
    await team.climb()
    clock.advance(minutes=5)
    await team.climb()
    entries = await team.clinic.audit.entries(CLI, case)
    asked = [(entry["facts"]["action"], entry["facts"]["asked"]) for entry in reversed(entries) if "asked" in entry["facts"]]
    assert asked == [("asked", [team.own.id]), ("warned", [team.own.id])]
    sent = [entry for entry in await team.clinic.audit.entries(CLI) if entry["event"] == "notification:sent"]
    assert [entry["facts"]["person"] for entry in sent] == [team.own.id] * 2
    assert (await team.clinic.audit.verify()).ok


async def test_a_notification_holds_no_words_and_no_name(team: Team) -> None:
    """Invariant 10."""
    case = await team.flagged("high xylophone")
    await team.climb()
    (_, message), *_ = team.clinic.sender.letters
    assert message.subject == "Handrail: a case waits (high)"
    assert message.body == (
        "A case waits for you.\nTier: high\nDue: 2026-03-02 09:10 (UTC)\nhttps://h.example/console/cases/" + case + "\n"
    )


async def test_several_workers_at_once_take_a_step_once(team: Team) -> None:
    case = await team.flagged()
    taken = await asyncio.gather(*(team.clinic.ladder.climb(case) for _ in range(5)))
    assert sorted(taken) == [False] * 4 + [True]
    await asyncio.gather(*(team.clinic.courier.round() for _ in range(3)))
    assert team.mailed == ["own"]
    assert await team.told(case) == ["asked: Own therapist"]


async def test_a_step_that_cannot_be_written_down_is_taken_later(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """History, audit entry, who was asked and the notification stand or fall together."""
    case = await team.flagged()

    async def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    for place in ("stores.ladder.LadderStore.ask", "stores.outbox.OutboxStore.add", "stores.cases.CaseStore.add_history"):
        with monkeypatch.context() as patch:
            patch.setattr(f"bot.db.{place}", full)
            with pytest.raises(OSError, match="disk full"):
                await team.clinic.ladder.climb(case)
        assert await team.told(case) == []
        await team.clinic.courier.round()
        assert team.mailed == []
    await team.climb()
    assert await team.told(case) == ["asked: Own therapist"]
    assert team.mailed == ["own"]


async def test_a_claim_stops_it_and_an_expired_claim_lets_it_go_on(team: Team, clock: MovingClock) -> None:
    case = await team.flagged()
    await team.climb()
    clock.advance(minutes=1)
    await team.clinic.cases.claim(case, team.own)
    clock.advance(minutes=5, seconds=1)
    assert await team.climb() == 0
    assert await team.clinic.cases.expire_claim(case)
    await team.climb()
    assert await team.told(case) == ["asked: Own therapist", "lease expired: "], "half of the time is over: it waits until due"
    clock.advance(minutes=4)
    await team.climb()
    assert (await team.told(case))[-1] == "passed on: Second therapist"


async def test_who_gives_a_late_case_back_makes_it_go_on_at_once(team: Team, clock: MovingClock) -> None:
    case = await team.flagged()
    await team.climb()
    await team.clinic.cases.claim(case, team.own)
    clock.advance(minutes=4)
    await team.clinic.cases.renew(case, team.own)
    clock.advance(minutes=4)
    await team.clinic.cases.renew(case, team.own)
    clock.advance(minutes=4)
    await team.clinic.cases.release(case, team.own)
    await team.climb()
    assert (await team.told(case))[-1] == "passed on: Second therapist"


async def test_a_resolved_case_asks_nobody(team: Team, clock: MovingClock) -> None:
    case = await team.flagged()
    await team.clinic.cases.claim(case, team.own)
    await team.clinic.cases.resolve(case, team.own, Outcome.FALSE_ALARM, "")
    clock.advance(hours=5)
    assert await team.climb() == 0


async def test_new_evidence_raises_the_tier_joins_the_case_and_begins_anew(team: Team, clock: MovingClock) -> None:
    case = await team.flagged("moderate")
    await team.climb()
    assert (await team.clinic.cases.get(case)).due_at == clock.now() + timedelta(hours=4)
    clock.advance(hours=1)
    assert await team.flagged("high") == case
    found = await team.clinic.cases.get(case)
    assert (found.tier, found.due_at, found.message_count, found.arming) == (Tier.HIGH, clock.now() + timedelta(minutes=10), 2, 2)
    await team.climb()
    assert team.mailed == ["own", "own"]
    assert "(high)" in team.clinic.sender.letters[-1][1].subject
    clock.advance(minutes=5)
    await team.climb()
    assert (await team.told(case))[-1] == "warned: Own therapist"


async def test_more_of_the_same_asks_nobody_anew(team: Team, clock: MovingClock) -> None:
    """Five messages of a patient in crisis in a minute are one case, and one call."""
    case = await team.flagged("high 1")
    await team.climb()
    for number in range(2, 6):
        clock.advance(seconds=10)
        assert await team.flagged(f"high {number}") == case
        await team.climb()
    assert team.mailed == ["own"]
    assert (await team.clinic.cases.get(case)).message_count == 5


async def test_who_holds_a_case_hears_that_it_is_more_urgent(team: Team, clock: MovingClock) -> None:
    case = await team.flagged("moderate")
    await team.clinic.cases.claim(case, team.second)
    await team.flagged("emergency")
    await team.climb()
    assert await team.told(case) == ["holder told: Second therapist"]
    assert team.mailed == ["second"]
    clock.advance(minutes=6)
    assert await team.climb() == 0
    await team.clinic.cases.expire_claim(case)
    await team.climb()
    assert (await team.told(case))[-1] == "asked: Own therapist"


async def test_who_is_asked_may_see_the_case_until_it_is_resolved(team: Team, clock: MovingClock) -> None:
    """Invariant 8: the ladder opens the door to those whom it asks, for as long as it must."""

    async def sees(who: Actor) -> tuple[bool, bool]:
        queue = await team.clinic.cases.queue([CaseStatus.OPEN, CaseStatus.CLAIMED], therapist_id=who.id)
        return bool(queue), await team.clinic.accounts.may_read(who, team.patient_id)

    case = await team.flagged()
    await team.climb()
    assert (await sees(team.own), await sees(team.second)) == ((True, True), (False, False))
    clock.advance(minutes=10)
    await team.climb()
    await team.climb()
    clock.advance(minutes=5)
    await team.climb()
    assert await sees(team.second) == (True, True)
    await team.clinic.cases.claim(case, team.second)
    assert await sees(team.second) == (True, True)
    await team.clinic.cases.resolve(case, team.second, Outcome.CALLED_PATIENT, "")
    assert await sees(team.second) == (False, False)
    resolved = await team.clinic.cases.queue([CaseStatus.RESOLVED], therapist_id=team.second.id)
    assert resolved == []


async def test_a_disabled_account_is_left_out(team: Team) -> None:
    await team.clinic.accounts.disable(CLI, team.own.id)
    case = await team.flagged()
    await team.climb()
    assert await team.told(case) == ["asked: Second therapist"]


async def test_without_anybody_on_call_every_therapist_is_asked(db: Database, clock: MovingClock) -> None:
    clinic = Clinic(db, clock)
    await clinic.therapist("Therapist 1")
    await clinic.therapist("Therapist 2")
    case = await clinic.cases.case_of((await clinic.write(await clinic.patient(), "high")).id) or ""
    await clinic.ladder.climb(case)
    assert [one.name for one in (await clinic.ladder.asked([case]))[case]] == ["Therapist 1", "Therapist 2"]
    assert (await clinic.cases.get(case)).ladder_next is Rung.WARNED


async def in_the_evening(db: Database, clock: MovingClock) -> Team:
    """A team whose clinic closes at 17:00; it is Monday, 18:00, and nobody is on call."""
    team = Team(Clinic(db, clock, clocks=replace(CLOCKS, low=None, hours=Hours.parse("Mon-Fri 09:00-17:00"))))
    await team.gather()
    clock.advance(hours=9)
    return team


@pytest.mark.parametrize("tier, hours", [("low", 19), ("moderate", 17)])
async def test_what_is_not_urgent_asks_nobody_while_the_clinic_is_closed(
    tier: str, hours: int, db: Database, clock: MovingClock
) -> None:
    team = await in_the_evening(db, clock)
    case = await team.flagged(tier)
    await team.climb()
    assert await team.told(case) == []
    assert (await team.clinic.cases.get(case)).ladder_at == clock.now() + timedelta(hours=15)
    clock.advance(hours=15)
    await team.climb()
    assert await team.told(case) == ["asked: Own therapist"]
    warned_at = (await team.clinic.cases.get(case)).ladder_at or clock.now()
    assert warned_at == clock.now() + timedelta(hours=hours - 15), "half of the open time, not of the night"
    clock.advance(hours=hours - 15)
    await team.climb()
    assert (await team.told(case))[-1] == "warned: Own therapist"


async def test_what_is_urgent_asks_at_any_hour_and_climbs_by_its_clock(db: Database, clock: MovingClock) -> None:
    team = await in_the_evening(db, clock)
    case = await team.flagged()
    await team.climb()
    assert await team.told(case) == ["asked: Own therapist"]
    clock.advance(hours=15, minutes=5)
    await team.climb()
    clock.advance(minutes=5)
    await team.climb()
    assert (await team.told(case))[1:] == ["warned: Own therapist", "passed on: Second therapist"]


async def test_a_notification_that_keeps_failing_climbs_at_once(team: Team, clock: MovingClock) -> None:
    team.clinic.sender.broken = {"own@"}
    case = await team.flagged()
    await team.climb()
    for seconds in (5, 20, 60):
        assert team.mailed == []
        clock.advance(seconds=seconds)
        await team.climb()
    assert team.clinic.sender.refused == 4
    await team.climb()
    assert await team.told(case) == ["asked: Own therapist", "not reached: Own therapist", "passed on: Second therapist"]
    assert team.mailed == ["second"]


async def test_of_several_addresses_that_fail_at_once_one_lets_it_climb_one_step(team: Team, clock: MovingClock) -> None:
    """Both fail in the same moment; each alone would let the ladder leave a step out."""
    team.clinic.sender.broken = {"own"}
    await team.clinic.reach.add_contact(CLI, team.own.id, "own.other@clinic.example")
    case = await team.flagged()
    for seconds in (0, 5, 20, 60, 1):
        clock.advance(seconds=seconds)
        await team.climb()
    assert await team.told(case) == [
        "asked: Own therapist",
        "not reached: Own therapist",
        "not reached: Own therapist",
        "passed on: Second therapist",
    ]
    assert team.mailed == ["second"]


async def test_when_telling_fails_for_good_every_step_is_in_the_history_all_the_same(team: Team, clock: MovingClock) -> None:
    """Nothing is ever delivered: the case still becomes overdue, and everybody is asked where they can see it."""
    team.clinic.sender.broken = {""}
    case = await team.flagged()
    for _ in range(60):
        for overdue in await team.clinic.cases.newly_overdue():
            await team.clinic.cases.mark_overdue(overdue)
        await team.climb()
        clock.advance(seconds=30)
    told = await team.told(case)
    climbed = [line for line in told if not line.startswith("not reached")]
    assert sorted(climbed) == [
        "administrators asked: the administrator's channel",
        "asked: Own therapist",
        "overdue: ",
        "passed on: Second therapist",
        "passed on: Third therapist",
        "supervisors asked: Some supervisor",
    ]
    assert [line for line in told if line.startswith("not reached")] == [
        "not reached: Own therapist",
        "not reached: Second therapist",
        "not reached: Third therapist",
        "not reached: Some supervisor",
        "not reached: the administrator's channel",
    ]
    found = await team.clinic.cases.get(case)
    assert (found.status, found.overdue_at is not None, found.ladder_next) == (CaseStatus.OPEN, True, Rung.ADMINISTRATORS)
    assert [record.name for record in (await team.clinic.ladder.asked([case]))[case]] == [
        "Own therapist", "Second therapist", "Third therapist", "Some supervisor",
    ]  # fmt: skip
    events = [entry["event"] for entry in await team.clinic.audit.entries(CLI, limit=200)]
    assert (events.count("notification:failed"), events.count("notification:sent")) == (5, 0)
    assert (await team.clinic.reach.reachable()).failed == 5
    assert (await team.clinic.audit.verify()).ok


async def test_a_failure_and_its_line_in_the_history_stand_or_fall_together(
    team: Team, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.clinic.sender.broken = {"own@"}
    case = await team.flagged()
    for seconds in (0, 5, 20):
        clock.advance(seconds=seconds)
        await team.climb()
    clock.advance(seconds=60)

    async def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("bot.db.stores.cases.CaseStore.add_history", full)
        await team.clinic.courier.round()
    assert await team.told(case) == ["asked: Own therapist"]
    assert (await team.clinic.reach.reachable()).failed == 0
    clock.advance(seconds=61)
    await team.clinic.courier.round()
    assert await team.told(case) == ["asked: Own therapist", "not reached: Own therapist"]
    assert (await team.clinic.reach.reachable()).failed == 1


async def test_who_holds_a_case_and_cannot_be_told_is_in_the_history(team: Team, clock: MovingClock) -> None:
    team.clinic.sender.broken = {"second@"}
    case = await team.flagged("moderate")
    await team.clinic.cases.claim(case, team.second)
    await team.flagged("emergency")
    for seconds in (0, 5, 20, 60):
        clock.advance(seconds=seconds)
        await team.climb()
    assert await team.told(case) == ["holder told: Second therapist", "not reached: Second therapist"]
    assert await team.climb() == 0, "it is claimed: nobody else is asked"


async def test_one_address_that_works_is_enough(team: Team, clock: MovingClock) -> None:
    team.clinic.sender.broken = {"own@"}
    await team.clinic.reach.add_contact(CLI, team.own.id, "other@clinic.example")
    case = await team.flagged()
    for seconds in (0, 5, 20, 60, 1):
        clock.advance(seconds=seconds)
        await team.climb()
    assert await team.told(case) == ["asked: Own therapist", "not reached: Own therapist"]
    assert team.mailed == ["other"]


async def test_a_notification_is_tried_again_until_it_arrives_and_withdrawn_when_the_case_is_taken(
    team: Team, clock: MovingClock
) -> None:
    team.clinic.sender.broken = {"own@", "second@"}
    case = await team.flagged()
    await team.climb()
    clock.advance(seconds=5)
    team.clinic.sender.broken = {"second@"}
    await team.clinic.courier.round()
    assert team.mailed == ["own"]
    clock.advance(minutes=10)
    await team.climb()
    await team.clinic.cases.claim(case, team.own)
    team.clinic.sender.broken = set()
    clock.advance(minutes=2)
    await team.clinic.courier.round()
    assert team.mailed == ["own"]
    assert (await team.clinic.reach.reachable()).waiting == 0


async def test_a_worker_that_dies_in_a_delivery_leaves_it_to_the_next_one(
    team: Team, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await team.flagged()

    async def dies(*_: object) -> bool:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(team.clinic.sender, "send", dies)
        await team.climb()
    await team.clinic.courier.round()
    assert team.mailed == [], "it may still be on its way"
    clock.advance(seconds=61)
    await team.clinic.courier.round()
    assert team.mailed == ["own"]


async def test_supervisors_and_administrators_see_the_case_that_the_ladder_brought_to_them(team: Team, clock: MovingClock) -> None:
    """Until then it is nobody's business but the therapists'; overdue it is on their list, and it rings once they are asked."""

    async def seen(role: Role) -> list[tuple[str, bool]]:
        return [(late.case.id, late.called) for late in await team.clinic.ladder.late(role.value)]

    case = await team.flagged()
    await team.climb()
    assert (await seen(Role.SUPERVISOR), await seen(Role.ADMINISTRATOR)) == ([], [])
    for _ in range(3):
        clock.advance(minutes=5)
        await team.climb()
    assert (await seen(Role.SUPERVISOR), await seen(Role.ADMINISTRATOR)) == ([(case, False)], [(case, False)])
    clock.advance(minutes=5)
    await team.climb()
    assert (await seen(Role.SUPERVISOR), await seen(Role.ADMINISTRATOR)) == ([(case, True)], [(case, False)])
    clock.advance(minutes=5)
    await team.climb()
    (late,) = await team.clinic.ladder.late(Role.ADMINISTRATOR.value)
    assert (late.called, late.last and late.last.kind, late.therapists) == (True, Rung.ADMINISTRATORS, ["Own therapist"])
    assert [one.name for one in late.asked] == ["Own therapist", "Second therapist", "Third therapist", "Some supervisor"]
    clock.advance(hours=1)
    await team.climb()
    (again,) = await team.clinic.ladder.late(Role.ADMINISTRATOR.value)
    assert again.last
    assert late.last
    assert again.last.at > late.last.at, "the reminder rings anew"
    await team.clinic.cases.claim(case, team.third)
    assert (await seen(Role.SUPERVISOR), await seen(Role.ADMINISTRATOR)) == ([], []), "somebody has it"


async def test_a_drills_case_is_late_for_nobody(team: Team, clock: MovingClock) -> None:
    await team.clinic.write(await team.clinic.accounts.canary(), "high")
    clock.advance(hours=2)
    await team.climb()
    assert await team.clinic.ladder.late(Role.SUPERVISOR.value) == []
