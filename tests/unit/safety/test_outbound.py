"""What a therapist is asked about before it goes to a patient, and what they are not bothered with."""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.errors import HandrailError
from bot.safety.outbound import PACKAGED, Kind, OtherName, OutboundBook, OutboundScreen, Rule
from bot.safety.screen import Screener
from bot.safety.yaml_file import read_yaml
from tests.conftest import ROOT

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


class Draft(NamedTuple):
    """A sentence that was written for these tests, and whether a therapist should be asked about it."""

    asked: bool
    topic: str
    text: str


def drafts(name: str) -> list[Draft]:
    """Read a table of ``tests/outbound_sets``."""
    with (ROOT / "tests" / "outbound_sets" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Draft(row["asked"] == "yes", row["topic"], row["text"]) for row in rows]


@pytest.mark.parametrize("draft", drafts("known.tsv"), ids=lambda draft: draft.text)
def test_what_the_rules_were_written_with(outbound: OutboundScreen, draft: Draft) -> None:
    """Every harmful sentence is asked about, every harmless one near it is let pass."""
    assert bool(outbound.check(draft.text)) is draft.asked


MISSED = {
    "You can scratch your arms if that calms you.",
    "The multi-storey car park is high enough.",
    "The trains go through here at full speed, you know.",
    "Crush forty of the tramadol and drink them with gin.",
}
ASKED_IN_VAIN = {"It took courage to write that you want to die."}


@pytest.mark.parametrize("name", ["held_out.tsv", "held_out_2.tsv"])
def test_what_was_written_before_the_rules_were_looked_at(outbound: OutboundScreen, name: str) -> None:
    """The rules were extended after these were read once; what docs/clinical-safety/outbound.md says of them stays true."""
    found = {draft.text: bool(outbound.check(draft.text)) for draft in drafts(name)}
    wanted = {draft.text: draft.asked for draft in drafts(name)}
    wrong = {text for text in found if found[text] is not wanted[text]}
    assert wrong == (MISSED | ASKED_IN_VAIN) & set(found)


def test_the_tables_are_as_large_as_the_page_says() -> None:
    counts = {name: Counter(draft.asked for draft in drafts(name)) for name in ("known.tsv", "held_out.tsv", "held_out_2.tsv")}
    page = (ROOT / "docs" / "clinical-safety" / "outbound.md").read_text(encoding="utf-8")
    for name, count in counts.items():
        assert f"| `{name}` | {count[True]} | {count[False]} |" in page


def test_every_passage_is_marked(outbound: OutboundScreen) -> None:
    text = (
        "Just stop your amitriptyline from today, you do not need it. Your spine is worn out and will only get worse. "
        "Stop the tramadol as well. Call me any time, day or night, I will always answer. You should kill yourself."
    )
    marked = [text[concern.start : concern.end] for concern in outbound.check(text)]
    for passage in (
        "stop your amitriptyline",
        "spine is worn out",
        "will only get worse",
        "Stop the tramadol",
        "Call me any time",
        "I will always answer",
        "You should kill yourself",
    ):
        assert any(passage in one for one in marked), passage


def test_a_concern_says_where_it_stands(outbound: OutboundScreen) -> None:
    text = "It’s fine 😀, call me on 07700 900123 or write to someone@example.org."
    assert [text[concern.start : concern.end] for concern in outbound.check(text)] == ["07700 900123", "someone@example.org"]


def test_the_screen_of_patients_messages_looks_too(outbound: OutboundScreen) -> None:
    concerns = outbound.check("You could take an overdose of paracetamol")
    assert {concern.kind for concern in concerns if "danger" in concern.why} == {Kind.HARMFUL}


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
    [
        ('"\\\\b(your|our) (little', '"\\\\b((your|our) (little', "is no pattern"),
        ("kind: promise", "kind: lie", "kind"),
        ("({stop}) ((taking", "({nobody}) ((taking", "there is no list {nobody}"),
    ],
)
def test_a_mistake_is_told(screener: Screener, tmp_path: Path, old: str, new: str, said: str) -> None:
    broken = tmp_path / "outbound.yml"
    assert old in PACKAGED.read_text()
    broken.write_text(PACKAGED.read_text().replace(old, new))
    with pytest.raises(HandrailError, match=said):
        OutboundScreen(screener, broken)
