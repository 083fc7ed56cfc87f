"""Serves the assistant: ``python -m bot.dialogue.rasa.serve --port N --model PATH``.

``rasa run`` with what it leaves open closed: bound to loopback, its HTTP API behind the internal token, endpoints filled from the
settings, and no fallback to an empty in-memory conversation when the database fails.
"""

from __future__ import annotations

import argparse
import logging
import sys
from asyncio import AbstractEventLoop
from pathlib import Path
from typing import Any

from bot.config import Settings, load_settings
from bot.dialogue.rasa.quiet import settle
from bot.errors import HandrailError

logger = logging.getLogger(__name__)


def endpoints_for(settings: Settings) -> Any:
    """Return Rasa's endpoints: ours from ``endpoints.yml``, with database, address and token from the settings."""
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415 - importing Rasa takes 25 s; say first what is wrong

    from bot.dialogue.rasa.endpoint import ActionEndpoint  # noqa: PLC0415

    endpoints = AvailableEndpoints.read_endpoints(str(settings.root / "endpoints.yml"))
    if endpoints.action is None or endpoints.tracker_store is None:
        raise HandrailError("endpoints.yml lacks action_endpoint or tracker_store", remedy="restore it from the repository")
    endpoints.tracker_store.url = settings.sqlalchemy_url
    endpoints.action = ActionEndpoint(
        url=f"{settings.actions_url.rstrip('/')}/webhook",
        headers={"Authorization": f"Bearer {settings.service_token}"},
        **endpoints.action.kwargs,
    )
    return endpoints


async def trust_the_store(app: Any, _loop: AbstractEventLoop) -> None:
    """Take away Rasa's fail-safe around the tracker store.

    When the database fails it would answer from an empty conversation, as if the patient had never spoken. A failed turn is
    better: the gateway then says honestly that a person will read the message (invariant 4).
    """
    agent = app.ctx.agent
    if not agent.is_ready():
        logger.error("no model could be loaded")
        app.stop()
        return
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    store.domain = agent.domain
    agent.tracker_store = store
    agent.processor.tracker_store = store
    await agent.parse_message("hello")  # the first parse builds caches; no patient should wait for that


async def close_connections(app: Any, _loop: AbstractEventLoop) -> None:
    """Close what this process opened."""
    agent = getattr(app.ctx, "agent", None)
    if agent is None:
        return
    if hasattr(agent.tracker_store, "dispose"):
        await agent.tracker_store.dispose()
    if hasattr(agent.action_endpoint, "aclose"):
        await agent.action_endpoint.aclose()


def serve(settings: Settings, *, host: str, port: int, model: Path) -> None:
    """Serve until stopped.

    Raises:
        HandrailError: when there is no such model.
    """
    if not model.is_file():
        raise HandrailError(f"no model at {model}", remedy="train one with: handrail train")
    endpoints = endpoints_for(settings)
    from functools import partial  # noqa: PLC0415

    from rasa.core.run import configure_app, load_agent_on_start  # noqa: PLC0415

    from bot.dialogue.rasa.channel import HandrailChannel  # noqa: PLC0415
    from bot.dialogue.rasa.swift import mend  # noqa: PLC0415

    mend()
    app = configure_app(
        [HandrailChannel(settings.service_token)],
        auth_token=settings.service_token,
        enable_api=True,
        port=port,
        endpoints=endpoints,
    )
    app.config.ACCESS_LOG = False
    app.register_listener(partial(load_agent_on_start, str(model), endpoints, None), "before_server_start")
    app.register_listener(trust_the_store, "before_server_start")
    app.register_listener(close_connections, "before_server_stop")
    app.run(host=host, port=port, workers=1, access_log=False, motd=False)


def main() -> None:
    """Start from the command line."""
    parser = argparse.ArgumentParser(description="Serve the assistant; only the gateway calls it.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument(
        "--model", type=Path, help="a trained model; default: HANDRAIL_MODEL_PATH, or the one of this project in models/"
    )
    options = parser.parse_args()
    settings = load_settings()
    settle(settings.log_level)
    try:
        model = options.model or settings.model_path
        if model is None:
            from bot.dialogue.rasa.train import model_path  # noqa: PLC0415

            model = model_path(settings.root, settings.root / "models")
        serve(settings, host=options.host, port=options.port, model=model)
    except HandrailError as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        sys.exit(f"error: cannot listen on {options.host}:{options.port}: {error.strerror}; choose another --port")


if __name__ == "__main__":
    main()
