"""Contact addresses: a plain mail address, or any URL that apprise knows."""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.errors import Invalid

LONGEST = 500
"""Characters of an address, as wide as its column."""
_MAIL = re.compile(r"[^\s@/:?&]+@[^\s@/:?&]+\.[A-Za-z0-9-]+|[^\s@/:?&]+@localhost")


def is_mail(address: str) -> bool:
    """Whether it is a plain mail address."""
    return _MAIL.fullmatch(address) is not None


def check(address: str) -> str:
    """Return the address as it is stored.

    Raises:
        Invalid: nobody could deliver to it.
    """
    import apprise  # noqa: PLC0415 - takes half a second; few need it

    address = address.strip()
    if not address or len(address) > LONGEST:
        raise Invalid(f"an address has 1 to {LONGEST} characters")
    if is_mail(address):
        return address
    if "://" not in address or apprise.Apprise.instantiate(address) is None:
        raise Invalid(
            "this is no address that notifications can go to",
            remedy="give a mail address, or a URL such as ntfy://topic (see docs/configuration.md)",
        )
    return address


def url_of(address: str, mail_url: str | None) -> str | None:
    """Return what apprise delivers to; None for a mail address while no mail server is set."""
    if not is_mail(address):
        return address
    if mail_url is None:
        return None
    return f"{mail_url}{'&' if '?' in mail_url else '?'}to={quote(address, safe='@')}"


def shown(address: str) -> str:
    """Return the address as people may see it again: a mail address in full, of any other its kind, since it may hold a token."""
    return address if is_mail(address) else f"{address.partition('://')[0]}://…"
