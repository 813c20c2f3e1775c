"""Who has entered a project without an e-mail address and without an account is called by those who keep it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.contest_vocabulary import EntryState
from db.engine import snapshot
from db.models import Event
from domain import clock
from domain.calling import CalledAlready
from domain.command import perform
from domain.contest import announcing, closing, entering, telephoning
from domain.errors import Forbidden, NotFound
from domain.permissions import PUBLIC
from domain.queries import telephoning as query
from tests.contests import NOW, awarded, begun, enter, entry, give
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def listed(contest_id, who="organiser"):
    """(who is to be called now, who else stands in the list), by the ids of their entries."""
    with snapshot() as session:
        found = query.of_contest(session, person(who) if who else PUBLIC, contest_id)
    return [each.id for each in found if each.is_open], [
        each.id for each in found if not each.is_open
    ]


def call(contest_id, entry_id, who="organiser"):
    perform(ID[who], telephoning.note_call, contest_id, entry_id=entry_id)


def test_whom_no_mail_reaches_is_to_be_called_after_each_step_and_by_one_only():
    contest_id = begun()
    mine = enter(contest_id, email="").entry_id
    for each in (enter(contest_id), enter(contest_id, "valves", email="")):  # hear by mail, inside
        give(entering.accept, contest_id, entry_id=each.entry_id)
    assert listed(contest_id) == ([], [mine])
    with pytest.raises(CalledAlready):
        call(contest_id, mine)
    give(entering.ask_more, contest_id, entry_id=mine, reason="缺少检测报告")
    assert listed(contest_id) == ([mine], [])
    with clock.stopped(NOW + HOUR):
        call(contest_id, mine)
        with pytest.raises(CalledAlready):
            call(contest_id, mine, "admin")
        with snapshot() as session:
            [one] = query.of_contest(session, person("organiser"), contest_id)
        assert one.called == (NOW + HOUR, person("organiser").name)
        assert (one.about, one.state) == (entry(mine).title, EntryState.INCOMPLETE)
    with clock.stopped(NOW + 2 * HOUR):
        give(entering.refuse, contest_id, entry_id=mine, reason="材料不全")
        assert listed(contest_id) == ([mine], [])
    with clock.stopped(NOW + 3 * HOUR):
        give(announcing.call_off, contest_id, reason="改为明年")
        assert listed(contest_id) == ([mine], [])
    with clock.stopped(NOW + 3 * HOUR + telephoning.AFTERWARDS):
        assert listed(contest_id) == ([], [mine])


def test_who_withdraws_is_not_to_be_called():
    contest_id = begun()
    mine = enter(contest_id, email="")
    give(entering.ask_more, contest_id, entry_id=mine.entry_id, reason="缺少检测报告")
    perform(PUBLIC, entering.withdraw, contest_id, token=mine.token)
    assert listed(contest_id) == ([], [])
    with pytest.raises(NotFound):
        call(contest_id, mine.entry_id)


def test_who_won_hears_it_once_the_awards_are_published_and_for_a_month():
    contest_id, first, second = awarded(email="")
    for each in (first, second):
        with clock.stopped(NOW + HOUR):
            call(contest_id, each)
    assert listed(contest_id) == ([], [first, second])
    with clock.stopped(NOW + DAY):
        perform(ID["admin"], closing.publish, contest_id)
        assert listed(contest_id) == ([first, second], [])
    with clock.stopped(NOW + DAY + telephoning.AFTERWARDS):
        assert listed(contest_id) == ([], [first, second])
    with snapshot() as session:
        called = session.exec(select(Event).where(Event.action == "entry_called")).all()
    assert [each.particulars for each in called] == [{}, {}]


def test_only_those_who_keep_the_competition_see_and_note_whom_to_call():
    contest_id, other = begun(), begun()
    mine = enter(contest_id, email="").entry_id
    give(entering.accept, contest_id, entry_id=mine)
    for who in ("longwan", "valves", "leader", None):
        assert listed(contest_id, who) == ([], []), who
    for who in ("longwan", "valves"):
        with pytest.raises(Forbidden):
            call(contest_id, mine, who)
    with pytest.raises(NotFound):
        call(other, mine)
