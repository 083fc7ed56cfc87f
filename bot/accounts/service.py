"""The accounts service: people, logins, invitations and caseloads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import available_timezones

from bot.accounts.actor import Actor
from bot.accounts.codes import code_digest, new_code
from bot.accounts.passwords import Passwords
from bot.accounts.people import IssuedInvitation, LoggedIn, Person
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db import tables
from bot.db.engine import Database, Session
from bot.db.stores.audit import mark_canary
from bot.db.stores.conversations import ConversationStore
from bot.db.stores.people import InvitationStore, LoginStore, PeopleStore
from bot.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from bot.words import Role

INVITATION_DAYS = 14
"""How long a code works, in days: long enough for a letter, short enough to be forgotten."""

MAX_NAME = 120
"""Longest display name, in characters, as wide as its column."""
CANARY_NAME = "Drill (nobody)"
"""What the synthetic patient is called where a name must stand."""
UNKNOWN = "unknown"
"""Whom a failed login is about when nobody fits."""

_GATEWAY = Actor.system("gateway")


class Accounts:
    """Who exists, who is logged in, and who guides whom."""

    def __init__(
        self, db: Database, clock: Clock, audit: AuditLog, *, session_days: int = 30, staff_session_hours: int = 12
    ) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._patient_session = timedelta(days=session_days)
        self._staff_session = timedelta(hours=staff_session_hours)
        self._passwords = Passwords()

    async def create_person(
        self,
        actor: Actor,
        role: Role,
        display_name: str,
        *,
        login: str | None = None,
        password: str | None = None,
        country: str = "",
        time_zone: str = "UTC",
        locale: str = "en",
        therapist_id: str | None = None,
    ) -> Person:
        """Create an account; a patient gets their conversation with it, and goes onto ``therapist_id``'s caseload.

        Raises:
            Invalid: staff without login or password, a patient with one, an unknown time zone or country code.
            Conflict: the login is taken.
        """
        name, login = display_name.strip(), login.strip().lower() if login else None
        _check_person(role, name, login, password)
        _check_place(country, time_zone)
        hashed = await self._passwords.hash(password) if password is not None else None
        async with self._db.write() as session:
            people = PeopleStore(session)
            if login is not None and await people.by_login(login) is not None:
                raise Conflict("this login is taken", remedy="choose another login", login=login)
            row = tables.Person(
                id=tables.new_id(),
                role=role.value,
                display_name=name,
                login=login,
                password_hash=hashed,
                locale=locale,
                country=country.upper(),
                time_zone=time_zone,
                created_at=self._clock.now(),
                disabled_at=None,
            )
            await people.add(row)
            if role is Role.PATIENT:
                # With the patient, so that whatever comes first (two pages at once, a stream, a message) finds it.
                await ConversationStore(session).add(row.id, row.created_at)
            await self._record(session, AuditEvent.ACCOUNT_CREATED, actor, row.id, role=role.value)
            if therapist_id is not None:
                await self._assign(session, actor, therapist_id, row.id)
            return _person(row)

    async def canary(self) -> str:
        """Return the id of the conversation of the drills' synthetic patient, making both the first time.

        Nobody can log in as this patient, guide them or see them; their ids and the audit entries about them say what they are.
        """
        async with self._db.write() as session:
            people, conversations = PeopleStore(session), ConversationStore(session)
            if await people.canary() is None:
                made = await people.add_canary(CANARY_NAME, now := self._clock.now())
                if made is not None:
                    mark_canary(session)
                    await conversations.add(made, now, canary=True)
                    await self._record(session, AuditEvent.ACCOUNT_CREATED, Actor.system("worker"), made, role=Role.PATIENT.value)
            row = await people.canary()
            conversation = None if row is None else await conversations.of_patient(row.id)
        if conversation is None:
            raise NotFound("the synthetic patient has no conversation")
        return conversation.id

    async def login(self, login: str, password: str) -> LoggedIn:
        """Log a staff member in. An unknown login takes as long as a wrong password, and answers the same.

        Raises:
            Unauthenticated: wrong login or password, or a disabled account.
        """
        async with self._db.glance() as session:
            row = await PeopleStore(session).by_login(login.strip().lower())
            stored = None if row is None or row.disabled_at is not None else row.password_hash
        if not await self._passwords.verify(stored, password) or row is None or stored is None:
            # The login as typed is not recorded: people type their password into the wrong field.
            async with self._db.write() as session:
                await self._record_failure(session, row, how="password")
            raise Unauthenticated("login or password is wrong", remedy="check both, and try again")
        renewed = await self._passwords.hash(password) if self._passwords.outdated(stored) else None
        async with self._db.write() as session:
            if renewed is not None:
                await PeopleStore(session).set_password(row.id, renewed)
            return await self._open_login(session, _person(row), how="password")

    async def accept_invitation(self, code: str) -> LoggedIn:
        """Log a patient in by their code, which is then used up unless it is reusable.

        Raises:
            Unauthenticated: an unknown, used or expired code, or a disabled account.
        """
        async with self._db.write() as session:
            invitation = await InvitationStore(session).use(code_digest(code), self._clock.now())
            row = None if invitation is None else await PeopleStore(session).get(invitation.patient_id)
            if row is not None and row.disabled_at is None:
                return await self._open_login(session, _person(row), how="invitation")
            await self._record_failure(session, row, how="invitation")
        raise Unauthenticated("this code is not valid", remedy="check it, or ask your therapist for a new one: a code works once")

    async def logged_in(self, login_id: str) -> LoggedIn | None:
        """Return the login if it still counts: not revoked, not expired, account not disabled."""
        async with self._db.glance() as session:
            found = await LoginStore(session).valid(login_id, self._clock.now())
            return None if found is None else LoggedIn(found[0].id, found[0].expires_at, _person(found[1]))

    async def still_logged_in(self, login_ids: set[str]) -> set[str]:
        """Return those of ``login_ids`` that still count, in one query."""
        if not login_ids:
            return set()
        async with self._db.glance() as session:
            return await LoginStore(session).valid_among(sorted(login_ids), self._clock.now())

    async def renew(self, logged_in: LoggedIn) -> LoggedIn:
        """Let a patient's login last its full time again once half of it is over, so that who keeps coming stays in."""
        now = self._clock.now()
        if logged_in.person.role is not Role.PATIENT or logged_in.expires_at - now > self._patient_session / 2:
            return logged_in
        expires_at = now + self._patient_session
        async with self._db.write() as session:
            await LoginStore(session).extend(logged_in.login_id, expires_at)
        return replace(logged_in, expires_at=expires_at)

    async def logout(self, logged_in: LoggedIn) -> None:
        """End one login, for good."""
        async with self._db.write() as session:
            if await LoginStore(session).revoke(logged_in.login_id, self._clock.now()):
                await self._record(session, AuditEvent.ACCOUNT_LOGOUT, logged_in.actor, logged_in.person.id)

    async def invite(
        self, actor: Actor, patient_id: str, *, code: str | None = None, reusable: bool = False, days: int = INVITATION_DAYS
    ) -> IssuedInvitation:
        """Issue a code for a patient; their unused earlier ones stop working. ``code`` and ``reusable`` are for demos.

        Raises:
            NotFound: no such patient. Conflict: the code exists already.
        """
        plain, now = code or new_code(), self._clock.now()
        async with self._db.write() as session:
            person = await PeopleStore(session).get(patient_id)
            if person is None or person.role != Role.PATIENT.value or person.disabled_at is not None or person.canary:
                raise NotFound("there is no such patient")
            invitations = InvitationStore(session)
            if await invitations.by_digest(code_digest(plain)) is not None:
                raise Conflict("this code exists already", remedy="choose another code")
            await invitations.withdraw_unused(patient_id, now)
            row = tables.Invitation(
                id=tables.new_id(),
                code_digest=code_digest(plain),
                patient_id=patient_id,
                reusable=reusable,
                created_by=actor.id,
                created_at=now,
                expires_at=now + timedelta(days=days),
                used_at=None,
            )
            await invitations.add(row)
            await self._record(session, AuditEvent.ACCOUNT_INVITED, actor, patient_id, reusable=reusable)
            return IssuedInvitation(plain, patient_id, row.expires_at)

    async def assign(self, actor: Actor, therapist_id: str, patient_id: str) -> None:
        """Put a patient on a therapist's caseload; doing it twice is the same as once.

        Raises:
            NotFound: no such therapist or patient.
        """
        async with self._db.write() as session:
            await self._assign(session, actor, therapist_id, patient_id)

    async def disable(self, actor: Actor, person_id: str) -> Person:
        """Disable an account and end its logins. Where there may be an open case, ``bot.care.departures`` does it.

        Raises:
            NotFound: no such person. Conflict: one's own account.
        """
        async with self._db.write() as session:
            return (await self.disable_within(session, actor, person_id))[0]

    async def disable_within(self, session: Session, actor: Actor, person_id: str, reason: str = "") -> tuple[Person, bool]:
        """Do so within the caller's transaction; return also whether it was enabled until now. See ``bot.care.departures``.

        Raises:
            NotFound: no such person. Conflict: one's own account.
        """
        if actor.id == person_id:
            raise Conflict("nobody disables their own account", remedy="ask another administrator")
        people, now = PeopleStore(session), self._clock.now()
        row = await people.get(person_id)
        if row is None or row.canary:
            raise NotFound("there is no such person")
        changed = await people.disable(person_id, now)
        if changed:
            await LoginStore(session).revoke_all(person_id, now)
            await self._audit.append(
                session,
                AuditEvent.ACCOUNT_DISABLED,
                actor=actor,
                object_type="person",
                object_id=person_id,
                facts={},
                text=reason or None,
            )
            await session.refresh(row)
        return _person(row), changed

    async def person(self, person_id: str) -> Person:
        """Return one person.

        Raises:
            NotFound: no such person.
        """
        async with self._db.glance() as session:
            row = await PeopleStore(session).get(person_id)
            if row is None:
                raise NotFound("there is no such person")
            return _person(row)

    async def people(self) -> list[Person]:
        """Return everyone, oldest account first."""
        async with self._db.read() as session:
            return [_person(row) for row in await PeopleStore(session).all()]

    async def by_login(self, login: str) -> Person | None:
        """Return the person with ``login``."""
        async with self._db.glance() as session:
            row = await PeopleStore(session).by_login(login.strip().lower())
            return None if row is None else _person(row)

    async def has_administrator(self) -> bool:
        """Whether somebody can administer; ``handrail setup`` makes the first one."""
        async with self._db.glance() as session:
            return await PeopleStore(session).any_with_role(Role.ADMINISTRATOR.value)

    async def patients_of(self, therapist_id: str) -> list[Person]:
        """Return a therapist's patients, by name."""
        async with self._db.read() as session:
            return [_person(row) for row in await PeopleStore(session).caseload(therapist_id)]

    async def caseloads(self) -> list[tuple[str, str]]:
        """Return who guides whom, as ids of therapist and patient; disabled accounts too."""
        async with self._db.read() as session:
            return list(await PeopleStore(session).caseloads())

    async def therapists_of(self, patient_id: str) -> list[Person]:
        """Return those who guide a patient, by name."""
        async with self._db.glance() as session:
            return [_person(row) for row in await PeopleStore(session).therapists_of(patient_id)]

    async def may_read(self, actor: Actor, patient_id: str) -> bool:
        """Whether ``actor`` may read this patient's conversation.

        A patient reads their own; a therapist their caseload's, those of patients whom nobody guides (better seen by all than by
        none), and, while a case of theirs is unresolved, those of patients whom the ladder asked them to see to; a supervisor any,
        an administrator none. Nobody reads the synthetic patient's.
        """
        if actor.role == Role.PATIENT.value:
            return actor.id == patient_id
        if actor.role == Role.SUPERVISOR.value:
            return True  # transcripts leave the synthetic patient out by themselves
        if actor.role != Role.THERAPIST.value:
            return False
        async with self._db.glance() as session:
            people = PeopleStore(session)
            row = await people.get(patient_id)
            if row is not None and row.canary:
                return False
            return (
                await people.guides(actor.id, patient_id)
                or not await people.is_guided(patient_id)
                or await people.asked_about(actor.id, patient_id)
            )

    async def require_may_read(self, actor: Actor, patient_id: str) -> None:
        """Do nothing if ``may_read``.

        Raises:
            Forbidden: otherwise.
        """
        if not await self.may_read(actor, patient_id):
            raise Forbidden("this patient is not on your caseload", remedy="ask an administrator to add them")

    async def _open_login(self, session: Session, person: Person, *, how: str) -> LoggedIn:
        now = self._clock.now()
        expires_at = now + (self._patient_session if person.role is Role.PATIENT else self._staff_session)
        row = tables.Login(id=tables.new_id(), person_id=person.id, created_at=now, expires_at=expires_at, revoked_at=None)
        await LoginStore(session).add(row)
        await self._record(session, AuditEvent.ACCOUNT_LOGIN_SUCCEEDED, person.actor, person.id, how=how)
        return LoggedIn(row.id, expires_at, person)

    async def _assign(self, session: Session, actor: Actor, therapist_id: str, patient_id: str) -> None:
        people = PeopleStore(session)
        for person_id, role in ((therapist_id, Role.THERAPIST), (patient_id, Role.PATIENT)):
            row = await people.get(person_id)
            if row is None or row.role != role.value or row.canary:
                raise NotFound(f"there is no such {role.value}")
        if await people.assign(therapist_id, patient_id, self._clock.now()):
            await self._record(session, AuditEvent.CASELOAD_ASSIGNED, actor, patient_id, therapist=therapist_id)

    async def _record_failure(self, session: Session, row: tables.Person | None, *, how: str) -> None:
        person_id = UNKNOWN if row is None else row.id
        await self._record(session, AuditEvent.ACCOUNT_LOGIN_FAILED, _GATEWAY, person_id, how=how)

    async def _record(self, session: Session, event: AuditEvent, actor: Actor, person_id: str, **facts: object) -> None:
        await self._audit.append(session, event, actor=actor, object_type="person", object_id=person_id, facts=facts)


def _check_person(role: Role, name: str, login: str | None, password: str | None) -> None:
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid(f"the name must have 1 to {MAX_NAME} characters")
    if role is Role.PATIENT and (login is not None or password is not None):
        raise Invalid("a patient has no login and no password", remedy="send them an invitation")
    if role is not Role.PATIENT and (not login or password is None):
        raise Invalid("staff need a login and a password")


def _check_place(country: str, time_zone: str) -> None:
    if country and re.fullmatch("[A-Za-z]{2}", country) is None:
        raise Invalid("the country must be an ISO 3166 code of two letters, such as GB")
    if time_zone not in available_timezones():
        raise Invalid("this time zone is unknown", remedy="use a name such as Europe/London")


def _person(row: tables.Person) -> Person:
    return Person(
        row.id, Role(row.role), row.display_name, row.login, row.locale, row.country, row.time_zone, row.created_at, row.disabled_at
    )
