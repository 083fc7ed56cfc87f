"""The words of the safety plan and of grounding: all there, short, sourced; a mistake is told with file, field and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.safety.self_help import SelfHelp
from bot.words import PlanStep
from tests.unit.safety.conftest import CONTENT
from tests.unit.safety.test_replies import GRADE, grade


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the texts to break."""
    return Path(shutil.copytree(CONTENT / "en" / "safety", tmp_path / "safety"))


def test_the_steps_come_in_the_plans_order() -> None:
    told = SelfHelp(CONTENT / "en" / "safety").as_json()
    assert [step["step"] for step in told["plan"]["steps"]] == [step.value for step in PlanStep]
    assert any("10.1016/j.cbpra.2011.01.001" in source for source in told["plan"]["sources"])
    assert told["grounding"]["exercises"][0]["breath"]["in"] < told["grounding"]["exercises"][0]["breath"]["out"]


def test_what_is_asked_is_easy_to_read() -> None:
    told = SelfHelp(CONTENT / "en" / "safety").as_json()
    texts = [told["plan"][name] for name in ("intro", "begin", "not_read")] + [told["plan"]["words"]["now"]]
    texts += [f"{step['ask']} {step['hint']}" for step in told["plan"]["steps"]]
    texts += [text for exercise in told["grounding"]["exercises"] for text in exercise["say"]]
    assert {text: round(grade(text), 1) for text in texts if grade(text) > GRADE} == {}


def test_it_says_that_a_plan_is_no_message() -> None:
    assert "not a message" in SelfHelp(CONTENT / "en" / "safety").as_json()["plan"]["not_read"]


@pytest.mark.parametrize(
    "name, old, new, said",
    [
        ("plan.yml", "  safe_place:", "  save_place:", "Input should be"),
        ("plan.yml", "not_read:", "not_red:", "not_read: Field required"),
        ("plan.yml", "    hint:", "    hnit:", "hint: Field required"),
        ("plan.yml", "sources:\n", "sources: []\nmore:\n", "sources"),
        ("grounding.yml", "in: 4", "in: 0", "breath.in"),
        ("grounding.yml", "exercises:", "exercises: [", "grounding.yml, line"),
    ],
)
def test_a_mistake_is_told_with_file_field_and_remedy(content: Path, name: str, old: str, new: str, said: str) -> None:
    path = content / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(HandrailError) as caught:
        SelfHelp(content)
    assert said in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_no_step_goes_without_words(content: Path) -> None:
    path = content / "plan.yml"
    before, _, after = path.read_text().partition("  reasons:")
    path.write_text(before + "words:" + after.partition("\nwords:")[2])
    with pytest.raises(HandrailError, match=r"steps\.reasons is missing"):
        SelfHelp(content)
