"""Labelled files: both forms read alike, and a wrong line is one clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.safety.evaluation.labelled import Labelled, files_in, read_labelled
from bot.safety.lines import Given
from bot.safety.screening import Context
from bot.words import Category, Tier

CONTEXT = ["hello", {"from": "assistant", "text": "Are you safe?"}]


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    cell = json.dumps(CONTEXT)
    table = written(
        tmp_path / "set.tsv",
        "# a remark",
        "id\ttier\tcategory\tkind\tcontext\ttext",
        f"a1\thigh\tsuicide\timplicit\t{cell}\tno, I am not",
        'b2\tnone\tnone\tordinary\t\tthe "bus" was late',
    )
    lines = written(
        tmp_path / "set.jsonl",
        json.dumps(
            {"id": "a1", "tier": "high", "category": "suicide", "kind": "implicit", "context": CONTEXT, "text": "no, I am not"}
        ),
        json.dumps({"id": "b2", "tier": "none", "category": None, "kind": "ordinary", "text": 'the "bus" was late'}),
    )
    first, second = read_labelled(table).messages, read_labelled(lines).messages
    assert [(item.id, item.category, item.tier, item.kind, item.given.text, item.given.context) for item in first] == [
        (item.id, item.category, item.tier, item.kind, item.given.text, item.given.context) for item in second
    ]
    assert first[0].given.context == Context(earlier=("hello",), asked="Are you safe?")
    assert first[1] == Labelled(Given(4, "b2", 'the "bus" was late', Context()), "b2", None, Tier.NONE, "ordinary")
    assert [item.risk for item in first] == [True, False]


def test_a_table_without_names_is_one_of_the_older_ones(tmp_path: Path) -> None:
    path = written(tmp_path / "old.tsv", "# remark", "explicit\thigh\tsuicide\tso I will", "ordinary\tnone\t-\thello")
    first, second = read_labelled(path).messages
    assert (first.id, first.kind, first.tier, first.category) == ("line-2", "explicit", Tier.HIGH, Category.SUICIDE)
    assert (second.id, second.category) == ("line-3", None)


@pytest.mark.parametrize(
    "line, told",
    [
        ('{"text": "zanzibar", "category": "suicide"}', "without tier"),
        ('{"text": "zanzibar", "category": "sadness", "tier": "low"}', "the category is none that there is"),
        ('{"text": "zanzibar", "category": "suicide", "tier": "urgent"}', "the tier is none that there is"),
        ('{"text": "zanzibar", "category": "suicide", "tier": "none"}', "tier none does not fit category suicide"),
        ('{"text": "zanzibar", "category": "none", "tier": "low"}', "tier low does not fit category none"),
        ('{"text": "zanzibar", "category": "none", "tier": "none", "labels": 1}', "1 unknown fields"),
        ('{"text": "zanzibar", "category": "none", "tier": "none", "context": 1}', "context is no list"),
        ('{"id": "a", "text": "zanzibar", "category": "none", "tier": "none"}', "the id a stands twice"),
        ("zanzibar", "not valid JSON"),
    ],
)
def test_a_wrong_line_is_named_and_not_repeated(tmp_path: Path, line: str, told: str) -> None:
    path = written(tmp_path / "set.jsonl", '{"id": "a", "text": "x", "category": "none", "tier": "none"}', "", line)
    with pytest.raises(HandrailError) as error:
        read_labelled(path)
    assert str(error.value).startswith(f"{path}, line 3: ")
    assert told in str(error.value)
    assert error.value.remedy
    assert "zanzibar" not in str(error.value)


@pytest.mark.parametrize(
    "lines, told",
    [
        (["id\ttier\tcategory\ttext", "a\tnone\tnone\thello\tagain"], "line 2: 5 columns where there should be 4"),
        (["text\ttext\ttier\tcategory"], "line 1: a column stands twice"),
        (["id\ttext\ttier\tcategory\tcontext", "a\thello\tnone\tnone\tnonsense"], "line 2: context is not valid JSON"),
        (["text\ttier", "hello\tnone"], "line 2: without category"),
        (["# nothing"], "holds no message"),
    ],
)
def test_a_wrong_table(tmp_path: Path, lines: list[str], told: str) -> None:
    with pytest.raises(HandrailError, match=told):
        read_labelled(written(tmp_path / "set.tsv", *lines))


def test_what_is_no_labelled_file(tmp_path: Path) -> None:
    (tmp_path / "set.tsv").write_bytes(b"text\ttier\tcategory\ncaf\xe9\tnone\tnone\n")
    with pytest.raises(HandrailError, match="not UTF-8"):
        read_labelled(tmp_path / "set.tsv")
    with pytest.raises(HandrailError, match="cannot read"):
        read_labelled(tmp_path / "none.tsv")
    with pytest.raises(HandrailError, match="ends with"):
        read_labelled(written(tmp_path / "set.txt", "x"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(HandrailError, match="no labelled file"):
        files_in([tmp_path / "empty"])


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    for name in ("b.tsv", "a.jsonl", "README.md"):
        written(tmp_path / name, "x")
    assert files_in([Path("first.tsv"), tmp_path]) == [Path("first.tsv"), tmp_path / "a.jsonl", tmp_path / "b.tsv"]
