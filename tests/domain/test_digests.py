"""The weekly digest: once a week and organisation, from Monday eight o'clock; nothing that is not for its reader."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import Digest, Message, User
from db.research_vocabulary import MatchKind
from db.vocabulary import MessageKind
from domain import clock, digests, needs, results
from domain.clock import LOCAL
from domain.command import perform
from domain.matchmaking import judging, shelves, starting
from domain.permissions import person
from domain.queries import digest
from tests import laboratory
from tests.domain.matching.texts import NEEDS
from tests.town import ID, SHOES, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=LOCAL)
TUESDAY_BEFORE = MONDAY - timedelta(days=6)
MONTH_BEFORE = MONDAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def addresses(small_town):
    with transaction() as session:
        for username in ("liaison", "valves", "shoes"):
            session.get_one(User, ID[username]).email = f"{username}@example.com"


def mails():
    """Who is written to, in order."""
    with snapshot() as session:
        found = select(Message.recipient).where(Message.kind == MessageKind.WEEKLY_DIGEST)
        return [each.split("@")[0] for each in session.exec(found.order_by(col(Message.id)))]


def ticks(at=MONDAY, many=2):
    with clock.stopped(at):
        return [digests.send() for _ in range(many)]


def told(who, at=MONDAY):
    with snapshot() as session:
        return digest.told(session, ID[who], at)[1]


def old_results():
    with clock.stopped(MONTH_BEFORE):
        return laboratory.all_results()


def new_need(**said):
    with clock.stopped(TUESDAY_BEFORE):
        return laboratory.need("seal", **said)


def test_a_liaison_team_hears_on_monday_of_the_new_needs_that_fit_and_only_once():
    known = old_results()
    need_id = new_need()
    assert ticks(MONDAY - timedelta(minutes=1)) == [0, 0]
    assert ticks() == [1, 0]
    assert mails() == ["liaison"]
    [one] = told("liaison")
    assert one.new_id == need_id and one.words
    with snapshot() as session:
        row = session.get_one(Digest, (UNIVERSITY, MONDAY.date()))
    assert (row.kind, row.found[0]["result_id"]) == (MatchKind.NEED, known["seal"])
    assert ticks(MONDAY + timedelta(days=3)) == [0, 0]


def test_the_words_that_both_say_stand_in_the_mail_as_they_stand_in_the_texts():
    offered = "Welded bellows sealing of cryogenic pumps, tested for leakage at liquid nitrogen temperatures."
    asked = (
        "Cryogenic pumps are leaking: which bellows sealing holds at liquid nitrogen temperatures?"
    )
    with clock.stopped(MONTH_BEFORE):
        laboratory.result("seal", title="Bellows sealing of cryogenic pumps", abstract=offered)
    new_need(title="Cryogenic pumps are leaking", problem=asked)
    ticks()
    [one] = told("liaison")
    assert len(one.words) == digest.MOST_WORDS
    assert set(one.words) <= set(f"{offered} {asked}".replace(",", "").replace(":", "").split())


def test_no_piece_of_a_word_that_both_say_stands_in_the_mail_beside_it():
    old_results()
    new_need()
    ticks()
    with transaction() as session:
        row = session.get_one(Digest, (UNIVERSITY, MONDAY.date()))
        row.found = [{**row.found[0], "words": ["低温", "低温阀门", "阀门", "密封"]}]
    [one] = told("liaison")
    assert one.words == ("低温阀门", "密封")


def test_the_week_after_it_is_no_news_any_more():
    old_results()
    new_need()
    ticks()
    assert ticks(MONDAY + timedelta(days=7)) == [0, 0]
    assert mails() == ["liaison"]


@pytest.mark.parametrize("was_told", [True, False])
def test_what_was_corrected_and_in_review_on_monday_comes_when_it_is_published_again(was_told):
    old_results()
    need_id = new_need()
    if was_told:
        assert ticks() == [1, 0]
    with clock.stopped(MONDAY + timedelta(days=2) if was_told else MONDAY - timedelta(days=3)):
        perform(
            ID["valves"], needs.change, need_id, title="低温阀门要新的密封", problem=NEEDS["seal"]
        )
    assert ticks(MONDAY + timedelta(minutes=1)) == [0, 0]
    with clock.stopped(MONDAY + timedelta(days=3)):
        perform(ID["intake"], needs.publish, need_id)
    assert ticks(MONDAY + timedelta(days=7)) == [0 if was_told else 1, 0]
    with clock.stopped(MONDAY + timedelta(days=60)):
        perform(ID["valves"], needs.change, need_id, title="阀门密封", problem=NEEDS["seal"])
        perform(ID["intake"], needs.publish, need_id)
    assert ticks(MONDAY + timedelta(days=63)) == [0, 0]  # it is no news any more


def test_an_enterprise_hears_of_new_results_that_fit_its_needs():
    with clock.stopped(MONTH_BEFORE):
        laboratory.need("seal")
    with clock.stopped(TUESDAY_BEFORE):
        known = laboratory.all_results()
    assert ticks() == [1, 0]
    assert mails() == ["valves"]
    found = told("valves")
    assert found[0].new_id == known["seal"] and len(found) <= digests.MOST


def test_what_comes_before_the_public_on_monday_after_eight_is_told_the_week_after():
    old_results()
    with clock.stopped(MONDAY + timedelta(hours=2)):
        laboratory.need("seal")
    assert ticks(MONDAY + timedelta(hours=3)) == [0, 0]
    assert ticks(MONDAY + timedelta(days=8)) == [1, 0]


def test_after_a_stop_over_monday_it_goes_out_with_the_first_tick():
    old_results()
    new_need()
    assert ticks(MONDAY + timedelta(days=2, hours=5)) == [1, 0]


def test_nobody_gets_an_empty_digest_and_the_week_is_not_asked_again():
    old_results()
    assert ticks() == [0, 0]
    assert mails() == []
    with snapshot() as session:
        assert session.get_one(Digest, (UNIVERSITY, MONDAY.date())).found == []


def test_a_need_for_brokers_only_is_in_no_digest():
    old_results()
    new_need(confidentiality="brokers_only")
    assert ticks() == [0, 0]


def test_a_hidden_name_is_nowhere_in_it():
    old_results()
    new_need(confidentiality="name_hidden")
    ticks()
    with snapshot() as session:
        row = session.get_one(Digest, (UNIVERSITY, MONDAY.date()))
    assert "恒泽" not in repr(told("liaison")) + repr(row.found)


def test_what_was_set_aside_or_brought_together_already_is_no_news():
    known = old_results()
    need_id = new_need()
    with clock.stopped(TUESDAY_BEFORE + timedelta(hours=2)):
        perform(ID["intake"], starting.start, need_id=need_id, result_id=known["seal"])
    ticks()
    assert known["seal"] not in {each["result_id"] for each in kept()}


def kept():
    with snapshot() as session:
        row = session.get(Digest, (UNIVERSITY, MONDAY.date()))
    return row.found if row else []


def test_what_somebody_said_does_not_suit_is_left_out():
    known = old_results()
    need_id = new_need()
    with clock.stopped(TUESDAY_BEFORE + timedelta(hours=2)):
        perform(
            ID["valves"],
            judging.judge,
            need_id,
            result_id=known["seal"],
            verdict="not_this",
            reason="known_already",
        )
    ticks()
    assert known["seal"] not in {each["result_id"] for each in kept()}


def test_whoever_does_not_want_it_gets_none_and_may_want_it_again():
    old_results()
    new_need()
    with snapshot() as session:
        liaison, desk = person(session, ID["liaison"]), person(session, ID["dispatcher"])
        assert digest.is_wanted(session, liaison) is True
        assert digest.is_wanted(session, desk) is None
    perform(ID["liaison"], digests.want, ID["liaison"], wanted=False)
    assert ticks() == [0, 0] and mails() == []
    perform(ID["liaison"], digests.want, ID["liaison"], wanted=True)
    assert ticks(MONDAY + timedelta(hours=1)) == [1, 0] and mails() == ["liaison"]
    perform(ID["liaison"], digests.want, ID["liaison"], wanted=False)
    assert told("liaison") == ()  # between the outbox and its sending


def test_what_was_withdrawn_before_it_is_sent_is_not_told():
    old_results()
    need_id = new_need()
    ticks()
    assert told("liaison")
    perform(ID["valves"], needs.withdraw, need_id, reason="已解决")
    assert told("liaison") == ()


def test_one_entry_for_each_need_and_ten_at_most(monkeypatch):
    old_results()
    with clock.stopped(TUESDAY_BEFORE):
        for about in ("seal", "pump"):
            laboratory.need(about)
            laboratory.need(about, enterprise_id=SHOES)
    monkeypatch.setattr(digests, "MOST", 3)
    ticks()
    found = told("liaison")
    assert len(found) == 3 and len({each.new_id for each in found}) == 3


def test_a_fault_of_one_organisation_does_not_hold_up_the_others(monkeypatch):
    with clock.stopped(TUESDAY_BEFORE):
        laboratory.all_results()
        laboratory.need("seal")
        laboratory.need("pump", enterprise_id=SHOES)
    find = digests._found

    def failing(session, who, begins):
        if who.organisation_id == VALVES:
            raise RuntimeError("a fault")
        return find(session, who, begins)

    monkeypatch.setattr(digests, "_found", failing)
    ticks(many=1)
    assert set(mails()) == {"liaison", "shoes"}


def test_a_result_that_is_withdrawn_takes_its_organisation_out():
    with clock.stopped(MONTH_BEFORE):
        only = laboratory.result("seal")
        perform(ID["liaison"], results.withdraw, only, reason="转让")
    new_need()
    assert ticks() == [0, 0]
    with snapshot() as session:
        assert session.get(Digest, (UNIVERSITY, MONDAY.date())) is None


def test_no_digest_is_kept_before_the_index_holds_all_results(monkeypatch):
    old_results()
    new_need()
    monkeypatch.setattr(shelves, "AT_ONCE", 1)
    monkeypatch.setattr(shelves, "_shelves", {})
    with monkeypatch.context() as broken:
        broken.setattr(shelves.Shelf, "_build", lambda self: None)
        assert ticks(many=1) == [0]
        with snapshot() as session:
            assert session.exec(select(Digest)).all() == []
    assert ticks(many=1) == [1]
