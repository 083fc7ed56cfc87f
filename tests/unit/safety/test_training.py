"""What the trained layer is tuned on: sentences split by idea, and messages made of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.safety.sentences import sentences
from bot.safety.trained import MODEL
from bot.safety.training.examples import LONGEST, UNKNOWN, Maker, pieces_of, plain
from bot.safety.training.messages import NOTHING, OUTPUTS, message, target
from bot.safety.training.texts import Kind, Sentence, read_texts, seen
from bot.words import Category, Tier

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())

RISK = Sentence("He hits me when dinner is late", Category.ABUSE, Tier.HIGH, Kind.EXPLICIT, "hits-me")
LATE = Sentence("the bus was late and it rained", None, Tier.NONE, Kind.ORDINARY, "late-bus")
PAST = Sentence("I cut myself at school, long ago", Category.SELF_HARM, Tier.LOW, Kind.EXPLICIT, "at-school")


def test_what_the_model_is_to_say() -> None:
    named = dict(zip(OUTPUTS, target(RISK), strict=True))
    assert {name for name, value in named.items() if value} == {"abuse", "urgent"}
    assert target(LATE) == target(PAST) == NOTHING, "what is past and settled is for the rules to tell"


@pytest.mark.parametrize("seed", range(40))
def test_company_changes_no_label(seed: int) -> None:
    made = message(RISK, [LATE], random.Random(seed))
    assert made.whole == target(RISK)
    assert made.spans == sentences(made.text)
    for (start, end), known in zip(made.spans, made.known, strict=True):
        if known == target(RISK):
            assert len(set(made.text[start:end].split()) & set(RISK.text.lower().split())) >= 3
        elif known is not None:
            assert known == NOTHING
    if len(made.spans) > 1:
        assert target(RISK) in made.known, "the sentence that shows it is known"


def test_slips_and_company_happen_and_leave_most_of_a_sentence() -> None:
    chance = random.Random(3)
    made = [message(RISK, [LATE], chance).text for _ in range(200)]
    whole = RISK.text.lower()
    assert any(text == whole for text in made)
    assert any(whole in text and text != whole for text in made), "among others"
    assert any(len(text) < len(whole) for text in made), "with a letter left out"
    assert all(sum(word in text for word in whole.split()) >= 3 for text in made)


def test_ideas_are_never_split() -> None:
    found = read_texts(ROOT / "data" / "safety")
    sides: dict[str, set[bool]] = {}
    for sentence in found:
        sides.setdefault(sentence.idea.removesuffix("-safe"), set()).add(seen(sentence))
    assert all(len(side) == 1 for side in sides.values())
    assert 0.05 < sum(not all(side) for side in sides.values()) / len(sides) < 0.15
    assert len(found) > 20_000
    assert sum(sentence.category is None for sentence in found) > 0.4 * len(found)


def test_examples_carry_their_labels_and_odd_texts_none() -> None:
    maker = Maker([RISK, LATE, PAST], str(MODEL / "tokenizer.json"), processes=1)
    made = maker.labelled(4, seed=1)
    assert len(made) == 12
    shown = sum(1 << place for place, value in enumerate(target(RISK)) if value)
    assert sorted({example.whole for example in made}) == [0, shown]
    for example in made:
        assert example.labelled
        first, last, what = example.stretches[-1] if len(example.stretches) > 1 else example.stretches[0]
        assert 0 < first < last < len(example.ids), "all but the marks at either end"
        assert what in (example.whole, UNKNOWN)
    again, other = maker.labelled(4, seed=1), maker.labelled(4, seed=2)
    assert [example.ids.tolist() for example in again] == [example.ids.tolist() for example in made]
    assert [example.ids.tolist() for example in other] != [example.ids.tolist() for example in made]
    odd = maker.odd(10, seed=1)
    assert len(odd) > 20
    assert not any(example.labelled for example in odd)
    assert {int(stretch[2]) for example in odd for stretch in example.stretches} == {UNKNOWN}
    assert len({example.ids.tobytes() for example in odd}) > 15, "hardly two alike"


def test_a_plain_text_is_cut_where_the_model_ends() -> None:
    pieces = pieces_of(str(MODEL / "tokenizer.json"))
    assert plain("... !?", pieces) is None
    example = plain("Back again. " + "sore and stiff " * 100, pieces)
    assert example
    assert len(example.ids) == LONGEST
    assert len(example.stretches) == 3, "two sentences, and both together"
    assert all(0 < first < last <= LONGEST for first, last, _ in example.stretches)
