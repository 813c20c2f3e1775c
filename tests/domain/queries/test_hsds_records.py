"""The pages of HSDS over thousands of services: each once, each as cheap as the first."""

import re
from itertools import pairwise
from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import event
from sqlmodel import select

from db.engine import engine, is_sqlite, snapshot, transaction
from db.models import Organisation, ServiceProduct
from db.vocabulary import Kind, PriceKind, ServiceField
from domain.hsds import services
from domain.queries import hsds, hsds_records
from tests import town
from tests.domain.queries.many import plan

MANY, EACH = 4_000, 100


@pytest.fixture(autouse=True)
def filled(database):
    town.build()
    with transaction() as session:
        owners = [
            {"id": n, "kind": Kind.SERVICE_ORGANISATION, "name": f"机构{n}", "name_key": f"机构{n}"}
            for n in range(1000, 1400)
        ]
        session.execute(Organisation.__table__.insert(), _whole(Organisation, owners))
        products = [
            {
                "organisation_id": 1000 + n % 400,
                "name": f"服务{n}",
                "field": ServiceField.TRAINING,
                "price_kind": PriceKind.PUBLIC_BENEFIT,
            }
            for n in range(MANY)
        ]
        session.execute(ServiceProduct.__table__.insert(), _whole(ServiceProduct, products))


def _whole(table, rows):
    usual = table(**rows[0]).model_dump(exclude={"id"})
    return [usual | row for row in rows]


def ids(session, page):
    where = hsds.services_wanted(session, hsds.EVERYTHING)
    asked = hsds.ids_of(ServiceProduct, where, limit=EACH, offset=(page - 1) * EACH)
    return session.exec(asked).all()


def test_every_service_stands_on_exactly_one_page():
    with snapshot() as session:
        pages = [ids(session, page) for page in range(1, MANY // EACH + 2)]
        where = hsds.services_wanted(session, hsds.EVERYTHING)
        assert session.exec(hsds.count_of(ServiceProduct, where)).one() == MANY
    every = [id for page in pages for id in page]
    assert len(every) == len(set(every)) == MANY and pages[-1] == []
    assert all(one < other for one, other in pairwise(every))


def test_all_in_turn_is_every_service_once():
    with snapshot() as session:
        where = hsds.services_wanted(session, hsds.EVERYTHING)
        batches = list(hsds.in_turn(session, ServiceProduct, where))
    assert {len(batch) for batch in batches} == {hsds.BATCH}
    assert len({id for batch in batches for id in batch}) == MANY


def test_a_page_asks_the_database_as_often_for_a_hundred_services_as_for_one():
    asked = []

    def count(*_):
        asked[-1] += 1

    with snapshot() as session:
        wanted = ids(session, 3)
        event.listen(engine(), "before_cursor_execute", count)
        for size in (1, 100):
            asked.append(0)
            hsds_records.services(session, wanted[:size])
    assert asked[0] == asked[1] < 20


def test_the_fortieth_page_costs_what_the_first_does():
    def told(page):
        begun = perf_counter()
        with snapshot() as session:
            found = hsds_records.services(session, ids(session, page))
        assert len([services.whole(each) for each in found]) == EACH
        return perf_counter() - begun

    told(1), told(40)
    first, last = (median(told(page) for _ in range(7)) for page in (1, 40))
    assert last < first * 2 + 0.02


def test_the_next_batch_is_found_by_the_key():
    with snapshot() as session:
        where = hsds.services_wanted(session, hsds.EVERYTHING)
        told = plan(hsds.ids_of(ServiceProduct, where, limit=200, after=3000), "service_product")
    if is_sqlite():
        assert "TEMP B-TREE" not in told
        assert re.search(r"service_product USING INTEGER PRIMARY KEY \(rowid>", told)
    else:
        assert "service_product_pkey" in told


def test_one_organisations_services_are_found_by_an_index():
    with snapshot() as session:
        wanted = hsds.Wanted(organisation_id=1007)
        where = hsds.services_wanted(session, wanted)
        assert len(session.exec(select(ServiceProduct.id).where(*where)).all()) == 10
        told = plan(hsds.count_of(ServiceProduct, where), "service_product")
    assert "ix_service_product_organisation_id" in told
