"""Two docking days of the demo year: one that was held and told of, one that comes and is planned."""

from datetime import timedelta
from random import Random

from sqlmodel import select

from db.engine import snapshot
from db.models import DockingMeeting
from db.research_vocabulary import MeetingStage
from db.vocabulary import Role
from domain import clock, docking_days
from domain.command import perform
from domain.docking_planning import plan
from domain.permissions import ENGINE
from domain.queries.inviting import best_results, invitable
from seed.facts import Words
from seed.keeping import Keeper
from seed.town import Town

AUTUMN = Words("秋季产学研对接会", "Autumn docking day")
WINTER = Words("冬季产学研对接会", "Winter docking day")
PLACE = Words("市科技馆一楼大厅", "Science Museum, ground floor")
NEEDS, RESULTS_EACH, SLOTS, TABLES = 12, 3, 8, 6
AGO, AHEAD = 35, 12  # days


def live(keeper: Keeper, rng: Random, town: Town) -> None:
    """The day that was, and the day that comes."""
    broker = town.desk[Role.INTAKE][0]
    with clock.stopped(keeper.until - timedelta(days=AGO + 14)):
        held = _planned(keeper, broker, AUTUMN, keeper.until - timedelta(days=AGO))
    with clock.stopped(keeper.until - timedelta(days=AGO)):
        _told(rng, broker, held)
    with clock.stopped(keeper.until - timedelta(days=2)):
        _planned(keeper, broker, WINTER, keeper.until + timedelta(days=AHEAD))


def _planned(keeper: Keeper, broker: int, name: Words, at) -> int:
    with snapshot() as session:
        needs = tuple(each.id for each in invitable(session, ENGINE)[:NEEDS])
        results = best_results(session, ENGINE, needs, RESULTS_EACH)
    day_id = perform(
        broker,
        docking_days.prepare,
        name=keeper.say(name),
        place=keeper.say(PLACE),
        held_on=at.date(),
        slots=SLOTS,
        tables=TABLES,
    )
    perform(broker, docking_days.invite, day_id, need_ids=needs, result_ids=results)
    plan(broker, day_id)
    perform(broker, docking_days.publish, day_id)
    return day_id


def _told(rng: Random, broker: int, day_id: int) -> None:
    """Most meetings were held; few go on, and become matches."""
    with snapshot() as session:
        met = session.exec(select(DockingMeeting.id).where(DockingMeeting.day_id == day_id)).all()
    for n, meeting_id in enumerate(sorted(met)):
        is_held = rng.random() < 0.9
        perform(
            broker,
            docking_days.tell,
            day_id,
            meeting_id=meeting_id,
            stage=MeetingStage.HELD if is_held else MeetingStage.MISSED,
            rating=rng.randint(3, 5) if is_held else None,
            goes_on=is_held and n % 9 == 0,
        )
    perform(broker, docking_days.end, day_id)
