"""Safety plans: the patient's own, the therapist's hand in it, the supervisor's eyes on it; and the words around them."""

from __future__ import annotations

from bot.accounts.permissions import Permission
from bot.care.safety_plans import ShownPlan
from bot.gateway.call import Call
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.schemas import safety_plans as shapes

routes = Routes("safety plan")


@routes.get("/api/patient/self-help", PUBLIC)
async def self_help(call: Call) -> shapes.SelfHelpAnswer:
    """Return the words around safety plans, and grounding exercises; for anyone, to be kept on the device."""
    return shapes.SelfHelpAnswer.model_validate(call.factory.self_help.as_json())


@routes.get("/api/patient/plan", Permission.PLAN_OWN)
async def own(call: Call) -> shapes.PlanAnswer:
    """Return one's own safety plan, which may be empty."""
    return _answer(await call.factory.safety_plans.get(call.actor.id))


@routes.post("/api/patient/plan", Permission.PLAN_OWN)
async def save_own(call: Call, body: shapes.SavePlan) -> shapes.PlanAnswer:
    """Write steps of one's own safety plan, and return it as it is then.

    409 ``plan_changed`` when one of these steps was changed after ``base_version``: nothing is saved. The same again is harmless.
    ``about_now`` says that it reads as danger now.
    """
    return await _save(call, call.actor.id, body)


@routes.get("/api/staff/patients/{id}/plan", Permission.PLAN_WORK)
async def of_patient(call: Call) -> shapes.PlanAnswer:
    """Return a patient's safety plan, within the caseload."""
    await call.factory.accounts.require_may_read(call.actor, call.id)
    return _answer(await call.factory.safety_plans.get(call.id))


@routes.post("/api/staff/patients/{id}/plan", Permission.PLAN_WORK)
async def save_for_patient(call: Call, body: shapes.SavePlan) -> shapes.PlanAnswer:
    """Write steps of a patient's safety plan, within the caseload; like the patient's own."""
    await call.factory.accounts.require_may_read(call.actor, call.id)
    return await _save(call, call.id, body)


@routes.get("/api/supervisor/patients/{id}/plan", Permission.PLAN_READ)
async def read(call: Call) -> shapes.PlanAnswer:
    """Return any patient's safety plan. That it was read is recorded."""
    return _answer(await call.factory.safety_plans.read(call.actor, call.id))


async def _save(call: Call, patient_id: str, body: shapes.SavePlan) -> shapes.PlanAnswer:
    saved = await call.factory.safety_plans.save(call.actor, patient_id, base_version=body.base_version, texts=body.parts)
    return _answer(saved)


def _answer(shown: ShownPlan) -> shapes.PlanAnswer:
    return shapes.PlanAnswer(
        plan=shapes.PlanOut(
            version=shown.plan.version,
            parts={
                step: shapes.PlanPartOut(
                    text=part.text, version=part.version, at=part.at, author_name=part.author_name, author_role=part.author_role
                )
                for step, part in shown.plan.parts.items()
            },
            changes=[shapes.PlanChangeOut.model_validate(change, from_attributes=True) for change in shown.changes],
        ),
        about_now=shown.about_now,
    )
