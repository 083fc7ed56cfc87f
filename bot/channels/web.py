"""The web channel: what the widget posts."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "web"
"""As stored with each message."""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a patient sent, whichever way it came."""

    channel: str
    client_id: str
    """The provider's or the sender's own id; the same one again is the same message."""
    text: str
    payload: str | None
    """Of the button that was chosen, if one was."""


def inbound(client_id: str, text: str, payload: str | None) -> InboundMessage:
    """Return a posted message as every channel hands it on: line ends as one character, no space around."""
    return InboundMessage(NAME, client_id, text.replace("\r\n", "\n").replace("\r", "\n").strip(), payload)
