"""Names of slots, as in ``domain.yml``. A test holds the two together."""

from __future__ import annotations

from typing import Final, Literal

REQUESTED: Final = "requested_slot"
OFFER: Final = "offer"
CHECK_IN: Final = "check_in"
LESSON: Final = "lesson"
MISSES: Final = "misses"
CHANGE: Final = "change"
CONFIRM: Final = "confirm"
ANSWERS: Final = ("pain", "mood", "sleep", "activity")

FORM: Final = "check_in_form"

Offer = Literal["check_in", "lesson", "next_step", "lesson_answer", "lesson_reply", "human", "measure", "exercise"]
"""What "yes" would mean now."""

MEASURE: Final = "measure"
MEASURE_ANSWER: Final = "measure_answer"
MEASURE_FORM: Final = "measure_form"

EXERCISE: Final = "exercise_state"
EXERCISE_ANSWER: Final = "exercise_answer"
EXERCISE_FORM: Final = "exercise_form"
FORMS: Final = (FORM, MEASURE_FORM, EXERCISE_FORM)
