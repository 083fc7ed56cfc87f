"""The action server: ``python -m actions.serve --port N``.

Our own few lines around rasa-sdk's executor, because its server listens on every address, asks for no token, allows every
origin, and returns the whole request, patient's words and all, when an action fails.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import ipaddress
import json
import logging
import sys
import traceback
import warnings

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.config import load_settings
from bot.errors import HandrailError

logger = logging.getLogger(__name__)


def make_app(token: str | None) -> Sanic:
    """Return the server's application. ``token`` None asks for none: only for ``rasa shell`` on one's own machine."""
    executor = ActionExecutor()
    executor.register_package("actions")
    app = Sanic("handrail_actions", configure_logging=False)
    app.config.ACCESS_LOG = False

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token is not None and not hmac.compare_digest(given.encode(), token.encode()):
            return response.json({"error": "unauthorized"}, status=401)
        try:
            call = json.loads(request.body)
        except ValueError:
            return response.json({"error": "not JSON"}, status=400)
        name = str(call.get("next_action"))
        try:
            result = await executor.run(call)
        except ActionNotFoundException:
            logger.error("no action %s", name)
            return response.json({"error": "no such action", "action_name": name}, status=404)
        except Exception as error:  # noqa: BLE001 - what went wrong is told by kind and place: the words of an error may quote the patient
            logger.error("%s failed: %s at %s", name, type(error).__name__, _places(error))
            return response.json({"error": type(error).__name__, "action_name": name}, status=500)
        return response.json(result)

    @app.before_server_start
    async def warm_up(_app: Sanic, _loop: object) -> None:
        from actions.wiring import factory  # noqa: PLC0415 - the loop that serves must be the one that makes it

        made = factory()
        _ = made.programme.check_in_dialogue  # reads all content: a mistake in it stops the start, not a patient
        _ = made.cases
        _ = made.safety_replies
        _ = made.safety_plans
        async with made.db.read():
            pass
        # Seconds, in which nothing waits but the first question.
        asyncio.get_running_loop().run_in_executor(None, made.programme.questions.find, "ready")

    @app.after_server_stop
    async def close(_app: Sanic, _loop: object) -> None:
        from actions.wiring import factory  # noqa: PLC0415

        await factory().aclose()

    return app


def _places(error: BaseException) -> str:
    """Return where an error came from: files and lines, without a word of what was handled there."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in reversed(frames))


def main() -> None:
    """Start the server."""
    parser = argparse.ArgumentParser(description="Handrail's action server; only Rasa calls it.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    parser.add_argument(
        "--without-token", action="store_true", help="for `rasa shell` on this machine; refused on any other address"
    )
    options = parser.parse_args()
    settings = load_settings()
    logging.basicConfig(
        level=max(logging.INFO, logging.getLevelName(settings.log_level)), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    if options.without_token and not ipaddress.ip_address(options.host).is_loopback:
        sys.exit("error: --without-token only works on a loopback address")
    try:
        app = make_app(None if options.without_token else settings.service_token)
        logger.info("actions listen on %s:%s", options.host, options.port)
        app.run(options.host, options.port, workers=1, access_log=False, motd=False)
    except HandrailError as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        sys.exit(f"error: cannot listen on {options.host}:{options.port}: {error.strerror}; choose another --port")


if __name__ == "__main__":
    main()
