"""The routes, one file an audience. A handler reads the call, asks one service, and answers with a model."""

from __future__ import annotations

from bot.gateway.endpoint import Routes
from bot.gateway.routes import (
    admin,
    alarms,
    auth,
    exercises,
    ops,
    pages,
    patient,
    safety_plans,
    staff_cases,
    staff_chat,
    staff_patients,
    supervisor,
)  # fmt: skip

ALL: tuple[Routes, ...] = (
    auth.routes, patient.routes, exercises.routes, safety_plans.routes, staff_cases.routes, staff_chat.routes,
    staff_patients.routes, supervisor.routes, admin.routes, alarms.routes, ops.routes, pages.routes,
)  # fmt: skip
"""Every route there is."""
