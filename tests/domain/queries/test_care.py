"""What waits for the keepers of the directory: each sees what is theirs, counted and in pages."""

from datetime import timedelta

import pytest

from db.engine import snapshot, transaction
from db.models import Organisation, Qualification
from db.vocabulary import Kind, QualificationType
from domain import checks, clock, pairs, proposals, records
from domain.command import perform
from domain.queries import care, own
from tests import town
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, SHOES, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def read(query, username="intake", *args):
    with snapshot() as session:
        return query(session, town.person(username), *args)


def add(name="龙湾恒则阀门有限公司", area_code=LONGWAN):
    fields = {"name": name, "area_code": area_code}
    return perform(ID["intake"], records.add, kind=Kind.ENTERPRISE, fields=fields)


def swept():
    while pairs.sweep():
        pass


def propose(username="valves", record_id=VALVES, **fields):
    perform(ID[username], proposals.propose, record_id, fields=fields)


def test_a_proposal_shows_what_stands_and_what_is_wanted():
    propose(products="球阀", website="example.cn")
    perform(ID["intake"], records.change, VALVES, fields={"products": "闸阀"})
    (proposal,) = read(care.proposals)
    assert (proposal.organisation_id, proposal.by) == (VALVES, "valves")
    told = {each.name: (each.now, each.wanted, each.is_outrun) for each in proposal.fields}
    assert told == {
        "products": ("闸阀", "球阀", True),
        "website": ("", "https://example.cn", False),
    }


def test_each_keeper_counts_what_is_theirs():
    propose(products="球阀")
    propose("shoes", SHOES, products="鞋")
    add()
    swept()
    loads = {who: read(care.load, who) for who in ("intake", "longwan", "lucheng", "tax")}
    assert [loads[who].proposals for who in loads] == [2, 1, 1, 0]
    assert [loads[who].pairs for who in loads] == [1, 1, 0, 0]
    assert [loads[who].due for who in loads] == [1, 0, 1, 0]  # the lawyers were never checked
    assert loads["tax"].all == 0


def test_a_pair_across_two_areas_is_for_the_city():
    add(area_code=LUCHENG)
    swept()
    assert [len(read(care.pairs, who)) for who in ("intake", "longwan", "lucheng")] == [1, 0, 0]


def test_a_pair_says_in_what_the_two_are_alike():
    made = add()
    swept()
    town.receive()
    (pair,) = read(care.pairs)
    assert (pair.one.id, pair.other.id, pair.one.demands) == (VALVES, made, 1)
    assert pair.reasons == ("same_sound",)
    assert read(care.two, "intake", made, VALVES).one.id == made
    assert read(care.two, "lucheng", made, VALVES) is None


def test_what_was_never_checked_comes_first_and_goes_when_checked():
    with transaction() as session:
        session.get_one(Organisation, UNIVERSITY).recheck_on = clock.now().date()
        session.get_one(Organisation, SHOES).recheck_on = clock.now().date() + timedelta(days=1)
    assert [each.id for each in read(care.due)] == [LAWYERS, UNIVERSITY]
    perform(ID["intake"], checks.checked, LAWYERS)
    assert [each.id for each in read(care.due)] == [UNIVERSITY]


def test_qualifications_are_told_two_months_before_they_end():
    today = clock.now().date()
    with transaction() as session:
        for days in (-1, 59, 61):
            session.add(
                Qualification(
                    organisation_id=LAWYERS,
                    type=QualificationType.PRACTISING_LICENCE,
                    name=f"执业许可{days}",
                    issuer="市司法局",
                    valid_until=today + timedelta(days=days),
                )
            )
    found = read(care.qualifications)
    assert [(each.name, each.has_expired) for each in found] == [
        ("执业许可-1", True),
        ("执业许可59", False),
    ]
    assert read(care.qualifications, "longwan") == ()


def test_ones_own_record_shows_what_waits_and_what_was_decided():
    propose(products="球阀", website="example.cn")
    shown = read(own.own, "valves")
    assert [each.name for each in shown.proposed] == ["products", "website"]
    decided = {"accept": ["products"], "reject": ["website"], "reason": "打不开"}
    perform(ID["intake"], proposals.decide, VALVES, proposal_id=shown.proposal_id, **decided)
    shown = read(own.own, "valves")
    assert (shown.proposal_id, shown.proposed) == (None, ())
    assert dict(shown.fields)["products"] == "球阀"
    assert {each.name: each.reason for each in shown.decided} == {
        "products": "",
        "website": "打不开",
    }
