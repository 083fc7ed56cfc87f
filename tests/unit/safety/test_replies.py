"""What patients read: there for every category, tier and owner; plain; one question; no promise of our own."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.errors import HandrailError
from bot.safety.asking import Answer
from bot.safety.promise import Promise, Reader
from bot.safety.questions import load_questions
from bot.safety.replies import WAITING, Answered, Asked, SafetyReplies
from bot.safety.reply_content import UNREPLIED
from bot.safety.screening import Evidence, Screening
from bot.words import Category, Owner, ScreeningState, Tier
from tests.unit.safety.conftest import CONTENT

COUNTRIES = ["GB", "uk", "IE", "US", "CA", "AU", "NZ", "", "ZZ"]
CATEGORIES = [category for category in Category if category not in UNREPLIED]
TIERS = [tier for tier in Tier if tier is not Tier.NONE]
GRADE = 8.0
"""Highest Flesch-Kincaid grade of a safety text."""


def screened(category: Category, tier: Tier) -> Screening:
    """A screening with one finding."""
    return Screening(tier, (category,), (Evidence(0, 1, "x", category, tier, "test/test", "For the test."),), "test")


def syllables(word: str) -> int:
    """Count syllables as the Flesch-Kincaid formula is usually programmed: groups of vowels, less a silent e."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade level."""
    words = re.findall(r"[a-z']+", text.lower())
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("owner", Owner)
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_there_is_a_reply_for_each(replies: SafetyReplies, category: Category, tier: Tier, owner: Owner) -> None:
    for country in COUNTRIES:
        parts = replies.reply(screened(category, tier), country=country, owner=owner)
        if owner is Owner.THERAPIST and tier.rank < Tier.HIGH.rank:
            assert parts == []
            continue
        assert 1 <= len(parts) <= 3
        text = parts[0].text
        assert [part.text.count("?") for part in parts] == [0] * (len(parts) - 1) + [parts[-1].text.count("?")]
        assert set(re.findall(r"\{\w+\}", text)) <= {"{time_to_person}"}
        assert grade(text.replace("{time_to_person}", "ten minutes")) <= GRADE
        assert not re.search(r"\b(someone|a person|help) (is|will be) (coming|on (the|its|their) way)\b", text)
        if owner is Owner.BOT:
            assert "{time_to_person}" in text
            assert parts[1].content["element"]["card"]["lines"]
        if tier is Tier.EMERGENCY and category is not Category.WANTS_HUMAN:
            assert "call" in text


@pytest.mark.parametrize("tier, offered", [(Tier.HIGH, True), (Tier.MODERATE, True), (Tier.LOW, False), (Tier.EMERGENCY, False)])
def test_the_plan_and_grounding_are_offered_where_there_is_time_for_them(replies: SafetyReplies, tier: Tier, offered: bool) -> None:
    for category in (Category.SUICIDE, Category.SELF_HARM):
        if (category, tier) == (Category.SELF_HARM, Tier.LOW):
            continue  # answered as the next more urgent tier
        element = replies.reply(screened(category, tier), country="GB", owner=Owner.BOT)[0].content.get("element")
        assert (element == replies.support()) is offered
    assert set(replies.support()) == {"type", "open_plan", "make_plan", "ground"}
    assert replies.reply(screened(Category.SUICIDE, tier), country="GB", owner=Owner.THERAPIST)[:1] == [] or not (
        replies.reply(screened(Category.SUICIDE, tier), country="GB", owner=Owner.THERAPIST)[0].content
    )


def test_nothing_is_said_to_a_message_that_is_not_flagged(replies: SafetyReplies) -> None:
    assert replies.reply(Screening(Tier.NONE, (), (), "test"), country="GB", owner=Owner.BOT) == []


