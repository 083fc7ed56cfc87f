"""The hazard log is in its form, names what exists, covers the invariants, and is what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Settings
from tests.hazard_log import (
    COMMAND,
    INVARIANTS,
    LIKELIHOODS,
    LOG,
    MATRIX,
    PAGE,
    SEVERITIES,
    HazardLog,
    Risk,
    names_in,
    read,
    render,
)

SETTINGS = {f"HANDRAIL_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def log(root: Path) -> HazardLog:
    """The log; what is wrong in its form fails here."""
    return read(root)


def test_every_named_test_exists(root: Path, log: HazardLog) -> None:
    named = [name for control in log.controls for name in control.proved_by]
    missing = {name for name in named if name.partition("::")[2] not in names_in(root / name.partition("::")[0])}
    assert sorted(missing) == []


def test_every_named_file_and_setting_exists(root: Path, log: HazardLog) -> None:
    places = {place for control in log.controls for place in control.by}
    wrong = {place for place in places if not (place in SETTINGS if place.startswith("HANDRAIL_") else (root / place).exists())}
    assert sorted(wrong) == []


def test_every_invariant_is_a_control_that_a_test_proves(log: HazardLog) -> None:
    assert {number for control in log.controls if control.proved_by for number in control.invariants} == set(INVARIANTS)


def test_the_page_is_what_the_log_renders_to(root: Path, log: HazardLog) -> None:
    assert (root / PAGE).read_text() == render(log), f"make it anew: {COMMAND}"


def test_the_matrix_never_falls_as_a_risk_grows(root: Path) -> None:
    assert (len(MATRIX), {len(row) for row in MATRIX}) == (len(LIKELIHOODS), {len(SEVERITIES)})
    for likelihood in range(1, 6):
        for severity in range(1, 6):
            rating = Risk(severity=severity, likelihood=likelihood).rating
            assert 1 <= rating <= 5
            for more in ((min(severity + 1, 5), likelihood), (severity, min(likelihood + 1, 5))):
                assert rating <= Risk(severity=more[0], likelihood=more[1]).rating


def test_the_matrix_in_the_plan_is_the_one_that_counts(root: Path) -> None:
    page = (root / "docs/clinical-safety/risk-management.md").read_text()
    for name, row in zip(LIKELIHOODS, MATRIX, strict=True):
        assert f"| **{name}** | {' | '.join(map(str, row))} |" in page


@pytest.mark.parametrize(
    "old,new,said",
    [
        ("id: HZ-02", "id: HZ-01", "each once"),
        ("initial: {severity: 5, likelihood: 5}", "initial: {severity: 5, likelihood: 6}", "less than or equal to 5"),
        ("initial: {severity: 5, likelihood: 5}", "initial: {severity: 1, likelihood: 1}", "above the initial one"),
        ('residual_risk: "Not acceptable', 'residual_risk: "Acceptable', "begin with: Not acceptable"),
        ("kind: design", "kind: hope", "Input should be"),
        ("    effect:", "    remark:", "effect"),
    ],
)
def test_a_mistake_in_the_log_is_found(root: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / LOG).parent.mkdir(parents=True)
    text = (root / LOG).read_text()
    assert old in text
    (tmp_path / LOG).write_text(text.replace(old, new, 1))
    with pytest.raises(ValidationError, match=said):
        read(tmp_path)


def test_names_of_tests_are_read_from_each_kind_of_file(tmp_path: Path) -> None:
    python, web, story = tmp_path / "test_a.py", tmp_path / "a.test.ts", tmp_path / "test_a.yml"
    python.write_text(
        "async def test_one(): ...\nclass TestAll:\n    def test_two(self): ...\ndef helper(): ...\n# def test_three\n"
    )
    web.write_text(
        "describe('all', () => {\n  it('keeps \"both\" texts', async () => {});\n  test(\"is a person's\", () => {});\n});\n"
    )
    story.write_text("stories:\n  - story: flagged twice\n")
    assert names_in(python) == {"test_one", "TestAll::test_two"}
    assert names_in(web) == {'keeps "both" texts', "is a person's"}
    assert names_in(story) == {"flagged twice"}
    assert names_in(tmp_path / "test_none.py") == set()
