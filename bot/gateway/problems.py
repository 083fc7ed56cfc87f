"""What can be wrong with a request itself, and which status each error becomes."""

from __future__ import annotations

from http import HTTPStatus

from bot.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound, Unauthenticated


class BadRequest(HandrailError):
    """The request cannot be read."""

    code = "bad_request"


class WrongContentType(HandrailError):
    """The body is not declared as JSON."""

    code = "wrong_content_type"


class TooLarge(HandrailError):
    """The body is longer than the gateway reads."""

    code = "too_large"


class InvalidFields(Invalid):
    """Fields are missing, unknown or out of range; ``details["fields"]`` names each."""

    code = "invalid_fields"


class CrossSite(Forbidden):
    """The request comes from another site's page, or lacks this login's CSRF token."""

    code = "csrf"


class TooMany(HandrailError):
    """The caller asks too often."""

    code = "too_many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "too many requests in a short time", remedy=f"wait {retry_after} seconds, then try again", retry_after=retry_after
        )
        self.retry_after = retry_after
        """Whole seconds until it is worth trying again."""


_STATUS: tuple[tuple[type[HandrailError], HTTPStatus], ...] = (
    (BadRequest, HTTPStatus.BAD_REQUEST),
    (WrongContentType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def status_of(error: HandrailError) -> HTTPStatus:
    """Return the HTTP status of ``error``; 503 for what the caller cannot mend."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.SERVICE_UNAVAILABLE
