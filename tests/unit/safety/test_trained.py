"""The trained layer: it finds what rules do not list, explains itself, and is the one that was measured."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bot.errors import HandrailError
from bot.safety.screen import Screener
from bot.safety.screening import Cleared, Context
from bot.safety.sentence_model import LONGEST, MOST, ROOM
from bot.safety.trained import FILES, MODEL, TrainedLayer
from bot.safety.training.texts import digest_of, overlap, read_texts
from bot.words import Category, Tier
from tests.unit.safety import tables

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
TEXTS = ROOT / "data" / "safety"
ORDINARY_ALARMS = 0.04
"""Most of the harmless sentences that any layer may flag; the rules may flag none of them."""
FOR_PEOPLE = {"wants_human", "struggling"}
"""Intents of which some examples should reach a person."""


@pytest.fixture(scope="module")
def layer() -> TrainedLayer:
    return TrainedLayer.load()


def test_it_finds_what_no_rule_lists(screener: Screener) -> None:
    """Sentences that the rules miss: from the measured sets, whose sentences no head was fitted on."""
    rows = [row for row in tables.measured("held_out.tsv") if row.kind in ("explicit", "implicit")]
    missed = [row for row in rows if not screener.by_rules(row.text).flagged]
    found = [row for row in missed if screener.screen(row.text).flagged]
    assert len(found) >= len(missed) / 3
    evidence = [item for row in found for item in screener.screen(row.text).evidence]
    assert all(item.rule.startswith("model/") and "trained layer" in item.why for item in evidence)


def test_harmless_sentences_seldom_alarm_it(screener: Screener) -> None:
    flagged = [text for text in tables.harmless() if screener.screen(text).flagged]
    assert len(flagged) <= ORDINARY_ALARMS * len(tables.harmless()), flagged


def test_what_the_program_asks_people_to_say_seldom_alarms_it(screener: Screener) -> None:
    """The examples of intents that are no danger: opening one's plan, grounding, questions about the program."""
    said = [
        line.removeprefix("- ").strip()
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for entry in yaml.safe_load(path.read_text())["nlu"]
        if "intent" in entry and entry["intent"] not in FOR_PEOPLE
        for line in entry["examples"].splitlines()
    ]
    assert len(said) > 1000
    flagged = [text for text in said if screener.screen(text).flagged]
    assert len(flagged) <= 0.02 * len(said), flagged


def test_no_measured_sentence_was_trained_on() -> None:
    trained = [sentence.text for sentence in read_texts(TEXTS)]
    for name in ("tables/second.tsv", "tables/third.tsv", "held_out.tsv"):
        told = [row.text for row in tables.measured(name) if len(row.text.split()) > 2]
        assert overlap(told, trained) == []


def test_the_thresholds_were_set_on_these_texts() -> None:
    assert f'"texts": "{digest_of(TEXTS)}"' in (MODEL / "model.json").read_text(), "run: python -m bot.safety.training"


def test_evidence_is_the_sentence_that_shows_it(screener: Screener) -> None:
    telling = "I've found a way to stop all of this for good and I've picked the day."
    text = f"Physio was all right today. {telling} The bus was late again."
    item = next(item for item in screener.screen(text).evidence if item.category is Category.SUICIDE)
    assert item.text in telling
    assert text[item.start : item.end] == item.text


def test_what_was_cleared_speaks_for_nothing(layer: TrainedLayer) -> None:
    text = "I've found a way to stop all of this for good and I've picked the day."
    scores = layer.read(text)
    assert layer.evidence(text, scores)
    cleared = [Cleared(0, len(text), category) for category in Category]
    assert layer.evidence(text, scores, cleared) == []


