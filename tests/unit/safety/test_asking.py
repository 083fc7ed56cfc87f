"""Short answers to questions about risk."""

from __future__ import annotations

import pytest

from bot.safety.questions import load_questions
from bot.safety.screen import Screener
from bot.safety.screening import Context
from bot.words import Category, Tier
from tests.unit.safety.conftest import CONTENT

THOUGHTS = "I am sorry it is so hard. Are you having thoughts of ending your life?"


@pytest.mark.parametrize(
    "answer, tier",
    [
        ("yes", Tier.HIGH),
        ("Yeah, I am", Tier.HIGH),
        ("sometimes", Tier.HIGH),
        ("a bit", Tier.HIGH),
        ("y", Tier.HIGH),
        ("I do", Tier.HIGH),
        ("maybe", Tier.MODERATE),
        ("I don't know", Tier.MODERATE),
        ("not sure", Tier.MODERATE),
        ("rather not say", Tier.MODERATE),
        ("no", Tier.NONE),
        ("No, nothing like that", Tier.NONE),
        ("nope", Tier.NONE),
        ("never", Tier.NONE),
    ],
)
def test_answers_about_thoughts(screener: Screener, answer: str, tier: Tier) -> None:
    screening = screener.screen(answer, Context(asked=THOUGHTS))
    assert screening.tier is tier
    if screening.evidence:
        assert screening.evidence[0].text == answer
        assert screening.categories == (Category.SUICIDE,)


@pytest.mark.parametrize(
    "asked, answer, category, tier",
    [
        ("Are you safe right now?", "no", Category.SUICIDE, Tier.HIGH),
        ("Are you safe right now?", "yes", None, Tier.NONE),
        ("Do you have a plan?", "yes", Category.SUICIDE, Tier.HIGH),
        ("Have you taken anything?", "yes", Category.SUICIDE, Tier.EMERGENCY),
        ("Do you feel like hurting yourself?", "yes", Category.SELF_HARM, Tier.HIGH),
        ("Is someone hurting you?", "yes", Category.ABUSE, Tier.HIGH),
        ("Any trouble with your bladder or bowels?", "yes", Category.RED_FLAG, Tier.EMERGENCY),
        ("Would you like to talk to a person?", "yes please", Category.WANTS_HUMAN, Tier.LOW),
        ("Did the walk help?", "yes", None, Tier.NONE),
        ("How bad is the pain, 0 to 10?", "no idea", None, Tier.NONE),
        ("You are safe here.", "no", None, Tier.NONE),
        ("If you are in danger, call 999. Shall we start?", "yes", None, Tier.NONE),
        ("You can stop whenever you want. Ready?", "no", None, Tier.NONE),
        (None, "yes", None, Tier.NONE),
    ],
)
def test_what_was_asked_decides(screener: Screener, asked: str | None, answer: str, category: Category | None, tier: Tier) -> None:
    screening = screener.screen(answer, Context(asked=asked))
    assert screening.tier is tier
    assert category is None or category in screening.categories


def test_no_to_a_safe_answer_does_not_hide_what_else_is_said(screener: Screener) -> None:
    assert screener.screen("no but I want to die", Context(asked=THOUGHTS)).tier is Tier.HIGH


def test_our_own_questions_about_danger_are_understood(screener: Screener) -> None:
    """Every safety reply that asks whether the patient is safe, or has such thoughts, must be able to hear the answer."""
    book = load_questions(CONTENT / "en" / "safety" / "questions.yml")
    danger = {"safe_now": "no", "safe_at_home": "no", "thoughts": "yes", "how_or_plan": "yes", "close_to_hurting": "yes"}
    for name, answer in danger.items():
        for text in (answer, book.answers[answer]):  # typed, or tapped
            assert screener.screen(text, Context(asked=book.questions[name].ask)).tier is Tier.HIGH
    assert screener.screen("Yes", Context(asked=book.questions["sleepy"].ask)).tier is Tier.EMERGENCY


def test_what_is_not_taken_up_in_words_of_its_own_is_flagged_or_denied(screener: Screener) -> None:
    """A tap on any button is answered as the answer that it is."""
    book = load_questions(CONTENT / "en" / "safety" / "questions.yml")
    for question in book.questions.values():
        for answer, title in book.answers.items():
            assert screener.said(title) == answer
            if not question.open and question.reply(answer) is None:
                flagged = screener.screen(title, Context(asked=question.ask)).flagged
                assert flagged or screener.denies(title, question.ask), (question.ask, title)


@pytest.mark.parametrize(
    "text, said",
    [
        ("yes", "yes"),
        ("Yes i am safe", "yes"),
        ("yeah my sister is here", "yes"),
        ("i am", "yes"),
        ("I have been in bed all day", None),
        ("I am in the kitchen", None),
        ("no, on my own", "no"),
        ("not really", "no"),
        ("no idea", "unclear"),
        ("I'd rather not say", "unclear"),
        ("dont know", "unclear"),
        ("hello", None),
        ("", None),
    ],
)
def test_what_a_message_begins_with_as_an_answer(screener: Screener, text: str, said: str | None) -> None:
    assert screener.said(text) == said
