"""Files of the web applications, as the build left them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web

from bot.errors import NotFound
from bot.gateway.templates import notice_page

FOREVER = "public, max-age=31536000, immutable"
"""For files whose name carries a digest of their content."""
REVALIDATE = "no-cache"
"""For files whose name stays: kept by the browser, asked about each time, answered by 304 when unchanged."""

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
"""Types that differ from machine to machine, or that a browser must be sure of under ``nosniff``."""


def asset(folder: Path, name: str, *, cache: str) -> web.FileResponse:
    """Return a file below ``folder``; aiohttp answers conditional and partial requests for it.

    Raises:
        NotFound: no such file, or one outside ``folder``.
    """
    path = _inside(folder, name)
    if path is None:
        raise NotFound("there is no such file", remedy="check the address")
    kind = _TYPES.get(path.suffix)
    return web.FileResponse(path, headers={hdrs.CACHE_CONTROL: cache, **({hdrs.CONTENT_TYPE: kind} if kind else {})})


def exists(folder: Path, name: str) -> bool:
    """Whether ``folder`` holds the file."""
    return _inside(folder, name) is not None


def not_built(what: str, folder: str) -> web.Response:
    """Return a page that says how to build what is missing."""
    text = notice_page(
        f"The {what} is not built yet",
        [
            "Handrail itself is running; only its web pages are missing.",
            f"Start it with: handrail up (which builds them), or run npm ci and npm run build in {folder}.",
        ],
    )
    soon = {hdrs.RETRY_AFTER: "10"}
    return web.Response(text=text, status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/html", headers=soon)


def _inside(folder: Path, name: str) -> Path | None:
    """Return the path of ``name`` if it is a file within ``folder``, links followed; hidden files do not count."""
    if "\x00" in name or any(part.startswith(".") for part in Path(name).parts):
        return None
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except OSError:
        return None
