"""``handrail drill``: ask for a drill, and see how it went."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from bot.commands.common import DataDir, settings_for, with_factory
from bot.errors import HandrailError

if TYPE_CHECKING:
    from bot.factory import Factory
    from bot.records import DrillRecord

EVERY = 0.5
"""Seconds between two looks at the drill."""
PATIENCE = 60.0
"""Seconds beyond a drill's own deadline in which the worker should begin it and say how it ended."""
_SAID = {
    "passed": "the drill went through",
    "degraded": "the drill went through only by the safety net: the assistant did not open the case in time",
    "unnotified": "the drill went as far as the queue; nobody was notified, since HANDRAIL_ALARM_URLS is not set",
    "failed": "the drill failed",
}

drill = typer.Typer(help="Send a synthetic flagged message the whole way of a real one.", no_args_is_help=True)


@drill.callback()
def _group() -> None:
    """Keep ``run`` a command of its own: with one command alone, typer would drop its name."""


@drill.command("run")
def run(data_dir: DataDir = None) -> None:
    """Ask the worker for a drill now, wait for its end, and say how long each hop took. Exit code 1 unless it was notified."""
    settings = settings_for(data_dir=data_dir)

    async def work(factory: Factory) -> DrillRecord:
        import asyncio

        from bot.accounts.actor import Actor

        asked = await factory.drill_requests.ask(Actor.system("cli"))
        until = time.monotonic() + settings.drill_deadline + PATIENCE
        while time.monotonic() < until:
            seen = await factory.drill_requests.get(asked)
            if seen.finished_at is not None:
                return seen
            await asyncio.sleep(EVERY)
        raise HandrailError("the drill has not ended", remedy="see whether the worker runs: docs/runbook.md")

    ended = with_factory(settings, work)
    from bot.drills.board import hops

    for hop, seconds in hops(ended).items():
        print(f"{hop:<9} {'not reached' if seconds is None else f'{seconds:.1f} s'}")
    outcome = ended.outcome.value if ended.outcome else ""
    print(_SAID.get(outcome, outcome))
    if outcome not in ("passed", "degraded"):
        raise typer.Exit(1)
