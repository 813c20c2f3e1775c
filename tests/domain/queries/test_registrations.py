"""Who registered for an activity and who came: the list of those who hold it, one's own, and the counts."""

from datetime import timedelta

import pytest

from db.activity_vocabulary import (
    AttendedBy,
    RegistrationState,
)
from db.engine import transaction
from db.models import Organisation
from domain import clock, registrations
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import attendance as attended
from domain.queries import registrations as lists
from tests import happenings
from tests.domain.queries.asking import asked
from tests.happenings import NOW, STARTS, apart, published, register
from tests.infrastructure.statements import statements
from tests.town import LONGWAN, LUCHENG, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_the_list_is_for_those_who_hold_it_and_for_everybody_their_own(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    activity_id = published()
    mine = register(activity_id, "valves", person_name="林晓")
    for _ in range(4):
        register(activity_id)
    first = asked(lists.listing, "organiser", activity_id)
    rest = asked(lists.listing, "organiser", activity_id, after=first.next)
    assert (first.count, [each.ticket for each in first.lines + rest.lines]) == (5, [1, 2, 3, 4])
    assert asked(lists.listing, "organiser", activity_id, words="林晓").count == 1
    for who, sees in (("valves", 1), ("shoes", 0), ("leader", 0), ("longwan", 0), (PUBLIC, 0)):
        assert asked(lists.listing, who, activity_id).count == sees, who
    [own] = asked(lists.own, "valves")
    assert (own.registration_id, own.can_withdraw) == (mine.registration_id, True)
    assert asked(lists.own, "shoes") == ()
    assert asked(lists.own, "valves", activity_id) == (own,)
    assert asked(lists.own, "valves", apart(1)) == ()


def test_ones_own_are_asked_for_in_as_many_statements_however_many_there_are():
    counts, ahead = [], []
    for n in (1, 2, 3):
        activity_id = apart(n, capacity=1)
        for _ in range(n):
            register(activity_id)
        register(activity_id, "valves")
        with statements() as found:
            ahead = [each.ahead for each in asked(lists.own, "valves")]
        counts.append(len(found))
    assert ahead == [0, 1, 2] and counts[0] == counts[2]


def test_a_link_opens_one_registration_with_its_place_in_the_queue():
    activity_id = published(capacity=1)
    seated, _, third = (register(activity_id) for _ in range(3))
    opened = asked(lists.by_token, PUBLIC, seated.token)
    assert (opened.code, opened.state) == (seated.code, R.REGISTERED)
    waits = asked(lists.by_token, PUBLIC, third.token)
    assert (waits.ahead, waits.code) == (1, "")
    assert asked(lists.by_token, PUBLIC, "guessed") is None
    perform(PUBLIC, registrations.withdraw, activity_id, token=seated.token)
    assert not asked(lists.by_token, PUBLIC, seated.token).can_withdraw


def test_attendance_is_counted_by_enterprise_and_area():
    activity_id = published()
    came = register(activity_id, "valves")
    register(activity_id, "valves")
    other = register(activity_id, "shoes")
    stranger = register(activity_id, enterprise_name="某厂")
    for each in (came, other, stranger):
        happenings.check_in(activity_id, code=each.code)
    by_area = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert {(each.key, each.registered, each.attended) for each in by_area} == {
        (LONGWAN, 2, 1),
        (LUCHENG, 1, 1),
        ("", 1, 1),
    }
    firms = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.ENTERPRISE)
    assert {(each.name, each.registered) for each in firms} == {
        ("龙湾恒泽阀门有限公司", 2),
        ("鹿城欣步鞋业有限公司", 1),
        ("某厂", 1),
    }
    assert asked(attended.attendance, "lucheng", (activity_id,), AttendedBy.AREA) == ()


def test_a_typed_name_is_counted_for_the_one_enterprise_of_that_name_and_opens_nothing():
    activity_id = published()
    register(activity_id, "valves")
    typed = register(activity_id, enterprise_name="龙湾恒泽阀门")
    assert happenings.registration(typed.registration_id).organisation_id is None
    assert len(asked(lists.own, "valves")) == 1
    firms = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.ENTERPRISE)
    assert [(each.name, each.registered) for each in firms] == [("龙湾恒泽阀门有限公司", 2)]
    areas = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert [(each.key, each.registered) for each in areas] == [(LONGWAN, 2)]
    with transaction() as session:  # now nobody knows which of the two is meant
        known = session.get_one(Organisation, VALVES).model_dump(exclude={"id", "credit_code"})
        session.add(Organisation(**known))
    areas = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert {(each.key, each.registered) for each in areas} == {(LONGWAN, 1), ("", 1)}


def test_the_list_says_which_can_be_corrected_still():
    activity_id = published()
    first, second = register(activity_id), register(activity_id)
    ids = [first.registration_id, second.registration_id]
    happenings.withdraw(activity_id, second)

    def open_ones():
        found = asked(lists.listing, "organiser", activity_id).lines
        return [each.id for each in found if each.can_correct]

    assert open_ones() == ids[:1]
    with clock.stopped(STARTS + timedelta(hours=1)):
        assert open_ones() == ids[:1]
    with clock.stopped(STARTS + timedelta(hours=2)):
        assert open_ones() == []
