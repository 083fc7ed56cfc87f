"""Every kind of event that the audit chain knows, named ``source:subject:action``.

``docs/audit-events.md`` says what each records, and a test holds the two together. Values stand in the chain for good: add
new ones, never rename or reuse one.
"""

from __future__ import annotations

from enum import StrEnum


class AuditEvent(StrEnum):
    """What happened."""

    MESSAGE_RECEIVED = "message:patient:received"
    MESSAGES_READ = "message:patient:read"
    MESSAGE_SENT = "message:guidance:sent"
    SCREENING_DONE = "screening:message:done"
    SCREENINGS_REPLAYED = "screening:messages:replayed"
    SCREENING_RAISED = "screening:message:raised"
    DRAFT_DISCARDED = "draft:discarded"
    DRAFT_QUESTIONED = "draft:outbound:questioned"
    DRAFT_CONFIRMED = "draft:outbound:confirmed"
    CONVERSATION_OWNER_CHANGED = "conversation:owner:changed"
    CASE_OPENED = "case:opened"
    CASE_CHANGED = "case:changed"
    CASE_READ = "case:read"
    CONVERSATION_READ = "conversation:read"
    CHECK_IN_RECORDED = "check_in:recorded"
    SAFETY_PLAN_SAVED = "safety_plan:saved"
    SAFETY_PLAN_READ = "safety_plan:read"
    LESSON_FINISHED = "lesson:finished"
    PRACTICE_TOLD = "practice:told"
    MODULE_SET = "module:set"
    SHEET_SAVED = "sheet:saved"
    SHEET_REMOVED = "sheet:removed"
    SHEETS_READ = "sheet:read"
    MEASURE_RECORDED = "measure:recorded"
    MEASURE_ASSESSED = "measure:assessed"
    FOLLOW_UP_BEGUN = "follow_up:begun"
    FOLLOW_UP_SETTLED = "follow_up:settled"
    TRANSCRIPT_SEARCHED = "transcript:searched"
    TRANSCRIPT_READ = "transcript:read"
    REVIEW_ADDED = "review:added"
    REVIEW_READ = "review:read"
    AUDIT_READ = "audit:read"
    ACCOUNT_CREATED = "account:created"
    ACCOUNT_DISABLED = "account:disabled"
    ACCOUNT_INVITED = "account:invited"
    ACCOUNT_LOGIN_SUCCEEDED = "account:login:succeeded"
    ACCOUNT_LOGIN_FAILED = "account:login:failed"
    ACCOUNT_LOGOUT = "account:logout"
    CASELOAD_ASSIGNED = "caseload:assigned"
    CONTACT_ADDED = "contact:added"
    CONTACT_REMOVED = "contact:removed"
    ON_CALL_CHANGED = "on_call:changed"
    NOTIFICATION_SENT = "notification:sent"
    NOTIFICATION_FAILED = "notification:failed"
    DRILL_ASKED = "drill:asked"
    DRILL_STARTED = "drill:started"
    DRILL_FINISHED = "drill:finished"
    BACKUP_BEGUN = "backup:begun"


MESSAGE_TEXT_EVENTS = frozenset({AuditEvent.MESSAGE_RECEIVED, AuditEvent.MESSAGE_SENT})
"""Events whose ``content_digest`` is that of the stored text of the message they name."""
