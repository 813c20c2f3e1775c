"""Ending a subscription by the link in a mail: asked first, ended by a click or by the mailbox, and only that one."""

import pytest

from db.engine import snapshot, transaction
from db.models import FigureSubscription, User
from db.subscription_vocabulary import EndReason
from domain import activity_invitations, invitation_letters
from domain import figure_subscriptions as subscriptions
from domain.command import perform
from domain.figure_wishes import Wishes
from server import figure_letters
from tests.town import ID, SHOES, VALVES


@pytest.fixture(scope="module")
def reader(site):
    with transaction() as session:
        session.get_one(User, ID["leader"]).email = "leader@example.com"
    return ID["leader"]


def subscribed(reader, name="<b>每周</b>"):
    return perform(reader, subscriptions.subscribe, wishes=Wishes(name))


def path(id):
    return figure_letters.end_link(id).split("/", 3)[3]


def ended(id):
    with snapshot() as session:
        return session.get_one(FigureSubscription, id).ended_because


def test_looking_at_the_link_asks_and_ends_nothing(site, reader):
    id = subscribed(reader)
    with site.client() as client:
        answer = client.get(f"/{path(id)}")
    assert answer.status_code == 200
    assert "确认不再接收“&lt;b&gt;每周&lt;/b&gt;”吗" in answer.text and "<form" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ended(id) is None


def test_a_mailbox_ends_it_in_one_step_without_a_session(site, reader):
    id, other = subscribed(reader), subscribed(reader)
    with site.client() as client:
        answer = client.post(f"/{path(id)}", data={"List-Unsubscribe": "One-Click"})
        again = client.post(f"/{path(id)}")
        looked = client.get(f"/{path(id)}")
    assert (answer.status_code, again.status_code) == (200, 200)
    assert "已退订" in answer.text and "已经结束" in again.text and "已经结束" in looked.text
    assert "<form" not in looked.text
    assert ended(id) is EndReason.BY_LINK and ended(other) is None


def test_a_link_that_the_platform_has_not_made_ends_nothing(site, reader):
    id = subscribed(reader)
    mark = path(id).rsplit(".", 1)[1]
    with site.client(**{"accept-language": "en"}) as client:
        for token in (f"{id + 1}.{mark}", f"{id}.{mark[:-1]}0x", f"{id}", "x", f"{10**12}.{mark}"):
            answer = client.post(f"/unsubscribe/{token}")
            assert answer.status_code == 404 and "not valid" in answer.text
    assert ended(id) is None


def test_the_link_is_not_written_into_the_log(site, reader):
    id = subscribed(reader)
    with site.client() as client:
        client.get(f"/{path(id)}")
    with open(site.log, encoding="utf-8") as log:
        written = log.read()
    assert "/unsubscribe/" in written and path(id).rsplit(".", 1)[1] not in written


def test_an_enterprise_ends_invitations_by_its_link_and_only_its_own(site):
    where = f"/{invitation_letters.out_link(VALVES).split('/', 3)[3]}"
    with site.client(**{"accept-language": "en"}) as client:
        asked = client.get(where)
        assert asked.status_code == 200 and "Invitations to activities" in asked.text
        assert client.post(where).status_code == 200
        assert "ended already" in client.post(where).text
    with snapshot() as session:
        assert not activity_invitations.is_wanted(session, VALVES)
        assert activity_invitations.is_wanted(session, SHOES)
