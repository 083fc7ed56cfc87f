"""Rows of people, logins, invitations and caseloads. Every statement of theirs is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, exists, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.engine import Session
from bot.db.tables import Case, CaseAsked, Caseload, Invitation, Login, Person, new_id
from bot.words import CaseStatus, Role

_VALID = (
    select(Login, Person)
    .join(Person, Person.id == Login.person_id)
    .where(
        Login.id == bindparam("login"),
        Login.revoked_at.is_(None),
        Login.expires_at > bindparam("now"),
        Person.disabled_at.is_(None),
    )
)
"""Every request passes this; built once, it costs a request nothing but its execution."""


class PeopleStore:
    """People and caseloads, within the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, person: Person) -> None:
        """Insert ``person``; the caller made sure that its login is free, and the unique index holds it to that."""
        self._session.add(person)
        await self._session.flush()

    async def get(self, person_id: str) -> Person | None:
        """Return one person, disabled or not."""
        return await self._session.get(Person, person_id)

    async def by_login(self, login: str) -> Person | None:
        """Return the person with ``login`` (as stored: lower case)."""
        return (await self._session.execute(select(Person).where(Person.login == login))).scalar_one_or_none()

    async def all(self) -> Sequence[Person]:
        """Return everyone but the synthetic patient, oldest account first."""
        return (
            (await self._session.execute(select(Person).where(Person.canary.is_(False)).order_by(Person.created_at, Person.id)))
            .scalars()
            .all()
        )

    async def canary(self) -> Person | None:
        """Return the synthetic patient of the drills."""
        return (await self._session.execute(select(Person).where(Person.canary.is_(True)))).scalar_one_or_none()

    async def add_canary(self, display_name: str, now: datetime) -> str | None:
        """Make the synthetic patient and return its id; None when somebody was faster, and has committed by then.

        The statement waits for another process that makes it at the same moment, so that whoever looks afterwards finds what it
        made, the conversation too.
        """
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        made: str | None = await self._session.scalar(
            insert(Person)
            .values(id=new_id(), role=Role.PATIENT.value, display_name=display_name, created_at=now, canary=True)
            .on_conflict_do_nothing(index_elements=["canary"], index_where=text("canary"))
            .returning(Person.id)
        )
        return made

    async def enabled(self, role: str) -> Sequence[Person]:
        """Return those of a role whose accounts are enabled, by name."""
        statement = select(Person).where(Person.role == role, Person.disabled_at.is_(None), Person.canary.is_(False))
        return (await self._session.execute(statement.order_by(Person.display_name, Person.id))).scalars().all()

    async def patient_names(self, therapist_id: str) -> Sequence[tuple[str, str, bool]]:
        """Return id and name of every patient with an account in use, and whether the therapist may know of them."""
        active = select(Caseload.patient_id, Caseload.therapist_id).join(
            Person, and_(Person.id == Caseload.therapist_id, Person.disabled_at.is_(None))
        ).subquery()  # fmt: skip
        guided = exists().where(active.c.patient_id == Person.id)
        mine = exists().where(active.c.patient_id == Person.id, active.c.therapist_id == therapist_id)
        query = select(Person.id, Person.display_name, or_(mine, ~guided)).where(
            Person.role == Role.PATIENT.value, Person.disabled_at.is_(None), Person.canary.is_(False)
        )
        return [(person_id, name, bool(known)) for person_id, name, known in await self._session.execute(query)]

    async def any_with_role(self, role: str) -> bool:
        """Whether an enabled account with ``role`` exists."""
        return bool(await self._session.scalar(select(exists().where(Person.role == role, Person.disabled_at.is_(None)))))

    async def disable(self, person_id: str, now: datetime) -> bool:
        """Disable an account; False when there is none, or it already is."""
        changed = await self._session.execute(
            update(Person).where(Person.id == person_id, Person.disabled_at.is_(None)).values(disabled_at=now).returning(Person.id)
        )
        return changed.scalar_one_or_none() is not None

    async def set_password(self, person_id: str, password_hash: str) -> None:
        """Replace the stored hash."""
        await self._session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))

    async def assign(self, therapist_id: str, patient_id: str, now: datetime) -> bool:
        """Put a patient on a therapist's caseload; False when they already are."""
        if await self.guides(therapist_id, patient_id):
            return False
        self._session.add(Caseload(therapist_id=therapist_id, patient_id=patient_id, created_at=now))
        await self._session.flush()
        return True

    async def guides(self, therapist_id: str, patient_id: str) -> bool:
        """Whether the patient is on the therapist's caseload."""
        return bool(
            await self._session.scalar(
                select(exists().where(Caseload.therapist_id == therapist_id, Caseload.patient_id == patient_id))
            )
        )

    async def is_guided(self, patient_id: str) -> bool:
        """Whether anyone whose account is enabled guides the patient."""
        return bool(await self._session.scalar(select(exists(guided_patients().where(Caseload.patient_id == patient_id)))))

    async def caseload(self, therapist_id: str) -> Sequence[Person]:
        """Return the therapist's patients whose accounts are enabled, by name."""
        statement = (
            select(Person)
            .join(Caseload, Caseload.patient_id == Person.id)
            .where(Caseload.therapist_id == therapist_id, Person.disabled_at.is_(None))
            .order_by(Person.display_name, Person.id)
        )
        return (await self._session.execute(statement)).scalars().all()

    async def caseloads(self) -> Sequence[tuple[str, str]]:
        """Return every therapist's id with that of a patient whom they guide, in the order of their assignment."""
        statement = select(Caseload.therapist_id, Caseload.patient_id).order_by(Caseload.created_at, Caseload.patient_id)
        return [(therapist_id, patient_id) for therapist_id, patient_id in await self._session.execute(statement)]

    async def therapists_of(self, patient_id: str) -> Sequence[Person]:
        """Return those who guide the patient, by name."""
        statement = (
            select(Person)
            .join(Caseload, Caseload.therapist_id == Person.id)
            .where(Caseload.patient_id == patient_id, Person.disabled_at.is_(None))
            .order_by(Person.display_name, Person.id)
        )
        return (await self._session.execute(statement)).scalars().all()

    async def names_of_therapists(self, patient_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the names of those who guide each patient, by name."""
        statement = (
            select(Caseload.patient_id, Person.display_name)
            .join(Person, Person.id == Caseload.therapist_id)
            .where(Caseload.patient_id.in_(patient_ids), Person.disabled_at.is_(None))
            .order_by(Person.display_name, Person.id)
        )
        found: dict[str, list[str]] = {}
        for patient_id, name in await self._session.execute(statement):
            found.setdefault(patient_id, []).append(name)
        return found

    async def asked_about(self, therapist_id: str, patient_id: str) -> bool:
        """Whether the ladder asked the therapist to see to an unresolved case of the patient."""
        mine = (
            select(CaseAsked.case_id)
            .join(Case, Case.id == CaseAsked.case_id)
            .where(CaseAsked.person_id == therapist_id, Case.patient_id == patient_id, Case.status != CaseStatus.RESOLVED)
        )
        return bool(await self._session.scalar(select(exists(mine))))


def guided_patients() -> Select[str]:
    """The ids of patients whom somebody with an enabled account guides, as a query."""
    return select(Caseload.patient_id).join(Person, Person.id == Caseload.therapist_id).where(Person.disabled_at.is_(None))


class LoginStore:
    """Logged-in browsers, within the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, login: Login) -> None:
        """Insert ``login``."""
        self._session.add(login)
        await self._session.flush()

    async def valid(self, login_id: str, now: datetime) -> tuple[Login, Person] | None:
        """Return a login that still counts, with its person."""
        row = (await self._session.execute(_VALID, {"login": login_id, "now": now})).one_or_none()
        return None if row is None else (row[0], row[1])

    async def valid_among(self, login_ids: Sequence[str], now: datetime) -> set[str]:
        """Return those of ``login_ids`` that still count, in one statement; open streams ask this for all of them at once."""
        statement = (
            select(Login.id)
            .join(Person, Person.id == Login.person_id)
            .where(Login.id.in_(login_ids), Login.revoked_at.is_(None), Login.expires_at > now, Person.disabled_at.is_(None))
        )
        return set((await self._session.execute(statement)).scalars())

    async def extend(self, login_id: str, expires_at: datetime) -> None:
        """Let a login last longer."""
        await self._session.execute(update(Login).where(Login.id == login_id).values(expires_at=expires_at))

    async def revoke(self, login_id: str, now: datetime) -> bool:
        """End one login; False when it had ended before."""
        changed = await self._session.execute(
            update(Login).where(Login.id == login_id, Login.revoked_at.is_(None)).values(revoked_at=now).returning(Login.id)
        )
        return changed.scalar_one_or_none() is not None

    async def revoke_all(self, person_id: str, now: datetime) -> None:
        """End every login of one person."""
        statement = update(Login).where(Login.person_id == person_id, Login.revoked_at.is_(None)).values(revoked_at=now)
        await self._session.execute(statement)


