"""The gauges of a year that is over count what there was at its end, whatever became of it since; each leads to exactly
what it counts."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import func, select

from db.assessment_vocabulary import Gauge
from db.engine import snapshot, transaction
from db.models import Event, Organisation, ServiceProduct
from db.vocabulary import Kind, PriceKind, ServiceField
from domain import activities, clock, merging, products, records
from domain.assessment import gathered, gauges
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Refused
from domain.indicators import building
from domain.permissions import ENGINE
from domain.queries import title_records
from tests import happenings
from tests.domain.queries.many import plan
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")
YEARS = range(2023, 2027)
STOCK = (Gauge.ORGANISATIONS, Gauge.PUBLIC_BENEFIT)


class Directory:
    """Service organisations and what they offer come, change and go at random, through the real commands."""

    def __init__(self, seed):
        self.rng, self.many, self.done = Random(seed), 0, Counter()

    def step(self):
        verbs = (self._add, self._offer, self._offer, self._price, self._price, self._retire)
        verb = self.rng.choice((*verbs, self._close, self._merge))
        with suppress(Refused, IndexError):  # or there is nothing of the kind yet
            verb()
            self.done[verb.__name__] += 1

    def _some(self, column, *where):
        with snapshot() as session:
            return self.rng.choice(
                session.exec(select(column).where(*where).order_by(column)).all()
            )

    def _provider(self, *where):
        return self._some(Organisation.id, Organisation.kind == Kind.SERVICE_ORGANISATION, *where)

    def _add(self):
        self.many += 1
        fields = {"name": f"服务机构{self.many}号", "area_code": LONGWAN}
        perform(ID["intake"], records.add, kind=Kind.SERVICE_ORGANISATION, fields=fields)

    def _offer(self):
        self.many += 1
        said = {"name": f"服务{self.many}", "field": ServiceField.FINANCING}
        perform(ID["intake"], products.add, self._provider(), **said, **self._costs())

    def _price(self):
        its = self._product()
        said = {"name": its.name, "field": its.field} | self._costs()
        perform(ID["intake"], products.change, its.organisation_id, product_id=its.id, **said)

    def _retire(self):
        its, said = self._product(), {"reason": "停办"}
        perform(ID["intake"], products.retire, its.organisation_id, product_id=its.id, **said)

    def _close(self):
        its = self._provider()
        verb = self.rng.choice((records.close, records.reopen))
        perform(ID["intake"], verb, its, reason="注销或恢复")

    def _merge(self):
        if self.rng.random() < 0.5:
            perform(ID["intake"], merging.merge, self._provider(), other_id=self._provider())
        else:
            is_merged = Organisation.is_merged.is_(True)
            perform(ID["intake"], merging.undo, self._provider(is_merged), reason="两家机构")

    def _product(self):
        with snapshot() as session:
            return session.get_one(ServiceProduct, self._some(ServiceProduct.id))

    def _costs(self):
        return {"price_kind": self.rng.choice(list(PriceKind)), "price": "面议"}


def measured(year):
    with snapshot() as session:
        found = gauges.measured(session, ENGINE, year).reached
    return {each.wanted.gauge: each for each in found}


def numbers(year):
    found = measured(year)
    return [(found[each].value, found[each].n) for each in STOCK]


@pytest.fixture
def lived():
    """What the gauges told on the last evening of each year of a random history; it is a year later now."""
    building.keep_up()
    directory, at, told = Directory(3), datetime(YEARS[0], 1, 4, 9, tzinfo=LOCAL), {}
    for year in YEARS:
        while at.year == year:
            with clock.stopped(at):
                directory.step()
            at += timedelta(days=9)
        with clock.stopped(datetime(year, 12, 31, 20, tzinfo=LOCAL)):
            told[year] = numbers(year)
    assert len(directory.done) == 6, directory.done
    with clock.stopped(at + timedelta(days=300)):
        yield told


def test_each_year_is_told_as_it_was_on_its_last_day(lived):
    assert len({str(each) for each in lived.values()}) == len(lived)
    assert {year: numbers(year) for year in YEARS} == lived


def test_behind_each_gauge_stand_as_many_records_as_it_counts(lived):
    for year in YEARS:
        found = measured(year)
        for gauge, counted in zip(STOCK, (found[each] for each in STOCK), strict=True):
            lines = listed(gauge, year)
            many = counted.n if gauge is Gauge.PUBLIC_BENEFIT else counted.value
            assert len(lines) == many == len({each.id for each in lines})
        assert sum(each.is_good for each in lines) / len(lines) == counted.value
        assert [each.is_good for each in lines] == sorted(
            (each.is_good for each in lines), reverse=True
        )


def listed(gauge, year, who="longwan"):
    """Every line of the list, having turned all its pages: as many as it says."""
    with snapshot() as session:
        said = (session, person(who), gauge, year)
        many = title_records.count(*said)
        pages = range(1, -(-many // title_records.PAGE) + 1)
        lines = [line for page in pages for line in title_records.page_of(*said, page)]
    assert len(lines) == many
    return lines


def test_who_was_set_up_with_the_directory_is_counted_in_every_year_and_named_as_such(lived):
    found = measured(YEARS[0])[Gauge.ORGANISATIONS]
    undated = [each for each in listed(Gauge.ORGANISATIONS, YEARS[0]) if each.on is None]
    assert found.undated == len(undated) == 1
    assert measured(clock.now().year)[Gauge.ORGANISATIONS].undated == 0


def test_what_was_held_at_a_place_leads_to_the_activities_and_docking_days():
    at = datetime(2026, 3, 2, 9, tzinfo=LOCAL)
    with clock.stopped(at):
        for n, place in enumerate(("市民中心", "", "会展中心")):
            said = {"place": place, "link": "" if place else "https://example.com/live"}
            begins = at + timedelta(hours=2 + n)
            activity = happenings.published(starts_at=begins, title=f"讲座{n}", **said)
            with clock.stopped(begins + timedelta(hours=5)):
                perform(ID["organiser"], activities.hold, activity)
    with clock.stopped(at + timedelta(days=500)):
        assert [each.title for each in listed(Gauge.ACTIVITIES, 2026)] == ["讲座2", "讲座0"]
        assert measured(2026)[Gauge.ACTIVITIES].value == 2
        assert listed(Gauge.ACTIVITIES, 2027) == listed(Gauge.MATCHING, 2026) == []


@pytest.mark.parametrize("who", ["tax", "valves"])
def test_the_records_are_for_the_platforms_people(who):
    for gauge in title_records.OPEN:
        with pytest.raises(Forbidden):
            listed(gauge, 2026, who)


def test_what_changed_since_is_found_by_the_trail_of_those_who_offer_something(lived):
    asked = gauges.behind(
        Gauge.PUBLIC_BENEFIT,
        *gauges.span(YEARS[2]),
        func.count().filter(gathered.is_free(gauges.span(YEARS[2])[1])),
    )
    with transaction() as session:  # what happened to demands, much more than to the directory
        like = session.exec(select(Event).limit(1)).one().model_dump(exclude={"id", "nonce"})
        many = [like | {"subject_kind": "demand", "position": n} for n in range(1, 9000)]
        session.execute(Event.__table__.insert(), many)
    told = plan(asked, "event")
    assert "subject_id" in told and "Seq Scan on event" not in told
