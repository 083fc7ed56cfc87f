"""Lines for ``handrail screen``: what they hold, and that a bad one is told without its words."""

from __future__ import annotations

import io
import json

import pytest

from bot.safety.context import CONTEXT_MESSAGES
from bot.safety.lines import LONGEST, BadLine, Given, LineFormat, read_lines
from bot.safety.screening import Context


def read(*lines: str | bytes, kind: LineFormat = LineFormat.AUTO) -> list[Given | BadLine]:
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(read_lines(io.BytesIO(raw), kind))


def test_each_line_by_itself_is_text_or_json() -> None:
    assert read("my back hurts", "", '{"id": 7, "text": "so does mine"}\r') == [
        Given(1, None, "my back hurts", Context()),
        Given(3, "7", "so does mine", Context()),
    ]


def test_a_format_may_be_forced() -> None:
    assert read('{"text": "x"}', kind=LineFormat.TEXT) == [Given(1, None, '{"text": "x"}', Context())]
    (bad,) = read("plain", kind=LineFormat.JSONL)
    assert isinstance(bad, BadLine)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeffhello") == [Given(1, None, "hello", Context())]


def test_context_is_what_a_conversation_would_give() -> None:
    said = [
        {"from": "therapist", "text": "How was the week? Do you have thoughts of ending your life?"},
        "let me think",
        {"from": "assistant", "text": "Take your time. Shall we go on? Did you sleep?"},
    ]
    (given,) = read(json.dumps({"text": "yes", "context": said}))
    assert isinstance(given, Given)
    assert given.context == Context(
        earlier=("let me think",),
        asked="Did you sleep?",
        questions=("Shall we go on?", "Do you have thoughts of ending your life?", "How was the week?"),
    )


def test_only_the_last_messages_count_as_in_a_conversation() -> None:
    (given,) = read(json.dumps({"text": "x", "context": [f"message {number}" for number in range(30)]}))
    assert isinstance(given, Given)
    assert given.context.earlier == tuple(f"message {number}" for number in range(30 - CONTEXT_MESSAGES, 30))


def test_labels_of_a_labelled_file_are_passed_over() -> None:
    assert read('{"text": "x", "category": "none", "tier": "none", "kind": "ordinary"}') == [Given(1, None, "x", Context())]


SECRET = "zanzibar"


@pytest.mark.parametrize(
    "line, error",
    [
        ('{"id": 4, "text": "zanzibar"', "not valid JSON"),
        ('{"txt": "zanzibar"}', "unknown fields: txt"),
        ('{"text": "x", "zanzibar !": 1}', "unknown fields: (no name)"),
        ('{"id": 4}', "text is missing"),
        ('{"text": ["zanzibar"]}', "text is no string"),
        ('{"text": "x", "context": "zanzibar"}', "context is no list"),
        ('{"text": "x", "context": [3]}', "entry 1 of context"),
        ('{"text": "x", "context": ["a", {"from": "zanzibar", "text": "b"}]}', "entry 2 of context is from nobody known"),
        ('{"text": "x", "context": [{"text": "zanzibar"}]}', "entry 1 of context"),
        ('{"text": "x", "id": {"zanzibar": 1}}', "id is neither"),
        (b"caf\xe9 zanzibar", "not UTF-8"),
        ("{" * 200_000, "not valid JSON"),
    ],
    ids=range(12),
)
def test_a_bad_line_says_what_to_do_and_repeats_nothing(line: str | bytes, error: str) -> None:
    before, bad, after = read("before", line, "after")
    assert isinstance(before, Given)
    assert isinstance(after, Given)
    assert isinstance(bad, BadLine)
    assert (bad.line, after.line) == (2, 3)
    assert error in bad.error
    assert bad.remedy
    assert SECRET not in bad.error + bad.remedy


def test_the_id_of_a_bad_line_is_kept_where_it_can_be_read() -> None:
    (bad,) = read('{"id": "a-1", "text": 5}')
    assert isinstance(bad, BadLine)
    assert bad.id == "a-1"


def test_an_endless_line_is_not_read_into_memory() -> None:
    bad, after = read("x" * (3 * LONGEST), "after")
    assert isinstance(bad, BadLine)
    assert "longer than" in bad.error
    assert after == Given(2, None, "after", Context())
