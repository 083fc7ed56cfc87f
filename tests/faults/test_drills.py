"""A drill in a whole instance: real Rasa, real action server, real worker, and a real mail server at the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mail import MailServer, mail_server
from tests.system import System, make_system, until

pytestmark = [pytest.mark.asyncio, pytest.mark.serial]


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture(scope="module")
def drilled(root: Path, model: Path, tmp_path_factory: pytest.TempPathFactory, server: MailServer) -> Iterator[System]:
    """An instance that drills at its start and then every few seconds, and alarms by mail."""
    made = make_system(
        root,
        tmp_path_factory.mktemp("drills"),
        model,
        HANDRAIL_DRILL_HOURS="0.003",
        HANDRAIL_DRILL_DEADLINE="60",
        HANDRAIL_ALARM_URLS=f"{server.url}&to=administrator@clinic.example",
    )
    for part in ("gateway", "rasa", "actions", "worker"):
        made.start(part)
    yield made
    made.stop()


async def test_a_drill_goes_through_everything_and_an_alarm_comes_when_it_does_not(drilled: System, server: MailServer) -> None:
    await drilled.answers("/readyz")
    async with drilled.staff("admin@demo") as administrator, drilled.staff("therapist@demo") as therapist:

        async def ended() -> Any:
            told = await administrator.get("/api/admin/drills")
            return told["last"] and told

        told = await until(ended, within=90)
        assert told["state"] in ("passed", "degraded"), drilled.logs()[-3000:]
        assert all(seconds is not None for seconds in told["last"]["hops"].values())
        assert server.text(0).startswith("Handrail: drill, nothing to do")
        assert (await therapist.get("/api/staff/cases?status=resolved"))["cases"] == []
        drilled.kill("actions")

        async def degraded() -> Any:
            return (await administrator.get("/api/admin/drills"))["state"] == "degraded"

        await until(degraded, within=90)

        async def letters() -> Any:
            return any("went through late" in server.text(number) for number in range(len(server.taken)))

        await until(letters, within=30)
    assert "kill myself" not in drilled.logs()
    assert all("kill myself" not in letter.as_string() for _, letter in server.taken)