class InvitationStore:
    """Invitations, within the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, invitation: Invitation) -> None:
        """Insert ``invitation``."""
        self._session.add(invitation)
        await self._session.flush()

    async def by_digest(self, digest: str) -> Invitation | None:
        """Return the invitation with this code's digest, used or not."""
        return (await self._session.execute(select(Invitation).where(Invitation.code_digest == digest))).scalar_one_or_none()

    async def use(self, digest: str, now: datetime) -> Invitation | None:
        """Use an invitation that is neither expired nor used up; None otherwise.

        One statement decides, so that of two browsers with one code only one gets in.
        """
        statement = (
            update(Invitation)
            .where(
                Invitation.code_digest == digest,
                Invitation.expires_at > now,
                Invitation.used_at.is_(None) | Invitation.reusable.is_(True),
            )
            .values(used_at=now)
            .returning(Invitation)
        )
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def withdraw_unused(self, patient_id: str, now: datetime) -> None:
        """Let the patient's unused one-time codes expire now; a new code replaces them."""
        await self._session.execute(
            update(Invitation)
            .where(
                Invitation.patient_id == patient_id,
                Invitation.used_at.is_(None),
                Invitation.reusable.is_(False),
                Invitation.expires_at > now,
            )
            .values(expires_at=now)
        )
