"""Logging in, and who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from bot.gateway.schemas.base import Answer, Identifier, Request, Text
from bot.gateway.sides import Side
from bot.words import CaseStatus, Role, Tier

Name = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Country = Annotated[str, StringConstraints(pattern="^([A-Za-z]{2})?$")]


class LoginRequest(Request):
    """A staff member's login."""

    login: Annotated[Text, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class InvitationRequest(Request):
    """A patient's code, as typed."""

    code: Annotated[Text, StringConstraints(min_length=1, max_length=80)]


class SideQuery(Request):
    """Which of this browser's logins: one browser can hold a patient's and a staff member's beside each other."""

    side: Side | None = None


class Me(Answer):
    """Who is logged in."""

    id: str
    role: Role
    display_name: str
    permissions: list[str]
    csrf: str
    """Send this as ``X-CSRF-Token`` with every POST of this side."""
    demo: bool


class NewPerson(Request):
    """An account to create; staff need login and password, a patient has neither."""

    role: Role
    display_name: Name
    login: Annotated[Text, StringConstraints(min_length=1, max_length=254)] | None = None
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    country: Country = ""
    time_zone: Annotated[Text, StringConstraints(max_length=64)] = "UTC"


class DisableRequest(Request):
    """Why an account is disabled; needed for a patient with an open case."""

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class WaitingCase(Answer):
    """That a patient has a case which is not resolved: how urgent, and since when."""

    tier: Tier
    status: CaseStatus
    opened_at: datetime


class PersonOut(Answer):
    """An account, as the administrator sees it."""

    id: str
    role: Role
    display_name: str
    login: str | None
    created_at: datetime
    disabled_at: datetime | None
    open_case: WaitingCase | None


class PersonAnswer(Answer):
    """One account."""

    person: PersonOut


class PeopleAnswer(Answer):
    """Every account."""

    people: list[PersonOut]


class NewCaseload(Request):
    """Who is to guide whom."""

    therapist_id: Identifier
    patient_id: Identifier


class CaseloadOut(Answer):
    """Who guides whom."""

    therapist_id: str
    patient_id: str


class CaseloadsAnswer(Answer):
    """Every caseload."""

    caseloads: list[CaseloadOut]


class NewPatient(Request):
    """A patient whom a therapist adds to their own caseload."""

    display_name: Name
    country: Country = ""
    time_zone: Annotated[Text, StringConstraints(max_length=64)] = "UTC"


class InvitationOut(Answer):
    """A code, shown once: only its digest is kept."""

    code: str
    url: str
    """Where the patient uses it. The code stands after the hash, which browsers keep to themselves: it is in no log."""
    expires_at: datetime


class InvitationAnswer(Answer):
    """One invitation."""

    invitation: InvitationOut
