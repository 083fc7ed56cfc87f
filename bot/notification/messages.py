"""What notifications say: how urgent, by when, and where to look. Composed from an outbox row, which holds nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.records import NotificationRecord
from bot.words import Rung

DRILL_FAILED = "drill_failed"
"""To the administrator's channel: a drill did not go through."""
DRILL_DEGRADED = "drill_degraded"
"""The same: it went through, but only by the safety net."""
DRILL_MISSING = "drill_missing"
"""The same: none began when one should have."""

_FIRST_LINES = {
    Rung.ASKED: "A case waits for you.",
    Rung.WARNED: "A case still waits for you: half of its time is over.",
    Rung.PASSED_ON: "A case waits for you: nobody has taken it in time.",
    Rung.SUPERVISORS: "Nobody on call has taken a case in time. Please find somebody who can.",
    Rung.ADMINISTRATORS: "Nobody has taken a case in time: neither those on call nor a supervisor.",
    Rung.HOLDER_TOLD: "A case that you hold has become more urgent.",
}
_TELLS = {
    DRILL_FAILED: (
        "a drill failed",
        "A synthetic flagged message did not get through Handrail in time. A real one might not either.",
    ),
    DRILL_MISSING: (
        "no drill was run",
        "No drill began when one should have: the worker has stopped or hangs. Without it nobody is asked to see to a case.",
    ),
    DRILL_DEGRADED: (
        "a drill went through late",
        "A synthetic flagged message got its case from the safety net, since Rasa or the action server did not open it in time.",
    ),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A notification's subject and body, in plain text."""

    subject: str
    body: str


def compose(notification: NotificationRecord, console_url: str, zone: ZoneInfo) -> Message:
    """Return what a notification says. The link leads to the case by its id; reading it takes a login."""
    if notification.kind in _TELLS:
        subject, body = _TELLS[notification.kind]
        return Message(f"Handrail: {subject}", f"{body}\n\n{console_url}/\n")
    if notification.kind == Rung.DRILL:
        return Message("Handrail: drill, nothing to do", "This is a drill: the way from a flagged message to you works.\n")
    rung = Rung(notification.kind)
    lines = [_FIRST_LINES[rung], f"Tier: {notification.tier}"]
    if notification.due_at:
        lines.append(f"Due: {notification.due_at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})")
    lines.append(f"{console_url}/cases/{notification.case_id}")
    return Message(f"Handrail: a case waits ({notification.tier})", "\n".join(lines) + "\n")
