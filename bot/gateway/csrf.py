"""Defence against requests that another site's page makes in the name of a logged-in person.

Two checks on every unsafe method: the browser's own word on where the request comes from, and, when logged in, a token that only
our pages can read. The cookie is SameSite=Lax besides.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from itsdangerous import BadSignature, URLSafeSerializer

from bot.gateway.problems import CrossSite

HEADER = "X-CSRF-Token"
_SECRET_SALT = "handrail.csrf"  # noqa: S105  a salt that separates uses of one key is no secret
_OWN = frozenset({"same-origin", "none"})


class Csrf:
    """Makes and checks tokens bound to one login."""

    def __init__(self, secret: str, public_url: str | None) -> None:
        self._serializer = URLSafeSerializer(secret, salt=_SECRET_SALT)
        self._public_origin = _origin(public_url) if public_url else None

    def token(self, login_id: str) -> str:
        """Return the token of one login; it stays the same as long as the login does."""
        return str(self._serializer.dumps(login_id))

    def check_origin(self, request: web.Request) -> None:
        """Refuse what a browser says comes from elsewhere. Programs other than browsers send none of these headers.

        Raises:
            CrossSite: another origin.
        """
        site = request.headers.get("Sec-Fetch-Site")
        said = request.headers.get(hdrs.ORIGIN) or request.headers.get(hdrs.REFERER)
        own = self._public_origin or f"{request.scheme}://{request.host}".lower()
        if (site is not None and site not in _OWN) or (said is not None and _origin(said) != own):
            raise CrossSite("this request comes from another site", remedy="use Handrail's own pages, at its own address")

    def check_token(self, request: web.Request, login_id: str) -> None:
        """Refuse a request without this login's token.

        Raises:
            CrossSite: no token, or another login's.
        """
        try:
            bound_to = str(self._serializer.loads(request.headers.get(HEADER, "")))
        except BadSignature:
            bound_to = ""
        if not hmac.compare_digest(bound_to.encode("utf-8", "replace"), login_id.encode()):
            raise CrossSite(
                "the CSRF token is missing or not this login's", remedy="read csrf from /api/me and send it as X-CSRF-Token"
            )


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" if port in (None, default) else f"{parts.scheme}://{host}:{port}"