@pytest.mark.parametrize("name", FILES)
def test_another_model_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    with (tmp_path / "model" / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(HandrailError, match=r"not what model\.json describes"):
        TrainedLayer.load(tmp_path / "model")
    with pytest.raises(HandrailError, match="cannot be read"):
        TrainedLayer.load(tmp_path / "nowhere")


def test_a_sentence_is_read_in_its_surroundings(layer: TrainedLayer) -> None:
    told = "I want to die."
    (alone,) = layer.read(told)
    text = f"In the film she says it every night. {told} It was a good film, we laughed."
    among = next(score for score in layer.read(text) if text[score.start : score.end] == told)
    assert among.strength[Category.SUICIDE] < alone.strength[Category.SUICIDE]


def test_every_word_of_a_long_message_is_read(layer: TrainedLayer) -> None:
    """Whatever its length, and whether or not its writer uses full stops."""
    words = [f"word{number}" for number in range(2000)]
    for text in (" ".join(words), ". ".join(words), "x" * 4000):
        scores = layer.read(text)
        covered = {place for score in scores for place in range(score.start, score.end)}
        assert covered >= {place for place, sign in enumerate(text) if sign.isalnum()}
        assert len(scores) <= MOST * (ROOM + 1)
    assert layer.read("... !?") == []
    assert LONGEST < ROOM


CONVERSATIONS = [
    (
        "a late answer",
        Context(
            earlier=("is it raining there?",), asked="Shall we do the check-in?", questions=("Are you having thoughts like that?",)
        ),
        "yes, I am having thoughts like that",
        "asked-earlier/thoughts-of-suicide",
        Tier.HIGH,
    ),
    (
        "a little in each of several",
        Context(
            earlier=(
                "last checkin. its been real",
                "No fuss, mind, when they find me.",
            )
        ),
        "the teacher said life's a gift. i'd hand mine back",
        "conversation/adding-up",
        Tier.MODERATE,
    ),
]


@pytest.mark.parametrize("name,context,text,rule,tier", CONVERSATIONS, ids=[row[0] for row in CONVERSATIONS])
def test_the_conversation_says_more_than_the_message(
    screener: Screener, name: str, context: Context, text: str, rule: str, tier: Tier
) -> None:
    found = screener.screen(text, context)
    assert rule in {item.rule for item in found.evidence}
    assert found.tier.rank >= tier.rank
    assert rule not in {item.rule for item in screener.screen(text).evidence}


@pytest.mark.parametrize(
    "text",
    [
        "yes please",
        "I think so",
        "yes I have done it",
        "yes it was fine, I am used to that by now",
        "yes I do it every day before breakfast",
    ],
)
def test_a_yes_to_something_else_is_no_late_answer(screener: Screener, text: str) -> None:
    """Or each check-in for some turns after a question about danger would be an alarm."""
    context = Context(asked="Did you do the walk today?", questions=("Are you having thoughts like that?",))
    assert not screener.screen(text, context).flagged


@pytest.mark.parametrize(
    "text",
    [
        "I am not suicidal, only I've found a way to stop all of this for good and I've picked the day",
        "my uncle killed himself years ago and I've found a way to stop all of this for good and I've picked the day",
        "I used to self-harm in my teens but since tuesday I hurt my arms again every night when nobody looks",
    ],
)
def test_what_is_clearly_none_silences_nothing_beside_it(screener: Screener, text: str) -> None:
    """A denial, somebody else's story, or the past, in one sentence with present risk."""
    assert screener.screen(text).tier.rank >= Tier.MODERATE.rank


@pytest.mark.parametrize("text", ["ich kann nicht mehr, alles tut weh", "mi espalda me duele mucho hoy", "我不想活了"])
def test_another_language_goes_to_a_person(screener: Screener, text: str) -> None:
    found = screener.screen(text)
    assert found.tier.rank >= Tier.LOW.rank
    assert any(item.rule.startswith("language/") and "language" in item.why for item in found.evidence)


@pytest.mark.parametrize(
    "text",
    ["nae bother pal ah'm fine", "k thx", "hmm", "7", "🙂", "sleep was shite tbh", "Guten", "i wanna dance"],
)
def test_english_as_people_write_it_is_english(screener: Screener, text: str) -> None:
    assert not [item for item in screener.screen(text).evidence if item.rule.startswith("language/")]
