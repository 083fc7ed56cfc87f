"""A small clinic in a database, for tests: people, a conversation, and the services wired with doubles where a test wants them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.accounts.actor import Actor
from bot.accounts.service import Accounts
from bot.audit.log import AuditLog
from bot.audit.reviews import Reviews
from bot.audit.transcripts import Transcripts
from bot.care.cases import Cases
from bot.care.clocks import Clocks
from bot.care.conversations import Conversations
from bot.care.departures import Departures
from bot.care.follow_ups import FollowUps
from bot.care.ladder import Ladder
from bot.care.measure_watch import MeasureWatch
from bot.care.read_marks import ReadMarks
from bot.clock import Clock
from bot.db.engine import Database
from bot.dialogue.locks import MemoryLocks
from bot.dialogue.turns import Deadlines, Turns
from bot.notification.courier import Channels, Courier
from bot.notification.reach import Reach
from bot.programme import Programme
from bot.programme.check_ins import CheckIns
from bot.records import MessageRecord
from bot.words import Role
from tests.conftest import ROOT
from tests.doubles import FakeAssistant, KeptLetters, Listening, PlainReplies, WordScreener

CLI = Actor.system("cli")
CLOCKS = Clocks(high=timedelta(minutes=10), moderate=timedelta(hours=4), low=timedelta(hours=24))
LEASE = timedelta(minutes=5)
CHANNELS = Channels(
    "mailto://mail.example?from=handrail@clinic.example", ("json://alarm.example",), "https://h.example/console", ZoneInfo("UTC")
)
PATIENCE = timedelta(minutes=10)


@dataclass
class Clinic:
    """Services over one database; ``turns`` answers by ``assistant`` and screens by ``screener``."""

    db: Database
    clock: Clock
    deadlines: Deadlines = field(default_factory=lambda: Deadlines(screen=2.0, escalate=0.15, reply=0.3))
    assistant: FakeAssistant = field(default_factory=FakeAssistant)
    screener: Any = field(default_factory=WordScreener)
    clocks: Clocks = CLOCKS
    replies: Any = field(default_factory=PlainReplies)
    listening: Listening = field(default_factory=Listening)
    sender: Any = field(default_factory=KeptLetters)
    channels: Channels = CHANNELS

    def __post_init__(self) -> None:
        """Wire the services, as ``bot.factory`` does."""
        replies = self.replies
        self.audit = AuditLog(self.db, self.clock)
        self.accounts = Accounts(self.db, self.clock, self.audit)
        self.conversations = Conversations(self.db, self.clock, self.audit)
        self.read_marks = ReadMarks(self.db, self.clock, self.audit)
        self.cases = Cases(self.db, self.clock, self.audit, self.conversations, replies, self.clocks, LEASE)
        self.ladder = Ladder(self.db, self.clock, self.cases, self.clocks, len(self.channels.alarms))
        self.departures = Departures(self.db, self.accounts, self.cases)
        self.courier = Courier(self.db, self.clock, self.audit, self.ladder, self.sender, self.channels)
        self.transcripts = Transcripts(self.db, self.clock, self.audit)
        self.reviews = Reviews(self.db, self.clock, self.audit)
        self.reach = Reach(self.db, self.clock, self.audit, self.channels)
        self.programme = Programme(self.db, self.clock, self.audit, ROOT / "content" / "en")
        self.follow_ups = FollowUps(self.db, self.clock, self.audit, self.cases, self.programme, PATIENCE)
        self.measure_watch = MeasureWatch(self.db, self.clock, self.audit, self.cases, self.programme, PATIENCE)
        self.check_ins = CheckIns(self.db, self.clock, self.audit)
        self.turns = Turns(
            conversations=self.conversations,
            cases=self.cases,
            follow_ups=self.follow_ups,
            screener=self.screener,
            check_ins=self.check_ins,
            replies=replies,
            assistant=self.assistant,
            wake=self.listening,
            locks=MemoryLocks(),
            clock=self.clock,
            deadlines=self.deadlines,
            clocks=self.clocks,
        )

    async def patient(self, name: str = "Patient 1") -> str:
        """Make a patient and return the id of their conversation."""
        person = await self.accounts.create_person(CLI, Role.PATIENT, name)
        return (await self.conversations.of_patient(person.id)).id

    async def therapist(self, name: str = "Therapist 1") -> Actor:
        """Make a therapist."""
        return await self.staff(Role.THERAPIST, name)

    async def staff(self, role: Role, name: str) -> Actor:
        """Make a staff member."""
        login = name.lower().replace(" ", ".")
        person = await self.accounts.create_person(CLI, role, name, login=login, password="correct horse battery")
        return person.actor

    async def write(self, conversation_id: str, text: str, client_id: str = "") -> MessageRecord:
        """Let the patient write, and wait until the message is through its way."""
        message, _ = await self.turns.receive(conversation_id, text=text, client_id=client_id or f"c-{abs(hash(text))}")
        await self.turns.drain(30)
        return message

    async def said(self, conversation_id: str) -> list[str]:
        """Return the conversation as "sender: text" lines."""
        messages, _ = await self.conversations.page(conversation_id, limit=200)
        return [f"{message.sender}: {message.text}" for message in messages]
