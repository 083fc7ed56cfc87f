"""A therapist's words before they go out: whoever is about to send something alarming or identifying is asked once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum

import structlog

from bot.accounts.actor import Actor
from bot.audit.events import AuditEvent
from bot.audit.log import AuditLog
from bot.db.engine import Database
from bot.db.stores.people import PeopleStore
from bot.errors import Conflict
from bot.records import ConversationRecord
from bot.safety.outbound import Concern, OtherName, OutboundScreen

log = structlog.get_logger(__name__)


class Checked(StrEnum):
    """How the check of a text went."""

    DONE = "done"
    FAILED = "failed"
    """It did not work in time, so that nobody was asked: a broken check keeps no therapist from a patient."""


class ConfirmNeeded(Conflict):
    """The text gives reason to ask; ``details`` hold the reasons, and the confirmation that fits this text and no other."""

    code = "confirm_needed"


class Outbound:
    """Checks what therapists write, in a thread and within a deadline."""

    def __init__(self, db: Database, audit: AuditLog, screen: OutboundScreen, *, deadline: float, secret: str) -> None:
        self._db = db
        self._audit = audit
        self._screen = screen
        self._deadline = deadline
        self._key = hashlib.sha256(f"handrail.outbound:{secret}".encode()).digest()

    async def check(
        self, conversation: ConversationRecord, actor: Actor, text: str, confirmation: str | None, *, client_id: str
    ) -> Checked:
        """Return when ``text`` may go out as the message that its sender calls ``client_id``.

        Raises:
            ConfirmNeeded: there is reason to ask, and ``confirmation`` is not the one given for this very message: the same text
                written once more is asked about once more.
        """
        try:
            async with asyncio.timeout(self._deadline):
                others = await self._others(conversation, actor)
                concerns = await asyncio.to_thread(self._screen.check, text, others)
        except Exception as error:  # noqa: BLE001 - whatever breaks in the check, the therapist's words go out
            log.error("outbound check failed", conversation=conversation.id, error=type(error).__name__)
            return Checked.FAILED
        if not concerns:
            return Checked.DONE
        expected = self._confirmation(conversation, actor, client_id, text, concerns)
        confirmed = confirmation is not None and hmac.compare_digest(confirmation.encode("utf-8", "replace"), expected.encode())
        event = AuditEvent.DRAFT_CONFIRMED if confirmed else AuditEvent.DRAFT_QUESTIONED
        await self._record(event, conversation, actor, text, concerns)
        if not confirmed:
            reasons = [
                {"rule": one.rule, "kind": one.kind.value, "why": one.why, "start": one.start, "end": one.end} for one in concerns
            ]
            raise ConfirmNeeded(
                "please look at this once more before it is sent",
                remedy="change it, or send it again with this confirmation",
                reasons=reasons,
                confirmation=expected,
            )
        return Checked.DONE

    async def _others(self, conversation: ConversationRecord, actor: Actor) -> list[OtherName]:
        """Return the names of other patients; those of the two who speak here are no secret between them."""
        own = f" {conversation.patient_name} {actor.display_name} ".lower()
        async with self._db.glance() as session:
            names = await PeopleStore(session).patient_names(actor.id)
        return [
            OtherName(name, known=known)
            for person_id, name, known in names
            if person_id != conversation.patient_id and f" {name.lower()} " not in own
        ]

    def _confirmation(
        self, conversation: ConversationRecord, actor: Actor, client_id: str, text: str, concerns: Sequence[Concern]
    ) -> str:
        """Return what proves that this person was asked about this message in this conversation, for these reasons."""
        rules = ",".join(sorted({concern.rule for concern in concerns}))
        said = f"{conversation.id}\x00{actor.id}\x00{client_id}\x00{rules}\x00{text}"
        return hmac.new(self._key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    async def _record(
        self, event: AuditEvent, conversation: ConversationRecord, actor: Actor, text: str, concerns: Sequence[Concern]
    ) -> None:
        facts = {
            "patient": conversation.patient_id,
            "kinds": sorted({concern.kind.value for concern in concerns}),
            "rules": sorted({concern.rule for concern in concerns}),
        }
        async with self._db.write() as session:
            await self._audit.append(
                session, event, actor=actor, object_type="conversation", object_id=conversation.id, facts=facts, text=text
            )
