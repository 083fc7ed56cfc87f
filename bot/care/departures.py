"""Disabling accounts: a patient for whom a case is open does not vanish without a word."""

from __future__ import annotations

from bot.accounts.actor import Actor
from bot.accounts.people import Person
from bot.accounts.service import Accounts
from bot.care.cases import Cases
from bot.db.engine import Database
from bot.db.stores.cases import CaseStore
from bot.db.stores.conversations import ConversationStore
from bot.errors import Conflict, Invalid
from bot.records import CaseRecord

LONGEST_REASON = 500
"""Characters of a reason."""
DISABLED = "patient disabled"
"""What the case's history calls it."""


class OpenCase(Conflict):
    """Somebody may be in danger, and would be shut out of their chat; ``details`` say how urgent the case is and since when."""

    code = "open_case"


class Departures:
    """Disables accounts. With a patient's open case it takes a reason, which the case's history keeps for whoever sees to it."""

    def __init__(self, db: Database, accounts: Accounts, cases: Cases) -> None:
        self._db = db
        self._accounts = accounts
        self._cases = cases

    async def disable(self, actor: Actor, person_id: str, reason: str = "") -> Person:
        """Disable an account and end its logins; the case stays open, and its clock and ladder go on.

        Raises:
            OpenCase: the patient's case is not resolved, and there is no reason.
            NotFound: no such person. Conflict: one's own account. Invalid: the reason is too long.
        """
        reason = reason.strip()
        if len(reason) > LONGEST_REASON:
            raise Invalid(f"the reason is longer than {LONGEST_REASON} characters", remedy="shorten it")
        async with self._db.write() as session:
            conversation = await ConversationStore(session).of_patient(person_id)
            # As a new case does: so none is opened between this look and the end of it.
            locked = await ConversationStore(session).lock(conversation.id) if conversation else None
            case = await CaseStore(session).unresolved(locked.id) if locked else None
            if case is not None and not reason:
                raise OpenCase(
                    f"a case of this patient is open (tier {case.tier.value})",
                    remedy="let a therapist resolve it first, or say why the account is disabled all the same",
                    tier=case.tier.value,
                    status=case.status.value,
                    opened_at=case.opened_at.isoformat(),
                )
            person, changed = await self._accounts.disable_within(session, actor, person_id, reason)
            if changed and case is not None:
                await self._cases.note_step(session, case, actor, DISABLED, note=reason, facts={})
            return person

    async def open_cases(self) -> dict[str, CaseRecord]:
        """Return the unresolved case of each patient who has one, by the patient's id."""
        async with self._db.read() as session:
            return {case.patient_id: case for case in await CaseStore(session).all_unresolved()}
