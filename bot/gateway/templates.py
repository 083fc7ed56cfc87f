"""The few pages that the gateway writes itself. No inline style or script: the content security policy forbids both."""

from __future__ import annotations

from functools import cache
from html import escape
from http import HTTPStatus
from importlib.resources import files

PAGES = files("bot.gateway") / "pages"
"""Where the pages and their assets stand, inside the package."""


@cache
def template(name: str) -> str:
    """Return a page as it stands in the package."""
    return (PAGES / name).read_text(encoding="utf-8")


def error_page(status: HTTPStatus, message: str, remedy: str) -> str:
    """Return a page for an error."""
    return notice_page(f"{int(status)} {status.phrase}", [_sentence(message), _sentence(remedy)])


def notice_page(title: str, lines: list[str]) -> str:
    """Return a page that says something short."""
    text = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return template("notice.html").replace("{{title}}", escape(title)).replace("{{text}}", text)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
