from __future__ import annotations

from bot.accounts.actor import Actor
from bot.accounts.permissions import TABLE, Permission, allowed, permissions_of
from bot.words import Role


def test_every_permission_has_a_row():
    assert set(TABLE) == set(Permission)
    assert all(TABLE.values())


def test_handrails_own_programs_hold_none():
    assert not any(allowed(Actor.system("worker").role, permission) for permission in Permission)


def test_each_role_may_do_this_and_nothing_else():
    """Invariant 8: the routes are tested against the table, and the table here; who widens it says so twice."""
    assert {role.value: {str(permission) for permission in permissions_of(role.value)} for role in Role} == {
        "patient": {"account:own", "chat:own", "plan:own", "sheets:own"},
        "therapist": {
            "account:own", "cases:read", "cases:work", "conversations:read", "conversations:write",
            "caseload:read", "caseload:invite", "measures:read", "plan:work", "alarms:read", "sheets:read",
        },
        "supervisor": {
            "account:own", "transcripts:search", "transcripts:read", "reviews:read", "reviews:write", "audit:read", "plan:read",
            "alarms:read", "cases:watch", "cases:review",
        },
        "administrator": {
            "account:own", "people:manage", "caseloads:manage", "alarms:read", "cases:watch", "reach:manage", "drills:run",
        },
    }  # fmt: skip


def test_only_patients_chat_and_administrators_read_nothing():
    assert TABLE[Permission.CHAT_OWN] == {Role.PATIENT}
    assert set(permissions_of("administrator")) == {
        Permission.ACCOUNT_OWN, Permission.CASES_WATCH, Permission.PEOPLE_MANAGE, Permission.CASELOADS_MANAGE,
        Permission.ALARMS_READ, Permission.REACH_MANAGE, Permission.DRILLS_RUN,
    }  # fmt: skip


def test_supervisors_read_and_rate_but_do_not_write_to_patients():
    held = permissions_of("supervisor")
    assert Permission.TRANSCRIPTS_READ in held
    assert Permission.CONVERSATIONS_WRITE not in held
    assert Permission.CASES_WORK not in held
