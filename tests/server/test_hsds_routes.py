"""Everything that the HSDS interface answers keeps to the specification's schemas, and tells nobody's secrets."""

import json
import re
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from db.engine import snapshot
from db.models import Organisation
from db.vocabulary import Kind
from domain.hsds.identity import named
from domain.hsds.taxonomies import FIELDS, TAXONOMIES
from server import hsds, hsds_answers
from server.throttle import Throttle
from tests import town
from tests.server import hsds_town
from tests.server.hsds_town import (
    BARE,
    BARE_ONE,
    CLOSED,
    CLOSED_ONE,
    HELD_BACK,
    LAB,
    LAB_ONE,
    RETIRED,
    WHOLE,
)
from tests.server.hsds_validating import faults

OF_LIST = {
    "organizations": "organization",
    "services": "service",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
LISTS = [
    *OF_LIST,
    "organizations?full=true",
    "organizations?full_service=true",
    "services?full=true",
    "service_at_locations?full=true",
    "services?search=合同",
    "services?page=2&per_page=2",
    "services?search=nothing-of-the-kind",
]


@pytest.fixture(autouse=True)
def filled(database, monkeypatch):
    hsds_town.build()
    monkeypatch.setattr(hsds_answers, "THROTTLE", Throttle(10_000))


@pytest.fixture
def site():
    return TestClient(Starlette(routes=hsds.ROUTES), base_url="http://platform.test")


def get(site, path):
    answer = site.get(f"/hsds/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def organization(site, id, said=""):
    return get(site, f"organizations/{named('organization', id)}{said}")


def service(site, id):
    return get(site, f"services/{named('service', id)}")


def everything(site):
    """Every answer there is: each list in each form, and each record by its own address."""
    for path in LISTS:
        told = get(site, path)
        yield path, told
        for each in told["contents"]:
            name = path.split("?")[0]
            yield OF_LIST[name], get(site, f"{name}/{each['id']}")


def test_every_answer_keeps_to_the_schemas(site):
    many = 0
    for path, told in everything(site):
        if path in OF_LIST.values():
            found = faults(path, told)
        else:
            found = faults("page", told)
            schema = OF_LIST[path.split("?")[0]]
            found += [fault for each in told["contents"] for fault in faults(schema, each)]
        assert found == [], path
        many += 1
    assert many > 60


def test_the_schemas_do_find_faults(site):
    told = service(site, WHOLE)
    assert faults("service", told | {"status": "open"})
    assert faults("service", told | {"id": "1"})
    assert faults("service", told | {"url": "not a uri"})
    assert faults("service", told | {"last_modified": "yesterday"})
    assert faults("service", told | {"phones": [{"id": told["id"]}]})
    assert faults("service", told | {"colour": "red"})
    assert faults("organization", {"id": told["id"], "name": "x"})


def test_every_record_has_a_number_of_its_own_that_lasts(site):
    ids = [UUID(each["id"]) for each in get(site, "services")["contents"]]
    assert len(set(ids)) == len(ids) and all(each.version == 5 for each in ids)
    assert named("service", 1) == "31fc6a48-0073-5ca5-9d47-256b0d302445"


def test_an_organisation_is_told_whole(site):
    told = organization(site, town.LAWYERS)
    assert told["name"] == "瓯信律师事务所" and told["alternate_name"] == "Ouxin Law"
    assert told["description"] == "专利、合同与维权。<b>粗体</b>\n\nPatents and contracts."
    assert told["website"] == "http://www.example.com/%E5%BE%8B%E5%B8%88?q=1"
    assert told["year_incorporated"] == 2009
    assert told["email"] == "office@example.com"
    (phone,) = told["phones"]
    assert (phone["number"], phone["extension"], phone["type"]) == ("+8657788886666", 801, "voice")
    (identifier,) = told["organization_identifiers"]
    assert identifier["identifier"] == "31330000MD0196789X"
    (place,) = told["locations"]
    assert place["addresses"][0]["region"] == "鹿城区"
    assert place["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    said = {each["link_type"]: each for each in told["attributes"]}
    assert said["rating"]["value"] == "42 of 45"
    assert said["qualification"]["value"] == "浙江省司法厅, 33000000000001, until 2099-12-31"
    assert "专利代理机构执业许可证" not in json.dumps(told, ensure_ascii=False)  # it has ended
    assert told["metadata"][0]["last_action_date"] == "2026-03-02"
    assert told["metadata"][0]["updated_by"].startswith("温州市中小企业服务平台")
    assert [each["status"] for each in told["services"]] == [
        "active",
        "temporarily closed",
        "inactive",
    ]


def test_a_service_is_told_whole(site):
    told = service(site, WHOLE)
    assert told["status"] == "active" and "alert" not in told
    assert told["description"] == "全面检查合同\n\nA look through every contract."
    assert told["eligibility_description"] == "注册满一年的企业\n\n须具备其一 One of: 专精特新"
    assert told["fees_description"] == "首次免费 Free first: 之后每份 500 元"
    assert told["cost_options"][0]["amount"] == 0
    assert [each["document"] for each in told["required_documents"]] == [
        "营业执照",
        "合同文本",
        "授权书",
    ]
    assert [each["opens_at"] for each in told["schedules"]] == ["08:30+08:00", "14:00+08:00"]
    assert [each["name"] for each in told["service_areas"]] == ["龙湾区"]
    assert told["assured_date"] == "2026-03-02" and told["assurer_email"] == "desk@example.com"
    assert told["accreditations"].startswith("律师事务所执业许可证")
    terms = {each["taxonomy_term"]["code"] for each in told["attributes"]}
    assert terms == {"law_and_rights", "3443", "small", "micro"}
    assert told["organization"]["id"] == told["organization_id"]
    assert told["service_at_locations"][0]["location"]["addresses"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["last_modified"])


def test_what_is_held_back_or_retired_says_so(site):
    assert service(site, HELD_BACK)["status"] == "temporarily closed"
    assert "expired" in service(site, HELD_BACK)["alert"]
    assert service(site, RETIRED)["status"] == "inactive"


def test_what_is_not_known_is_left_out(site):
    told = service(site, BARE_ONE)
    assert not {"phones", "email", "service_at_locations", "alternate_name"} & told.keys()
    bare = organization(site, BARE)
    assert not {"phones", "email", "website", "locations", "alternate_name"} & bare.keys()
    assert bare["name"] == hsds_town.SCRIPT


def test_no_enterprise_and_no_closed_record_is_handed_out(site):
    with snapshot() as session:
        enterprises = select(Organisation.id).where(Organisation.kind == Kind.ENTERPRISE)
        hidden = [*session.exec(enterprises), CLOSED, town.TAX, town.UNIVERSITY]
    listed = {each["id"] for each in get(site, "organizations")["contents"]}
    assert listed == {named("organization", id) for id in (town.LAWYERS, BARE, LAB)}
    for id in hidden:
        assert site.get(f"/hsds/organizations/{named('organization', id)}").status_code == 404
    assert site.get(f"/hsds/services/{named('service', CLOSED_ONE)}").status_code == 404
    assert len(get(site, "services")["contents"]) == 5


def test_nothing_personal_leaves_the_house(site):
    told = "".join(json.dumps(each, ensure_ascii=False) for _, each in everything(site))
    told += json.dumps(get(site, ""), ensure_ascii=False)
    assert [secret for secret in hsds_town.SECRETS if secret in told] == []
    assert not re.search(r"(?<![\w-])(\+?86)?1[3-9]\d{9}(?![\w-])", told)


def ids(site, path):
    return {each["id"] for each in get(site, path)["contents"]}


def services_named(*keys):
    return {named("service", key) for key in keys}


def test_the_filters_of_the_specification_narrow_the_lists(site):
    lawyers, lab = named("organization", town.LAWYERS), named("organization", LAB)
    assert ids(site, f"services?organization_id={lawyers}") == services_named(
        WHOLE, HELD_BACK, RETIRED
    )
    assert ids(site, f"service_at_locations?organization_id={lab}") == {
        named("service_at_location", LAB_ONE)
    }
    assert ids(site, f"services?organization_id={named('x', 1)}") == set()
    assert ids(site, "services?search=contract") == services_named(WHOLE)
    assert ids(site, "services?search=合同&unheard_of=1") == services_named(WHOLE)
    assert ids(site, "organizations?search=合同") == {lawyers}
    law = named("term", FIELDS, "technology")
    assert ids(site, f"services?taxonomy_term_id={law}") == services_named(LAB_ONE)
    assert ids(site, f"organizations?taxonomy_term_id={law}") == {lab}
    for code in ("34", "3443"):
        valves = named("term", "industries", code)
        assert ids(site, f"services?taxonomy_term_id={valves}") == services_named(WHOLE)
    small = named("term", "enterprise_sizes", "small")
    assert ids(site, f"services?taxonomy_term_id={small}") == services_named(WHOLE)
    assert ids(site, f"services?taxonomy_id={TAXONOMIES['industries'].id}") == services_named(WHOLE)
    assert len(ids(site, f"services?taxonomy_id={TAXONOMIES[FIELDS].id}")) == 5
    held = TAXONOMIES["qualifications"].id
    assert ids(site, f"organizations?taxonomy_id={held}") == {lawyers}
    assert ids(site, f"services?taxonomy_id={named('x', 1)}") == set()
    assert len(ids(site, f"taxonomy_terms?taxonomy_id={TAXONOMIES['industries'].id}")) == 3
    assert "34" not in {
        each["code"]
        for each in get(site, f"taxonomy_terms?parent_id={named('term', 'industries', '34')}")[
            "contents"
        ]
    }


def test_a_reader_who_keeps_a_copy_learns_what_has_changed(site):
    changed = ids(site, "services?modified_after=2026-03-03")
    assert services_named(WHOLE, HELD_BACK, RETIRED) <= changed  # the record was changed just now
    assert not services_named(LAB_ONE) & changed  # it never was
    assert ids(site, "services?modified_after=2099-01-01T00:00:00Z") == set()
    assert ids(site, "organizations?modified_after=2026-03-03") == {
        named("organization", town.LAWYERS)
    }
    told = get(site, "services?minimal=true")
    assert told["total_pages"] == 1
    assert all(set(each) <= {"id", "modified_date"} for each in told["contents"])


def test_the_pages_are_the_specifications_object(site):
    first, last = (get(site, f"services?per_page=3&page={n}") for n in (1, 2))
    beyond = get(site, "services?per_page=3&page=9")
    assert (first["total_items"], first["total_pages"], first["size"]) == (5, 2, 3)
    assert (first["first_page"], first["last_page"], first["empty"]) == (True, False, False)
    assert (last["first_page"], last["last_page"], last["size"]) == (False, True, 2)
    assert beyond["empty"] and beyond["contents"] == []
    assert not {e["id"] for e in first["contents"]} & {e["id"] for e in last["contents"]}


@pytest.mark.parametrize(
    "said",
    [
        "page=0",
        "page=-1",
        "page=two",
        "page=9999999999",
        "per_page=101",
        "per_page=１",
        "full=perhaps",
        "modified_after=yesterday",
        "modified_after=0001-01-01T00:00:00%2B14:00",
        "taxonomy_term_id=law",
        "organization_id=1",
        "format=ndjson",
        "search=" + "长" * 300,
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(site, said):
    answer = site.get(f"/hsds/services?{said}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".") and "Traceback" not in answer.text


@pytest.mark.parametrize("id", ["1", "x", "0" * 36, "00000000-0000-0000-0000-000000000000", "%00"])
def test_what_is_not_there_is_told_in_a_sentence(site, id):
    for name in OF_LIST:
        answer = site.get(f"/hsds/{name}/{id}")
        assert answer.status_code == 404 and answer.json()["status"] == 404


def test_the_interface_says_what_it_is(site):
    told = site.get("/hsds").json()
    assert told["version"] == "3.1" and told["publisher"]["email"] == "desk@example.com"
    described = site.get("/hsds/openapi.json").json()
    served = {route.path.removeprefix("/hsds") or "/" for route in hsds.ROUTES}
    assert set(described["paths"]) == served - {"/openapi.json"}