@pytest.mark.parametrize("state", [ScreeningState.FAILED, ScreeningState.LATE])
def test_a_screen_that_did_not_finish_is_answered(replies: SafetyReplies, state: ScreeningState) -> None:
    parts = replies.reply(Screening.unfinished(state, "test"), country="GB", owner=Owner.BOT)
    assert "could not check it" in parts[0].text
    assert "999" in parts[0].text


def test_what_can_kill_within_hours_is_answered_first(replies: SafetyReplies) -> None:
    found = [
        Evidence(0, 1, "x", category, Tier.EMERGENCY, "test/test", "For the test.")
        for category in (Category.SUICIDE, Category.MEDICINE)
    ]
    screening = Screening(Tier.EMERGENCY, (Category.SUICIDE, Category.MEDICINE), tuple(found), "test")
    assert "Taking too much" in replies.reply(screening, country="US", owner=Owner.BOT)[0].text


@pytest.mark.parametrize(
    "country, number, name",
    [
        ("GB", "116 123", "Samaritans"),
        ("IE", "116 123", "Samaritans"),
        ("US", "988", "988"),
        ("CA", "988", "9-8-8"),
        ("AU", "13 11 14", "Lifeline"),
        ("NZ", "1737", "1737"),
    ],
)
def test_crisis_lines_by_country(replies: SafetyReplies, country: str, number: str, name: str) -> None:
    card = replies.help_card(country)
    first = card["lines"][0]
    assert first["phone"] == number
    assert name in first["name"]
    assert all(line["checked_on"] and line["hours"] for line in card["lines"])
    assert "not an emergency service" in card["not_emergency_service"]


def test_an_unknown_country_gets_the_directory(replies: SafetyReplies) -> None:
    card = replies.help_card("ZZ")
    assert card["lines"][0]["url"] == "https://findahelpline.com"
    assert "your local emergency number" in card["emergency"]["text"]
    assert set(card) == {"title", "intro", "emergency", "lines", "not_emergency_service"}


def test_service_texts(replies: SafetyReplies) -> None:
    assert "saved" in replies.delay()[0].text
    assert "A person has been asked to read it" in replies.delay()[0].text
    assert "116 123" in replies.holding("GB")[0].text
    assert replies.owner_changed("joined", "Demo therapist")[0].text.startswith("Demo therapist has joined")
    assert replies.owner_changed("joined", " ")[0].text.startswith("A person from the team")
    assert (
        "a program" in replies.owner_changed("handed_back", "x")[0].text
        or "the program" in replies.owner_changed("handed_back", "x")[0].text
    )


NOW = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
"""A Friday."""
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
AWAY = Promise(NOW, MONDAY + timedelta(minutes=10), Reader.AWAY, MONDAY)
LATER = Promise(NOW, MONDAY, Reader.LATER)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUE])
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_while_nobody_is_there_nobody_is_promised(replies: SafetyReplies, category: Category, tier: Tier, owner: Owner) -> None:
    for answered in ((), (Answered(tier, (category.value,)),)):
        for promise, said in ((AWAY, "back at 09:00 on Monday"), (LATER, "by 09:00 on Monday")):
            found = screened(category, tier)
            text = replies.reply(found, country="GB", owner=owner, promise=promise, answered=answered)[0].text
            assert said in text
            assert not re.search(r"read [^.]*within|alerted|\[|\]|\{", text)
            assert text.count("?") <= 1
            assert grade(text) <= GRADE
            if tier.rank >= Tier.HIGH.rank and category not in {Category.WANTS_HUMAN, Category.DISTRESS}:
                assert "999" in text


@pytest.mark.parametrize("tier", TIERS)
def test_the_same_danger_again_is_answered_shortly(replies: SafetyReplies, tier: Tier) -> None:
    found = screened(Category.SUICIDE, tier)
    first = replies.reply(found, country="GB", owner=Owner.BOT)
    again = replies.reply(found, country="GB", owner=Owner.BOT, answered=[Answered(tier, ("suicide",))])
    assert not [part for part in again if "element" in part.content], "no card a second time"
    assert len(again[0].text) < len(first[0].text)
    assert "116 123" in again[0].text or "999" in again[0].text, "crisis help stays in view"
    assert grade(again[0].text.replace("{time_to_person}", "ten minutes")) <= GRADE


