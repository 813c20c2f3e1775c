"""One permission for figures: whoever may open their page may read them on every other path, and nobody else may."""

from dataclasses import replace
from datetime import date

import pytest

from components import page_list
from db.bulletin_vocabulary import BulletinStage
from db.engine import snapshot, transaction
from db.models import Bulletin
from db.vocabulary import Kind, Role
from domain import clock
from domain.command import can
from domain.errors import Forbidden
from domain.figure_subscriptions import subscribe
from domain.indicators import allowed
from domain.indicators.reading import Scope
from domain.permissions import PUBLIC, Person
from domain.queries import bulletins
from tests.town import FINANCE, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town")
TODAY = date(2026, 11, 9)
HEAD = Person(1, "", organisation_id=FINANCE, kind=Kind.DEPARTMENT)


def is_told(person: Person) -> bool:
    try:
        return allowed.narrowed(person, Scope(TODAY, TODAY)) is not None
    except Forbidden:
        return False


@pytest.fixture
def sent():
    with transaction() as session:
        at = clock.now()
        month = {"month": TODAY.replace(day=1), "title": "通报", "facts": {}, "drawn_at": at}
        session.add(Bulletin(**month, stage=BulletinStage.SENT))


@pytest.mark.parametrize("role", Role)
def test_page_api_subscriptions_and_bulletins_are_open_to_the_same_people(sent, role):
    who = replace(HEAD, roles=frozenset({role}))
    [page] = [each for each in page_list.places() if each.path == "kpi"]
    with snapshot() as session:
        read = bulletins.listing(session, who)
    ways = {page.is_open_to(who), is_told(who), can(who, subscribe, None), len(read) == 1}
    watches = role not in (Role.ENTERPRISE, Role.UNIVERSITY_LIAISON, Role.UNIT_HANDLER)
    assert ways == {watches}


def test_a_wall_is_told_figures_and_a_visitor_is_not():
    assert is_told(Person(None, "", kind=Kind.SUB_PLATFORM, area_code=LONGWAN))
    assert not is_told(PUBLIC)
