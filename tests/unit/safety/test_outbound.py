"""What a therapist is asked about before it goes to a patient, and what they are not bothered with."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.safety.outbound import PACKAGED, Kind, OtherName, OutboundBook, OutboundScreen, Rule
from bot.safety.screen import Screener
from bot.safety.yaml_file import read_yaml

RULES: list[Rule] = read_yaml(PACKAGED, OutboundBook).rules


@pytest.fixture(scope="module")
def outbound(screener: Screener) -> OutboundScreen:
    """The packaged rules."""
    return OutboundScreen(screener)


@pytest.mark.parametrize("rule, text", [(rule.id, text) for rule in RULES for text in rule.examples])
def test_what_a_rule_says_it_finds_is_found(outbound: OutboundScreen, rule: str, text: str) -> None:
    assert rule in {concern.rule for concern in outbound.check(text)}


@pytest.mark.parametrize("text", [text for rule in RULES for text in rule.harmless])
def test_what_a_rule_says_is_harmless_is_let_pass(outbound: OutboundScreen, text: str) -> None:
    assert outbound.check(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I have read what you wrote. I am here now.",
        "Thank you for telling me. Are you safe right now?",
        "Are you having thoughts of ending your life? Do you have a plan?",
        "If you cannot keep yourself safe, please call 999, or Samaritans on 116 123.",
        "I would like to ring you tomorrow at 10:30. Is that all right?",
        "Please do not stop your tablets suddenly. Talk to your doctor first.",
        "Last week you walked 15 minutes on 4 days. That is a good step.",
        "Your pain is real, and stress can turn it up. That is not the same as making it up.",
        "I have to share this with my supervisor, because your safety comes first.",
        "Will you try the breathing exercise until 12/03/2026?",
    ],
)
def test_ordinary_messages_are_let_pass(outbound: OutboundScreen, text: str) -> None:
    assert outbound.check(text, [OtherName("Will", known=True)]) == []


def test_a_concern_says_where_it_stands(outbound: OutboundScreen) -> None:
    text = "It’s fine 😀, call me on 07700 900123 or write to someone@example.org."
    assert [text[concern.start : concern.end] for concern in outbound.check(text)] == ["07700 900123", "someone@example.org"]


def test_the_screen_of_patients_messages_looks_too(outbound: OutboundScreen) -> None:
    (concern, *_) = outbound.check("You could take an overdose of paracetamol")
    assert concern.kind is Kind.HARMFUL
    assert "danger" in concern.why


@pytest.mark.parametrize(
    "text, names, found",
    [
        ("I spoke with Robin Example today.", ["Robin Example"], 1),
        ("I spoke with Robin today.", ["Robin Example"], 0),
        ("Robin Examples are many", ["Robin Example"], 0),
        ("Hope is what matters, and I hope so", ["Hope"], 0),
        ("I saw Hope yesterday", ["Hope"], 1),
        ("Zora told me the same.", ["Zora"], 1),
        ("Anything", ["", " "], 0),
    ],
)
def test_names_of_other_patients(outbound: OutboundScreen, text: str, names: list[str], found: int) -> None:
    assert len(outbound.check(text, [OtherName(name, known=True) for name in names])) == found


def test_where_a_name_stands_is_not_told_to_whoever_may_not_know_it(outbound: OutboundScreen) -> None:
    text = "I spoke with Robin Example today."
    known = outbound.check(text, [OtherName("Robin Example", known=True)])
    unknown = outbound.check(text, [OtherName("Robin Example", known=False)])
    assert (known[0].start, known[0].end) == (13, 26)
    assert (unknown[0].start, unknown[0].end) == (None, None)
    assert "Robin" not in unknown[0].why


def test_it_is_quick(outbound: OutboundScreen) -> None:
    """No pattern runs away, however long and odd the text."""
    for text in ("1 2 3 4 " * 500, "a" * 4000, "12 aaaa bbbb " * 300, "i will not " * 360, "(0) " * 1000, "a.b-" * 1000 + "@"):
        began = time.perf_counter()
        outbound.check(text[:4000], [OtherName(f"Patient {number}", known=False) for number in range(2000)])
        assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "old, new, said",
    [('"\\\\b(your|our) secret', '"\\\\b((your|our) secret', "is no pattern"), ("kind: promise", "kind: lie", "kind")],
)
def test_a_mistake_is_told(screener: Screener, tmp_path: Path, old: str, new: str, said: str) -> None:
    broken = tmp_path / "outbound.yml"
    assert old in PACKAGED.read_text()
    broken.write_text(PACKAGED.read_text().replace(old, new))
    with pytest.raises(HandrailError, match=said):
        OutboundScreen(screener, broken)
