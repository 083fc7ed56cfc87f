"""Content is checked when it is read, and a mistake says where it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot.programme.content import Content
from bot.programme.files import ContentError
from bot.programme.schema import Phrase


@pytest.fixture
def folder(root: Path, tmp_path: Path):
    return shutil.copytree(root / "content" / "en", tmp_path / "en")


def change(path: Path, old: str, new: str):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_reads_whole(folder: Path):
    content = Content.load(folder)
    assert [question.name for question in content.check_in.questions] == ["pain", "mood", "sleep", "activity"]
    assert set(content.phrases) == set(Phrase)
    assert content.first_lesson == "how-pain-works/alarm"
    assert len(content.lessons) == 42
    assert len(content.exercises) == 11


def test_the_version_changes_with_the_words(folder: Path):
    before = Content.load(folder).version
    change(folder / "bot.yml", "Take care.", "Take good care.")
    assert Content.load(folder).version != before


@pytest.mark.parametrize(
    "file,old,new,expected",
    [
        ("check-in.yml", "kind: scale", "kind: slide", r"check-in\.yml line \d+: questions\.0\.kind"),
        ("check-in.yml", "    high: 10\n", "    high: ten\n", r"questions\.0\.high"),
        ("check-in.yml", "skip_title:", "skip_titel:", r"skip_titl?"),
        ("bot.yml", "  welcome:\n", "  wellcome:\n", r"missing phrases: welcome"),
        ("bot.yml", 'payload: "/start_lesson"', 'payload: "start_lesson"', r"payload"),
        ("answers.yml", "  - intent: ask_why\n", "  - intent: ask_who_reads\n", r"answered twice: ask_who_reads"),
        ("modules/how-pain-works/alarm.yml", "minutes: ", "minutes: [", r"line \d+"),
        ("modules/how-pain-works/alarm.yml", "by_area:\n    moving:", "by_area:\n    space:", r"no goal area space"),
        ("modules/how-pain-works/alarm.yml", "id: alarm", "id: alarms", r"its id is alarms"),
        ("modules/how-pain-works/module.yml", "[alarm, ", "[alarms, ", r"alarms\.yml"),
        ("modules/how-pain-works/module.yml", "[alarm, ", "[", r"alarm\.yml: module\.yml does not name it"),
        ("modules/relaxation/breathing.yml", "exercise: breathing", "exercise: breathe", r"no exercise breathe"),
        ("programme.yml", "id: pacing, week: 2", "id: pacing, week: 9", r"order of their weeks"),
        ("programme.yml", "  - {id: pacing, week: 2}\n", "", r"modules/pacing: programme\.yml does not name it"),
        ("exercises/goal-sheet.yml", "{name: goal,", "{name: wish,", r"helper goal needs the fields goal"),
    ],
)
def test_a_mistake_names_file_and_place_and_remedy(folder: Path, file: str, old: str, new: str, expected: str):
    change(folder / file, old, new)
    with pytest.raises(ContentError) as caught:
        Content.load(folder)
    assert re.search(expected, caught.value.message)
    assert caught.value.remedy
    assert str(folder) in caught.value.message


def test_the_line_is_the_right_one(folder: Path):
    path = folder / "check-in.yml"
    change(path, "    high: 10\n", "    high: ten\n")
    line = path.read_text().splitlines().index("    high: ten") + 1
    with pytest.raises(ContentError, match=f"line {line}:"):
        Content.load(folder)


def test_a_missing_folder_is_told(tmp_path: Path):
    with pytest.raises(ContentError, match="no content in"):
        Content.load(tmp_path / "xx")


def test_yes_and_no_are_words(folder: Path):
    change(folder / "modules/how-pain-works/alarm.yml", "words: [real,", "words: [yes, no, real,")
    steps = Content.load(folder).lesson("how-pain-works/alarm").lesson.steps
    assert ["yes", "no"] in [choice.words[:2] for step in steps for choice in step.ask]


def test_all_mistakes_are_told_at_once(folder: Path):
    change(folder / "bot.yml", "  welcome:\n", "  wellcome:\n")
    change(folder / "check-in.yml", "kind: scale", "kind: slide")
    with pytest.raises(ContentError, match="2 mistakes") as caught:
        Content.load(folder)
    assert "bot.yml" in caught.value.message
    assert "check-in.yml" in caught.value.message


def test_the_bot_says_what_it_is(folder: Path):
    welcome = " ".join(Content.load(folder).phrases[Phrase.WELCOME].say).lower()
    for said in ("program", "not a person", "not an emergency service", "therapist can read", "supervisor may read"):
        assert said in welcome


def test_no_promise_of_cure(folder: Path):
    words = " ".join(path.read_text().lower() for path in folder.rglob("*.yml") if "safety" not in path.parts)
    for promise in ("will cure", "guarantee", "will be pain free", "will be pain-free", "you will get better"):
        assert promise not in words


def test_the_lesson_can_be_read_by_many(folder: Path):
    steps = Content.load(folder).lesson("how-pain-works/alarm").lesson.steps
    text = " ".join([*(line for step in steps for line in step.say), *(choice.feedback for step in steps for choice in step.ask)])
    assert reading_grade(text) <= 8


def reading_grade(text: str):
    """Flesch-Kincaid grade (Kincaid et al. 1975), with syllables counted by groups of vowels."""
    sentences = [part for part in re.split(r"[.!?:]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_only_the_change_of_owner_speaks_of_a_hand_over(root: Path) -> None:
    """The assistant comes back also where nobody had joined; who handed back is told when the conversation changes hands."""
    phrases = yaml.safe_load((root / "content/en/bot.yml").read_text())["phrases"]
    for name in ("hand_back", "hand_back_unfinished", "hand_back_unfinished_measure"):
        assert not re.search("handed back|together|Your therapist has", " ".join(phrases[name]["say"]))
