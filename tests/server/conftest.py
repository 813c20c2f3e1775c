"""The platform served as a process of its own, with the small town in it, asked from outside; and its mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import bcrypt
import httpx
import pytest
from sqlmodel import update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from db import engine
from db.engine import transaction
from db.models import User
from domain import sessions
from tests.infrastructure import databases, mailing
from tests.infrastructure.serving import PATIENCE

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Site:
    """Where it is served, and what it wrote down."""

    address: str
    log: str

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE)

    def begin(self, username: str) -> str:
        """Sign in over HTTP; returns the session's secret."""
        ticket = sessions.sign_in(username, PASSWORD, address="tests")
        answer = post(self, "/session/begin", {"ticket": ticket})
        return answer.cookies["session"]

    @contextmanager
    def browser(self, **headers: str) -> Iterator["Browser"]:
        """A connection as a browser's page has it."""
        address = self.address.replace("http", "ws") + "/_stcore/stream"
        with connect(
            address,
            subprotocols=["streamlit"],
            additional_headers=headers,
            origin=self.address,
            max_size=None,
        ) as socket:
            yield Browser(socket)


class Browser:
    """Speaks Streamlit's protocol: asks for a page and takes everything that is drawn."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.fragments: list[str] = []

    def open(self, page: str = "", fragment: str = "") -> str:
        """All that one run draws, as text."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.fragment_id = fragment
        self.socket.send(asked.SerializeToString())
        return self.drawn()

    def drawn(self) -> str:
        """What the next run draws, until it is finished."""
        found = []
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=60))
            if message.WhichOneof("type") == "auto_rerun":
                self.fragments.append(message.auto_rerun.fragment_id)
            found.append(str(message))
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(found)


@pytest.fixture(scope="module")
def site(sqlite_town, tmp_path_factory, original):
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATFORM_VAR", str(folder))
        patch.setenv("DATABASE_URL", databases.copied(sqlite_town, folder))
        engine.forget()
        hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
        with transaction() as session:
            session.exec(update(User).values(password_hash=hashed))
        told = {"PLATFORM_VAR": str(folder), "DATABASE_URL": engine.settings().database}
        with original.served(told, folder / "server.log") as address:
            yield Site(address, str(folder / "server.log"))
        engine.forget()


@pytest.fixture
def mail_server(monkeypatch):
    """By which the platform sends."""
    with mailing.mail_server() as found:
        mailing.use(monkeypatch, f"smtp://127.0.0.1:{found.port}")
        yield found


@pytest.fixture
def mailbox(small_town_on_sqlite, mail_server):
    """What is sent from the small town."""
    return mail_server


def post(site: Site, path: str, body: dict, **headers: str) -> httpx.Response:
    """As a page of the platform itself sends it."""
    own = {"origin": site.address, "sec-fetch-site": "same-origin"} | headers
    assert urlsplit(site.address).scheme == "http"
    with site.client(**own) as client:
        return client.post(path, json=body)
