"""The rule files: complete, tried by their own examples, and clear about their mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.safety.recognisers import PACKAGED, Recogniser, Rule, load_rules
from bot.safety.screen import Screener
from bot.words import UNREAD, Category, Tier

BOOK = load_rules()
EXAMPLES = [(book, rule, example) for book in BOOK.recognisers for rule in book.rules for example in rule.examples]


@pytest.mark.parametrize("book, rule, example", EXAMPLES, ids=lambda value: value[:50] if isinstance(value, str) else "")
def test_each_example_is_found_by_its_rule(screener: Screener, book: Recogniser, rule: Rule, example: str) -> None:
    assert f"{book.recogniser}/{rule.id}" in {item.rule for item in screener.screen(example).evidence}


def test_every_rule_that_flags_has_examples() -> None:
    assert [
        f"{book.recogniser}/{rule.id}"
        for book in BOOK.recognisers
        for rule in book.rules
        if rule.tier is not Tier.NONE and not rule.examples
    ] == []


def test_every_category_has_a_recogniser() -> None:
    assert {book.category for book in BOOK.recognisers} == set(Category) - UNREAD


def test_every_recogniser_names_its_source() -> None:
    assert all(len(book.source) > 20 for book in BOOK.recognisers)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the packaged rules to break."""
    for name in ("rules", "words"):
        shutil.copytree(PACKAGED / name, tmp_path / name)
    return tmp_path


def write(folder: Path, text: str) -> None:
    """Make the recogniser ``odd`` say ``text`` behind its head."""
    head = "recogniser: odd\ncategory: distress\nabout: For a test.\nsource: Nothing at all.\n"
    (folder / "rules" / "odd.yml").write_text(head + text)


RULE = "rules:\n  - id: one\n    tier: low\n    why: Because a test says so.\n    patterns: [{}]\n"


@pytest.mark.parametrize(
    "text, said",
    [
        ("rules: []\n", "rules: List should have at least 1 item"),
        ("rules: [\n", "odd.yml, line"),
        (RULE.format("purple") + "    tire: low\n", "rules.0.tire: Extra inputs are not permitted"),
        (RULE.format("purple") + "    tier: high\n", "the key 'tier' is given twice"),
        (RULE.format("purple").replace("tier: low", "tier: urgent"), "rules.0.tier: Input should be"),
        (RULE.format("purple").replace("tier: low", "tier: none"), "tier none needs 'together'"),
        (RULE.format("'{purples}'"), "there is no list {purples}"),
        (RULE.format("'(purple'"), "a bracket is not closed"),
        (RULE.format("'purple?'"), "needs at least one word"),
        (RULE.format("Purple!"), "cannot understand 'Purple!'"),
        (RULE.format("really purple"), "'really' is not canonical"),
        (RULE.format("dont"), "write 'do not'"),
        (RULE.format("any more"), "write 'anymore'"),
        (RULE.format("purple") + "    lowered_by: {weather: none}\n", "lowered_by names 'weather'"),
    ],
)
def test_a_mistake_is_told_with_file_field_and_remedy(rules: Path, text: str, said: str) -> None:
    write(rules, text)
    with pytest.raises(HandrailError) as caught:
        Screener(packaged=rules)
    assert said in str(caught.value)
    assert caught.value.remedy
    assert "odd" in str(caught.value)


def test_a_file_must_bear_its_recognisers_name(rules: Path) -> None:
    (rules / "rules" / "distress.yml").rename(rules / "rules" / "worry.yml")
    with pytest.raises(HandrailError, match="call it 'worry'"):
        load_rules(rules)


def test_no_rules_at_all_are_refused(rules: Path) -> None:
    shutil.rmtree(rules / "rules")
    with pytest.raises(HandrailError, match="no rules in"):
        load_rules(rules)


def test_a_missing_word_file_is_named(rules: Path) -> None:
    (rules / "words" / "context.yml").unlink()
    with pytest.raises(HandrailError, match=r"cannot read .*context\.yml"):
        load_rules(rules)


def test_the_version_is_of_the_content(rules: Path) -> None:
    assert load_rules(rules).version == load_rules().version
    path = rules / "words" / "lists.yml"
    path.write_text(path.read_text() + "\n# one more remark\n")
    assert load_rules(rules).version != load_rules().version
