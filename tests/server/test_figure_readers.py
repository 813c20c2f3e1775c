"""Who asks for live figures is kept in mind, and forgotten as soon as they are signed out, by whomever."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import httpx
import pytest
from starlette.applications import Starlette

from db.engine import snapshot, transaction
from db.models import SignInTicket
from db.vocabulary import Role
from domain import accounts, clock, sessions, tokens, versions
from domain.command import perform
from domain.indicators import building
from server import figures
from server.security import SESSION_HEADER
from tests.infrastructure.statements import statements
from tests.infrastructure.waiting import until
from tests.server.test_figures import ask
from tests.town import ID

WHERE = "/api/figures?indicators=received,open_now"


@pytest.fixture
def signed_in(small_town, monkeypatch):
    """The hash of a session's secret, in a town whose figures are counted; nothing is asked again for a long while."""
    monkeypatch.setattr(versions, "LATELY", 3600)
    building.keep_up()
    return begin("leader")


def begin(username):
    with transaction() as session:
        ends = clock.now() + sessions.TICKET
        ticket = tokens.new_token()
        row = SignInTicket(ticket_hash=tokens.hashed(ticket), user_id=ID[username], expires_at=ends)
        session.add(row)
    return tokens.hashed(sessions.redeem(ticket))


def told(secret_hash, tag=""):
    """One question, as it comes in behind the gate."""

    async def get():
        transport = httpx.ASGITransport(app=Starlette(routes=figures.ROUTES))
        headers = {SESSION_HEADER.decode(): secret_hash} | ({"If-None-Match": tag} if tag else {})
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(WHERE, headers=headers)

    with ThreadPoolExecutor(1) as aside:  # a browser of another test may keep a loop in this thread
        return aside.submit(copy_context().run, asyncio.run, get()).result()


def test_an_unchanged_answer_asks_nothing_of_the_database(signed_in):
    with clock.stopped(clock.now()):
        tag = told(signed_in).headers["etag"]
        with statements() as found:
            answer = told(signed_in, tag)
            whole = told(signed_in)
    assert (answer.status_code, answer.content, found) == (304, b"", [])
    assert whole.json()["figures"] and whole.headers["etag"] == tag


@pytest.mark.parametrize(
    "end",
    [
        lambda secret_hash: sessions.end(secret_hash),
        lambda _: perform(ID["admin"], accounts.end_sessions, ID["leader"]),
        lambda _: perform(ID["admin"], accounts.disable, ID["leader"]),
    ],
)
def test_a_session_that_has_ended_is_told_nothing_from_then_on(signed_in, end):
    assert told(signed_in).status_code == 200
    end(signed_in)
    assert told(signed_in).status_code == 401


def test_a_session_that_lapses_is_told_nothing_from_then_on(signed_in):
    with snapshot() as session:
        ends_at = sessions.look(session, signed_in, clock.now()).ends_at
    with clock.stopped(ends_at - clock.now().resolution):
        assert told(signed_in).status_code == 200
    with clock.stopped(ends_at):
        assert told(signed_in).status_code == 401


def test_whoever_was_changed_is_looked_up_anew(signed_in):
    told(signed_in)
    perform(ID["admin"], accounts.set_roles, ID["leader"], roles=[Role.ARBITER, Role.LEADER])
    with statements() as asked:
        told(signed_in)
    assert any("user_role" in each for each in asked)


def test_a_session_that_was_ended_by_another_process_is_shut_too(site):
    with site.client(cookie=f"session={site.begin('finance_head')}") as client:
        assert client.get(WHERE).status_code == 200
        perform(ID["admin"], accounts.end_sessions, ID["finance_head"])
        until(lambda: client.get(WHERE).status_code == 401)
    assert ask(site, "finance_head").status_code == 200
