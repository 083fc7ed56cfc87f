"""Who may do what: one table. The gateway checks every route against it, and a route that names no permission does not start.

A permission says what kind of thing a role may do; for whom is the caseload's matter (``Accounts.may_read``).
"""

from __future__ import annotations

from enum import StrEnum

from bot.words import Role


class Permission(StrEnum):
    """Something a route lets a person do."""

    ACCOUNT_OWN = "account:own"
    """See who one is, and log out."""
    CHAT_OWN = "chat:own"
    """Read and write one's own conversation, as a patient."""
    PLAN_OWN = "plan:own"
    """Read and write one's own safety plan, as a patient."""
    SHEETS_OWN = "sheets:own"
    """Do exercises, and keep, change, take away and take along one's own sheets, as a patient."""
    SHEETS_READ = "sheets:read"
    """Read a patient's sheets, within the caseload; each reading is an audit event."""
    PLAN_WORK = "plan:work"
    """Read and write a patient's safety plan with them, within the caseload."""
    PLAN_READ = "plan:read"
    """Read any safety plan; each reading is an audit event."""
    CASES_READ = "cases:read"
    """See the queue, within the caseload."""
    CASES_WORK = "cases:work"
    """Claim, take over, hand back and resolve, within the caseload."""
    CASES_WATCH = "cases:watch"
    """See which cases nobody took up in time: tier, clock and who was asked, without a name or a word of the patient."""
    CASES_REVIEW = "cases:review"
    """Read any case without taking part in it; each reading is an audit event."""
    CONVERSATIONS_READ = "conversations:read"
    """Read a conversation live, within the caseload; each look is an audit event."""
    CONVERSATIONS_WRITE = "conversations:write"
    """Write to a patient, within the caseload."""
    CASELOAD_READ = "caseload:read"
    """List one's own patients."""
    MEASURES_READ = "measures:read"
    """Read a patient's questionnaires item by item, within the caseload."""
    CASELOAD_INVITE = "caseload:invite"
    """Add a patient to one's own caseload, and invite them."""
    TRANSCRIPTS_SEARCH = "transcripts:search"
    """Search every conversation; each search is an audit event."""
    TRANSCRIPTS_READ = "transcripts:read"
    """Read any conversation; each reading is an audit event."""
    REVIEWS_READ = "reviews:read"
    """Read ratings of guidance."""
    REVIEWS_WRITE = "reviews:write"
    """Rate guidance."""
    AUDIT_READ = "audit:read"
    """Read the audit chain, which holds no text."""
    PEOPLE_MANAGE = "people:manage"
    """Create and disable accounts."""
    CASELOADS_MANAGE = "caseloads:manage"
    """Say which therapist guides which patient."""

    ALARMS_READ = "alarms:read"
    """Know whether anybody is reached outside the console, how the last drill went, and when to look at the queue again."""
    REACH_MANAGE = "reach:manage"
    """Keep the on-call order and contact addresses, and see how drills went."""
    DRILLS_RUN = "drills:run"
    """Ask for a drill now; that it was asked for is an audit event."""


_P, _T, _S, _A = Role.PATIENT, Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.ACCOUNT_OWN: frozenset({_P, _T, _S, _A}),
    Permission.CHAT_OWN: frozenset({_P}),
    Permission.PLAN_OWN: frozenset({_P}),
    Permission.SHEETS_OWN: frozenset({_P}),
    Permission.SHEETS_READ: frozenset({_T}),
    Permission.PLAN_WORK: frozenset({_T}),
    Permission.PLAN_READ: frozenset({_S}),
    Permission.CASES_READ: frozenset({_T}),
    Permission.CASES_WORK: frozenset({_T}),
    Permission.CASES_WATCH: frozenset({_S, _A}),
    Permission.CASES_REVIEW: frozenset({_S}),
    Permission.CONVERSATIONS_READ: frozenset({_T}),
    Permission.CONVERSATIONS_WRITE: frozenset({_T}),
    Permission.CASELOAD_READ: frozenset({_T}),
    Permission.MEASURES_READ: frozenset({_T}),
    Permission.CASELOAD_INVITE: frozenset({_T}),
    Permission.TRANSCRIPTS_SEARCH: frozenset({_S}),
    Permission.TRANSCRIPTS_READ: frozenset({_S}),
    Permission.REVIEWS_READ: frozenset({_S}),
    Permission.REVIEWS_WRITE: frozenset({_S}),
    Permission.AUDIT_READ: frozenset({_S}),
    Permission.PEOPLE_MANAGE: frozenset({_A}),
    Permission.CASELOADS_MANAGE: frozenset({_A}),
    Permission.ALARMS_READ: frozenset({_T, _S, _A}),
    Permission.REACH_MANAGE: frozenset({_A}),
    Permission.DRILLS_RUN: frozenset({_A}),
}
"""Permission to the roles that hold it. The administrator runs Handrail and reads no conversation."""


def allowed(role: str, permission: Permission) -> bool:
    """Whether ``role`` (a ``Role``'s value) holds ``permission``; Handrail's own programs hold none."""
    return role in TABLE[permission]


def permissions_of(role: str) -> list[Permission]:
    """Return what ``role`` may do, in the table's order."""
    return [permission for permission in Permission if allowed(role, permission)]
