"""The city at full size, tried with a few more than the demo city has: found, whole, and the same every time."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import col, func, select

from db.engine import snapshot
from db.models import Demand, DirectoryEntry, Event, Leg, Organisation, ServiceProduct, Topic
from db.vocabulary import EntryKind, Kind, Stage
from domain import clock, entries, identifiers, surveys, verification
from domain.clock import LOCAL
from domain.permissions import ENGINE
from domain.queries.directory import search
from domain.sounds import initials
from seed import main, town

SIZE = main.Size(demands=40, enterprises=420, services=130, products=505, retold=60, turns=0)
NOW = datetime(2026, 3, 18, 10, 0, tzinfo=LOCAL)
SAME = ("温州驭璟特眼镜有限公司", "91330304XNB2J0KD3B", "+8618200006557")  # whenever it is made


@pytest.fixture
def city(database):
    with clock.stopped(NOW):
        main.first_run(language="zh", size=SIZE)


def new_enterprises(session):
    """Those that were written in bulk."""
    listed = select(Organisation).where(Organisation.kind == Kind.ENTERPRISE)
    rows = session.exec(listed.order_by(col(Organisation.id))).all()
    return rows[town.ENTERPRISES : SIZE.enterprises]


def counted(session, model, *where):
    return session.exec(select(func.count()).select_from(model).where(*where)).one()


def test_it_has_the_size_that_was_asked_for_and_all_of_it_holds(city):
    with snapshot() as session:
        assert len(new_enterprises(session)) == 120
        served = Organisation.kind == Kind.SERVICE_ORGANISATION
        assert counted(session, Organisation, served) == 130
        assert counted(session, ServiceProduct) == 505
        assert counted(session, Demand) == 100
        kinds = dict(
            session.exec(
                select(DirectoryEntry.kind, func.count()).group_by(col(DirectoryEntry.kind))
            ).all()
        )
        assert kinds[EntryKind.ENTERPRISE] >= 420
        assert kinds[EntryKind.SERVICE_PRODUCT] == 505
        _check_enterprises(session)
        _check_retold(session)
    assert verification.verify() == []


def _check_enterprises(session):
    """Each is found by its name, its initials, its code and its telephone; its entry is the one a command writes."""
    several = new_enterprises(session)
    assert (several[0].name, several[0].credit_code, several[0].phone) == SAME
    assert len({each.credit_code for each in several}) == len({each.name for each in several})
    for each in several:
        assert identifiers.credit_code(each.credit_code) == each.credit_code
        assert identifiers.phone(identifiers.dialled(each.phone)) == each.phone
        assert each.version == 1
    for each in several[::20]:
        entry = session.exec(
            select(DirectoryEntry).where(
                DirectoryEntry.kind == EntryKind.ENTERPRISE, DirectoryEntry.subject_id == each.id
            )
        ).one()
        written = entries.of(session, each)
        assert {name: getattr(entry, name) for name in written} == written
        for typed in (each.name, initials(each.name), each.credit_code, each.phone[3:]):
            found = search(session, ENGINE, typed).lines
            assert each.id in [line.subject_id for line in found], typed


def _check_retold(session):
    """They are closed, each within the year, of an enterprise in the area, drawn as the month's sample draws."""
    numbers = session.exec(select(Demand.number).order_by(col(Demand.id))).all()
    assert len(set(numbers)) == len(numbers)
    for demand in session.exec(select(Demand).order_by(col(Demand.id)).offset(40)).all():
        asker = session.get_one(Organisation, demand.enterprise_id)
        assert demand.stage in (Stage.CLOSED, Stage.DECLINED)
        assert (demand.area_code, demand.enterprise_name) == (asker.area_code, asker.name)
        assert demand.closed_at < NOW
        mine = (Event.subject_kind == "demand", Event.subject_id == demand.id)
        assert counted(session, Event, *mine) == demand.version
        frozen = select(Event).where(*mine, Event.action == "survey_frozen")
        for event in session.exec(frozen):
            month = event.at.astimezone(LOCAL).strftime("%Y-%m")
            drawn = surveys.falls_into_sample(session, demand, month)
            assert event.particulars["drawn"] is drawn
        legs = session.exec(select(Leg).where(Leg.demand_id == demand.id)).all()
        assert all(leg.ended_at for leg in legs)
    for year in {number[:4] for number in numbers}:
        last = session.get_one(Topic, f"number:{year}").version
        assert last == max(int(number[5:]) for number in numbers if number[:4] == year)


def test_an_english_city_speaks_english(sqlite):
    with clock.stopped(NOW):
        main.first_run(language="en", size=replace(SIZE, enterprises=310, demands=20, retold=20))
    with snapshot() as session:
        assert all(each.name.isascii() for each in new_enterprises(session)[:10])
        titles = session.exec(select(Demand.title, Demand.body)).all()
    assert all(title.isascii() for title, _ in titles)
