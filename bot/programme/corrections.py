"""What a patient puts right: "sleep was bad, not well", "no, I meant 6", "actually my mood was low".

A correction names an answer or means the last one. Whatever is taken for one is said back, so that a mistake of this file's is
seen; what could be two things is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.programme.denial import DENIALS, denied, without
from bot.programme.heard import Heard, as_pattern, fold, occurrences
from bot.programme.numbers import Ambiguous, OutOfRange, Scale, digits, only_a_number
from bot.programme.reading import Outcome, Understood, Value, phrases, read_text
from bot.programme.schema import Question

INTENT = "correct_answer"

SHORT = 6
"""Words. A longer sentence in answer to an open question is the answer, unless a correction is all that it can be."""

_HESITATION = r"(?:(?:ok|oh|ah|um|hmm|well|hang on|hold on|wait|sorry|oops|whoops|actually|and|but)\b[\s,.!;:-]*)*"
_NO = re.compile(rf"^{_HESITATION}no\b(?=\s*[,.!;:-]|\s+(?:i|it|it'?s|that'?s?|wait|sorry|my|the|not|\d+)\b)")
_UNDO = re.compile(
    rf"^{_HESITATION}(?:i meant?\b|(?:(?:that|it)(?:'?s| was| is) )?(?:wrong|not right)\W*$|not (?:an? )?\d"
    r"|correction\b|correct (?:my|the|that|it)\b|(?:can|could) (?:i|you) (?:change|correct|go back)|change\b(?! of\b)|undo\b"
    r"|go back\b(?! to)|make (?:it|that)\b|i made a mistake|(?:the )?wrong (?:one|1|button|number)\b"
    r"|i (?:pressed|tapped|typed|chose|picked|put)(?: in)? (?:the wrong|it wrong|(?:an? )?\d))"
)
_WEAK = re.compile(r"^(?:ok |oh |well |hmm )*(?:actually|sorry|wait|oh|hang on|hold on|oops)\b|\b(?:i meant?|sorry|rather)\W*$")
"""Openings that may as well begin an answer ("actually pretty good")."""

_OLD = re.compile(
    r"\b(?:said|put|typed|wrote|pressed|tapped|entered|picked|chose|from)\s+(?:(?:an?|very|pretty|really|so)[\s-]+)*[\w-]+[\s,.;]+"
    r"(?=(?:but|to|i|it|it's|meant|should)\b)|\b\d+\s+should\b"
)
"""What was answered before, told along: "I put 4 but it should be 7", "from well to badly"."""

WIDEST = Scale(0, 10)
"""The widest scale on which an answer may lie."""

_PARTS = re.compile(r"[,.;!?]|\b(?:and|but|so|because|since|cause|cos)\b")
"""What ends one part of a sentence and begins another."""

_FILLER = re.compile(
    r"yes|yeah|my|the|is|was|it|it'?s|an?|to|be|should|have|been|i|i'?d|meant?|sorry|no|not|isn'?t|wasn'?t|actually|wait|oops|oh|ok|well|hmm"
    r"|more|like|rather|instead|than|of|make|change|that|that'?s|now|today|last|at|and|but|said|put|really|very|for|in|as|quite|so"
    r"|pretty|just|about|level|score|answer|please|pls|number|correction|night|this|morning|thanks?|you|say|think|guess|would|probably|still|of|i'm|can|could"
)
"""Words that may stand in a correction and say nothing else."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a message puts right: new answers, or the one to ask for again. Neither: the patient has to say which."""

    values: Mapping[str, Value] = field(default_factory=dict)
    again: str | None = None
    outcome: Ambiguous | OutOfRange | None = None
    """Why no answer could be taken from the message, if it held a number."""


@dataclass(frozen=True, slots=True)
class _Message:
    """A message, and what speaks for its being a correction."""

    text: str
    """Folded, with digits for number words, and without what was said to be there before."""
    sure: bool
    """The assistant understood it as one."""
    undoes: bool
    """It begins as a wish to take something back."""
    strong: bool
    """It begins like one, and like nothing else."""
    invited: bool
    """The patient was asked what to change."""
    wanted: bool
    """Something of all this says that an answer is to be changed."""


