"""What is known of the patient whose message this is."""

from __future__ import annotations

from actions.scene import Scene
from bot.programme.memory import Memory


async def memory_of(scene: Scene) -> Memory | None:
    """Return it; None where nothing is kept."""
    if not scene.patient_id:
        return None
    programme = scene.factory.programme
    latest = await programme.check_ins.latest(scene.patient_id, limit=1)
    return Memory(
        goal=await programme.sheets.goal(scene.patient_id),
        way=await programme.journey.way(scene.patient_id),
        check_in=latest[0] if latest else None,
        lessons=len(programme.content.lessons),
    )