def test_a_danger_that_rose_or_is_another_one_is_answered_in_full(replies: SafetyReplies) -> None:
    found = screened(Category.SUICIDE, Tier.HIGH)
    full = replies.reply(found, country="GB", owner=Owner.BOT)
    for before in (Answered(Tier.MODERATE, ("suicide",)), Answered(Tier.EMERGENCY, ("red_flag",))):
        assert replies.reply(found, country="GB", owner=Owner.BOT, answered=[before]) == full


@pytest.mark.parametrize(
    "moment, zone, said",
    [
        (NOW, "UTC", "16:00 today"),
        (NOW + timedelta(days=1), "UTC", "16:00 tomorrow"),
        (MONDAY, "UTC", "09:00 on Monday"),
        (NOW + timedelta(days=7), "UTC", "16:00 on Friday, 13 March"),
        (MONDAY, "Europe/Berlin", "09:00 on Monday (clinic time)"),
    ],
)
def test_a_moment_is_said_as_people_say_it(replies: SafetyReplies, moment: datetime, zone: str, said: str) -> None:
    promise = Promise(NOW, moment, Reader.LATER, patient_zone=ZoneInfo(zone))
    assert f"by {said}." in replies.delay("GB", promise)[0].text


def test_the_card_says_when_the_team_is_back(replies: SafetyReplies) -> None:
    assert "before 09:00 on Monday" in (replies.away_note(AWAY, on_call=False) or "")
    assert "urgent" in (replies.away_note(AWAY, on_call=True) or "")
    assert replies.away_note(LATER, on_call=False) is None


@pytest.mark.parametrize(
    "text, goes_on",
    [
        ("can we do the check in", True),
        ("Check-in please", True),
        ("I'd like the next lesson", True),
        ("ok", False),
        ("I was thinking while I did the check in last week that none of this helps me", False),
    ],
)
def test_who_wants_to_go_on(replies: SafetyReplies, text: str, goes_on: bool) -> None:
    assert replies.goes_on(text) is goes_on
    assert "with the team" in replies.going_on()[0].text


def test_a_no_is_thanked_for_and_read_all_the_same(replies: SafetyReplies) -> None:
    text = replies.denied("GB")[0].text
    assert text.startswith("Thank you")
    assert "still for a person to read" in text
    assert "lesson" not in text
    assert "lesson" in replies.denied("GB", offer=True)[0].text
    assert "116 123" in text
    assert "999" in text


BOOK = load_questions(CONTENT / "en" / "safety" / "questions.yml")
ANSWERED = [
    (name, answer) for name, question in BOOK.questions.items() for answer in ("yes", "no", "unclear") if question.reply(answer)
]


def test_a_question_of_ours_stands_last_with_its_buttons(replies: SafetyReplies) -> None:
    text, card, question = replies.reply(screened(Category.SUICIDE, Tier.HIGH), country="GB", owner=Owner.BOT)
    assert "?" not in text.text
    assert card.content["element"]["type"] == "help"
    assert question.text == "Are you safe right now?"
    assert [button["title"] for button in question.content["buttons"]] == ["Yes", "No", "I'd rather not say"]
    assert len({button["payload"] for button in question.content["buttons"]}) == 3
    *_, open_question = replies.reply(screened(Category.DISTRESS, Tier.LOW), country="GB", owner=Owner.BOT)
    assert open_question.text == "What feels hardest right now?"
    assert "buttons" not in open_question.content


