"""Cohen's kappa between two labelled files, against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Invalid
from bot.safety.evaluation.agreement import Agreement, agreement
from bot.safety.evaluation.labelled import read_labelled

Row = tuple[str, str]


def compare(tmp_path: Path, *pairs: tuple[Row, Row]) -> Agreement:
    files = []
    for name, place in (("a", 0), ("b", 1)):
        path = tmp_path / f"{name}.tsv"
        rows = [f"{number}\tmessage {number}\t{pair[place][0]}\t{pair[place][1]}" for number, pair in enumerate(pairs)]
        path.write_text("\n".join(["id\ttext\tcategory\ttier", *rows]))
        files.append(read_labelled(path))
    return agreement(*files)


HIGH, MODERATE, LOW, NONE = ("suicide", "high"), ("suicide", "moderate"), ("abuse", "low"), ("none", "none")


def test_flags_by_hand(tmp_path: Path) -> None:
    # 20 both yes, 5 only the first, 10 only the second, 15 both no: 0.7 observed, 0.5 by chance.
    pairs = [(HIGH, HIGH)] * 20 + [(HIGH, NONE)] * 5 + [(NONE, HIGH)] * 10 + [(NONE, NONE)] * 15
    flags, category, tier = compare(tmp_path, *pairs).kappas
    assert flags.value == pytest.approx(0.4)
    assert flags.n == 50
    assert flags.same.value == pytest.approx(0.7)
    assert flags.interval is not None
    assert 0.1 < flags.interval[0] < 0.4 < flags.interval[1] < 0.7
    assert category.value == pytest.approx(0.4)
    assert tier.weights == "quadratic"


def test_a_near_tier_counts_as_less_wrong_than_a_far_one(tmp_path: Path) -> None:
    alike = [(HIGH, HIGH)] * 10 + [(NONE, NONE)] * 10 + [(LOW, LOW)] * 5
    near = compare(tmp_path, *alike, *[(HIGH, MODERATE)] * 5).kappas[2]
    far = compare(tmp_path, *alike, *[(HIGH, NONE)] * 5).kappas[2]
    assert near.value is not None
    assert far.value is not None
    assert 0.9 < near.value < 1
    assert far.value < near.value - 0.2


def test_weighted_kappa_by_hand(tmp_path: Path) -> None:
    # Squared distances 0, 0, 1 (high, moderate); expected from margins (high 1, none 1, high 1) x (high 1, none 1, moderate 1):
    # the mean of (0+9+1 + 9+0+4 + 0+9+1) / 9; observed 1 / 3.
    tier = compare(tmp_path, (HIGH, HIGH), (NONE, NONE), (HIGH, MODERATE)).kappas[2]
    assert tier.value == pytest.approx(1 - (1 / 3) / (33 / 9))


def test_one_label_for_all_is_undefined(tmp_path: Path) -> None:
    found = compare(tmp_path, *[(HIGH, HIGH)] * 5)
    for kappa in found.kappas:
        assert kappa.value is None
        assert kappa.interval is None
        assert "one and the same label" in kappa.undefined
        assert kappa.as_json()["kappa"] is None
        assert (kappa.n, kappa.same.hits) == (5, 5)


def test_an_interval_of_too_few_draws_is_undefined(tmp_path: Path) -> None:
    flags = compare(tmp_path, (HIGH, HIGH), (NONE, NONE)).kappas[0]
    assert flags.value == 1
    assert flags.interval is None, "half of all draws hold one label only"


def test_differences_are_listed_farthest_first(tmp_path: Path) -> None:
    found = compare(tmp_path, (HIGH, MODERATE), (HIGH, HIGH), (NONE, HIGH), (("abuse", "high"), HIGH))
    assert [(item.first.id, item.apart) for item in found.differences] == [("2", 3), ("0", 1), ("3", 0)]


def test_the_same_files_give_the_same_interval(tmp_path: Path) -> None:
    pairs = [(HIGH, HIGH)] * 8 + [(HIGH, NONE)] * 3 + [(NONE, NONE)] * 9
    assert compare(tmp_path, *pairs).kappas == compare(tmp_path, *pairs).kappas


def test_other_messages_are_refused(tmp_path: Path) -> None:
    head = "id\ttext\tcategory\ttier\n"
    files = {
        "a": "1\tx\tnone\tnone\n2\ty\tnone\tnone\n",
        "b": "1\tx\tnone\tnone\n",
        "c": "1\tother\tnone\tnone\n2\ty\tnone\tnone\n",
    }
    for name, rows in files.items():
        (tmp_path / f"{name}.tsv").write_text(head + rows)
    first, fewer, other = (read_labelled(tmp_path / f"{name}.tsv") for name in files)
    with pytest.raises(Invalid, match=r"1 ids are only in a\.tsv, 0 only in b\.tsv, such as 2"):
        agreement(first, fewer)
    with pytest.raises(Invalid, match="the id 1 has another text"):
        agreement(first, other)


def test_the_label_guide_tells_the_agreement_as_it_is() -> None:
    root = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
    first, second = (read_labelled(root / "tests" / "safety_agreement" / name) for name in ("first.tsv", "second.tsv"))
    guide = " ".join((root / "docs" / "clinical-safety" / "label-guide.md").read_text().split())
    kappas = agreement(first, second).kappas
    assert [kappa.n for kappa in kappas] == [400, 400, 400]
    for kappa in kappas:
        assert kappa.value is not None
        assert kappa.interval is not None
        assert f"{kappa.value:.2f}" in guide
        assert f"{kappa.interval[0]:.2f} to {kappa.interval[1]:.2f}" in guide.replace("95 % ", "")
