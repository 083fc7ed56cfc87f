"""Questions are found by their meaning, in words that the content does not hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.embedding import Encoder
from bot.programme.questions import QuestionFinder
from bot.programme.source import ContentSource

ASKED = {
    "can I get on a plane with a back like mine": "travel",
    "do I have to tell my manager that I'm in pain": "telling-the-boss",
    "is a glass of wine going to make it worse": "alcohol",
    "am I allowed to drive on my tablets": "driving",
    "would losing a few pounds help my knees": "weight",
    "does rain really make joints ache": "weather",
    "which pillow or mattress should I buy": "position-and-mattress",
    "is it OK to nap in the afternoon": "naps",
    "my mind won't switch off when the light is out": "racing-mind",
    "people think I'm making it up": "not-believed",
    "how do I explain this to my little boy": "telling-children",
    "is acupuncture worth the money": "acupuncture",
    "how long until this programme works": "how-long",
    "who is the therapist and what are they trained in": "who-is-my-therapist",
    "does turmeric or magnesium do anything": "supplements",
    "I'm worried I'm getting hooked on my painkillers": "dependence",
    "my doctor wants to bring my tablets down": "doctor-wants-less",
    "I forgot my morning dose": "missed-dose",
    "what is mindfulness good for": "mindfulness",
    "how do I get out of bed when I'm low": "low-mood",
}
ELSEWHERE = [
    "who won the cup final",
    "tell me a joke about penguins",
    "hello there",
    "good morning",
    "my bus is late",
    "thanks a lot",
    "seven",
]


@pytest.fixture(scope="module")
def finder(root: Path):
    return QuestionFinder(ContentSource(root / "content" / "en"), Encoder())


def test_most_are_answered_or_offered(finder: QuestionFinder):
    found = {text: finder.find(text) for text in ASKED}
    answered = [text for text, one in found.items() if one.answer and one.answer.id == ASKED[text]]
    offered = [text for text, one in found.items() if ASKED[text] in {question.id for question in one.near}]
    wrong = {text: one.answer.id for text, one in found.items() if one.answer and one.answer.id != ASKED[text]}
    assert len(answered) + len(offered) >= 17, {text: one for text, one in found.items() if text not in {*answered, *offered}}
    assert len(answered) >= 10
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_is_no_question_of_theirs_is_not_answered(finder: QuestionFinder, text: str):
    assert finder.find(text).answer is None


def test_nothing_is_found_for_nothing(finder: QuestionFinder):
    assert finder.find("  ").answer is None
    assert finder.find("  ").near == ()


def test_a_question_is_found_as_soon_as_a_clinician_has_saved_it(root: Path, tmp_path: Path):
    folder = tmp_path / "en"
    shutil.copytree(root / "content" / "en", folder)
    finder = QuestionFinder(ContentSource(folder, patience=0), Encoder())
    asked = "may I bring my parrot to the pain clinic"
    before = finder.find(asked).answer
    assert before is None or before.id != "parrots"
    wordings = [
        "can the parrot come to the clinic",
        "is my parrot welcome at the clinic",
        "parrot at the pain clinic",
        "bringing a parrot along",
        "are birds allowed in the clinic",
        "can I take my bird to my appointment",
        "my parrot comes with me to the clinic, ok?",
        "parrots in the waiting room",
    ]
    text = "topic: birds\nquestions:\n  - id: parrots\n    ask: May my parrot come to the clinic?\n    also:\n"
    text += "".join(f'      - "{wording}"\n' for wording in wordings) + '    say: ["Please leave it at home."]\n'
    (folder / "questions" / "birds.yml").write_text(text)
    assert finder.find(asked).answer.id == "parrots"


def test_every_question_knows_its_own_name(finder: QuestionFinder, root: Path):
    questions = ContentSource(root / "content" / "en").now.questions.values()
    lost = [question.id for question in questions if finder.find(question.ask).answer not in [question, None]]
    assert lost == []
