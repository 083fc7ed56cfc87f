"""The questions that the program asks after a safety reply, with their buttons, and what is said to each answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from bot.errors import HandrailError
from bot.safety.asking import Answer
from bot.safety.reply_content import COUNTRY_PLACEHOLDERS, TIME_TO_PERSON, Reply, Text, check_placeholders, check_promise
from bot.safety.yaml_file import Strict, read_yaml

PAYLOAD = "/safety_answer"
"""What the payloads of the buttons begin with. The assistant never sees them: their words go the way of typed ones."""

TAKEN_UP = "taken_up"
"""In a bubble's content: the answer to the question before it is taken up here, and not again. No patient is shown it."""


class Question(Strict):
    """One question, and what is said to its answers."""

    ask: Text
    open: bool = False
    """Whether yes and no answer little: then there are no buttons."""
    words: dict[Answer, list[Text]] = Field(default_factory=dict)
    """How people answer beside yes and no, by how a short message begins; lower case, without apostrophes."""
    yes: Reply | None = None
    no: Reply | None = None
    unclear: Reply | None = None

    def reply(self, answer: Answer) -> Reply | None:
        """Return what is said to an answer, or None where it is replied to like any other message."""
        return {"yes": self.yes, "no": self.no, "unclear": self.unclear}[answer]


class QuestionBook(Strict):
    """``questions.yml``."""

    answers: dict[Answer, Text]
    """The titles of the buttons, in their order."""
    questions: dict[str, Question]

    def by_text(self, asked: str | None) -> Question | None:
        """Return the question that was asked in these words, or None."""
        return next((question for question in self.questions.values() if question.ask == asked), None)

    def content(self, name: str) -> dict[str, Any]:
        """Return what stands under a question: its buttons."""
        if self.questions[name].open:
            return {}
        return {"buttons": [{"title": title, "payload": f"{PAYLOAD} {name} {answer}"} for answer, title in self.answers.items()]}


def load_questions(path: Path) -> QuestionBook:
    """Read ``questions.yml``: each button has a title, each question that is replied to asks on with a known one.

    Raises:
        HandrailError: naming file, field and remedy.
    """
    book = read_yaml(path, QuestionBook)
    if set(book.answers) != {"yes", "no", "unclear"}:
        raise HandrailError(f"{path}: answers: a title is missing", remedy="give one for yes, no and unclear")
    for where, reply in _replies(book):
        check_placeholders(path, where, reply.text, COUNTRY_PLACEHOLDERS | {TIME_TO_PERSON})
        check_promise(path, where, reply.text)
        check_asks(path, where, reply, book)
    return book


def check_asks(path: Path, where: str, reply: Reply, book: QuestionBook) -> None:
    """Refuse a reply that asks what ``questions.yml`` does not know."""
    if reply.ask is not None and reply.ask not in book.questions:
        raise HandrailError(f"{path}: {where}: there is no question {reply.ask}", remedy="name one of questions.yml")


def tapped(payload: object) -> bool:
    """Whether a payload is that of a button under one of these questions."""
    return isinstance(payload, str) and payload.startswith(f"{PAYLOAD} ")


def answered(question: Question, plain: str, said: Answer | None) -> Answer | None:
    """Return the answer that a message gives; ``plain`` without case, apostrophes and signs, ``said`` as its first words tell."""
    for answer, beginnings in question.words.items():
        if said in {None, answer} and any(f"{plain} ".startswith(f"{beginning} ") for beginning in beginnings):
            return answer
    return said


def _replies(book: QuestionBook) -> Iterator[tuple[str, Reply]]:
    for name, question in book.questions.items():
        for answer, reply in (("yes", question.yes), ("no", question.no), ("unclear", question.unclear)):
            if reply is not None:
                yield f"questions.{name}.{answer}", reply
