"""How the trained pipeline understands sentences that are in no example. A floor, not a target."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

UNSEEN = {
    "greet": ["hi hi", "good day to you", "hello handrail", "heyy"],
    "goodbye": ["bye for now", "okay good night then", "see you next week", "i'm logging off"],
    "affirm": ["yes i do", "yeah ok", "sure why not", "yes that would be good"],
    "deny": ["no i don't think so", "nah not really", "no thank you not today", "i don't want that"],
    "thanks": ["thank you very much", "thanks that's helpful", "cheers mate", "thank you for your help"],
    "start_check_in": [
        "can we start my check-in now",
        "i'd like to check in please",
        "let me do the daily check in",
        "log today's pain",
    ],
    "start_measure": [
        "could i do the questionnaire about my mood",
        "let me fill in the phq-9",
        "i want to go on with the questionnaire",
        "the mood questionnaire again please",
        "could i do the questionnaire about anxiety",
        "let me fill in the gad-7",
        "i want to do the pain questionnaire now",
    ],
    "skip": ["skip it please", "i'd rather not answer that", "next question pls", "can i leave this blank"],
    "stop": ["please stop now", "i want to end this", "stop asking me things", "that is enough"],
    "later": ["can i do it later today", "not now maybe later", "i'm too busy right now", "ask me tomorrow please"],
    "correct_answer": [
        "sorry i meant 5",
        "that was wrong, make it a 4",
        "can i change what i said",
        "oops i pressed the wrong one",
    ],
    "start_lesson": [
        "i want to do the lesson",
        "can you show me the lesson on how pain works",
        "start lesson please",
        "teach me how pain works",
    ],
    "next_step": ["ok go on", "next one", "carry on please", "show me the next step"],
    "wants_human": [
        "i'd rather talk to a real human",
        "can i speak with my therapist",
        "please get someone to contact me",
        "let me talk to a person please",
    ],
    "ask_why": [
        "why do you want to know that?",
        "what is the reason for this question",
        "why are you asking me about mood",
        "how does this question help",
    ],
    "ask_who_reads": [
        "who will read what i write here?",
        "can anyone else see this chat",
        "is what i say private",
        "does my therapist see my answers",
    ],
    "ask_is_human": ["am i speaking to a real person?", "are you a computer", "is this a machine", "are you some kind of robot"],
    "ask_help_menu": ["what can you do for me?", "how do i use you", "show me what you can do", "i need help with this app"],
    "ask_why_pain_persists": [
        "why am i still hurting after so long",
        "why doesn't my pain go away",
        "what is causing my chronic pain",
        "why has it hurt for years",
    ],
    "ask_hurt_harm": [
        "am i doing damage when it hurts",
        "is it dangerous if i move and it hurts",
        "does hurting mean i am damaging my back",
        "can walking make the damage worse",
    ],
    "ask_scan": [
        "what does my mri mean",
        "they saw a bulging disc on my scan",
        "do i need an x-ray",
        "my scan shows wear and tear",
    ],
    "ask_exercise": [
        "which exercise is good for my back",
        "is it good to go swimming",
        "how much should i walk every day",
        "can i do yoga with pain",
    ],
    "ask_flare_up": [
        "i have a bad flare up, what should i do",
        "what helps in a flare-up",
        "my pain flared up again",
        "how do i cope with a flare",
    ],
    "ask_medicine": [
        "can i take another paracetamol",
        "should i stop my tablets",
        "are opioids safe",
        "what painkiller should i take",
    ],
    "ask_sleep_pain": [
        "how do i sleep better with pain",
        "does poor sleep make my pain worse",
        "any tips to sleep at night",
        "what can i do when pain wakes me",
    ],
    "ask_in_my_head": [
        "so is it all in my mind",
        "is my pain not real then",
        "do you think i imagine it",
        "they say it is in my head",
    ],
    "ask_stress_pain": [
        "can stress make my pain worse",
        "is stress causing my pain",
        "does worrying make it hurt more",
        "how does stress change pain",
    ],
    "ask_cure": ["will the pain ever go away", "can i be cured", "will i get better one day", "how long until it stops"],
    "ask_does_it_work": [
        "is there evidence that this helps",
        "does this programme really work",
        "how well does cbt work for pain",
        "will this actually help me",
    ],
    "ask_pacing": [
        "what does pacing mean",
        "how can i stop overdoing things",
        "how do i pace my day",
        "i do too much on good days and crash",
    ],
    "struggling": [
        "i'm struggling a lot today",
        "i am so fed up with this pain",
        "it has been a terrible week",
        "i feel really low and tired",
    ],
    "good_news": [
        "i had a good day today",
        "i managed a longer walk today",
        "my pain is better this week",
        "i slept well and feel good",
    ],
    "complaint": ["this bot is useless", "you don't understand anything", "what a waste of time this is", "you are not helping me"],
    "out_of_scope": ["what will the weather be tomorrow", "tell me a funny joke", "who won the football", "book me a taxi"],
    "inform": ["8", "about six", "5 or 6", "4/10", "no pain today"],
}
FLOOR = 0.85
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def agent(root: Path):
    """The assistant with the model of the project as it stands."""
    trained = subprocess.run(
        [sys.executable, "-m", "bot.dialogue.rasa.train"], cwd=root, capture_output=True, text=True, timeout=300, check=False
    )
    assert trained.returncode == 0, trained.stderr[-2000:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Agent.load(root / trained.stdout.strip().splitlines()[-1].split(" (")[0])


def understood(agent: Agent, text: str):
    clear = {"screening": {"tier": "none", "categories": [], "evidence": [], "version": "1"}}
    parsed = asyncio.run(agent.processor.parse_message(UserMessage(text, metadata=clear)))
    return parsed["intent"]["name"], parsed["intent"]["confidence"]


def test_unseen_sentences(agent: Agent):
    wrong = [
        (text, intent, got) for intent, texts in UNSEEN.items() for text in texts if (got := understood(agent, text)[0]) != intent
    ]
    total = sum(map(len, UNSEEN.values()))
    assert 1 - len(wrong) / total >= FLOOR, "\n".join(map(str, wrong))


@pytest.mark.parametrize("text", ["blorp wibble zzgh", "asdf"])
def test_nonsense_is_not_understood(agent: Agent, text: str):
    assert understood(agent, text)[0] == "nlu_fallback"


def test_a_flag_overrules_everything(agent: Agent):
    flagged = {"screening": {"tier": "high", "categories": ["suicide"], "evidence": [], "version": "1", "flagged": True}}
    parsed = asyncio.run(agent.processor.parse_message(UserMessage("7", metadata=flagged)))
    assert parsed["intent"] == {"name": "risk_flagged", "confidence": 1.0}
