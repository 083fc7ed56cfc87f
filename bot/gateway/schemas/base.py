"""What every request and answer shares."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character U+0000 cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]
"""Text that both databases can hold."""
Identifier = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
"""An identifier as Handrail makes them."""
ClientId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,64}$")]
"""Made by the sender's program, such as a UUID; the same one again is the same message."""
Written = Annotated[Text, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
"""What somebody wrote: 1 to 4000 characters, not only space."""
MAX_SEQ = 2**31 - 1
"""The highest sequence number that the databases' integers hold."""
Seq = Annotated[int, Field(ge=0, le=MAX_SEQ)]


class Request(BaseModel):
    """A request: unknown fields are refused, so that a typing mistake shows."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Empty(Request):
    """No fields."""


class Nothing(Answer):
    """No fields."""


class Problem(Answer):
    """What is wrong, and what to do about it."""

    code: str
    message: str
    remedy: str
    details: dict[str, Any]


class ErrorAnswer(Answer):
    """How every error is answered."""

    error: Problem


class Ref(Answer):
    """A person by name."""

    id: str
    display_name: str


class PageQuery(Request):
    """Which messages: those after or before a sequence number, or the newest."""

    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class StreamQuery(Request):
    """Where a stream begins when the browser sends no ``Last-Event-ID``."""

    after: Seq | None = None