@pytest.mark.parametrize("name, answer", ANSWERED)
def test_each_answer_is_taken_up_plainly(replies: SafetyReplies, name: str, answer: Answer) -> None:
    asked = Asked(BOOK.questions[name].ask, answer)
    first, *rest = replies.taken_up("x", asked, "GB", Promise(NOW, NOW + timedelta(minutes=8)))
    assert "{time_to_person}" in first.text
    assert not re.search(r"\[|\]|\?|\{(?!time_to_person)", first.text)
    assert grade(first.text.replace("{time_to_person}", "ten minutes")) <= 6
    assert len(rest) <= 2
    for promise, said in ((AWAY, "back at 09:00"), (read_at(NOW), "read your messages at 16:00 today")):
        assert said in replies.taken_up("x", asked, "GB", promise)[0].text


def test_not_safe_is_answered_with_help_first(replies: SafetyReplies) -> None:
    asked = Asked("Are you safe right now?", "no")
    evidence = Evidence(0, 2, "no", Category.SUICIDE, Tier.HIGH, "asked/safe-now", "For the test.")
    screening = Screening(Tier.HIGH, (Category.SUICIDE,), (evidence,), "test")
    before = [Answered(Tier.HIGH, ("suicide",))]
    said, question = replies.reply(screening, country="GB", owner=Owner.QUEUE, answered=before, text="no", asked=asked)
    assert said.text.startswith("Please call 999 now")
    assert "Help now" in said.text
    assert question.text == "Is someone with you now?"
    more = Evidence(3, 9, "pills", Category.MEDICINE, Tier.HIGH, "overdose/taken", "For the test.")
    both = Screening(Tier.HIGH, (Category.SUICIDE, Category.MEDICINE), (evidence, more), "test")
    assert replies.reply(both, country="GB", owner=Owner.QUEUE, text="no", asked=asked)[0] != said


@pytest.mark.parametrize(
    "text, said, taken",
    [
        ("Safe.", None, "glad that you are safe"),
        ("I\u2019m safe, thanks", None, "glad that you are safe"),
        ("yes", "yes", "glad that you are safe"),
        ("I'm not sure", "unclear", "do not have to say"),
        ("it is about my back", None, None),
    ],
)
def test_what_was_typed_is_taken_up_as_what_was_tapped(
    replies: SafetyReplies, text: str, said: Answer | None, taken: str | None
) -> None:
    parts = replies.taken_up(text, Asked("Are you safe right now?", said), "GB", Promise(NOW, NOW))
    assert (taken in parts[0].text) if taken else parts == []


def test_no_question_is_asked_that_was_just_answered_or_is_open(replies: SafetyReplies) -> None:
    found, asks = screened(Category.SUICIDE, Tier.HIGH), "Are you safe right now?"
    for more in ({"asked": Asked(asks, "yes")}, {"still_open": [asks]}):
        parts = replies.reply(found, country="GB", owner=Owner.BOT, text="yes but I want to die", **more)
        assert asks not in [part.text for part in parts]
    parts = replies.reply(found, country="GB", owner=Owner.BOT, text="I want to die", asked=Asked(asks, None))
    assert parts[-1].text == asks, "what was not answered is asked again"


def read_at(moment: datetime, reader: Reader = Reader.READ) -> Promise:
    """A promise in a conversation whose case somebody read."""
    return Promise(moment, moment - timedelta(minutes=1), reader, read_at=moment)


