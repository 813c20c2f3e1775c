"""The demo year is lived through the real commands, and leaves a city in which all is in order."""

import re

import pytest
from sqlmodel import func, select

from db.engine import snapshot
from db.models import Demand, Event, Notice, Organisation, User
from db.vocabulary import Kind, Stage
from domain import clock, sessions, verification
from seed import main
from seed.town import ACCOUNTS, ENTERPRISES, SERVICE_ORGANISATIONS
from seed.upkeep import TWICE
from tests.domain.indicators.recount import differing

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def lived(sqlite):
    return main.first_run(language="en", size=main.Size(40))


def counted(model, *where):
    with snapshot() as session:
        return session.exec(select(func.count()).select_from(model).where(*where)).one()


def test_a_year_is_lived_in_good_order(lived):
    with snapshot() as session:
        demands = session.exec(select(Demand).order_by(Demand.submitted_at)).all()
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
    assert len(told) > 15

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

    for account in ACCOUNTS[:2]:
        assert sessions.sign_in(account.username, lived.password, address="here")
    known = {account.username for account in lived.accounts}
    assert counted(User, User.password_hash.is_not(None)) == len(known)
