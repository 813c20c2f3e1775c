"""The zones of the sub-platforms: who changes them, what is refused, and which one is near an address."""

import pytest

from db.engine import snapshot, transaction
from db.models import Area, BrandProject
from domain import verification, zones
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.queries import zones as queries
from tests import stock, town
from tests.town import CITY, ID, LONGWAN, LUCHENG, SUB_LONGWAN, SUB_LUCHENG


@pytest.fixture(autouse=True)
def directory(small_town):
    return stock.fill()


def zone(username=None, area=LONGWAN):
    with snapshot() as session:
        who = town.person(username) if username else PUBLIC
        return queries.zone(session, who, area)


def do(command, record_id=SUB_LONGWAN, *, username="longwan", **said):
    return perform(ID[username], command, record_id, **said)


def test_the_people_of_a_sub_platform_say_what_its_area_lives_by():
    do(zones.set_industries, codes=["2412", "3443"])
    assert [pillar.code for pillar in zone().pillars] == ["2412", "3443"]
    with pytest.raises(zones.NothingNew):
        do(zones.set_industries, codes=["2412", "3443"])
    with pytest.raises(Unclear):
        do(zones.set_industries, codes=["9999"])
    with pytest.raises(zones.TooManyIndustries):
        do(zones.set_industries, codes=[str(n) for n in range(9)])
    do(zones.set_industries, username="admin", codes=[])
    assert zone().pillars == ()
    assert verification.verify() == []


def test_another_sub_platform_and_the_desk_change_nothing_there():
    for username in ("lucheng", "intake", "finance", "valves"):
        with pytest.raises(Forbidden):
            do(zones.set_industries, username=username, codes=["3443"])
        with pytest.raises(Forbidden):
            do(zones.add_project, username=username, name="阀门直通车")


def test_a_brand_project_is_shown_changed_and_ended():
    project_id = do(zones.add_project, name=" 阀门直通车 ", summary="三方同场")
    assert [each.name for each in zone().projects] == ["阀门直通车"]
    do(zones.change_project, project_id=project_id, name="阀门质押直通车")
    assert [each.name for each in zone().projects] == ["阀门质押直通车"]
    do(zones.end_project, project_id=project_id)
    assert zone().projects == ()
    with pytest.raises(zones.ProjectOver):
        do(zones.end_project, project_id=project_id)
    with snapshot() as session:
        assert not session.get_one(BrandProject, project_id).is_active


def test_a_project_needs_a_name_of_its_own():
    do(zones.add_project, name="阀门直通车")
    with pytest.raises(zones.KnownProject):
        do(zones.add_project, name="阀门直通车")
    with pytest.raises(Missing):
        do(zones.add_project, name=" ")


def test_the_project_of_another_zone_is_out_of_reach():
    project_id = do(zones.add_project, name="阀门直通车")
    with pytest.raises(NotFound):
        do(zones.end_project, SUB_LUCHENG, username="lucheng", project_id=project_id)


def test_only_a_sub_platform_has_a_zone():
    with pytest.raises(zones.NoZone):
        do(zones.add_project, CITY, username="admin", name="阀门直通车")
    assert zone(area="330399") is None


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("温州市龙湾区永中街道创业路12号", LONGWAN),
        ("12 Chuangye Road, Longwan District, Wenzhou", LONGWAN),
        ("鹿城", LUCHENG),
        (stock.CODE, LONGWAN),
        (stock.CODE.lower(), LONGWAN),
        ("上海市浦东新区", None),
        ("", None),
    ],
)
def test_an_address_or_a_credit_code_names_the_nearest_zone(typed, area):
    with snapshot() as session:
        assert zones.nearest(session, typed) == area


def test_visitors_see_no_people_no_enterprises_and_no_demands():
    town.dispatched()
    shown = zone()
    assert (shown.staff, shown.orders, shown.may_keep) == ((), None, False)
    assert "enterprise" not in {kind.value for kind, _ in shown.counts}


def test_staff_see_the_people_and_how_the_demands_stand():
    town.dispatched()
    shown = zone("longwan")
    assert [member.name for member in shown.staff] == ["longwan"]
    assert (shown.orders.open, shown.orders.closed) == (1, 0)
    assert dict(shown.counts)["enterprise"] == 1
    assert zone("lucheng").orders.open == 0
    assert zone("valves").orders is None
    assert (zone("longwan").may_keep, zone("lucheng").may_keep) == (True, False)


def test_the_map_counts_who_serves_and_no_enterprise():
    with snapshot() as session:
        tiles = {tile.code: tile.many for tile in queries.tiles(session, PUBLIC)}
    assert tiles[LONGWAN] == sum(many for _, many in zone().counts)


def test_areas_whose_tiles_touch_with_a_side_are_neighbours():
    places = {LONGWAN: (2, 1), LUCHENG: (1, 1)}
    with transaction() as session:
        for code, (column, row) in places.items():
            area = session.get_one(Area, code)
            area.tile_column, area.tile_row = column, row
    with snapshot() as session:
        found = zones.neighbours(session)
    assert found[LONGWAN] == {LUCHENG} and found[LUCHENG] == {LONGWAN}
