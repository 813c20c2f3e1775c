"""A condition in SQL that says the same as a rule: whoever may keep a thing finds it in their lists."""

from dataclasses import replace
from itertools import product

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Activity, TechnicalNeed
from db.vocabulary import Kind, Role
from domain.activities_visible import activities_kept_by
from domain.permissions import ENGINE, PUBLIC, activity_keepers, allows, brokers
from domain.research_visible import is_broker
from tests import happenings, laboratory, town
from tests.town import FINANCE, LONGWAN, LUCHENG, UNIVERSITY

pytestmark = pytest.mark.usefixtures("small_town")


def everybody():
    """Each role at each kind of organisation, in the area and outside it, of the organiser and of another."""
    somebody = town.person("organiser")
    yield from (PUBLIC, ENGINE)
    for role, kind, area, home in product(
        Role, Kind, (LONGWAN, LUCHENG), (somebody.organisation_id, FINANCE)
    ):
        yield replace(
            somebody, roles=frozenset({role}), kind=kind, area_code=area, organisation_id=home
        )


def test_activities_are_kept_in_lists_by_those_whom_the_rule_names():
    ids = {happenings.drafted(), happenings.drafted(area_code=LONGWAN)}
    with snapshot() as session:
        rows = {id: session.get_one(Activity, id) for id in ids}
        for person in everybody():
            listed = set(session.exec(select(Activity.id).where(activities_kept_by(person))))
            ruled = {id for id, row in rows.items() if allows(activity_keepers, person, row)}
            assert person.is_engine or listed == ruled, person


def test_a_broker_is_whoever_may_keep_the_needs_of_the_area():
    need_id = laboratory.need()
    with snapshot() as session:
        need = session.get_one(TechnicalNeed, need_id)
        for person in everybody():
            if not person.is_engine and person.organisation_id != UNIVERSITY:
                of_here = person.kind is Kind.CITY or person.area_code == need.area_code
                assert allows(brokers, person, need) == (is_broker(person) and of_here), person
