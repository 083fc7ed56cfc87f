"""How a measure is led, and how it is kept: the PHQ-9."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.tables import AuditEntry, Conversation, Person
from bot.errors import Invalid, NotFound
from bot.programme import Programme
from bot.programme.content import Content
from bot.programme.files import ContentError, read
from bot.programme.heard import Heard
from bot.programme.measures.dialogue import MeasureDialogue, MeasureState, MeasureTurn
from bot.programme.measures.reading import read_item, tapped_payload
from bot.programme.measures.schema import Measure
from bot.programme.measures.scoring import band_of, score_of
from bot.words import FollowUpOutcome
from tests.conftest import ROOT, MovingClock

PATIENT, CONVERSATION = "a" * 32, "b" * 32
PHQ9 = Content.load(ROOT / "content" / "en").measures["phq9"]
NAMES = [item.name for item in PHQ9.items]
ASKS = frozenset({"ask_why", "ask_who_reads"})


def all_of(value: int, **more: int) -> dict[str, int]:
    return {**dict.fromkeys(NAMES, value), **more}


@pytest.mark.parametrize(
    "score, band",
    [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "moderately_severe"),
     (19, "moderately_severe"), (20, "severe"), (27, "severe")],
)  # fmt: skip
def test_bands(score: int, band: str) -> None:
    assert band_of(PHQ9, score).name == band


def test_the_score_is_the_sum_of_all_nine() -> None:
    assert [score_of(PHQ9, all_of(value)) for value in range(4)] == [0, 9, 18, 27]
    assert score_of(PHQ9, all_of(0, self_harm=3, low=2)) == 5


@pytest.mark.parametrize(
    "answers",
    [{}, dict.fromkeys(NAMES[:8], 0), all_of(0, sleep=4), all_of(0, sleep=-1), all_of(0, extra=1), all_of(0) | {"low": True}],
)
def test_what_is_not_complete_or_off_the_scale_has_no_score(answers: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        score_of(PHQ9, answers)


@pytest.mark.parametrize(
    "text, value",
    [("Not at all", 0), ("no", 0), ("never", 0), ("several days", 1), ("a few days", 1), ("sometimes", 1), ("most days", 2),
     ("more than half the days", 2), ("nearly every day", 3), ("every day", 3), ("3", 3), ("0", 0), ("two", 2),
     ("no energy", None), ("not every day", None), ("7", None), ("my back hurts", None)],
)  # fmt: skip
def test_typed_answers(text: str, value: int | None) -> None:
    assert read_item(PHQ9, PHQ9.items[0], text) == value


def test_bands_must_leave_no_gap(tmp_path: Path) -> None:
    text = (ROOT / "content/en/measures/phq9.yml").read_text()
    (tmp_path / "phq9.yml").write_text(text.replace("low: 10, high: 14", "low: 11, high: 14"))
    with pytest.raises(ContentError, match="bands must cover every score once"):
        read(tmp_path / "phq9.yml", Measure)
    assert all(before.high + 1 == after.low for before, after in pairwise(PHQ9.bands))


async def people(db: Database, clock: MovingClock) -> Programme:
    async with db.write() as session:
        session.add(Person(id=PATIENT, role="patient", display_name="Patient", created_at=clock.now()))
        await session.flush()
        session.add(Conversation(id=CONVERSATION, patient_id=PATIENT, created_at=clock.now()))
    return Programme(db, clock, AuditLog(db, clock), ROOT / "content" / "en")


@pytest.mark.asyncio
async def test_one_row_a_finished_measure_which_a_correction_replaces(db: Database, clock: MovingClock) -> None:
    measures = (await people(db, clock)).measures
    await measures.record("1" * 32, PATIENT, CONVERSATION, "phq9", all_of(1))
    clock.advance(days=14)
    await measures.record("2" * 32, PATIENT, CONVERSATION, "phq9", all_of(2))
    await measures.record("2" * 32, PATIENT, CONVERSATION, "phq9", all_of(2, sleep=0))
    latest = await measures.latest(PATIENT)
    assert [(one.score, one.band) for one in latest] == [(16, "moderately_severe"), (9, "mild")]
    assert latest[0].answers == all_of(2, sleep=0)
    assert latest[0].content_version == "phq9-3"
    assert latest[0].changed_at
    with pytest.raises(NotFound):
        await measures.record("3" * 32, PATIENT, CONVERSATION, "phq8", all_of(1))
    with pytest.raises(Invalid):
        await measures.record("3" * 32, PATIENT, CONVERSATION, "phq9", {"low": 1})


@pytest.mark.asyncio
async def test_the_audit_entry_holds_a_digest_and_no_answer(db: Database, clock: MovingClock) -> None:
    measures = (await people(db, clock)).measures
    await measures.record("1" * 32, PATIENT, CONVERSATION, "phq9", all_of(3))
    async with db.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.event == "measure:recorded"))).one()
    assert entry.content_digest
    assert set(entry.facts) == {"measure", "version", "new", "result"}


class Lead:
    """One measure, led."""

    def __init__(self) -> None:
        self.dialogue = MeasureDialogue(PHQ9, ASKS)
        self.turn: MeasureTurn = self.dialogue.begin(None, "r" * 32, Heard(intent="start_measure"))

    @property
    def state(self) -> MeasureState:
        return self.turn.state

    def hear(self, text: str, intent: str = "inform", confidence: float = 0.9) -> list[str]:
        """Let the patient type, or tap what a text beginning with a slash carries."""
        tap = tapped_payload(text)
        given = {"measure_answer": f"{tap.measure}:{tap.what}:{tap.value}"} if tap else {}
        state = MeasureState.from_json(self.state.as_json())
        assert state
        self.turn = self.dialogue.hear(state, Heard(text, intent, confidence, given))
        return [part.text for part in self.turn.say]

    def tap(self, title: str) -> list[str]:
        """Tap what is offered under the last bubble."""
        content = self.turn.say[-1].content
        offered = [*content.get("buttons", []), *content.get("element", {}).get("options", [])]
        return self.hear(next(option["payload"] for option in offered if option["title"] == title))


def test_a_whole_measure_by_buttons() -> None:
    lead = Lead()
    assert "Your therapist can read your answers" in lead.turn.say[0].text
    for item in PHQ9.items:
        assert lead.turn.say[-1].text.endswith(item.text)
        said = lead.tap("Not at all")
    assert "Your total is 0 of 27" in said[-1]
    assert "not a diagnosis" in said[-1]
    assert lead.tap("That's right") == []
    assert lead.turn.done


def to_item9(lead: Lead, answer: str = "Several days") -> None:
    for _ in NAMES[:-1]:
        lead.tap(answer)


def test_item_9_is_followed_up_at_once_and_then_the_total_is_said() -> None:
    lead = Lead()
    to_item9(lead)
    assert "Are these thoughts about ending your life?" in lead.tap("Several days")[-1]
    assert lead.turn.watched == 1
    said = lead.tap("No")
    assert lead.turn.outcome is FollowUpOutcome.PASSIVE
    assert "{time_to_person}" in said[0]
    assert "Your total is 9 of 27" in said[1]


@pytest.mark.parametrize(
    "text, intent, outcome",
    [("no", "deny", FollowUpOutcome.PASSIVE), ("no it's just that I'm tired of it", "nlu_fallback", FollowUpOutcome.PASSIVE),
     ("skip", "skip", FollowUpOutcome.DECLINED), ("i'd rather not say", "nlu_fallback", FollowUpOutcome.DECLINED),
     ("stop now", "stop", FollowUpOutcome.DECLINED), ("i have no idea what to do about my back", "nlu_fallback", None)],
)  # fmt: skip
def test_typed_replies_to_the_follow_up(text: str, intent: str, outcome: FollowUpOutcome | None) -> None:
    lead = Lead()
    to_item9(lead)
    lead.tap("Several days")
    lead.hear(text, intent)
    assert lead.turn.outcome is outcome
    assert lead.turn.done is (intent == "stop")


def test_another_subject_twice_counts_as_a_refusal() -> None:
    lead = Lead()
    to_item9(lead)
    lead.tap("Nearly every day")
    assert "A yes or a no is enough" in lead.hear("my back is bad", "nlu_fallback")[0]
    lead.hear("so bad", "nlu_fallback")
    assert lead.turn.outcome is FollowUpOutcome.DECLINED


def test_item_9_taken_back_in_the_middle_is_still_read_by_a_person() -> None:
    lead = Lead()
    to_item9(lead)
    lead.tap("Several days")
    lead.hear('/inform{"measure_answer": "phq9:self_harm:0"}')
    assert lead.turn.outcome is FollowUpOutcome.WITHDRAWN


def test_yes_to_item_9_is_watched_and_asked_again() -> None:
    lead = Lead()
    to_item9(lead)
    lead.hear("yes", "affirm")
    assert (lead.turn.watched, lead.state.asking) == (1, "self_harm")


def test_answers_can_be_changed_on_the_way_and_at_the_end() -> None:
    lead = Lead()
    lead.tap("Several days")
    assert lead.hear("i meant most days", "correct_answer")[0] == "Changed: Interest, more than half the days."
    lead.hear('/inform{"measure_answer": "phq9:interest:3"}')
    assert (lead.state.answers, lead.state.asking) == ({"interest": 3}, "low")
    for _ in NAMES[1:]:
        lead.tap("Not at all")
    lead.tap("Change an answer")
    assert lead.tap("3. Sleep")[-1].endswith(PHQ9.items[2].text)
    assert "Your total is 5 of 27" in lead.tap("More than half the days")[-1]
    lead.tap("Change an answer")
    lead.tap("9. Thoughts of death or self-harm")
    assert "ending your life?" in lead.tap("Several days")[-1]


def test_it_is_taken_up_where_it_was_left() -> None:
    lead = Lead()
    lead.tap("Several days")
    lead.hear("/later", "later", 1.0)
    assert lead.turn.digress
    turn = lead.dialogue.begin(lead.state, "other", Heard(intent="start_measure"))
    assert (turn.state.run, turn.state.asking) == ("r" * 32, "low")
    assert "Your answers so far are still here" in turn.say[0].text


@pytest.mark.parametrize("intent", ["risk_flagged", "wants_human", "ask_who_reads", "stop", "start_check_in"])
def test_what_is_no_answer_leaves_the_form_to_the_rules(intent: str) -> None:
    lead = Lead()
    lead.hear("words?", intent)
    assert lead.turn.digress


def test_skipping_is_explained() -> None:
    lead = Lead()
    assert "all nine" in lead.hear("skip", "skip")[0]
    assert lead.state.asking == "interest"
