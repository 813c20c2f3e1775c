"""Equipment stands on the record of a university, an institute or a centre, and its story with it."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event
from db.vocabulary import Kind
from domain import equipment, records
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.products import RetiredAlready
from domain.qualifications import ServedHere
from domain.queries import organisation, organisation_equipment
from tests import town
from tests.town import ID, LUCHENG, UNIVERSITY, VALVES

SAID = {"name": "扫描电子显微镜", "name_en": "Scanning electron microscope", "terms": "每小时300元"}


def added(by="liaison", of=UNIVERSITY, **changes):
    return perform(ID[by], equipment.add, of, **(SAID | changes))


def shown(of=UNIVERSITY, by="shoes"):
    with snapshot() as session:
        return organisation_equipment.equipment(session, town.person(by), of)


def test_it_is_added_changed_and_taken_off_the_record(small_town):
    piece = added()
    assert [each.name for each in shown()] == ["扫描电子显微镜"]
    perform(
        ID["liaison"],
        equipment.change,
        UNIVERSITY,
        equipment_id=piece,
        **(SAID | {"terms": "免费"}),
    )
    assert shown()[0].terms == "免费"
    perform(ID["liaison"], equipment.retire, UNIVERSITY, equipment_id=piece, reason="报废")
    assert shown() == ()
    with pytest.raises(RetiredAlready):
        perform(ID["liaison"], equipment.retire, UNIVERSITY, equipment_id=piece, reason="报废")
    with snapshot() as session:
        told = session.exec(
            select(Event.action).where(Event.subject_id == UNIVERSITY).order_by(Event.id)
        ).all()
    assert told == ["equipment_added", "equipment_changed", "equipment_retired"]


def test_the_same_name_twice_is_refused(small_town_on_sqlite):
    added()
    with pytest.raises(equipment.KnownEquipment):
        added()


def test_an_enterprise_has_none_and_strangers_add_none(small_town_on_sqlite):
    with pytest.raises(ServedHere):
        added(by="intake", of=VALVES)
    with pytest.raises(Forbidden):
        added(by="longwan")
    piece = added(by="lucheng")
    with pytest.raises(NotFound):
        perform(ID["intake"], equipment.retire, 9, equipment_id=piece, reason="x")


def test_a_research_centre_is_registered_and_carries_equipment(small_town):
    centre = perform(
        ID["intake"],
        records.add,
        kind=Kind.RESEARCH_CENTRE,
        fields={"name": "温州泵阀研发中心", "area_code": LUCHENG},
    )
    added(by="intake", of=centre)
    with snapshot() as session:
        record = organisation.record(session, town.person("intake"), centre)
    assert record.parts.equipment == 1
