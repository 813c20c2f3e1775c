"""Whoever keeps the directory takes out what they may know of it, and it is noted."""

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event, Organisation
from db.vocabulary import EntryKind, Kind
from domain import exports, sheets, verification
from domain.command import perform
from domain.errors import Forbidden
from domain.exports import Wanted
from domain.imports import mapping, reading
from domain.queries.facets import Narrowed
from tests.domain.imports.files import as_csv, code, done, valves
from tests.town import CITY, ID, LAWYERS, LONGWAN, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
ENTERPRISES = Narrowed((EntryKind.ENTERPRISE,))


@pytest.fixture(autouse=True)
def contacts(small_town):
    with transaction() as session:
        for id in (VALVES, SHOES, LAWYERS):
            row = session.get_one(Organisation, id)
            row.contact_name, row.phone = "林晓", "+8613857700001"


def table(username="intake", language="en", **wanted):
    heads, *rows = exports.table(person(username), Wanted(**wanted), language)
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


def test_people_are_in_it_only_when_they_are_asked_for():
    shoes = table(narrowed=ENTERPRISES)["鹿城欣步鞋业有限公司"]
    assert (shoes["Area"], shoes["Telephone"]) == ("Lucheng", "")
    assert "Contact person" not in shoes
    shoes = table(narrowed=ENTERPRISES, with_contacts=True)["鹿城欣步鞋业有限公司"]
    assert (shoes["Contact person"], shoes["Telephone"]) == ("林晓", "13857700001")


def test_a_sub_platform_gets_the_enterprises_of_its_own_area():
    found = table("longwan", with_contacts=True)
    assert "鹿城欣步鞋业有限公司" not in found
    assert found["龙湾恒泽阀门有限公司"]["Telephone"] == "13857700001"
    assert found["瓯信律师事务所"]["Telephone"] == ""  # a mobile number, of another area


def test_the_table_holds_what_the_search_finds():
    assert set(table(typed="龙湾阀门", narrowed=ENTERPRISES)) == {"龙湾恒泽阀门有限公司"}
    assert set(table(narrowed=Narrowed((EntryKind.ENTERPRISE,), LONGWAN))) == {
        "龙湾恒泽阀门有限公司"
    }


def test_it_goes_through_all_of_them_step_by_step(monkeypatch):
    monkeypatch.setattr(exports, "STEP", 2)
    assert len(table()) == 9


@pytest.mark.parametrize("kind", exports.KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_taken_out_can_be_brought_in_elsewhere(kind, language):
    done(as_csv(valves(2)))
    wanted = Wanted(narrowed=ENTERPRISES, with_contacts=True)
    content = b"".join(sheets.pieces(kind, exports.table(person("intake"), wanted, language)))
    (_, heads), *rows = reading.beginning(f"a.{kind}", content, 100)
    columns = mapping.guessed(mapping.heads(heads))
    assert len(columns) == 17
    place = heads.index(columns["credit_code"])
    assert {cells[place] for _, cells in rows} >= {code(0), code(1)}


def test_who_took_what_is_noted():
    wanted = Wanted(narrowed=ENTERPRISES, with_contacts=True)
    perform(ID["intake"], exports.take, CITY, kind="csv", wanted=wanted)
    with snapshot() as session:
        event = session.exec(select(Event).where(Event.action == "exported")).one()
    assert (event.actor_id, event.particulars["contacts"]) == (ID["intake"], True)
    assert event.particulars["kinds"] == [Kind.ENTERPRISE.value]
    assert verification.verify() == []


def test_nobody_else_takes_anything_and_nobody_in_anothers_name():
    for username, office in (("valves", VALVES), ("leader", CITY), ("longwan", CITY)):
        with pytest.raises(Forbidden):
            perform(ID[username], exports.take, office, kind="csv", wanted=Wanted())
