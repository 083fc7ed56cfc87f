"""What in a safety plan is about now, and what only names danger, as a plan has to."""

from __future__ import annotations

import pytest

from bot.safety.plan_signs import PlanSigns
from bot.safety.screen import Screener
from bot.safety.self_help import SelfHelp
from bot.words import PlanStep, Tier
from tests.unit.safety.conftest import CONTENT

SIGNS, COPING, PLACE = PlanStep.WARNING_SIGNS, PlanStep.OWN_COPING, PlanStep.SAFE_PLACE


@pytest.mark.parametrize(
    "step, text",
    [
        (PLACE, "40 tablets saved up in the drawer, thinking of taking them all tonight"),
        (PLACE, "Rope in the garage\nI have bought it and will use it tonight"),
        (PLACE, "I’ll take them all tonight"),
        (SIGNS, "I am going to kill myself tonight"),
        (SIGNS, "I have taken all my tablets"),
        (COPING, "Nothing helps, I am going to end it tonight"),
        (COPING, "I cut myself to calm down"),
        (PlanStep.REASONS, "Nothing. I want to die."),
        (PlanStep.PROFESSIONALS, "Nobody, I will be dead by tomorrow"),
    ],
)
def test_active_intent_is_about_now(screener: Screener, step: PlanStep, text: str) -> None:
    assert PlanSigns(screener).about_now({step: text})


@pytest.mark.parametrize(
    "step, text",
    [
        (SIGNS, "I start thinking I'd be better off dead"),
        (SIGNS, "I start to think about killing myself"),
        (SIGNS, "Thoughts of suicide come back\nI cut myself"),
        (SIGNS, "I count my tablets"),
        (PLACE, "tablets"),
        (PLACE, "My spare tablets. Mum keeps them"),
        (PLACE, "I have 40 tablets saved up in the drawer"),
        (PLACE, "The rope in the garage, my brother takes it"),
        (PLACE, "Razor blades in the bathroom, partner locks them away"),
        (PLACE, "I could overdose on my morphine; the pharmacist gives me a weekly supply"),
        (PLACE, "My dad's shotgun. He keeps it locked"),
        (COPING, "A warm shower"),
        (PlanStep.REASONS, "My grandson, I want to see him grow up"),
        (PlanStep.PROFESSIONALS, "Samaritans 116 123"),
        (COPING, "  "),
    ],
)
def test_what_a_plan_has_to_name_is_not(screener: Screener, step: PlanStep, text: str) -> None:
    assert not PlanSigns(screener).about_now({step: text})


def test_one_step_is_enough(screener: Screener) -> None:
    assert PlanSigns(screener).about_now({COPING: "music", PLACE: "I will take all my tablets tonight"})


def test_the_examples_that_are_offered_are_not_about_now(screener: Screener) -> None:
    steps = SelfHelp(CONTENT / "en" / "safety").as_json()["plan"]["steps"]
    texts = {PlanStep(step["step"]): "\n".join(step["examples"]) for step in steps}
    assert not PlanSigns(screener).about_now(texts)


def test_the_message_that_tells_a_person_opens_an_urgent_case(screener: Screener) -> None:
    words = SelfHelp(CONTENT / "en" / "safety").as_json()["plan"]["words"]
    assert screener.screen(words["now_message"]).tier.rank >= Tier.HIGH.rank
    assert f"“{words['now_message']}”" in words["now"], "the patient sees it before it is sent"
