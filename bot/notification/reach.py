"""Whom Handrail can reach outside the console: the on-call order and contact addresses, which administrators keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.clock import Clock
from bot.db.engine import Database, Session
from bot.db.stores.ladder import LadderStore
from bot.db.stores.outbox import ContactStore, OutboxStore
from bot.db.stores.people import PeopleStore
from bot.errors import Conflict, Invalid, NotFound
from bot.notification.addresses import check, shown, url_of
from bot.notification.courier import Channels
from bot.words import Role

MOST_ADDRESSES = 5
"""Addresses of one person; each gets each notification."""


@dataclass(frozen=True, slots=True)
class ShownContact:
    """An address as administrators see it."""

    id: str
    person_id: str
    shown: str
    works: bool
    """Whether anything could be delivered: mail needs a mail server."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Who can be reached outside the console."""

    people: int
    """How many people have an address that works."""
    channel: bool
    """Whether the administrator's channel is set."""
    waiting: int
    """Notifications that wait to be delivered."""
    failed: int
    """Notifications that could not be."""

    @property
    def anybody(self) -> bool:
        """Whether anybody at all can be."""
        return self.channel or self.people > 0


class Reach:
    """Keeps and shows the on-call order and the addresses."""

    def __init__(self, db: Database, clock: Clock, audit: AuditLog, channels: Channels) -> None:
        self._db = db
        self._clock = clock
        self._audit = audit
        self._channels = channels

    async def on_call(self) -> list[str]:
        """Return the ids of those on call, in their order; disabled accounts are left out."""
        async with self._db.read() as session:
            return [person.id for person in await LadderStore(session).on_call()]

    async def set_on_call(self, actor: Actor, person_ids: Sequence[str]) -> None:
        """Replace the on-call order.

        Raises:
            Invalid: somebody stands there twice, or is no therapist with an enabled account.
        """
        if len(set(person_ids)) != len(person_ids):
            raise Invalid("somebody is named twice", remedy="name each once")
        async with self._db.write() as session:
            therapists = {person.id for person in await PeopleStore(session).enabled(Role.THERAPIST.value)}
            if not set(person_ids) <= therapists:
                raise Invalid("only therapists with an enabled account can be on call", remedy="leave the others out")
            await LadderStore(session).set_on_call(person_ids)
            await self._record(session, AuditEvent.ON_CALL_CHANGED, actor, "clinic", order=list(person_ids))

    async def contacts(self) -> list[ShownContact]:
        """Return everyone's addresses."""
        async with self._db.read() as session:
            found = await ContactStore(session).all()
        return [ShownContact(one.id, one.person_id, shown(one.address), self._works(one.address)) for one in found]

    async def add_contact(self, actor: Actor, person_id: str, address: str) -> str:
        """Add an address of a staff member and return its id.

        Raises:
            Invalid: nothing could be delivered there, or the person has too many. NotFound: there is no such staff member.
            Conflict: the person has it already.
        """
        address = check(address)
        async with self._db.write() as session:
            row = await PeopleStore(session).get(person_id)
            if row is None or row.role == Role.PATIENT.value or row.disabled_at is not None:
                raise NotFound("there is no such staff member")
            store = ContactStore(session)
            if len(await store.of([person_id])) >= MOST_ADDRESSES:
                raise Invalid(f"a person has at most {MOST_ADDRESSES} addresses", remedy="remove one first")
            contact_id = await store.add(person_id, address, self._clock.now())
            if contact_id is None:
                raise Conflict("this person has this address already")
            await self._record(session, AuditEvent.CONTACT_ADDED, actor, person_id, contact=contact_id)
            return contact_id

    async def remove_contact(self, actor: Actor, contact_id: str) -> None:
        """Remove an address.

        Raises:
            NotFound: there is none of this id.
        """
        async with self._db.write() as session:
            person_id = await ContactStore(session).remove(contact_id, self._clock.now())
            if person_id is None:
                raise NotFound("there is no such address")
            await self._record(session, AuditEvent.CONTACT_REMOVED, actor, person_id, contact=contact_id)

    async def reachable(self) -> Reachable:
        """Return who can be reached outside the console."""
        async with self._db.glance() as session:
            found = await ContactStore(session).all()
            waiting, failed = await OutboxStore(session).counts()
        people = {one.person_id for one in found if self._works(one.address)}
        return Reachable(len(people), bool(self._channels.alarms), waiting, failed)

    def _works(self, address: str) -> bool:
        return url_of(address, self._channels.mail_url) is not None

    async def _record(self, session: Session, event: AuditEvent, actor: Actor, subject: str, **facts: object) -> None:
        kind = "clinic" if event is AuditEvent.ON_CALL_CHANGED else "person"
        await self._audit.append(session, event, actor=actor, object_type=kind, object_id=subject, facts=facts)
