"""Whom the benchmark would invite is found alike by the database and by hand, row by row."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bench import invitations as bench
from db.activity_vocabulary import RegistrationState, WhyInvited
from db.engine import is_sqlite, snapshot
from db.models import (
    Activity,
    ActivityInvitation,
    Demand,
    InvitationDeclined,
    Organisation,
    Registration,
    User,
)
from db.vocabulary import Kind, SizeClass
from domain import clock
from domain import invitation_rules as rules
from domain.queries import invitation_previews, invitations
from tests.domain.queries.many import plan
from tests.happenings import NOW
from tests.town import LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")
W = WhyInvited


@pytest.fixture
def activity_id(monkeypatch):
    for name, many in (("ACTIVITIES", 24), ("REGISTRATIONS", 600), ("DEMANDS", 400)):
        monkeypatch.setattr(bench, name, many)
    monkeypatch.setattr(bench, "INVITED", 9000)
    with clock.stopped(NOW):
        bench.build(600, NOW)
        yield bench.published(NOW)


def every(session, table, *where):
    return session.exec(select(table).where(*where)).all()


def by_hand(session, activity_id):
    """{enterprise: (points, is free)} of all that fit."""
    activity = session.get_one(Activity, activity_id)
    firms = every(session, Organisation, Organisation.kind == Kind.ENTERPRISE)
    named = {each.name_key: each.id for each in firms}
    alike = {
        each.id: each
        for each in every(session, Activity)
        if each.id != activity.id
        and NOW - rules.LOOKED_BACK < each.starts_at < NOW
        and (each.kind is activity.kind or each.series_id == activity.series_id)
    }
    came, registered = {}, {}
    for each in every(session, Registration):
        if each.activity_id in alike:
            whose = each.organisation_id or named.get(each.enterprise_key)
            is_in = each.state is RegistrationState.ATTENDED
            (came if is_in else registered).setdefault(whose, set()).add(each.activity_id)
    fields = rules.FIELDS[activity.kind]
    asked = {
        each.enterprise_id
        for each in every(session, Demand)
        if each.field in fields and each.submitted_at > NOW - rules.LOOKED_BACK
    }
    often = {}
    for each in every(session, ActivityInvitation):
        often[each.organisation_id] = often.get(each.organisation_id, 0) + 1
    silent = {each.organisation_id for each in every(session, InvitationDeclined)}
    reached = {each.organisation_id for each in every(session, User) if each.email}
    found = {}
    for firm in firms:
        of_series = any(alike[n].series_id == activity.series_id for n in came.get(firm.id, ()))
        before = (
            W.CAME_TO_SERIES
            if of_series
            else W.CAME_TO_KIND
            if firm.id in came
            else W.REGISTERED_BEFORE
            if firm.id in registered
            else None
        )
        meets = {
            W.INDUSTRY: firm.industry_code in bench.INDUSTRIES[:3],
            W.SIZE: firm.size_class in (SizeClass.SMALL, SizeClass.MICRO),
            W.AREA: firm.area_code in (LONGWAN, LUCHENG),
        }
        whys = [each for each, is_so in meets.items() if is_so]
        whys += [W.ASKED_ABOUT] if firm.id in asked else []
        whys += [before] if before else []
        if all(meets.values()) or before or firm.id in asked:
            is_free = (
                firm.id not in silent
                and often.get(firm.id, 0) < rules.MOST_A_WEEK
                and (firm.email is not None or firm.id in reached)
            )
            found[firm.id] = sum(map(rules.POINTS.get, whys)), is_free
    return found


def test_the_best_and_how_many_fit_are_those_that_are_found_by_hand(activity_id):
    with snapshot() as session:
        fit = by_hand(session, activity_id)
        told, candidates, after = None, [], 0
        while after is not None:
            told = invitations.proposed(session, person("organiser"), activity_id, after)
            candidates += told.candidates
            after = told.next
            free = [id for id, (_, is_free) in fit.items() if is_free]
            assert (told.counted.fit, told.counted.free) == (len(fit), len(free))
    expected = sorted(free, key=lambda id: (-fit[id][0], id))
    assert [(each.id, each.score) for each in candidates] == [(id, fit[id][0]) for id in expected]
    assert len(expected) > invitations.PAGE and len(expected) < len(fit)


def test_the_letter_to_one_gives_the_reasons_of_the_list(activity_id):
    with snapshot() as session:
        shown = invitations.proposed(session, person("organiser"), activity_id).candidates
        for each in shown[::7]:
            letter = invitation_previews.preview(session, person("organiser"), activity_id, each.id)
            assert letter.body.count("\n* ") == len(each.reasons)


def test_what_each_enterprise_did_before_is_looked_up_by_its_number(activity_id):
    with snapshot() as session:
        activity = session.get_one(Activity, activity_id)
        asked = invitations.paged(session, person("organiser"), activity, 0)
    told = plan(asked, "registration")
    if is_sqlite():
        assert "SEARCH past USING AUTOMATIC" in told
    assert "SCAN past" not in told


def test_enterprises_are_told_apart_within_an_index_and_one_is_looked_up_by_its_name(activity_id):
    with snapshot() as session:
        activity = session.get_one(Activity, activity_id)
        asked = invitations.paged(session, person("organiser"), activity, 0)
        one = session.exec(select(Organisation).where(Organisation.kind == Kind.ENTERPRISE)).first()
        sought = rules.sought(session, person("organiser"), activity, NOW, only=one)
        letter = sought.select(*sought.columns)
    if is_sqlite():
        assert "organisation USING INDEX ix_organisation_audience" in plan(asked, "organisation")
        # Never by having no record, as most registrations have none, nor by the state.
        told = plan(letter)
        assert "ix_registration_enterprise (activity_id=? AND enterprise_key=?)" in told
        assert "MULTI-INDEX OR" not in told and "ix_registration_state" not in told


def test_a_later_day_knows_of_nothing_that_is_too_long_ago(activity_id):
    with snapshot() as session, clock.stopped(NOW + rules.LOOKED_BACK + timedelta(days=1)):
        told = invitations.proposed(session, person("organiser"), activity_id)
        assert {why.why for each in told.candidates for why in each.reasons} <= {
            W.INDUSTRY,
            W.SIZE,
            W.AREA,
        }