class Corrections:
    """Reads corrections of the answers to one locale's questions."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions: dict[str, Question] = {question.name: question for question in questions}
        self._names: dict[str, str] = {fold(word): question.name for question in questions for word in question.words}
        known = {*self._names, *(phrase for question in questions for phrase in phrases(question))}
        self._known = re.compile(rf"(?<!\w)(?:{'|'.join(as_pattern(each) for each in sorted(known, key=len, reverse=True))})(?!\w)")

    def read(
        self,
        heard: Heard,
        answers: Mapping[str, Value | None],
        *,
        asking: str | None = None,
        last: str | None = None,
        invited: bool = False,
    ) -> Correction | None:
        """Return what ``heard`` puts right among ``answers``; None when it puts nothing right.

        ``asking``: the question that it may answer instead; None when every question was answered. ``last``: the answer that
        "no, I meant 6" is about. ``invited``: the patient was asked what to change.
        """
        asked = self._questions.get(asking or "")
        message = _message(heard, invited=invited, open_question=asked is not None and asked.kind == "text")
        if heard.given or heard.text.startswith("/") or (heard.asks and not (message.sure or message.undoes)):
            return None
        readings = self._readings(message.text)
        if readings:
            return self._named(message, readings, answers, asked)
        if asked is None:
            return self._afterwards(message, answers, last)
        return self._last(message, answers, asked, self._questions.get(last or "")) if last in answers else None

    def _named(
        self, message: _Message, readings: Mapping[str, Outcome], answers: Mapping[str, Value | None], asked: Question | None
    ) -> Correction | None:
        """Read a message that names answers."""
        others = {name: outcome for name, outcome in readings.items() if name in answers and not (asked and name == asked.name)}
        values = {name: outcome.value for name, outcome in others.items() if isinstance(outcome, Understood)}
        mine = readings.get(asked.name) if asked else None
        if isinstance(mine, Understood) and asked and asked.kind != "text":
            if not (values and (message.wanted or message.strong)):
                return None  # an answer that names itself ("slept badly")
            values[asked.name] = mine.value
        if values:
            return Correction(values) if self._counts(message, values, answers, asked) else None
        if not others:
            return None
        bare = self._bare(message.text)
        if asked and asked.kind == "text":
            again = bare or (message.wanted and len(message.text.split()) <= SHORT)
        elif asked:
            again = message.wanted and (message.sure or not isinstance(read_text(asked, message.text), Understood))
        else:
            again = bare or message.wanted
        name, outcome = next(iter(others.items()))
        return Correction(again=name, outcome=outcome if isinstance(outcome, Ambiguous | OutOfRange) else None) if again else None

    def _counts(
        self, message: _Message, values: Mapping[str, Value], answers: Mapping[str, Value | None], asked: Question | None
    ) -> bool:
        """Whether a message that tells other values than those asked for is meant to change them."""
        same = all(answers.get(name) == value for name, value in values.items())
        if asked and asked.kind == "text":
            brief = message.wanted and (message.strong or len(message.text.split()) <= SHORT) and self._tells(message.text)
            return not same and (message.sure or brief or self._bare(message.text))  # the rest is an account of the day
        if message.sure or message.invited:
            return True
        told = self._tells(message.text) or any(self._denials(message.text, name) for name in values)
        return told and (message.strong or not same)

    def _last(
        self, message: _Message, answers: Mapping[str, Value | None], asked: Question, last: Question | None
    ) -> Correction | None:
        """Read a message that names nothing, while another question is open: it is about the last answer, if about any."""
        if last is None or last.kind == "text":
            return None
        taken_back = self._takes_back(message.text, last, answers)
        if not (message.wanted or taken_back):
            return None
        outcome = read_text(last, message.text)
        bare = self._bare(message.text)
        brief = bare or len(message.text.split()) <= SHORT
        open_question = asked.kind == "text"
        fits = not open_question and isinstance(read_text(asked, message.text), Understood)
        found: Correction | None = None
        if isinstance(outcome, Understood):
            means_it = (
                bare or (message.sure and brief) if open_question else not fits or message.sure or message.strong or taken_back
            )
            found = Correction({last.name: outcome.value}) if means_it else None
        elif fits or (open_question and not brief):
            pass  # "actually pretty good" is an answer, and a long sentence an account
        elif outcome is not None:
            elsewhere = {name: value for name, value in self._fits(message.text, answers).items() if name != asked.name}
            found = Correction(elsewhere) if len(elsewhere) == 1 else Correction(again=last.name, outcome=outcome)
        elif message.undoes if open_question else message.sure:
            found = Correction(again=last.name)
        return found

    def _afterwards(self, message: _Message, answers: Mapping[str, Value | None], last: str | None) -> Correction | None:
        """Read a message that names nothing, when all is answered: it is about the one answer that it can be about."""
        fits = self._fits(message.text, answers)
        taken_back = {name: value for name, value in fits.items() if self._takes_back(message.text, self._questions[name], answers)}
        if not (message.wanted or taken_back or only_a_number(message.text, WIDEST)):
            return None
        for candidates in (taken_back, {name: value for name, value in fits.items() if name == last}, fits):
            if len(candidates) == 1:
                return Correction(candidates)
        return Correction()

    def _fits(self, text: str, answers: Mapping[str, Value | None]) -> dict[str, Value]:
        """Return the answers that ``text`` could give, by question."""
        outcomes = {name: read_text(question, text) for name, question in self._questions.items() if question.kind != "text"}
        return {name: outcome.value for name, outcome in outcomes.items() if name in answers and isinstance(outcome, Understood)}

    def _readings(self, text: str) -> dict[str, Outcome]:
        """Return what ``text`` says to each question that it names: from that name up to the next, or all of it for a lone one."""
        places = self._places(text)
        if len({name for _, name in places}) == 1:
            name = places[0][1]
            return {name: self._reading(name, text)}
        found: dict[str, Outcome] = {}
        for (start, name), (end, _) in pairwise([*places, (len(text), "")]):
            outcome = self._reading(name, text[start:end])
            if found.get(name) is None:
                found[name] = outcome
        return found

    def _reading(self, name: str, text: str) -> Outcome:
        question = self._questions[name]
        return None if question.kind == "text" else read_text(question, text)

    def _places(self, plain: str) -> list[tuple[int, str]]:
        return sorted((hit.start, self._names[hit.phrase]) for hit in occurrences(plain, self._names))

    def _denials(self, text: str, name: str) -> list[Value]:
        """Return the values of question ``name`` that ``text`` takes back."""
        question = self._questions[name]
        words = phrases(question)
        numbers = re.findall(rf"\b{DENIALS} (?:an? )?(\d+)\b", text)
        return [*(words[hit.phrase] for hit in denied(text, words)), *map(int, numbers)]

    def _takes_back(self, text: str, question: Question, answers: Mapping[str, Value | None]) -> bool:
        """Whether ``text`` denies the answer that ``question`` has, and says another ("not low, in between")."""
        if answers.get(question.name) not in self._denials(text, question.name):
            return False
        return isinstance(read_text(question, without(text, denied(text, phrases(question)))), Understood)

    def _tells(self, text: str) -> bool:
        """Whether a part of ``text`` says an answer and nothing else ("pain was 8, ..."; not "pain woke me at 4")."""
        return any(
            isinstance(outcome, Understood)
            for part in _PARTS.split(text)
            if self._bare(part)
            for outcome in self._readings(part).values()
        )

    def _bare(self, text: str) -> bool:
        """Whether ``text`` holds names, answers and fillers, and nothing that would make it an account of something."""
        words = re.sub(r"[^\w']+|\b\d+\b", " ", self._known.sub(" ", text)).split()
        return all(_FILLER.fullmatch(word) for word in words)


def _message(heard: Heard, *, invited: bool, open_question: bool) -> _Message:
    plain = fold(digits(heard.text))
    undoes = bool(_UNDO.match(plain))
    strong = undoes or bool(_NO.match(plain))
    opens = strong or bool(_WEAK.search(plain))
    # In answer to an open question anything may be said, and the assistant's guess alone is not enough.
    sure = heard.surely(INTENT) and (opens or not open_question)
    return _Message(_OLD.sub(" ", plain), sure, undoes, strong, invited, invited or sure or opens)
