"""Who enters a project, what is looked over, corrected, withdrawn; and who sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.contest_vocabulary import ContestStage, EntryState
from db.engine import snapshot
from db.models import ContestFile, Message
from domain import clock, verification
from domain.command import perform
from domain.contest import contests, entering, files
from domain.contest.contests import NotOfActivity, WrongDays, WrongSeats
from domain.contest.entering import EnteredAlready, EntriesClosed, EntryMovedOn
from domain.contest.plans import plan_of
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.kept_files import SameFile
from domain.permissions import PUBLIC
from domain.queries import contest_entries
from domain.queries import contests as query
from tests import happenings
from tests.contests import CLOSES, NOW, accepted, begun, contest, enter, entry, plan, project
from tests.town import ID, LAWYERS, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def listed(contest_id, who):
    with snapshot() as session:
        page = contest_entries.listing(session, person(who) if who else PUBLIC, contest_id)
        return [each.id for each in page.lines]


def test_a_competition_hangs_on_a_series_or_an_activity_of_its_kind_and_its_plan_is_kept():
    contest_id = begun()
    with snapshot() as session:
        kept = plan_of(session, contest(contest_id))
    assert kept.preliminary.seats == 4 and kept.prizes[0].name_en == "First prize"
    perform(ID["organiser"], contests.change, contest_id, plan=replace(kept, title="好项目"))
    assert contest(contest_id).title == "好项目"
    other = happenings.drafted()
    with pytest.raises(NotOfActivity):
        begun(activity_id=other)
    with pytest.raises(NotOfActivity):
        begun(series_id=None)
    with pytest.raises(Forbidden):
        begun("longwan", series_id=kept.series_id)
    with pytest.raises(WrongDays):
        begun(closes_at=CLOSES + timedelta(days=60))
    with pytest.raises(WrongSeats):
        begun(final=replace(plan().final, seats=9))


def test_a_team_without_account_enters_and_looks_after_its_project_by_the_link():
    contest_id = begun()
    receipt = enter(contest_id, university_id=UNIVERSITY)
    with snapshot() as session:
        shown = contest_entries.by_token(session, PUBLIC, receipt.token)
    assert (shown.ticket, shown.university.id, shown.may_correct) == (1, UNIVERSITY, True)
    assert not shown.story and not shown.is_keeper
    said = replace(project(), title="改了名字")
    perform(PUBLIC, entering.correct, contest_id, plan=said, token=receipt.token)
    assert entry(receipt.entry_id).title == "改了名字"
    with pytest.raises(NotFound):
        perform(PUBLIC, entering.withdraw, contest_id, token="guessed")
    with pytest.raises(NotFound):
        perform(PUBLIC, entering.withdraw, contest_id, entry_id=receipt.entry_id)
    perform(PUBLIC, entering.withdraw, contest_id, token=receipt.token)
    assert entry(receipt.entry_id).state is EntryState.WITHDRAWN
    with pytest.raises(EntryMovedOn):
        perform(PUBLIC, entering.withdraw, contest_id, token=receipt.token)
    assert verification.verify() == []


def test_an_enterprise_enters_under_its_own_name_and_the_same_project_once():
    contest_id = begun()
    said = {"title": "同一个项目", "enterprise_name": "别人的名字"}
    receipt = enter(contest_id, "valves", **said)
    assert entry(receipt.entry_id).organisation_id == VALVES
    with pytest.raises(EnteredAlready):
        enter(contest_id, enterprise_name="龙湾恒泽阀门有限公司", title="同一个项目")
    enter(contest_id, "shoes", **said)
    assert listed(contest_id, "valves") == [receipt.entry_id]
    assert len(listed(contest_id, "organiser")) == 2
    assert listed(contest_id, None) == listed(contest_id, "finance") == []
    with pytest.raises(Forbidden):
        perform(ID["shoes"], entering.withdraw, contest_id, entry_id=receipt.entry_id)


def test_an_incomplete_entry_comes_back_and_is_accepted_also_after_the_last_day():
    contest_id = begun()
    receipt = enter(contest_id)
    at = {"entry_id": receipt.entry_id}
    perform(ID["organiser"], entering.ask_more, contest_id, reason="缺商业计划书", **at)
    with pytest.raises(EntryMovedOn):
        perform(ID["organiser"], entering.accept, contest_id, **at)
    with clock.stopped(CLOSES + timedelta(hours=1)):
        with pytest.raises(EntriesClosed):
            enter(contest_id)
        said = {"plan": project(title="补齐"), "token": receipt.token}
        perform(PUBLIC, entering.correct, contest_id, **said)
        perform(ID["organiser"], entering.accept, contest_id, **at)
    row = entry(receipt.entry_id)
    assert (row.state, row.stage, row.because) == (
        EntryState.ACCEPTED,
        ContestStage.PRELIMINARY,
        "",
    )
    with pytest.raises(EntryMovedOn):
        perform(PUBLIC, entering.correct, contest_id, **said)
    with snapshot() as session:
        assert len(session.exec(select(Message)).all()) == 3


def test_what_is_said_of_a_project_is_checked():
    contest_id = begun()
    for changes, refusal in (
        ({"phone": "", "email": ""}, Missing),
        ({"enterprise_name": " "}, Missing),
        ({"phase": "dream"}, Unclear),
        ({"industry_code": "0000"}, Unclear),
        ({"sought_yuan": -1}, Unclear),
        ({"university_id": LAWYERS}, Unclear),
    ):
        with pytest.raises(refusal):
            enter(contest_id, **changes)


def test_files_are_added_before_it_is_accepted_and_open_by_a_signed_address_only():
    contest_id = begun()
    receipt = enter(contest_id)
    said = {"name": "计划书.pdf", "content": PDF, "token": receipt.token}
    file_id = perform(PUBLIC, files.attach, contest_id, **said)
    with pytest.raises(SameFile):
        perform(PUBLIC, files.attach, contest_id, **said)
    key = files.address(file_id).partition("key=")[2]
    with snapshot() as session:
        assert files.by_key(session, file_id, key).name == "计划书.pdf"
        assert files.by_key(session, file_id + 1, key) is None
        assert files.by_key(session, file_id, "1-" + "0" * 64) is None
        with clock.stopped(NOW + timedelta(minutes=11)):
            assert files.by_key(session, file_id, key) is None
    perform(ID["organiser"], entering.accept, contest_id, entry_id=receipt.entry_id)
    with pytest.raises(EntryMovedOn):
        perform(PUBLIC, files.take_back, contest_id, file_id=file_id, token=receipt.token)
    at = {"file_id": file_id, "entry_id": receipt.entry_id}
    perform(ID["organiser"], files.take_back, contest_id, **at)
    with snapshot() as session:
        assert session.exec(select(ContestFile)).one().withdrawn_at is not None
        assert files.by_key(session, file_id, key) is None


def test_everybody_sees_a_competition_and_only_its_keepers_how_many_entries_wait():
    contest_id = begun()
    accepted(contest_id)
    enter(contest_id)
    with snapshot() as session:
        for who, keeps in (("organiser", True), ("admin", True), ("longwan", False)):
            shown = query.contest(session, person(who), contest_id)
            assert shown.is_keeper is keeps and shown.accepted == 1
            assert (shown.counts is not None) is keeps
        [line] = query.listing(session, PUBLIC)
        assert line.is_open and line.entries == 1
