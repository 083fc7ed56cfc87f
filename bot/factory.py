"""All wiring, in one place: gateway, worker, actions and command line take their services from here.

Everything is made on first use, so that a process pays only for what it needs: the action server loads no gateway, the command line
no spaCy.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.clock import Clock, SystemClock
from bot.config import Settings

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from bot.accounts.service import Accounts
    from bot.audit.log import AuditLog
    from bot.audit.readings import Readings
    from bot.audit.reviews import Reviews
    from bot.audit.transcripts import Transcripts
    from bot.care.cases import Cases
    from bot.care.clocks import Clocks
    from bot.care.conversations import Conversations
    from bot.care.departures import Departures
    from bot.care.follow_ups import FollowUps
    from bot.care.ladder import Ladder
    from bot.care.measure_watch import MeasureWatch
    from bot.care.outbound import Outbound
    from bot.care.read_marks import ReadMarks
    from bot.care.replay import Replay
    from bot.care.safety_plans import SafetyPlans
    from bot.db.engine import Database
    from bot.dialogue.client import RasaClient
    from bot.dialogue.locks import ConversationLocks
    from bot.dialogue.sheets import FilledIn
    from bot.dialogue.turns import Turns
    from bot.drills.board import DrillBoard
    from bot.drills.drills import Drills
    from bot.drills.requests import DrillRequests
    from bot.drills.watch import DrillWatch
    from bot.gateway.wakeups import Wakeups
    from bot.notification.courier import Channels, Courier
    from bot.notification.reach import Reach
    from bot.programme import Programme
    from bot.safety.outbound import OutboundScreen
    from bot.safety.plan_signs import PlanSigns
    from bot.safety.replies import SafetyReplies
    from bot.safety.screen import Screener
    from bot.safety.self_help import SelfHelp
    from bot.worker import Worker


class Factory:
    """Makes the services of one instance. Close it with ``aclose``."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def db(self) -> Database:
        """The database."""
        from bot.db.engine import Database

        return Database(self.settings.sqlalchemy_url)

    @cached_property
    def audit(self) -> AuditLog:
        """The audit chain."""
        from bot.audit.log import AuditLog

        return AuditLog(self.db, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        """People, logins, invitations, caseloads."""
        from bot.accounts.service import Accounts

        return Accounts(
            self.db,
            self.clock,
            self.audit,
            session_days=self.settings.session_days,
            staff_session_hours=self.settings.staff_session_hours,
        )

    @cached_property
    def conversations(self) -> Conversations:
        """What is said, and who may speak."""
        from bot.care.conversations import Conversations

        return Conversations(self.db, self.clock, self.audit)

    @cached_property
    def clocks(self) -> Clocks:
        """How long a case may wait, and when somebody is there."""
        from bot.care.clocks import Clocks

        return Clocks.from_settings(self.settings)

    @cached_property
    def read_marks(self) -> ReadMarks:
        """What people were shown of patients' messages."""
        from bot.care.read_marks import ReadMarks

        return ReadMarks(self.db, self.clock, self.audit)

    @cached_property
    def outbound_screen(self) -> OutboundScreen:
        """The screen of what goes to patients."""
        from bot.safety.outbound import OutboundScreen

        return OutboundScreen(self.screener)

    @cached_property
    def outbound(self) -> Outbound:
        """The check of what therapists write."""
        from bot.care.outbound import Outbound

        settings = self.settings
        return Outbound(self.db, self.audit, self.outbound_screen, deadline=settings.screen_deadline, secret=settings.cookie_secret)

    @cached_property
    def cases(self) -> Cases:
        """The queue."""
        from bot.care.cases import Cases

        return Cases(
            self.db,
            self.clock,
            self.audit,
            self.conversations,
            self.safety_replies,
            self.clocks,
            timedelta(seconds=self.settings.claim_lease),
        )

    @cached_property
    def replay(self) -> Replay:
        """Screening stored messages anew."""
        from bot.care.replay import Replay

        return Replay(self.db, self.audit)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """Answers of measures that must not be left alone."""
        from bot.care.follow_ups import FollowUps

        patience = timedelta(seconds=self.settings.follow_up_deadline)
        return FollowUps(self.db, self.clock, self.audit, self.cases, self.programme, patience)

    @cached_property
    def measure_watch(self) -> MeasureWatch:
        """Results of measures that a person should look at."""
        from bot.care.measure_watch import MeasureWatch

        patience = timedelta(seconds=self.settings.follow_up_deadline)
        return MeasureWatch(self.db, self.clock, self.audit, self.cases, self.programme, patience)

    @cached_property
    def safety_plans(self) -> SafetyPlans:
        """Patients' safety plans."""
        from bot.care.safety_plans import SafetyPlans

        return SafetyPlans(self.db, self.clock, self.audit, lambda: self.plan_signs, deadline=self.settings.screen_deadline)

    @cached_property
    def plan_signs(self) -> PlanSigns:
        """Whether what is written into a safety plan is about now."""
        from bot.safety.plan_signs import PlanSigns

        return PlanSigns(self.screener)

    @cached_property
    def self_help(self) -> SelfHelp:
        """The words around safety plans, and grounding exercises."""
        from bot.safety.self_help import SelfHelp

        return SelfHelp(self.settings.root / "content" / self.settings.locale / "safety")

    @cached_property
    def transcripts(self) -> Transcripts:
        """Search and reading for supervisors."""
        from bot.audit.transcripts import Transcripts

        return Transcripts(self.db, self.clock, self.audit)

    @cached_property
    def readings(self) -> Readings:
        """Therapists' readings."""
        from bot.audit.readings import Readings

        return Readings(self.db, self.clock, self.audit)

    @cached_property
    def reviews(self) -> Reviews:
        """Supervisors' ratings."""
        from bot.audit.reviews import Reviews

        return Reviews(self.db, self.clock, self.audit)

    @cached_property
    def programme(self) -> Programme:
        """Check-ins, lessons and measures."""
        from bot.programme import Programme

        return Programme(self.db, self.clock, self.audit, self.settings.root / "content" / self.settings.locale)

    @cached_property
    def screener(self) -> Screener:
        """The screen of messages."""
        from bot.safety.screen import Screener

        return Screener(self.settings.root / "content", self.settings.locale)

    @cached_property
    def safety_replies(self) -> SafetyReplies:
        """What is said when a message was flagged."""
        from bot.safety.replies import SafetyReplies

        return SafetyReplies(self.settings.root / "content" / self.settings.locale / "safety")

    @cached_property
    def rasa(self) -> RasaClient:
        """The client of Rasa."""
        from bot.dialogue.client import RasaClient

        return RasaClient(self.settings.rasa_url, self.settings.actions_url, self.settings.service_token)

    @cached_property
    def redis(self) -> Redis | None:
        """Redis, when several gateways share the work."""
        if not self.settings.redis_url:
            return None
        from redis.asyncio import Redis

        client: Redis = Redis.from_url(self.settings.redis_url)
        return client

    @cached_property
    def wakeups(self) -> Wakeups:
        """Who is told that there is something new."""
        from bot.gateway.wakeups import make_wakeups

        return make_wakeups(self.settings.redis_url)

    @cached_property
    def locks(self) -> ConversationLocks:
        """Turns in order."""
        from bot.dialogue.locks import MemoryLocks, RedisLocks

        return RedisLocks(self.redis) if self.redis is not None else MemoryLocks()

    @cached_property
    def turns(self) -> Turns:
        """The way of a message."""
        from bot.dialogue.turns import Deadlines, Turns

        return Turns(
            conversations=self.conversations,
            cases=self.cases,
            follow_ups=self.follow_ups,
            screener=self.screener,
            check_ins=self.programme.check_ins,
            replies=self.safety_replies,
            assistant=self.rasa,
            wake=self.wakeups,
            locks=self.locks,
            clock=self.clock,
            deadlines=Deadlines(self.settings.screen_deadline, self.settings.escalate_deadline, self.settings.reply_deadline),
            clocks=self.clocks,
            country=self.settings.country,
        )

    @cached_property
    def filled_in(self) -> FilledIn:
        """The way of a sheet."""
        from bot.dialogue.sheets import FilledIn

        return FilledIn(self.conversations, self.turns, self.programme.sheets)

    @cached_property
    def ladder(self) -> Ladder:
        """Who is asked to see to a case."""
        from bot.care.ladder import Ladder

        return Ladder(self.db, self.clock, self.cases, self.clocks, len(self.settings.alarms))

    @cached_property
    def channels(self) -> Channels:
        """Where notifications go."""
        from bot.notification.courier import Channels

        settings = self.settings
        return Channels(settings.mail_url, settings.alarms, settings.console_url, self.clocks.hours.zone)

    @cached_property
    def reach(self) -> Reach:
        """On-call order and contact addresses."""
        from bot.notification.reach import Reach

        return Reach(self.db, self.clock, self.audit, self.channels)

    @cached_property
    def courier(self) -> Courier:
        """Delivery of notifications."""
        from bot.notification.courier import Courier
        from bot.notification.sender import AppriseSender

        return Courier(self.db, self.clock, self.audit, self.ladder, AppriseSender(), self.channels)

    @cached_property
    def departures(self) -> Departures:
        """Who disables accounts."""
        from bot.care.departures import Departures

        return Departures(self.db, self.accounts, self.cases)

    @cached_property
    def drill_board(self) -> DrillBoard:
        """How the drills stand."""
        from bot.drills.board import DrillBoard

        return DrillBoard(self.db, self.clock, *self._drill_times)

    @cached_property
    def drills(self) -> Drills:
        """The drills themselves."""
        from bot.drills.drills import Drills

        every, deadline = self._drill_times
        return Drills(
            db=self.db,
            clock=self.clock,
            audit=self.audit,
            accounts=self.accounts,
            conversations=self.conversations,
            cases=self.cases,
            turns=self.turns,
            prepare=lambda: asyncio.to_thread(lambda: self.screener.screen("warm up")),
            ready=self.rasa.ready,
            alarms=len(self.settings.alarms),
            every=every,
            deadline=deadline,
        )

    @cached_property
    def drill_watch(self) -> DrillWatch:
        """Who says that drills are missing."""
        from bot.drills.watch import DrillWatch

        return DrillWatch(self.db, self.clock, self.drill_board, lambda: self.courier, len(self.settings.alarms))

    @cached_property
    def drill_requests(self) -> DrillRequests:
        """Who takes requests for drills."""
        from bot.drills.requests import DrillRequests

        return DrillRequests(self.db, self.clock, self.audit)

    @property
    def _drill_times(self) -> tuple[timedelta, timedelta]:
        return timedelta(hours=self.settings.drill_hours), timedelta(seconds=self.settings.drill_deadline)

    @cached_property
    def worker(self) -> Worker:
        """What goes on by itself."""
        from bot.worker import Worker

        safety = self.settings.screen_deadline + self.settings.escalate_deadline + 2
        return Worker(
            db=self.db,
            turns=self.turns,
            cases=self.cases,
            ladder=self.ladder,
            follow_ups=self.follow_ups,
            measure_watch=self.measure_watch,
            wake=self.wakeups,
            clock=self.clock,
            safety_grace=timedelta(seconds=safety),
            answer_grace=timedelta(seconds=safety + self.settings.reply_deadline),
        )

    async def aclose(self) -> None:
        """Close what was opened."""
        made = self.__dict__
        if "turns" in made:
            await self.turns.drain()
        if "wakeups" in made:
            await self.wakeups.aclose()
        if "rasa" in made:
            await self.rasa.aclose()
        if self.__dict__.get("redis") is not None:
            await made["redis"].aclose()
        if "db" in made:
            await self.db.dispose()
