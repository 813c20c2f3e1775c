"""The demo year is lived through the real commands, and leaves a city in which all is in order."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from db.activity_vocabulary import ActivityKind, ActivityStage, RegistrationState
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import (
    Activity,
    ActivityOrigin,
    ActivitySeries,
    Contest,
    ContestEntry,
    ContestFollow,
    Demand,
    Event,
    Message,
    Notice,
    Organisation,
    Registration,
    ServiceBooking,
    ServiceMenu,
    User,
)
from db.service_vocabulary import BookingState
from db.vocabulary import Kind, Stage
from domain import clock, sessions, verification
from seed import main
from seed.town import ACCOUNTS, ENTERPRISES, SERVICE_ORGANISATIONS
from seed.upkeep import TWICE
from tests.domain.indicators.recount import differing

# What a year of forty demands may leave at nought.
# In the smallest year no need that was raised at an activity has come to a match.
UNMOVED = {Indicator.MATCHES_AT_ACTIVITIES, Indicator.CONTRACTS_OF_ACTIVITIES}
# At some hours no order of so few is late, and of none there is no share that is followed up.
OF_THE_HOUR = {Indicator.OVERDUE_FOLLOWED}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def lived(sqlite):
    return main.first_run(language="en", size=main.Size(40))


def counted(model, *where):
    with snapshot() as session:
        return session.exec(select(func.count()).select_from(model).where(*where)).one()


def _what_hangs_on_series():
    """A competition came to its end and is followed up; one menu was kept, another one can be booked."""
    assert counted(Contest, col(Contest.published_at).is_not(None)) == 1
    assert counted(ContestEntry) == 8
    assert counted(ContestEntry, col(ContestEntry.prize).is_not(None)) >= 3
    assert counted(ContestFollow, col(ContestFollow.verified_at).is_not(None)) == 2
    assert counted(ServiceMenu, col(ServiceMenu.published_at).is_not(None)) == 2
    assert counted(ServiceBooking, ServiceBooking.state == BookingState.ATTENDED) > 10
    assert counted(ServiceBooking, ServiceBooking.state == BookingState.BOOKED) > 5


def test_a_year_is_lived_in_good_order(lived):
    with snapshot() as session:
        there = select(ActivityOrigin.demand_id).where(col(ActivityOrigin.demand_id).is_not(None))
        raised = session.exec(there).all()
        asked = select(Demand).where(col(Demand.id).not_in(raised))
        demands = session.exec(asked.order_by(Demand.submitted_at)).all()
        trail = select(Event.subject_id, Event.at).where(Event.subject_kind == "demand")
        moments = [tuple(each) for each in session.exec(trail.order_by(Event.subject_id, Event.id))]
    assert len(demands) == 40
    assert {each.stage for each in demands} >= {Stage.CLOSED}
    assert len({each.title for each in demands}) > 30
    assert not [each.title for each in demands if CHINESE.search(each.title + each.body)]
    assert moments == sorted(moments)
    assert verification.verify() == []
    with clock.stopped(clock.now()), snapshot() as session:
        wrong, told = differing(session)
    assert wrong == []  # every indicator of every month, counted a second time by hand
    assert set(Indicator) - told - OF_THE_HOUR == UNMOVED
    assert len(raised) > 3
    _what_hangs_on_series()

    assert counted(Organisation, Organisation.kind == Kind.SUB_PLATFORM) == 12
    assert ENTERPRISES == 300
    enterprises = counted(Organisation, Organisation.kind == Kind.ENTERPRISE)
    assert ENTERPRISES < enterprises <= ENTERPRISES + TWICE  # some are registered twice
    assert (
        counted(Organisation, Organisation.kind == Kind.SERVICE_ORGANISATION)
        == SERVICE_ORGANISATIONS
        == 120
    )
    assert counted(Organisation, Organisation.kind == Kind.UNIVERSITY) == 15
    assert counted(Notice) > 0

    check_activities()

    for account in ACCOUNTS[:2]:
        assert sessions.sign_in(account.username, lived.password, address="here")
    known = {account.username for account in lived.accounts}
    assert counted(User, User.password_hash.is_not(None)) == len(known)


def check_activities():
    """They are held and ahead, full and moved and called off; who came had registered or walked in."""
    stage, state = ActivityStage, RegistrationState
    with snapshot() as session:
        rows = session.exec(select(Activity)).all()
        kinds = {each.kind for each in session.exec(select(ActivitySeries))}
        moved = session.exec(select(Event.id).where(Event.action == "activity_moved")).all()
    assert {each.stage for each in rows} >= {stage.PUBLISHED, stage.REPORTED, stage.CANCELLED}
    of_projects = {ActivityKind.GOOD_PROJECT}  # the competition hangs on the series itself
    assert {each.kind for each in rows} == kinds - of_projects and len(kinds) == 7
    before = clock.now() - timedelta(hours=1)
    assert all(each.ends_at > before for each in rows if each.stage is stage.PUBLISHED)
    assert any(each.taken == each.capacity for each in rows) and moved
    assert not [each.title for each in rows if CHINESE.search(each.title + each.place)]
    for each in (state.REGISTERED, state.WAITING, state.ATTENDED, state.WITHDRAWN):
        assert counted(Registration, Registration.state == each) > 0
    coming = col(Registration.registered_at) > clock.now() - timedelta(days=80)
    mailed = counted(Registration, coming, col(Registration.email).is_not(None))
    called = counted(Registration, coming, col(Registration.email).is_(None))
    assert mailed > called > 0  # some have to be called, most need not
    assert counted(Message) < 500
    assert len(rows) > 60
