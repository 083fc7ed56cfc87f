"""What the actions, the domain, the examples and the content call things."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.answer import PHRASES
from actions.scene import HandrailAction
from actions.slots import (
    ANSWERS,
    CHANGE,
    CHECK_IN,
    CONFIRM,
    EXERCISE,
    EXERCISE_ANSWER,
    EXERCISE_FORM,
    FORM,
    LESSON,
    MEASURE,
    MEASURE_ANSWER,
    MEASURE_FORM,
    MISSES,
    OFFER,
    Offer,
)
from bot.programme.check_in_dialogue import ALWAYS_DIGRESS, CONTROLS, SAFETY_INTENTS
from bot.programme.content import Content

NOT_TYPED = {"start", "hand_back", "lesson_answer", "risk_flagged", "sheet_saved"}


@pytest.fixture(scope="module")
def domain(root: Path):
    return yaml.safe_load((root / "domain.yml").read_text())


@pytest.fixture(scope="module")
def content(root: Path):
    return Content.load(root / "content" / "en")


def intents(domain: dict[str, Any]):
    return {name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]}


def every_action():
    executor = ActionExecutor()
    executor.register_package("actions")
    return {name for name, run in executor.actions.items() if isinstance(getattr(run, "__self__", None), HandrailAction)}


def test_every_action_is_in_the_domain_and_the_other_way_round(domain: dict[str, Any]):
    assert every_action() == set(domain["actions"])


def test_one_action_a_file():
    modules = [kind.__module__ for kind in HandrailAction.__subclasses__()]
    assert len(modules) == len(set(modules))
    assert issubclass(HandrailAction, Action)


def test_slots(domain: dict[str, Any]):
    assert set(domain["slots"]) == {
        *(*ANSWERS, CHANGE, CHECK_IN, CONFIRM, LESSON, MEASURE, MEASURE_ANSWER, EXERCISE, EXERCISE_ANSWER, MISSES, OFFER),
    }
    assert domain["slots"][OFFER]["values"] == list(Offer.__args__)
    assert domain["forms"] == {
        FORM: {"required_slots": [*ANSWERS, CHANGE, CONFIRM]},
        MEASURE_FORM: {"required_slots": [MEASURE_ANSWER]},
        EXERCISE_FORM: {"required_slots": [EXERCISE_ANSWER]},
    }


def test_every_typed_intent_has_examples_enough(domain: dict[str, Any], root: Path):
    counts = {}
    for path in (root / "data" / "nlu").glob("*.yml"):
        for item in yaml.safe_load(path.read_text())["nlu"]:
            examples = [line for line in item["examples"].splitlines() if line.strip()]
            assert len(examples) == len(set(examples)), item["intent"]
            counts[item["intent"]] = len(examples)
    assert set(counts) == intents(domain) - NOT_TYPED
    assert min(counts.values()) >= 20


def test_no_example_belongs_to_two_intents(root: Path):
    owner = {}
    for path in (root / "data" / "nlu").glob("*.yml"):
        for item in yaml.safe_load(path.read_text())["nlu"]:
            for line in item["examples"].splitlines():
                assert owner.setdefault(line.strip(), item["intent"]) == item["intent"], line


def test_whatever_may_be_asked_has_an_answer(domain: dict[str, Any], content: Content):
    asked = {name for name in intents(domain) if name.startswith("ask_")} - {"ask_what_you_remember"} | {
        *("struggling", "good_news", "complaint", "out_of_scope", "thanks"),
        *("change_reminders", "stop_reminders", "swearing_at_bot"),
    }
    assert asked == set(content.answers) | set(PHRASES)


def test_the_dialogue_knows_only_intents_of_the_domain(domain: dict[str, Any]):
    assert intents(domain) >= ALWAYS_DIGRESS | CONTROLS | set(SAFETY_INTENTS)


def test_every_button_leads_somewhere(domain: dict[str, Any], content: Content):
    buttons = [button for saying in [*content.phrases.values(), *content.answers.values()] for button in saying.buttons]
    assert buttons
    for button in buttons:
        assert re.match(r"^/([a-z_]+)", button.payload)[1] in intents(domain)
