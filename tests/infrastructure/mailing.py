"""A real mail server on this machine, for tests that look at what was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from db import engine


class Server:
    """What the mail server of a test does with what it is given."""

    def __init__(self):
        self.taken, self.refusals = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope, message_from_bytes(envelope.content, policy=policy.default)))
        return f"250 2.0.0 Queued as Q{len(self.taken)}"


class Mailbox:
    """What the mail server has taken so far, and whom it refuses."""

    def __init__(self, server, port):
        self.taken, self.refusals, self.port = server.taken, server.refusals, port

    @property
    def newest(self):
        return self.taken[-1][1]

    @property
    def text(self):
        return self.newest.get_body(("plain",)).get_content()


class _Controller(Controller):
    def _trigger_server(self):
        """Connects to the port the system chose, which is not known before."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serves as long as the block lasts."""
    server = Server()
    controller = _Controller(server, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield Mailbox(server, controller.port)
    finally:
        controller.stop()


def use(monkeypatch, smtp_url: str) -> None:
    """Let the platform send by the server of this address; none: by no server."""
    monkeypatch.setenv("SMTP_URL", smtp_url)
    monkeypatch.setenv("MAIL_FROM", "desk@platform.example")
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
    engine.forget()
