"""The action server: the token, and nothing of the patient's in an answer or a log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions import serve, wiring
from bot.config import Settings
from bot.factory import Factory
from tests.sanic_app import serving

TOKEN = "a-long-internal-token"
WORDS = "I feel like ending it"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, root: Path, sqlite_template: Path, tmp_path: Path):
    (tmp_path / "handrail.db").write_bytes(sqlite_template.read_bytes())
    made = Factory(Settings(project_dir=root, data_dir=tmp_path, internal_token=TOKEN))
    monkeypatch.setattr(wiring, "factory", lambda: made)
    monkeypatch.setattr("actions.scene.factory", lambda: made)
    Sanic.test_mode = True
    yield made
    Sanic._app_registry.pop("handrail_actions", None)


def call(name: str = "action_start", **tracker: Any):
    base = {
        "sender_id": "c" * 32,
        "slots": {},
        "latest_message": {"text": WORDS, "intent": {"name": "start"}},
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": "action_listen",
        "followup_action": None,
    }
    return {"next_action": name, "tracker": {**base, **tracker}, "version": "3.6.21"}


@pytest.mark.asyncio
async def test_an_action_runs():
    async with (
        serving(serve.make_app(TOKEN)) as client,
        client.post("/webhook", json=call(), headers={"Authorization": f"Bearer {TOKEN}"}) as response,
    ):
        assert response.status == 200
        answer = await response.json()
    assert "not a person" in answer["responses"][0]["text"]
    assert {"event": "slot", "timestamp": None, "name": "offer", "value": "check_in"} in answer["events"]


@pytest.mark.asyncio
@pytest.mark.parametrize("token", [None, "", "wrong", "\u00e9"])
async def test_without_the_token_nothing_runs(token: str | None):
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with serving(serve.make_app(TOKEN)) as client:
        async with client.post("/webhook", json=call(), headers=headers) as response:
            assert response.status == 401
        async with client.get("/health") as response:
            assert response.status == 200


@pytest.mark.asyncio
async def test_a_failing_action_is_told_by_kind_and_place_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    async def fail(_self: object, _call: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(ActionExecutor, "run", fail)
    with caplog.at_level(logging.DEBUG):
        async with (
            serving(serve.make_app(TOKEN)) as client,
            client.post("/webhook", json=call(), headers={"Authorization": f"Bearer {TOKEN}"}) as response,
        ):
            assert response.status == 500
            text = await response.text()
    captured = capsys.readouterr()
    assert WORDS not in text + caplog.text + captured.out + captured.err
    assert "test_serve.py" in caplog.text


@pytest.mark.asyncio
async def test_no_such_action():
    async with serving(serve.make_app(None)) as client:
        async with client.post("/webhook", json=call("action_none")) as response:
            assert response.status == 404
        async with client.post("/webhook", data=b"{") as response:
            assert response.status == 400


def test_no_token_only_on_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["serve", "--host", "0.0.0.0", "--without-token"])  # noqa: S104 - to see it refused
    with pytest.raises(SystemExit, match="loopback"):
        serve.main()
