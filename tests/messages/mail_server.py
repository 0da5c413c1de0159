"""A real mail server on this machine, that keeps what it takes and refuses when told to."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from django.test import override_settings


class Postbox:
    """The messages that came in; ``refusing``: the server says no to each."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        """Take a message, or refuse it for now."""
        if self.refusing:
            return "451 try again later"
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def mail_server(port: int | None = None, **changes: object) -> Iterator[Postbox]:
    """Run the server, with the program set to it; quiet hours never, unless ``changes`` say so."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        with override_settings(**mail_settings(controller.port) | changes):
            yield postbox
    finally:
        controller.stop()


def mail_settings(port: int) -> dict[str, object]:
    return {
        "MAIL_ENABLED": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 5,
        "OPENPAR_ADDRESS": "https://cchc.example",
        "QUIET_HOURS": (0, 0),
    }
