"""What the demo city holds in a year and soon after: series, each with its happenings, through the commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from db.models import BrandProject, Expert, Organisation
from db.vocabulary import Kind, Role
from domain import activity_series, clock
from domain.activity_plans import AgendaItem, Plan, Question, Speaker
from domain.clock import LOCAL
from domain.command import perform
from domain.office_calendar import PUBLISHED
from seed import facts, year
from seed.activity_life import Hands, Happening, texts
from seed.competition import Competition
from seed.facts import Words
from seed.keeping import Keeper
from seed.service_menus import Menu
from seed.town import Known, Town

K = ActivityKind
BACK, AHEAD = 350, 75  # days that activities lie before and after the present
ANNOUNCED = timedelta(days=32)  # before it begins
EVERY = {K.GROWTH_FORUM: 42, K.ENTERPRISE_VISIT: 16, K.JOB_FAIR: 60, K.DOCKING_DAY: 91}  # days
COURSES_EVERY, LESSONS = 84, "FREQ=WEEKLY;COUNT=4"
CLINICS_AT = (-330, 24)  # days from the present when a Legal Service Month begins
CLINICS, CLINIC_DAYS = 6, 28  # areas it goes to, and in how many days
CITY_WIDE = (K.GROWTH_FORUM, K.DOCKING_DAY)
CANCELLED, MOVED = 0.07, 0.1


@dataclass(frozen=True)
class Around:
    """What activities name: experts, universities, brand projects by area, the series by kind."""

    experts: Sequence[int]
    universities: Sequence[int]
    brands: dict[str, int]
    series: dict[ActivityKind, int]


def live(
    keeper: Keeper, rng: Random, town: Town, *, turns: int = 1, progress: year.Progress
) -> None:
    """Let the year of activities happen; `turns`: how many areas hold the same at a time; none: nothing is held."""
    if not turns:
        return
    earliest = keeper.until - timedelta(days=year.DAYS)
    with clock.stopped(earliest):
        season = Season(keeper, rng, town, _around(keeper, town))
    planned = list(season.planned(turns))
    begun = [(max(each.plan.starts_at - ANNOUNCED, earliest), iter(each.run())) for each in planned]
    begun += [(max(each.begins, earliest), iter(each.run())) for each in season.beside()]
    year.through(begun, until=keeper.until, progress=progress)


def _around(keeper: Keeper, town: Town) -> Around:
    organiser = town.desk[Role.ORGANISER][0]
    series = {}
    for kind in K:
        words = texts().get(kind.value)
        if words:
            named = Words(*words["series"])
            said = {"name": keeper.say(named), "name_en": named.en, "kind": kind}
            about = keeper.say(words["about"])
            series[kind] = perform(organiser, activity_series.begin, summary=about, **said)
    with snapshot() as session:
        experts = session.exec(select(Expert.id).order_by(col(Expert.id))).all()
        houses = select(Organisation.id).where(Organisation.kind == Kind.UNIVERSITY)
        universities = session.exec(houses.order_by(col(Organisation.id))).all()
        projects = select(BrandProject.area_code, BrandProject.id)
        brands = dict(session.exec(projects.order_by(col(BrandProject.id).desc())).all())
    return Around(experts, universities, brands, series)


@dataclass
class Season:
    """The year's activities as they are thought of, each with its own chance."""

    keeper: Keeper
    rng: Random
    town: Town
    around: Around

    def planned(self, turns: int) -> Iterator[Happening]:
        areas = [each.code for each in facts.areas()]
        for kind, every in EVERY.items():
            first = -BACK + self.rng.randrange(every)
            for round_, days in enumerate(range(first, AHEAD, every), start=1):
                for turn in range(1 if kind in CITY_WIDE else turns):
                    area = None if kind in CITY_WIDE else areas[(round_ * 5 + turn) % len(areas)]
                    yield self._one(kind, area, days, round_)
        for round_, days in enumerate(range(-BACK + 20, AHEAD, COURSES_EVERY), start=1):
            for turn in range(turns):
                area = areas[(round_ * 7 + turn) % len(areas)]
                yield self._one(K.STAFF_TRAINING, area, days, round_, rule=LESSONS)
        for first in CLINICS_AT:
            yield self._one(K.LEGAL_SERVICE_MONTH, None, first, 1)
            visited = areas[: CLINICS * turns]
            for n, area in enumerate(visited):
                days = first + 2 + CLINIC_DAYS * n // len(visited)
                yield self._one(K.LEGAL_SERVICE_MONTH, area, days, 1)

    def beside(self) -> Iterator[Competition | Menu]:
        """The competition of the year, the service menu of the month before last, and that of the next one."""
        town, around = self.town, self.around
        organiser, leader = town.desk[Role.ORGANISER][0], town.desk[Role.LEADER][0]
        hands = (organiser, leader, town.administrator)
        chance = Random(self.rng.random())
        yield Competition(self.keeper, chance, *hands, around.experts, town.enterprises)
        series, this = around.series[K.LEGAL_SERVICE_MONTH], self.keeper.until.date()
        for day in (this - timedelta(days=60), this + timedelta(days=20)):
            first, own = day.replace(day=1), Random(chance.random())
            providers = list(town.services)[:3]
            yield Menu(self.keeper, own, organiser, series, first, providers, town.enterprises)

    def _one(
        self, kind: ActivityKind, area: str | None, days: int, round_: int, *, rule: str = ""
    ) -> Happening:
        words, town = texts()[kind.value], self.town
        organiser, leader = town.desk[Role.ORGANISER][0], town.desk[Role.LEADER][0]
        hands = Hands(town.local[area][0] if area else organiser, organiser if area else leader)
        plan = self._plan(kind, area, days, round_)
        wanted = self._wanted(area, int(words["seats"] * words["filled"]))
        chance = self.rng.random()
        fate = "cancelled" if chance < CANCELLED else "moved" if chance < CANCELLED + MOVED else ""
        own = Random(self.rng.random())
        fate = "" if rule else fate
        return Happening(self.keeper, own, town, hands, plan, wanted, rule, fate)

    def _wanted(self, area: str | None, most: int) -> list[Known]:
        """Half as many or more, those of the area first; each number only once, since it registers once."""
        rng, everybody = self.rng, self.town.enterprises
        many = rng.randint(most // 2, most)
        near = [each for each in everybody if each.area_code == area]
        first = rng.sample(near, min(many, len(near)))
        others = rng.sample(everybody, min(2 * most, len(everybody)))
        return list({each.phone: each for each in (*first, *others)}.values())[:many]

    def _plan(self, kind: ActivityKind, area: str | None, days: int, round_: int) -> Plan:
        words, rng, say = texts()[kind.value], self.rng, self.keeper.say
        starts = _moment(self.keeper.until + timedelta(days=days), words["hour"])
        is_opening = kind is K.LEGAL_SERVICE_MONTH and area is None
        title = words["opening"] if is_opening else words["titles"][round_ % len(words["titles"])]
        title = _filled(title, area, round_)
        is_docking = kind is K.DOCKING_DAY
        asked = texts()["how_many" if is_docking else "enquiry"]
        choices = tuple(map(say, texts()["yes_no"])) if is_docking else ()
        has_speakers = kind in CITY_WIDE or is_opening
        is_for = facts.area(area).industries[:2] if kind is K.STAFF_TRAINING else ()
        houses = rng.sample(self.around.universities, 2) if is_docking else ()
        return Plan(
            title=say(title),
            title_en=title.en,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=words["minutes"]),
            kind=kind,
            series_id=self.around.series[kind],
            summary=say(words["about"]),
            summary_en=words["about"][1],
            area_code=area,
            place=say(_filled(rng.choice(words["places"]), area, round_)),
            capacity=words["seats"],
            per_enterprise=2,
            wants_approval=kind is K.ENTERPRISE_VISIT,
            industries=tuple(is_for),
            partner_ids=tuple(houses),
            speakers=tuple(map(Speaker, rng.sample(self.around.experts, 2 * has_speakers))),
            agenda=tuple(
                AgendaItem(starts + timedelta(minutes=after), say(said), minutes)
                for after, minutes, *said in words["agenda"]
            ),
            questions=(Question("1", say(asked), choices),),
            budget_yuan=rng.choice((None, 5_000, 12_000, 30_000)),
            project_id=self.around.brands.get(area) if rng.random() < 0.5 else None,
        )


def _filled(said: Sequence[str], area: str | None, round_: int) -> Words:
    named = facts.area(area) if area else facts.city()
    zh, en = said
    return Words(
        zh.format(area=named.zh, round=round_),
        en.format(area=named.en, round=round_),
    )


def _moment(day: datetime, hour: int) -> datetime:
    """On this day, or the next on which the offices work."""
    on = day.astimezone(LOCAL).date()
    while not PUBLISHED.is_working(on):
        on += timedelta(days=1)
    return datetime.combine(on, time(hour), LOCAL)
