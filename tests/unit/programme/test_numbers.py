"""Numbers in what people write. A wrong reading would be saved as the patient's own word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.numbers import Ambiguous, OutOfRange, Reading, Scale, only_a_number, read_scale

PAIN = Scale(0, 10)


@pytest.mark.parametrize(
    "text,value",
    [
        ("7", 7),
        ("7.", 7),
        (" 10 ", 10),
        ("0", 0),
        ("seven", 7),
        ("about a 7", 7),
        ("around seven I think", 7),
        ("7/10", 7),
        ("7 / 10", 7),
        ("7 out of 10", 7),
        ("seven out of ten", 7),
        ("an eight today", 8),
        ("i'd say 4", 4),
        ("I’d say 4", 4),
        ("it's a 10", 10),
        ("ten", 10),
        ("zero", 0),
        ("one", 1),
        ("a one", 1),
        ("3!", 3),
        ("pain is 5", 5),
        ("took 2 tablets and it's a 6", 6),
        ("since 7am it is a 4", 4),
        ("was 8 but now it's 5", 5),
        ("it was 3 this morning, now 6", 6),
        ("not 7 but 6", 6),
        ("walked 3 km, pain 5", 5),
        ("a six after 20 minutes", 6),
        ("5 today, slept 4 hours", 5),
        ("level 4", 4),
        ("pain's at a nine", 9),
        ("2ish", None),
        ("nine.", 9),
        ("4 maybe", 4),
    ],
)
def test_one_number(text: str, value: int | str | None):
    if value is None:
        assert read_scale(text, PAIN) is None
        return
    assert read_scale(text, PAIN) == Reading(value)


@pytest.mark.parametrize(
    "text,value",
    [
        ("6 or 7", 7),
        ("six or seven", 7),
        ("6-7", 7),
        ("6 – 7", 7),
        ("between 6 and 7", 7),
        ("6 to 8", 8),
        ("6, maybe 7", 7),
        ("7.5", 8),
        ("six and a half", 7),
        ("seven or six", 7),
        ("5/6", 6),
    ],
)
def test_a_range_gives_its_higher_end_and_is_said_back(text: str, value: int | str | None):
    assert read_scale(text, PAIN) == Reading(value, rounded=True)


@pytest.mark.parametrize("text", ["3 this morning and 8 last night", "2 or 9", "somewhere 1 to 9"])
def test_numbers_that_could_each_be_meant_are_asked_again(text: str):
    assert isinstance(read_scale(text, PAIN), Ambiguous)


@pytest.mark.parametrize("text", ["11", "100", "twenty", "12/10", "a 50"])
def test_off_the_scale(text: str):
    assert isinstance(read_scale(text, PAIN), OutOfRange)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bad",
        "no one knows",
        "one of those days",
        "since 7am",
        "2 tablets",
        "at 8:30 pm",
        "slept 4 hours",
        "a2 b3",
        "the one thing",
    ],
)
def test_no_number(text: str):
    assert read_scale(text, PAIN) is None


@pytest.mark.parametrize("text", ["7", "about a 7", "six or seven", "7/10", "I'd say 4", "10 right now", "um, 6 i think", "pain 4"])
def test_nothing_but_a_number(text: str):
    assert only_a_number(text, PAIN)


@pytest.mark.parametrize(
    "text", ["7 people hurt me", "I took 7", "i want to take all 10", "six feet under", "i'm done at 6", "2 tablets", "", "hello"]
)
def test_more_than_a_number(text: str):
    assert not only_a_number(text, PAIN)


@given(st.text(max_size=200))
def test_never_fails_and_never_leaves_the_scale(text: str):
    result = read_scale(text, PAIN)
    if isinstance(result, Reading):
        assert PAIN.holds(result.value)
