"""Rating guidance."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.audit.reviews import Reviews
from bot.audit.transcripts import Transcripts
from bot.db.engine import Database
from bot.errors import Invalid, NotFound
from tests.clinic import Clinic
from tests.conftest import MovingClock
from tests.unit.audit.support import SUPERVISOR, make_supervisor

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def clinic(db: Database, clock: MovingClock) -> Clinic:
    clinic = Clinic(db, clock)
    await make_supervisor(clinic)
    return clinic


@pytest.fixture
def reviews(clinic: Clinic) -> Reviews:
    return Reviews(clinic.db, clinic.clock, clinic.audit)


async def test_a_review_of_a_conversation_and_of_a_message(clinic: Clinic, reviews: Reviews):
    conversation = await clinic.patient()
    message = await clinic.write(conversation, "hello there")
    first = await reviews.add(SUPERVISOR, conversation, rating=4, comment=" Warm and clear. ")
    second = await reviews.add(SUPERVISOR, conversation, rating=2, message_id=message.id)
    assert await reviews.list(SUPERVISOR, conversation) == [first, second]
    assert (first.comment, first.reviewer_name, first.message_id) == ("Warm and clear.", "Supervisor 1", None)
    page = await Transcripts(clinic.db, clinic.clock, clinic.audit).search(SUPERVISOR, words="hello")
    assert [result.found.reviewed for result in page.results] == [True] * len(page.results) != []


async def test_reviews_are_recorded(clinic: Clinic, reviews: Reviews):
    conversation = await clinic.patient()
    review = await reviews.add(SUPERVISOR, conversation, rating=5, comment="a marzipan comment")
    await reviews.list(SUPERVISOR, conversation)
    (added,) = await clinic.audit.entries(SUPERVISOR, review.id)
    assert (added["event"], added["facts"]) == (
        "review:added", {"conversation": conversation, "message": None, "rating": 5},
    )  # fmt: skip
    (listed,) = await clinic.audit.entries(SUPERVISOR, conversation)
    assert (listed["event"], listed["facts"]) == ("review:read", {"reviews": 1})
    assert (await clinic.audit.verify()).ok


@pytest.mark.parametrize("rating", [0, 6, -1])
async def test_a_rating_is_one_to_five(clinic: Clinic, reviews: Reviews, rating: int):
    with pytest.raises(Invalid):
        await reviews.add(SUPERVISOR, await clinic.patient(), rating=rating)


async def test_a_comment_has_a_length(clinic: Clinic, reviews: Reviews):
    conversation = await clinic.patient()
    await reviews.add(SUPERVISOR, conversation, rating=3, comment="x" * 4000)
    with pytest.raises(Invalid):
        await reviews.add(SUPERVISOR, conversation, rating=3, comment="x" * 4001)


async def test_a_message_belongs_to_the_conversation(clinic: Clinic, reviews: Reviews):
    conversation, other = await clinic.patient(), await clinic.patient("Patient 2")
    message = await clinic.write(other, "hello")
    head = await clinic.audit.head()
    with pytest.raises(Invalid):
        await reviews.add(SUPERVISOR, conversation, rating=3, message_id=message.id)
    assert await reviews.list(SUPERVISOR, conversation) == []
    assert (await clinic.audit.head()).seq == head.seq + 1, "only the listing is recorded"


async def test_a_conversation_that_is_not_there(reviews: Reviews):
    with pytest.raises(NotFound):
        await reviews.add(SUPERVISOR, "nowhere", rating=3)
    with pytest.raises(NotFound):
        await reviews.list(SUPERVISOR, "nowhere")