@pytest.mark.parametrize(
    "promise, said, never",
    [
        (read_at(NOW), "read your messages at 16:00 today, and has not answered yet", "nobody has|within|asked to"),
        (read_at(NOW, Reader.TAKEN_UP), "A person from the team is looking into this", "nobody has|within|asked to"),
        (Promise(NOW, NOW, Reader.LATE), "nobody has yet. I am sorry", "within|top of their list"),
        (Promise(NOW, NOW, Reader.LATE, MONDAY), "Nobody from the team is here now. They are back at 09:00 on Monday", "within"),
    ],
)
def test_every_text_says_what_is_true_of_the_case(replies: SafetyReplies, promise: Promise, said: str, never: str) -> None:
    parts = [
        *replies.holding("GB", promise=promise),
        *(replies.holding("GB", promise=promise, before=number)[0] for number in range(5)),
        *replies.admitted("GB", promise, Tier.HIGH),
        *replies.delay("GB", promise),
        *replies.denied("GB", promise),
        *replies.after_safety("GB", promise),
        *replies.told("[Somebody reads it within {time_to_person}.]", "GB", promise, Tier.LOW),
        *replies.was_read("waiting", promise.read_at, "GB", promise, Tier.LOW),
    ]
    for tier in TIERS:
        for answered in ((), (Answered(tier, ("suicide",)),)):
            found = screened(Category.SUICIDE, tier)
            parts.append(replies.reply(found, country="GB", owner=Owner.QUEUE, promise=promise, answered=answered)[0])
    for part in parts:
        assert said in part.text
        assert not re.search(never, part.text)


def test_an_emergency_waits_for_nobody_who_has_taken_it_up(replies: SafetyReplies) -> None:
    promise = read_at(NOW, Reader.TAKEN_UP)
    text = replies.reply(screened(Category.SUICIDE, Tier.EMERGENCY), country="GB", owner=Owner.QUEUE, promise=promise)[0].text
    assert "Please do not wait for them" in text


def test_short_wordings_follow_without_one_twice_in_a_row(replies: SafetyReplies) -> None:
    number: int | None = None
    said = []
    for _ in range(9):
        (part,) = replies.holding("GB", before=number)
        number = part.content[WAITING]
        said.append(part.text)
    assert all(one != other for one, other in pairwise(said))
    assert len(set(said[1:])) >= 3
    assert max(len(text) for text in said[1:]) < len(said[0])


@pytest.mark.parametrize(
    "text, said",
    [
        ("are you a real person?", "I am a computer program"),
        ("Who are you", "I am a computer program"),
        ("who reads this?", "Your therapist can read"),
        ("are you still there", "I am a program"),
        ("is someone there now", "I am a program"),
        ("sorry to bother anyone", "You are no bother"),
        ("Forget it.", "You are no bother"),
        ("i just want to talk to a real person", "a person has to come"),
        ("my back hurts", None),
        ("I was sorry to bother my doctor with the knee again yesterday when she had so much to do", None),
    ],
)
def test_what_is_said_about_the_waiting_itself(replies: SafetyReplies, text: str, said: str | None) -> None:
    parts = replies.aside(text, "GB", Promise(NOW, NOW + timedelta(minutes=8)))
    assert (said in parts[0].text) if said else parts == []


@pytest.mark.parametrize("text", ["did anyone read it", "Has anybody seen this?", "did my therapist read it"])
def test_whether_it_was_read(replies: SafetyReplies, text: str) -> None:
    assert replies.asks_whether_read(text)
    assert not replies.asks_whether_read("did you know that anyone can read a book")
    promise = Promise(NOW, NOW + timedelta(minutes=8))
    assert replies.was_read("yes", NOW, "GB", promise, Tier.LOW)[0].text.startswith("Yes. A person on the team read")
    assert "after that" in replies.was_read("earlier", NOW, "GB", promise, Tier.LOW)[0].text
    assert "no sign yet" in replies.was_read("no", None, "GB", promise, Tier.LOW)[0].text
    assert "no sign yet" in replies.was_read("waiting", None, "GB", promise, Tier.LOW)[0].text


def test_closing_a_case_that_nobody_joined_speaks_of_no_hand_over(replies: SafetyReplies) -> None:
    for promise, said in (
        (read_at(NOW, Reader.TAKEN_UP), "has read what you wrote, at 16:00 today"),
        (AWAY, "with me, the program"),
    ):
        text = replies.closed(promise)[0].text
        assert said in text
        assert "handed" not in text
    assert "read what" not in replies.closed(AWAY)[0].text


