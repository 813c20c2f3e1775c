"""The zones as a page: open to everybody, changed by those who keep them, in both languages."""

from urllib.parse import parse_qs

import pytest

from db.engine import transaction
from db.models import Demand
from db.vocabulary import Stage
from domain import zones
from domain.command import perform
from tests import stock, town
from tests.pages.visiting import drawn, labels, opened, said
from tests.town import ID, LONGWAN, LUCHENG, SUB_LONGWAN


@pytest.fixture(autouse=True)
def directory(small_town_on_sqlite):
    return stock.fill()


def at(username=None, **asked):
    app = opened("directory/zone", username, **asked)
    assert not app.exception
    return app


def test_a_visitor_chooses_an_area_on_the_map():
    app = at()
    tiles = drawn(app, "zone-map")["tiles"]
    assert {tile["href"] for tile in tiles} == {f"/zone?area={LONGWAN}", f"/zone?area={LUCHENG}"}
    assert "Choose an area" in said(app)


def test_a_zone_shows_its_projects_and_counts_and_nothing_to_change():
    perform(ID["longwan"], zones.add_project, SUB_LONGWAN, name="阀门**直通车**")
    app = at(area=LONGWAN)
    assert "阀门\\*\\*直通车\\*\\*" in said(app)
    kinds = [row[0]["text"] for row in drawn(app, "zone-counts")["rows"]]
    assert "Service product" in kinds
    assert "Enterprise" not in kinds
    assert drawn(app, "zone-staff") is None
    assert not app.metric
    assert "Add a brand project" not in labels(app)


def test_an_address_leads_to_the_nearest_zone():
    app = at(near="温州市鹿城区藤桥镇工业路3号")
    assert "Lucheng Sub\\-platform" in said(app)
    assert "No area of the city" in said(at(near="上海市"))


def test_who_belongs_to_an_area_begins_with_its_zone():
    assert "Longwan Sub\\-platform" in said(at("valves"))


def test_staff_keep_the_zone_of_their_own_area():
    app = at("longwan", area=LONGWAN)
    assert {"Add a brand project", "Change the pillar industries"} <= labels(app)
    assert [each.label for each in app.metric] == ["Open demands", "Closed demands"]
    assert "Add a brand project" not in labels(at("lucheng", area=LONGWAN))


@pytest.mark.parametrize("who", ["longwan", "leader", "lucheng"])
def test_the_demands_of_a_zone_lead_to_lists_that_count_the_same(who):
    town.accepted()
    town.answered()
    with transaction() as session:
        closed = town.answered()
        session.get_one(Demand, closed).stage = Stage.CLOSED
    app = at(who, area=LONGWAN)
    many = {each.label: int(each.value) for each in app.metric}
    links = [each.proto for each in app.get("page_link") if "stage=" in each.proto.query_string]
    assert len(links) == sum(map(bool, many.values())) and (who == "lucheng" or len(links) == 2)
    for link, told in zip(links, filter(None, many.values()), strict=True):
        asked = parse_qs(link.query_string)
        listed = opened("demands/list", who, **asked)
        assert not listed.exception
        assert (f"{told} demands" if told != 1 else "1 demand") in said(listed)


def test_a_project_is_added_in_its_window():
    app = at("longwan", area=LONGWAN, do="project")
    next(each for each in app.text_input if each.label == "Project").set_value("阀门直通车")
    next(each for each in app.button if each.label == "Save").click().run()
    assert not app.exception
    assert "阀门直通车" in said(at(area=LONGWAN))


def test_the_page_is_told_in_chinese():
    app = at(area=LONGWAN, language="zh")
    assert "龙湾分平台" in said(app)
    assert "支柱产业" in said(app)
