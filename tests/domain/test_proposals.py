"""Changes that an organisation proposes to its record: decided field by field, seen by both sides."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import ChangeProposal, Organisation, ProposedField
from db.vocabulary import Decision
from domain import identifiers, proposals, records, verification
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound
from domain.queries.organisation_story import history
from tests import town
from tests.town import ID, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def propose(username="valves", record_id=VALVES, note="", **fields):
    perform(ID[username], proposals.propose, record_id, fields=fields, note=note)
    return waiting(record_id)


def waiting(record_id=VALVES):
    with snapshot() as session:
        found = proposals.waiting(session, record_id)
        return found.id if found else None


def decide(proposal_id, *, username="intake", record_id=VALVES, **said):
    perform(ID[username], proposals.decide, record_id, proposal_id=proposal_id, **said)


def fields(proposal_id):
    with snapshot() as session:
        rows = session.exec(
            select(ProposedField).where(ProposedField.proposal_id == proposal_id)
        ).all()
    return {row.name: (row.was, row.wanted, row.decision) for row in rows}


def valves():
    with snapshot() as session:
        return session.get_one(Organisation, VALVES)


def test_nothing_changes_before_somebody_has_accepted_it():
    proposal_id = propose(products="球阀", website="example.cn", note="新产品")
    assert valves().products is None
    assert fields(proposal_id) == {
        "products": ("", "球阀", None),
        "website": ("", "https://example.cn", None),
    }


def test_each_field_is_decided_by_itself():
    proposal_id = propose(products="球阀", website="example.cn")
    decide(proposal_id, accept=["products"])
    assert (valves().products, waiting()) == ("球阀", proposal_id)
    decide(proposal_id, reject=["website"], reason="网址打不开")
    assert (valves().website, waiting()) == (None, None)
    assert {name: each[2] for name, each in fields(proposal_id).items()} == {
        "products": Decision.ACCEPTED,
        "website": Decision.REJECTED,
    }
    assert verification.verify() == []


def test_a_rejection_says_why():
    proposal_id = propose(products="球阀")
    with pytest.raises(Missing):
        decide(proposal_id, reject=["products"])


def test_two_people_do_not_decide_the_same_field():
    proposal_id = propose(products="球阀", website="example.cn")
    decide(proposal_id, accept=["products"])
    with pytest.raises(proposals.AlreadyDecided):
        decide(proposal_id, username="longwan", reject=["products"], reason="不对")


def test_what_is_proposed_again_replaces_what_waited():
    first = propose(products="球阀")
    assert propose(products="闸阀") == first
    assert fields(first)["products"][1] == "闸阀"
    perform(ID["valves"], proposals.propose, VALVES, fields={"products": ""})
    assert waiting() is None


def test_what_was_proposed_can_be_taken_back():
    proposal_id = propose(products="球阀")
    perform(ID["valves"], proposals.take_back, VALVES, proposal_id=proposal_id)
    assert waiting() is None
    with pytest.raises(NotFound):
        decide(proposal_id, accept=["products"])


def test_what_is_wrong_is_refused_before_anybody_sees_it():
    with pytest.raises(identifiers.WrongPhone):
        propose(phone="12")
    with pytest.raises(Missing):
        propose(name="")
    with pytest.raises(records.NothingChanged):
        propose(products="")
    with pytest.raises(NotFound):
        propose(rating_n="5")
    with snapshot() as session:
        assert session.exec(select(ChangeProposal)).all() == []


def test_only_ones_own_record_and_only_staff_of_the_area_decide():
    with pytest.raises(Forbidden):
        propose("shoes", VALVES, products="鞋")
    proposal_id = propose(products="球阀")
    with pytest.raises(Forbidden):
        decide(proposal_id, username="lucheng", accept=["products"])
    with pytest.raises(NotFound):
        decide(proposal_id, record_id=SHOES, accept=["products"])


def test_the_story_tells_of_it_without_the_numbers_of_people():
    proposal_id = propose(phone="13857700009", contact_name="林晓")
    decide(proposal_id, accept=["phone", "contact_name"])
    with snapshot() as session:
        told = history(session, town.person("leader"), VALVES).lines
    assert [line.action for line in told] == ["proposal_decided", "change_proposed"]
    assert "13857700009" not in str(told) and "林晓" not in str(told)
