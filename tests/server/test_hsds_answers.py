"""The HSDS interface as it is served: kept copies, throttling, headers, HEAD."""

import io
import zipfile

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from db.engine import transaction
from db.models import Organisation
from domain import records
from domain.command import perform
from domain.hsds.identity import named
from server import hsds, hsds_answers, hsds_package
from server.throttle import MOST_REMEMBERED, Throttle
from tests import town
from tests.server import hsds_town

LAWYERS = f"/hsds/organizations/{named('organization', town.LAWYERS)}"


@pytest.fixture
def reader(sqlite, monkeypatch):
    hsds_town.build()
    monkeypatch.setattr(hsds_answers, "THROTTLE", Throttle(1000))
    return TestClient(Starlette(routes=hsds.ROUTES))


def test_who_has_the_answer_is_not_sent_it_again_until_the_record_changes(reader):
    first = reader.get(LAWYERS)
    again = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["last-modified"].endswith("GMT")
    kept = reader.get(LAWYERS, headers=again)
    assert (kept.status_code, kept.content) == (304, b"")
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert reader.get(LAWYERS, headers=since).status_code == 304

    perform(town.ID["intake"], records.change, town.LAWYERS, fields={"name_en": "Ouxin Lawyers"})

    fresh = reader.get(LAWYERS, headers=again)
    assert fresh.status_code == 200 and fresh.json()["alternate_name"] == "Ouxin Lawyers"
    assert fresh.headers["etag"] != first.headers["etag"]


def test_every_question_has_a_tag_of_its_own(reader):
    asked = ("/hsds/services", "/hsds/services?page=2", "/hsds/organizations")
    assert len({reader.get(path).headers["etag"] for path in asked}) == 3


def test_an_answer_is_not_asked_of_the_database_for_who_has_it(reader, monkeypatch):
    tag = reader.get("/hsds/services").headers["etag"]
    monkeypatch.setattr(hsds.hsds_records, "services", None)
    assert reader.get("/hsds/services", headers={"If-None-Match": tag}).status_code == 304


def test_pages_of_other_sites_may_read_it_and_nothing_in_it_may_run(reader):
    for path in ("/hsds", LAWYERS, "/hsds/services?page=x", "/hsds/services/1"):
        headers = reader.get(path).headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "set-cookie" not in headers


def test_who_asks_too_often_is_told_when_to_come_back(reader, monkeypatch):
    monkeypatch.setattr(hsds_answers, "THROTTLE", Throttle(3))
    answers = [reader.get("/hsds") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 21
    assert answers[-1].json()["title"] == "Too many requests."


def test_a_throttle_fills_again_and_counts_each_address_by_itself():
    now = [0.0]
    throttle = Throttle(2, clock=lambda: now[0])
    assert [throttle.wait("a") for _ in range(3)] == [0, 0, 31]
    assert throttle.wait("b") == 0
    now[0] = 31
    assert (throttle.wait("a"), throttle.wait("a") > 0) == (0, True)
    for n in range(MOST_REMEMBERED + 5):
        throttle.wait(str(n))
    assert len(throttle._left) == MOST_REMEMBERED


def test_a_record_is_found_by_its_number_however_late_it_came(reader):
    assert reader.get(f"/hsds/organizations/{named('organization', 900)}").status_code == 404
    with transaction() as session:
        _add(session, 900)
    assert reader.get(f"/hsds/organizations/{named('organization', 900)}").status_code == 200


def _add(session: Session, id: int) -> None:
    session.add(Organisation(id=id, kind="service_organisation", name="新机构", name_key="新机构"))


def test_it_is_served_with_the_gate_and_answers_to_head(site):
    with site.client() as client:
        told = client.get("/hsds")
        head = client.head("/hsds/services")
        refused = client.post("/hsds/services")
    assert told.status_code == head.status_code == 200 and head.content == b""
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["x-frame-options"] == "SAMEORIGIN"
    assert told.headers["access-control-allow-origin"] == "*"
    assert head.headers["etag"]
    assert refused.status_code == 405


def test_the_package_is_written_once_an_hour_and_fetched_by_everybody(sqlite, monkeypatch):
    hsds_town.build()
    monkeypatch.setattr(hsds_answers, "THROTTLE", Throttle(1000))
    reader = TestClient(Starlette(routes=hsds_package.ROUTES))
    first = reader.get("/hsds/package.zip")
    assert first.headers["content-type"] == "application/zip"
    assert "datapackage.json" in zipfile.ZipFile(io.BytesIO(first.content)).namelist()
    monkeypatch.setattr(hsds_package.package, "write", None)
    assert reader.get("/hsds/package.zip").content == first.content
    monkeypatch.setattr(hsds_package, "KEPT", -1)
    with pytest.raises(TypeError):
        reader.get("/hsds/package.zip")
