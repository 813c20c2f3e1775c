"""Equipment stands on the record of a university, an institute or a centre, and its story with it."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event
from db.vocabulary import EntryKind, Kind
from domain import equipment, records
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.lists import entering
from domain.lists.reading import ListRow
from domain.permissions import PUBLIC
from domain.products import RetiredAlready
from domain.qualifications import ServedHere
from domain.queries import directory, organisation, organisation_equipment
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


def found(typed, by=None):
    reader = town.person(by) if by else PUBLIC
    with snapshot() as session:
        return [(each.kind, each.name) for each in directory.search(session, reader, typed).lines]


@pytest.mark.parametrize("by", [None, "shoes", "liaison"])
def test_it_is_found_in_the_directory_by_everybody_until_it_is_retired(small_town, by):
    piece = added(summary="断口分析")
    line = (EntryKind.EQUIPMENT, "扫描电子显微镜")
    for typed in ("电子显微镜", "electron microscope", "断口", "smdzxwj"):
        assert line in found(typed, by), typed
    change = {"equipment_id": piece, "name": "激光共聚焦显微镜"}
    perform(ID["liaison"], equipment.change, UNIVERSITY, **change)
    assert found("断口", by) == [] and line not in found("电子显微镜", by)
    assert (EntryKind.EQUIPMENT, "激光共聚焦显微镜") in found("共聚焦", by)
    perform(ID["liaison"], equipment.retire, UNIVERSITY, equipment_id=piece, reason="报废")
    assert found("共聚焦", by) == []


def test_a_list_of_equipment_is_found_as_soon_as_it_is_brought_in(small_town):
    rows = [
        ListRow(n, (("name", name),)) for n, name in enumerate(("三坐标测量机", "盐雾试验箱"), 2)
    ]
    perform(ID["liaison"], entering.bring_in_equipment, UNIVERSITY, file="设备.xlsx", rows=rows)
    assert (EntryKind.EQUIPMENT, "盐雾试验箱") in found("盐雾")
