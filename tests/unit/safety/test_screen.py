"""The screen as a whole: places, disguises, context, threads, length, and that nothing explicit is ever silenced."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import HandrailError
from bot.safety.screen import Screener
from bot.safety.screening import Context, Screening
from bot.words import Category, ScreeningState, Tier
from tests.unit.safety import tables

SCREENER = Screener()
"""For the property tests, which take no fixtures."""
EXPLICIT = [
    row.text for row in tables.risks() if row.tier.rank >= Tier.HIGH.rank and SCREENER.screen(row.text).tier.rank >= Tier.HIGH.rank
]
BENIGN = [
    "I slept about five hours.",
    "Pain is a 6 today.",
    "My sister came round and we had tea.",
    "The weather has been grim.",
    "I did the stretches twice.",
    "Thanks for asking.",
]
LONGEST_ALLOWED = 4.0
"""Seconds for 2,000 words on a busy machine; alone it takes a tenth of that. The bound catches growth, not slowness."""


@settings(deadline=None)
@given(st.sampled_from(EXPLICIT), st.randoms(use_true_random=False))
def test_case_never_drops_an_explicit_flag(text: str, chance: random.Random) -> None:
    mixed = "".join(letter.upper() if chance.random() < 0.5 else letter.lower() for letter in text)
    for other in (text.upper(), text.lower(), mixed):
        assert SCREENER.screen(other).tier.rank >= Tier.HIGH.rank


@settings(deadline=None)
@given(st.sampled_from(EXPLICIT), st.lists(st.sampled_from(BENIGN), max_size=3), st.lists(st.sampled_from(BENIGN), max_size=3))
def test_benign_text_around_never_drops_an_explicit_flag(text: str, before: list[str], after: list[str]) -> None:
    end = "" if text[-1] in ".!?" else "."
    whole = " ".join([*before, text + end, *after])
    assert SCREENER.screen(whole).tier.rank >= Tier.HIGH.rank


@settings(deadline=None)
@given(st.sampled_from(EXPLICIT), st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff"]), st.data())
def test_invisible_characters_never_drop_an_explicit_flag(text: str, mark: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert SCREENER.screen(text[:place] + mark + text[place:]).tier.rank >= Tier.HIGH.rank


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(EXPLICIT + BENIGN), max_size=5).map("…\n".join))
def test_evidence_names_its_place_in_the_original(text: str) -> None:
    screening = SCREENER.screen(text)
    for item in screening.evidence:
        assert 0 <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]
    assert Screening.from_json(screening.as_json()) == screening


def test_same_text_gives_same_result_in_many_threads(screener: Screener) -> None:
    texts = [row.text for row in tables.risks()] + tables.harmless()
    expected = [(found.tier, found.evidence) for found in map(screener.screen, texts)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            found = list(pool.map(screener.screen, texts))
            assert [(item.tier, item.evidence) for item in found] == expected


def test_patients_words_are_not_kept(screener: Screener) -> None:
    strings = screener._rules._index._vocab.strings
    before = len(strings)
    screener.screen("My name is Zebulonia Quaggsworth and I want to die in Llanfairpwll")
    assert len(strings) == before


@pytest.mark.parametrize("stop", [". ", " "])
def test_two_thousand_words_are_screened_within_bounds(screener: Screener, stop: str) -> None:
    filler = [text.rstrip(".!?") for text in tables.harmless() if len(text.split()) > 3]
    text = stop.join(filler * 3)
    words = text.split()[:1990]
    start = time.thread_time()
    screening = screener.screen(" ".join(words[:1000]) + ". I am going to kill myself tonight. " + " ".join(words[1000:]))
    assert screening.tier.rank >= Tier.HIGH.rank
    assert Category.SUICIDE in screening.categories
    assert time.thread_time() - start < LONGEST_ALLOWED


def test_the_medium_message_takes_less_than_ten_milliseconds(screener: Screener) -> None:
    taken = []
    for text in tables.harmless() + [row.text for row in tables.risks()]:
        start = time.thread_time()
        screener.screen(text)
        taken.append(time.thread_time() - start)
    assert sorted(taken)[len(taken) // 2] < 0.010


@pytest.mark.parametrize(
    "text",
    [
        "I'm not going to kill myself, but I have the pills counted",
        "I can't stop thinking about killing myself",
        "No. I want to die.",
        "no i want to die",
        "I don't know whether to kill myself",
        "Why shouldn't I just kill myself?",
        "I used to be suicidal and now I want to die again",
        "I watched a film and now I want to kill myself",
        "My brother killed himself and I want to kill myself too",
        "He says I should be grateful but I want to die",
        "This pain is killing me and I am going to kill myself tonight",
        "Does amitriptyline cause suicidal thoughts? I'm having suicidal thoughts",
        "I'm not suicidal. I just want to die.",
        "Years ago I tried, and now I have a plan to kill myself",
    ],
)
def test_explicit_current_risk_is_never_silenced(screener: Screener, text: str) -> None:
    assert screener.screen(text).tier.rank >= Tier.HIGH.rank


@pytest.mark.parametrize(
    "text, context",
    [
        ("I'm not going to kill myself", "negation"),
        ("I was suicidal in my twenties but I'm fine now", "resolved"),
        ("My uncle wants to die", "other-people"),
        ("The song 'I want to die' came on", "reported"),
        ("does duloxetine cause suicidal thoughts?", "topic"),
        ("I nearly killed myself laughing", "idiom"),
        ("I take extra tramadol when needed as prescribed", "prescribed"),
    ],
)
def test_what_lowers_is_told(screener: Screener, text: str, context: str) -> None:
    screening = screener.screen(text)
    assert not screening.flagged
    assert any(f"({context})" in note for note in screening.notes)
    assert all(word not in " ".join(screening.notes) for word in ("uncle", "twenties", "came on", "laughing"))


@pytest.mark.parametrize(
    "text, tier",
    [
        ("I tried to kill myself ten years ago", Tier.MODERATE),
        ("I thought about ending my life when I was a teenager", Tier.LOW),
        ("I tried to kill myself last week", Tier.HIGH),
    ],
)
def test_the_past_lowers_by_what_happened(screener: Screener, text: str, tier: Tier) -> None:
    assert screener.screen(text).tier is tier


@pytest.mark.parametrize(
    "text, tier",
    [
        ("I took 20 paracetamol an hour ago but I'm fine now", Tier.EMERGENCY),
        ("I swallowed 30 tablets but I'm ok now", Tier.EMERGENCY),
        ("took a whole box of ibuprofen and vodka, im fine now", Tier.HIGH),
        ("I took 14 co-codamol in one go on sunday but I'm ok now", Tier.HIGH),
        ("he strangled me last night, I'm ok now", Tier.HIGH),
        ("my husband raped me, I'm ok now", Tier.HIGH),
        ("He hit me last night, I'm ok now", Tier.MODERATE),
        ("I cut myself yesterday but I am ok now", Tier.MODERATE),
        ("I tried to hang myself on Monday but I'm ok now", Tier.HIGH),
        ("I wanted to kill myself last night but I'm ok now", Tier.MODERATE),
        ("numb between my legs this morning, better now", Tier.HIGH),
        ("I wet myself and couldn't feel it, but ok now", Tier.HIGH),
    ],
)
def test_feeling_well_now_does_not_undo_what_was_done(screener: Screener, text: str, tier: Tier) -> None:
    """Most people feel well in the first day after an overdose; violence and attempts are near, however one feels."""
    assert screener.screen(text).tier.rank >= tier.rank


@pytest.mark.parametrize(
    "text",
    [
        "I was suicidal in my twenties but I'm fine now",
        "I used to hurt myself when I was at school but I'm ok now",
        "years ago my ex hit me, I'm safe now",
        "I had a wobble this morning but I'm ok now",
        "I couldn't cope yesterday but I'm fine now",
        "pain was awful at the weekend, better now",
    ],
)
def test_what_is_long_past_and_well_again_calls_nobody(screener: Screener, text: str) -> None:
    assert screener.screen(text).tier.rank <= Tier.LOW.rank


@pytest.mark.parametrize(
    "text",
    [
        "k1ll myself",
        "k!ll mys3lf",
        "I want to d!e",
        "su1c1dal",
        "$uicidal",
        "s*icidal",
        "I want to d i e",
        "s.u.i.c.i.d.a.l",
        "І wаnt tо dіе",
        "𝐈 𝐰𝐚𝐧𝐭 𝐭𝐨 𝐝𝐢𝐞",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "i w\u200ban\u200bt to d\u200bie",
        "I WANT TO DIEEEEEE",
        "kms",
        "gonna unalive myself",
        "i wana die",
        "killl myslef",
        "suicdal",
        "i want to... die",
        "I want to\ndie",
        "I want to 💀",
    ],
)
def test_disguises(screener: Screener, text: str) -> None:
    assert screener.screen(text).tier is Tier.HIGH


def test_a_sentence_split_over_two_messages(screener: Screener) -> None:
    assert not screener.screen("die").flagged
    screening = screener.screen("die", Context(earlier=("hello", "i just want to")))
    assert screening.tier is Tier.HIGH
    assert screening.evidence[0].text == "die"
    assert not screener.screen("rest", Context(earlier=("i just want to",))).flagged
    assert not screener.screen("die", Context(earlier=("I want to sleep.",))).flagged


def test_small_signs_add_up(screener: Screener) -> None:
    assert not screener.screen("I have put my affairs in order").flagged
    assert not screener.screen("Thank you for everything you did").flagged
    both = screener.screen("I have put my affairs in order. Thank you for everything you did.")
    assert both.tier.rank >= Tier.MODERATE.rank
    assert {item.rule for item in both.evidence} >= {"suicide_signs/affairs", "suicide_signs/thanks"}


def test_the_most_urgent_comes_first(screener: Screener) -> None:
    screening = screener.screen("I hate myself, can I talk to a person, I've taken 40 paracetamol because I want to die")
    assert screening.tier is Tier.EMERGENCY
    ranks = [item.tier.rank for item in screening.evidence]
    assert ranks == sorted(ranks, reverse=True)
    assert {Category.SUICIDE, Category.MEDICINE, Category.WANTS_HUMAN} <= set(screening.categories)


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "…", "🙂", "?!", "'", "a" * 5000, "1 " * 500])
def test_odd_messages_are_screened(screener: Screener, text: str) -> None:
    screening = screener.screen(text)
    assert screening.state is ScreeningState.DONE
    assert not screening.flagged


def test_a_fault_inside_raises(screener: Screener, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_words: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(screener._rules._index, "find", broken)
    with pytest.raises(RuntimeError, match="broken"):
        screener.screen("hello")


def test_an_unknown_locale_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HandrailError, match="no safety rules for the locale 'fr'"):
        Screener(tmp_path, "fr")


def test_a_clinics_own_rules_add_to_ours(tmp_path: Path, screener: Screener) -> None:
    folder = tmp_path / "en" / "safety" / "rules"
    folder.mkdir(parents=True)
    (folder / "local.yml").write_text(
        "recogniser: local\ncategory: distress\nabout: Local words.\nsource: The clinic.\n"
        "rules:\n  - {id: code, tier: low, why: Says the word agreed with the clinic., patterns: [purple umbrella]}\n"
    )
    own = Screener(tmp_path, "en")
    assert own.screen("Purple umbrella please").evidence[0].rule == "local/code"
    assert own.version != screener.version
