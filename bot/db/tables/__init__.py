"""Tables, one file each. Importing this package registers them all."""

from bot.db.tables.audit_entries import AuditEntry
from bot.db.tables.base import Base, new_id
from bot.db.tables.case_asked import CaseAsked
from bot.db.tables.case_history import CaseHistory
from bot.db.tables.case_messages import CaseMessage
from bot.db.tables.caseloads import Caseload
from bot.db.tables.cases import Case
from bot.db.tables.check_ins import CheckIn
from bot.db.tables.contacts import Contact
from bot.db.tables.conversations import Conversation
from bot.db.tables.discarded_drafts import DiscardedDraft
from bot.db.tables.drills import DrillRow
from bot.db.tables.follow_ups import FollowUp
from bot.db.tables.home_practices import HomePractice
from bot.db.tables.invitations import Invitation
from bot.db.tables.ladder_steps import LadderStep
from bot.db.tables.lesson_progress import LessonProgress
from bot.db.tables.logins import Login
from bot.db.tables.measure_results import MeasureResult
from bot.db.tables.messages import Message
from bot.db.tables.module_settings import ModuleSetting
from bot.db.tables.notifications import Notification
from bot.db.tables.on_call import OnCall
from bot.db.tables.people import Person
from bot.db.tables.read_marks import ReadMark
from bot.db.tables.reviews import Review
from bot.db.tables.safety_plan_versions import SafetyPlanVersion
from bot.db.tables.screenings import ScreeningRow
from bot.db.tables.sheets import Sheet
from bot.db.tables.trackers import Tracker
from bot.db.tables.understandings import Understanding

__all__ = [
    "AuditEntry",
    "Base",
    "Case",
    "CaseAsked",
    "CaseHistory",
    "CaseMessage",
    "Caseload",
    "CheckIn",
    "Contact",
    "Conversation",
    "DiscardedDraft",
    "DrillRow",
    "FollowUp",
    "HomePractice",
    "Invitation",
    "LadderStep",
    "LessonProgress",
    "Login",
    "MeasureResult",
    "Message",
    "ModuleSetting",
    "Notification",
    "OnCall",
    "Person",
    "ReadMark",
    "Review",
    "SafetyPlanVersion",
    "ScreeningRow",
    "Sheet",
    "Tracker",
    "Understanding",
    "new_id",
]
