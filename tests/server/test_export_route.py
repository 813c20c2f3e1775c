"""Tables of the directory are sent to its keepers, asked for by a page of the platform, and to nobody else."""

import pytest
from sqlmodel import func, select

from db.engine import snapshot
from db.models import Event

OURS = {"sec-fetch-site": "same-origin"}


def fetch(site, where, username=None, **headers):
    cookie = {"cookie": f"session={site.begin(username)}"} if username else {}
    with site.client(**cookie, **(headers or OURS)) as client:
        return client.get(where)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_keeper_gets_the_table_as_a_file(site, kind):
    answer = fetch(site, f"/export/organisations.{kind}?kind=enterprise", "longwan")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f".{kind}")
    assert answer.headers["cache-control"] == "private, no-store"
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == ["龙湾恒泽阀门有限公司"]


@pytest.mark.parametrize("username", [None, "valves", "tax", "leader"])
def test_for_others_there_is_no_table(site, username):
    answer = fetch(site, "/export/organisations.csv", username)
    assert (answer.status_code, answer.text) == (404, "Not found")


def test_another_site_cannot_have_it_taken(site):
    with snapshot() as session:
        before = session.exec(select(func.count()).select_from(Event)).one()
    address = "/export/organisations.csv"
    assert fetch(site, address, "intake", **{"sec-fetch-site": "cross-site"}).status_code == 404
    assert fetch(site, "/export/organisations.exe", "intake").status_code == 404
    with snapshot() as session:
        assert session.exec(select(func.count()).select_from(Event)).one() == before