@pytest.mark.parametrize("country", ["GB", "US", "IE", "AU", "NZ"])
def test_lines_under_a_safety_reply_fit_what_was_written(replies: SafetyReplies, country: str) -> None:
    def names(category: Category) -> str:
        parts = replies.reply(screened(category, Tier.HIGH), country=country, owner=Owner.BOT)
        return " ".join(line["name"] for line in parts[1].content["element"]["card"]["lines"])

    abuse = re.compile("Domestic|Women's Aid|1800RESPECT")
    for category in CATEGORIES:
        assert names(category)
        if category is not Category.ABUSE:
            assert not abuse.search(names(category))
        if category not in {Category.MEDICINE, Category.SELF_HARM, Category.SUICIDE}:
            assert "Poison" not in names(category)
    if country == "GB":
        assert names(Category.MEDICINE).startswith("NHS 111")
        assert names(Category.ABUSE).startswith("National Domestic")
    everything = replies.help_card(country)["lines"]
    assert country == "NZ" or any(abuse.search(line["name"]) for line in everything)
    assert not {"only", "first"} & set(everything[0])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the texts to break."""
    return Path(shutil.copytree(CONTENT / "en" / "safety", tmp_path / "safety"))


@pytest.mark.parametrize(
    "name, old, new, said",
    [
        ("replies.yml", "{crisis_line}", "{crisis_lime}", "nothing fills {crisis_lime}"),
        ("replies.yml", "help: true", "hepl: true", "hepl: Extra inputs are not permitted"),
        ("replies.yml", "  wants_human:", "  wants_humans:", "Input should be"),
        ("replies.yml", '  emergency: "This could', '  none: "This could', "with_therapist.emergency is missing"),
        ("lines.yml", "checked_on: 2026-11-23", "checked_on: soon", "checked_on"),
        ("lines.yml", "  GB:", "  gb:", "countries.gb"),
        ("lines.yml", 'phone: "116 123", url: "https://www.samaritans.org", ', "", "Samaritans cannot be reached"),
        ("questions.yml", "ask: with_you", "ask: with_yuo", "there is no question with_yuo"),
        ("replies.yml", "ask: with_you", "ask: with_yuo", "there is no question with_yuo"),
        ("questions.yml", "{crisis_line}", "{crisis_lime}", "nothing fills {crisis_lime}"),
        ("questions.yml", "[A person is asked", "A person is asked", "outside of [square brackets]"),
        ("service.yml", "messages at {read}, and", "messages at {red}, and", "nothing fills {red}"),
        ("service.yml", "{name} has joined", "{nam} has joined", "nothing fills {nam}"),
        ("replies.yml", "[A person here has been alerted", "A person here has been alerted", "outside of [square brackets]"),
        ("away.yml", "{opens}", "{open}", "nothing fills {open}"),
        ("away.yml", "  emergency:", "  none:", "away.emergency is missing"),
        ("away.yml", "Sunday]", "]", "when.days"),
        ("service.yml", "delay:", "delays:", "delay: Field required"),
        ("service.yml", "delay:", "delay: [", "service.yml, line"),
    ],
)
def test_a_mistake_is_told_with_file_field_and_remedy(content: Path, name: str, old: str, new: str, said: str) -> None:
    path = content / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(HandrailError) as caught:
        SafetyReplies(content)
    assert said in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_a_missing_file_or_category_is_told(content: Path) -> None:
    path = content / "replies.yml"
    book = yaml.safe_load(path.read_text())
    del book["replies"]["abuse"]
    path.write_text(yaml.safe_dump(book))
    with pytest.raises(HandrailError, match=r"replies\.abuse is missing"):
        SafetyReplies(content)
    path.unlink()
    with pytest.raises(HandrailError, match=r"cannot read .*replies\.yml"):
        SafetyReplies(content)
