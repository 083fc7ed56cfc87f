"""A real mail server for tests, on a port of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.supervise.ports import free_ports


@dataclass
class MailServer:
    """What the server took, and an address that apprise sends through it by."""

    port: int
    refuses: bool = False
    taken: list[tuple[list[str], Message]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """For ``HANDRAIL_MAIL_URL``."""
        return f"mailto://127.0.0.1:{self.port}/?smtp=127.0.0.1&mode=insecure&from=handrail@clinic.example"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter, or refuse it for now."""
        if self.refuses:
            return "451 4.3.0 try again later"
        self.taken.append((list(envelope.rcpt_tos), message_from_bytes(envelope.original_content or b"")))
        return "250 OK"

    def text(self, number: int = -1) -> str:
        """Return the plain text of a letter, with its subject."""
        message = self.taken[number][1]
        part = next(one for one in message.walk() if one.get_content_type() == "text/plain")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return f"{message['Subject']}\n{payload.decode()}".replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server in a thread of its own."""
    (port,) = free_ports(1)
    server = MailServer(port)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
