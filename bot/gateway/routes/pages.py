"""Pages and assets."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.errors import NotFound
from bot.gateway.call import Call
from bot.gateway.endpoint import PUBLIC, Routes
from bot.gateway.static import FOREVER, REVALIDATE, asset, exists, not_built
from bot.gateway.templates import PAGES, template

routes = Routes("pages", listed=False)

_OWN = Path(str(PAGES)) / "assets"


@routes.get("/", PUBLIC)
async def home(call: Call) -> web.Response:
    """The demo's clinic, or a plain page that leads on."""
    return _page("demo.html" if call.factory.settings.demo else "landing.html")


@routes.get("/demo", PUBLIC)
async def demo(call: Call) -> web.Response:
    """A clinic's page with the widget in it; only where this is a demo."""
    if not call.factory.settings.demo:
        raise NotFound("this is no demo", remedy="start one with: handrail up --demo")
    return _page("demo.html")


@routes.get("/chat", PUBLIC)
async def chat(call: Call) -> web.Response:  # noqa: ARG001
    """A page with nothing but the widget: where an invitation leads."""
    return _page("chat.html")


@routes.get("/api/docs", PUBLIC)
async def docs(call: Call) -> web.Response:  # noqa: ARG001
    """The API's description for people; made in the browser from /api/openapi.json, with nothing from elsewhere."""
    return _page("docs.html")


@routes.get("/favicon.ico", PUBLIC)
async def favicon(call: Call) -> web.StreamResponse:  # noqa: ARG001
    """The mark of Handrail."""
    return asset(_OWN, "mark.svg", cache=REVALIDATE)


@routes.get("/pages/{path:.+}", PUBLIC)
async def own(call: Call) -> web.StreamResponse:
    """Styles and scripts of these pages."""
    return asset(_OWN, call.request.match_info["path"], cache=REVALIDATE)


@routes.get("/widget/{path:.+}", PUBLIC)
async def widget(call: Call) -> web.StreamResponse:
    """The widget, as built."""
    folder, name = call.factory.settings.root / "web" / "widget" / "dist", call.request.match_info["path"]
    if name == "handrail.js" and not exists(folder, name):
        return asset(_OWN, "widget-missing.js", cache="no-store")
    return asset(folder, name, cache=REVALIDATE)


@routes.get("/console", PUBLIC)
async def console_root(call: Call) -> web.Response:  # noqa: ARG001
    """Leads to the console."""
    raise web.HTTPFound("/console/")


@routes.get("/console/{path:.*}", PUBLIC)
async def console(call: Call) -> web.StreamResponse:
    """The console, as built; every address within it that is no file is one of its screens."""
    folder, name = call.factory.settings.root / "web" / "console" / "dist", call.request.match_info["path"]
    if name and exists(folder, name):
        return asset(folder, name, cache=FOREVER if name.startswith("assets/") else REVALIDATE)
    if "." in name.rpartition("/")[2]:
        raise NotFound("there is no such file", remedy="check the address")
    if not exists(folder, "index.html"):
        return not_built("console", "web/console")
    return asset(folder, "index.html", cache=REVALIDATE)


def _page(name: str) -> web.Response:
    return web.Response(text=template(name), content_type="text/html")
