"""What the screen reads of a message that carries a sheet, and what a sheet is to the messages around it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.care.context import context_for, own_words, pressed
from bot.care.conversations import Carried
from bot.records import MessageRecord
from bot.words import Sender

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "Sleep diary\nWoke up for good at: 06:30\nAnything else: a bad night\nMore: none"
OWN = [(TEXT.index("a bad"), TEXT.index("\nMore")), (TEXT.index("none"), len(TEXT))]
SHEET = {"payload": '/sheet_saved{"exercise": "sleep-diary"}', **Carried("sleep-diary", OWN).as_content()}


def message(seq: int, text: str, content: dict[str, Any] | None = None, sender: Sender = Sender.PATIENT) -> MessageRecord:
    return MessageRecord(f"m{seq}", "c", seq, sender, "p", "P", "web", f"c{seq}", None, 1, text, content or {}, NOW, None)


def test_only_the_patients_own_words_are_left_each_in_its_place():
    read = own_words(message(1, TEXT, SHEET))
    assert len(read) == len(TEXT)
    assert read.split() == ["a", "bad", "night.", "none"]
    start, end = OWN[0]
    assert read[start:end] == TEXT[start:end]
    assert read[end] == ".", "the next answer is another sentence"


def test_whoever_wrote_a_stop_gets_no_second_one():
    text = "Sheet\nA: so it is!\nB: and on"
    spans = [(text.index("so"), text.index("\nB")), (text.index("and"), len(text))]
    assert own_words(message(1, text, Carried("x", spans).as_content())).split() == ["so", "it", "is!", "and", "on"]


def test_a_sheet_of_numbers_leaves_nothing_to_read():
    assert own_words(message(1, "Diary\nPain: 3 of 10", Carried("x", []).as_content())).strip() == ""


def test_any_other_message_is_read_whole():
    assert own_words(message(1, TEXT)) == TEXT
    assert own_words(message(1, "Yes", {"payload": "/affirm"})) == "Yes"


def test_a_sheet_is_no_pressed_button_and_answers_no_question():
    sheet = message(3, TEXT, SHEET)
    assert not pressed(sheet)
    assert pressed(message(1, "Yes", {"payload": "/affirm"}))
    before = [message(1, "I am tired"), message(2, "Do you think of ending your life?", sender=Sender.BOT)]
    context = context_for(sheet, before)
    assert (context.asked, context.questions) == (None, ())
    assert context.earlier == ("I am tired",)
    later = context_for(message(4, "and now"), [*before, sheet])
    assert later.earlier == ("I am tired", own_words(sheet))
