"""Errors that a person is meant to read: what is wrong, and what to do about it."""

from __future__ import annotations


class HandrailError(Exception):
    """Something an operator or a caller can mend.

    The command line prints it as one line and exits with 2; the gateway answers it as JSON. Neither shows a traceback.
    """

    code = "error"
    """Machine-readable name; the gateway maps it to a status."""

    def __init__(self, message: str, *, remedy: str = "", **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.details = details

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class NotFound(HandrailError):
    """The object does not exist, or the caller may not know that it does."""

    code = "not_found"


class Forbidden(HandrailError):
    """The caller's role or caseload does not allow this."""

    code = "forbidden"


class Conflict(HandrailError):
    """Somebody else was first; ``details`` say who or what."""

    code = "conflict"


class Invalid(HandrailError):
    """The request is well-formed but makes no sense now."""

    code = "invalid"


class Unauthenticated(HandrailError):
    """No valid login."""

    code = "unauthenticated"
