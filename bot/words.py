"""The words of ``docs/glossary.md`` as enumerations, shared by every package.

Values are what the database stores and the API speaks, so renaming one is a data migration.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is to Handrail; each person has exactly one."""

    PATIENT = "patient"
    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Sender(StrEnum):
    """Who said a message. ``SYSTEM`` is Handrail itself: safety replies, honest delays, changes of owner."""

    PATIENT = "patient"
    BOT = "bot"
    THERAPIST = "therapist"
    SYSTEM = "system"


class Owner(StrEnum):
    """Who may speak to the patient now."""

    BOT = "bot"
    QUEUE = "queue"
    THERAPIST = "therapist"


class Tier(StrEnum):
    """How urgent a screening is; compare with ``rank``, never as text."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Position from 0 (none) to 4 (emergency)."""
        return list(Tier).index(self)

    @classmethod
    def highest(cls, *tiers: Tier) -> Tier:
        """Return the most urgent of ``tiers``; ``NONE`` when there are none."""
        return max(tiers, key=lambda tier: tier.rank, default=cls.NONE)


class Category(StrEnum):
    """What a screening found. The last four say that no danger was found, but a person is needed all the same."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    HARM_TO_OTHERS = "harm_to_others"
    ABUSE = "abuse"
    PSYCHOSIS = "psychosis"
    MEDICINE = "medicine"
    RED_FLAG = "red_flag"
    DISTRESS = "distress"
    WANTS_HUMAN = "wants_human"
    UNSCREENED = "unscreened"
    UNANSWERED = "unanswered"
    MEASURE = "measure"
    """A questionnaire's results say so, or that there are none."""


UNREAD = frozenset({Category.UNSCREENED, Category.UNANSWERED, Category.MEASURE})
"""Categories that are not read in anybody's words, so that no rule and no model finds them."""


class CaseStatus(StrEnum):
    """Where a case is. ``claimed`` covers both reading and a takeover; the conversation's owner tells them apart."""

    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


class OpenedBy(StrEnum):
    """Which of the three ways brought a flagged message into a case (invariant 3)."""

    ACTION = "action"
    SAFETY_NET = "safety_net"
    RECONCILIATION = "reconciliation"


class Outcome(StrEnum):
    """How a case ended."""

    SUPPORTED_IN_CHAT = "supported_in_chat"
    CALLED_PATIENT = "called_patient"
    REFERRED_EMERGENCY = "referred_emergency"
    REFERRED_OTHER = "referred_other"
    SAFETY_PLAN_MADE = "safety_plan_made"
    FALSE_ALARM = "false_alarm"
    NO_CONTACT = "no_contact"


class Rung(StrEnum):
    """A step of the ladder; the values, spaced, are what a case's history calls them."""

    ASKED = "asked"
    """The first who is on call for the patient."""
    WARNED = "warned"
    """The same, when half of the time is over."""
    PASSED_ON = "passed_on"
    """The next on call."""
    SUPERVISORS = "supervisors_asked"
    ADMINISTRATORS = "administrators_asked"
    """The administrator's channel; from here on again and again."""
    HOLDER_TOLD = "holder_told"
    """Whoever holds a case whose tier new evidence raised."""
    DRILL = "drill_sent"


class DrillOutcome(StrEnum):
    """How a drill ended."""

    PASSED = "passed"
    DEGRADED = "degraded"
    """The case was opened and notified in time, but by the safety net: Rasa or the action server did not do it."""
    UNNOTIFIED = "unnotified"
    """It went as far as the ladder, and nobody was notified: there is no administrator's channel."""
    FAILED = "failed"


class ScreeningState(StrEnum):
    """How a screening came about; everything but ``DONE`` counts as flagged (invariant 2)."""

    DONE = "done"
    FAILED = "failed"
    LATE = "late"


class PlanStep(StrEnum):
    """The steps of a safety plan, in their order. ``bot/safety/plan_content.py`` names the source of the structure."""

    WARNING_SIGNS = "warning_signs"
    OWN_COPING = "own_coping"
    DISTRACTION = "distraction"
    ASK_FOR_HELP = "ask_for_help"
    PROFESSIONALS = "professionals"
    SAFE_PLACE = "safe_place"
    REASONS = "reasons"


class Movement(StrEnum):
    """Where a measure's score has gone, beyond the measure's own noise."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """Not further than noise."""
    UNKNOWN = "unknown"
    """For a measure of which no reliable change is published."""


class Deterioration(StrEnum):
    """Why a person is asked to look at a measure's result."""

    SINCE_LAST = "since_last"
    """Reliably worse than the result before."""
    SINCE_FIRST = "since_first"
    """Reliably worse than the first result."""
    TREND = "trend"
    """The line through the last results rises by as much as a reliable change."""
    SEVERE = "severe"
    """The score is in a band that calls for a look by itself."""


class FollowUpOutcome(StrEnum):
    """What the follow-up of a measure's item came to (PHQ-9 item 9: ``docs/clinical-safety/item9.md``)."""

    PASSIVE = "passive"
    """The thoughts are not about ending one's life."""
    ACTIVE = "active"
    """They are, or the patient wrote something as urgent."""
    DECLINED = "declined"
    """The patient did not want to say, or left."""
    SILENT = "silent"
    """Nothing was answered before the deadline."""
    WITHDRAWN = "withdrawn"
    """The answer was changed to one that needs no follow-up."""


class Went(StrEnum):
    """How a home practice went, as the patient tells it."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class ModuleState(StrEnum):
    """What a therapist has set of one module for one patient; without a setting the programme's order decides."""

    LOCKED = "locked"
    """Not for this patient now."""
    UNLOCKED = "unlocked"
    """Open at once, whatever comes before it."""
    ASSIGNED = "assigned"
    """Open, and the next to be offered."""
    PAUSED = "paused"
    """Begun, and resting until the therapist sets it going."""
