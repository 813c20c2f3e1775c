"""The story of a competition and of a service menu, told as those of stories.py."""

from datetime import datetime, timedelta

from sqlmodel import select

from db.contest_vocabulary import ContestStage, EntryState, FollowStep
from db.engine import snapshot, transaction
from db.models import Contest, ContestEntry, ServiceSlot
from domain import clock
from domain.clock import LOCAL
from domain.command import perform
from domain.contest import closing, entering, following
from domain.contest.plans import RoundPlan
from domain.menu import bookings, door
from domain.menu import menus as serving
from domain.permissions import PUBLIC
from tests import contests, menus
from tests.town import ID


def projects(story) -> None:
    """A project is entered, awarded and followed up; a time of a menu is booked and kept."""
    story.at = datetime(2026, 11, 2, 9, tzinfo=LOCAL)
    with clock.stopped(story.at):
        hangs_on = contests.series()
        first, second = story.at.date() + timedelta(days=10), story.at.date() + timedelta(days=12)
        days = {
            "preliminary": RoundPlan(first, first, 2, 1),
            "final": RoundPlan(second, second, 2, 1),
        }
        dates = {
            "opens_at": story.at - timedelta(days=1),
            "closes_at": story.at + timedelta(days=5),
        }
        contest = contests.begun(series_id=hangs_on, **dates, **days)
    entry = story.do(PUBLIC, entering.enter, contest, plan=contests.project()).entry_id
    story.later(days=20)
    with transaction() as session:  # the scoring itself moves nothing; see tests/domain/contest
        row = session.get_one(ContestEntry, entry)
        row.prize, row.stage, row.state = 0, ContestStage.AWARDED, EntryState.ACCEPTED
        session.get_one(Contest, contest).stage = ContestStage.AWARDED
    story.do("admin", closing.publish, contest)
    on, said = story.at.date(), {"entry_id": entry, "amount_yuan": 900_000}
    closed = {"step": FollowStep.FINANCING, "on": on}
    financing = story.do("organiser", following.note, contest, **said, **closed)
    story.do("admin", following.verify, contest, follow_id=financing)
    used = {"step": FollowStep.TRANSFORMED, "on": on}
    transformed = story.do("organiser", following.note, contest, entry_id=entry, **used)
    for each in (financing, transformed):
        story.do("organiser", following.take_back, contest, follow_id=each, reason="误记")
    with clock.stopped(story.at):
        menu = menus.begun(month=story.at.date())
        starts = story.at + timedelta(hours=2)
        menus.offered(menu, 1, starts)
        perform(ID["organiser"], serving.publish, menu)
    with snapshot() as session:
        asked = select(ServiceSlot.id).where(ServiceSlot.starts_at == starts)
        slot = session.exec(asked).one()
    said = {"slot_id": slot, "person_name": "林晓", "phone": "13857700001"}
    booking = story.do(PUBLIC, bookings.book, menu, **said, enterprise_name="瓯海试剂厂").booking_id
    story.later(hours=3)
    story.do("organiser", door.note, menu, booking_id=booking, came=True)
