"""A side without an account agrees by telephone or letter; nobody agrees for those who could do it themselves."""

from datetime import timedelta

import pytest

from db.engine import snapshot, transaction
from db.models import User
from db.research_vocabulary import AgreementWay, Confidentiality, Side
from domain import clock
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.matchmaking import agreeing, pipeline, starting
from domain.matchmaking.agreeing import AgreesItself
from domain.matchmaking.pipeline import MatchMovedOn
from domain.matchmaking.starting import AgreedAlready
from domain.queries import match_keepers, matches
from tests import laboratory
from tests.domain.matchmaking.test_notices import hear
from tests.domain.matchmaking.test_pipeline import begun, row
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def without_account(*usernames):
    with transaction() as session:
        for username in usernames:
            session.get_one(User, ID[username]).is_active = False


def agree_for(match_id, who="intake", **said):
    known = {"side": Side.ENTERPRISE, "way": AgreementWay.TELEPHONE, "on": clock.now().date()}
    perform(ID[who], agreeing.agree_for, match_id, **(known | said))


def test_a_broker_writes_down_that_a_side_without_an_account_agrees():
    match_id = begun(confidentiality=Confidentiality.NAME_HIDDEN)
    with pytest.raises(AgreesItself):
        agree_for(match_id)
    without_account("valves")
    on = clock.now().date() - timedelta(days=2)
    agree_for(match_id, on=on, way=AgreementWay.LETTER, note="函件已存档")
    assert row(match_id).is_named  # the result is open
    with snapshot() as session:
        shown = matches.match(session, person("liaison"), match_id)
        [marked] = match_keepers.agreed_for(session, person("liaison"), match_id)
        assert match_keepers.agreed_for(session, person("shoes"), match_id) == ()
    assert shown.card.enterprise == "龙湾恒泽阀门有限公司"
    assert (marked.side, marked.way, marked.on) == (Side.ENTERPRISE, AgreementWay.LETTER, on)
    assert shown.happened[0].action == "match_agreed_for"
    assert hear("match_agreed_for") == {"liaison"}
    with pytest.raises(AgreedAlready):
        agree_for(match_id)


def test_how_and_on_which_day_they_agreed_is_said():
    match_id = begun()
    without_account("valves")
    with pytest.raises(Missing):
        agree_for(match_id, way="")
    with pytest.raises(Missing):
        agree_for(match_id, on=None)
    with pytest.raises(Unclear):
        agree_for(match_id, on=clock.now().date() + timedelta(days=1))
    perform(ID["intake"], pipeline.decline, match_id, reason="no_answer")
    with pytest.raises(MatchMovedOn):
        agree_for(match_id)


def test_nobody_opens_a_name_for_themselves():
    need_id = laboratory.need("seal")
    result_id = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    both = {"need_id": need_id, "result_id": result_id}
    match_id = perform(ID["intake"], starting.start, **both)
    without_account("liaison", "valves")
    for who in ("lucheng", "leader", "shoes"):
        with pytest.raises(Forbidden):
            agree_for(match_id, who)
    with pytest.raises(Forbidden):  # the sub-platform of the need does not know whose result it is
        agree_for(match_id, "longwan", side=Side.PROVIDER)
    with snapshot() as session:
        may = {
            who: matches.match(session, person(who), match_id).may_agree_for
            for who in ("intake", "longwan", "leader")
        }
    assert may == {"intake": tuple(Side), "longwan": (Side.ENTERPRISE,), "leader": ()}
    agree_for(match_id, "longwan")
    agree_for(match_id, side=Side.PROVIDER)
    assert row(match_id).is_named
