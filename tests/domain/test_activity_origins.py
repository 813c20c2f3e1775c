"""What comes up at an activity becomes a demand or a need with the activity as its origin, in one transaction."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import OriginWay
from db.engine import snapshot, transaction
from db.models import (
    ActivityOrigin,
    Demand,
    Event,
    Organisation,
    Registration,
    TechnicalNeed,
    UserRole,
)
from db.vocabulary import Channel, Role
from domain import (
    activities,
    activity_origins,
    attendance,
    clock,
    demands,
    needs,
    numbers,
    origins,
    topics,
    work_orders,
)
from domain.activity_origins import NobodyCame
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.matchmaking import starting
from domain.origins import NotRaisedThere
from domain.permissions import PUBLIC
from domain.queries import activity_origins as query
from domain.queries import activity_results
from domain.queries.demand import demand as demand_shown
from domain.queries.matches import match as match_shown
from domain.queries.needs import need as need_shown
from domain.queries.registrations import own
from domain.registrations import RegistrationMovedOn
from tests import laboratory, town
from tests.happenings import NOW, STARTS, activity, check_in, drafted, published, register
from tests.town import CITY, FINANCE, ID, LONGWAN, LUCHENG, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

SAID = {"title": "出口合同纠纷", "body": "对方拒付尾款，需要法律援助。"}
WHO = {"contact_name": "林晓", "contact_phone": "13857700001"}
NEED = {"title": "低温密封", "problem": "零下一百六十度时阀杆泄漏。"}


@pytest.fixture(autouse=True)
def at_the_door():
    with clock.stopped(NOW):
        yield


def attended(activity_id, who=PUBLIC, **said):
    receipt = register(activity_id, who, **said)
    check_in(activity_id, registration_id=receipt.registration_id)
    return receipt.registration_id


def raise_demand(activity_id, who="organiser", at=STARTS, **said):
    with clock.stopped(at):
        return perform(ID[who], activity_origins.raise_demand, activity_id, **(SAID | WHO | said))


def ask(activity_id, at=STARTS, **said):
    known = SAID | WHO | {"area_code": LONGWAN, "enterprise_name": "瓯海试剂厂"}
    with clock.stopped(at):
        return perform(PUBLIC, demands.ask, activity_id=activity_id, **(known | said))


def origins_of(activity_id):
    with snapshot() as session:
        mine = select(ActivityOrigin).where(ActivityOrigin.activity_id == activity_id)
        rows = session.exec(mine.order_by(ActivityOrigin.id))
        return [(row.way, row.demand_id, row.need_id) for row in rows]


def test_the_organiser_takes_down_what_somebody_says_who_came():
    activity_id = published()
    mine = attended(activity_id, "valves", language="en")
    receipt = raise_demand(activity_id, registration_id=mine)
    with snapshot() as session:
        made = session.get_one(Demand, receipt.demand_id)
        assert (made.enterprise_id, made.channel, made.language) == (VALVES, Channel.ACTIVITY, "en")
        assert made.area_code == session.get_one(Organisation, VALVES).area_code
        told = select(Event).where(Event.action == "demand_raised_there")
        assert session.exec(told).one().particulars["number"] == receipt.number
        shown = demand_shown(session, person("intake"), receipt.number)
    assert shown.raised_at.number == activity(activity_id).number
    assert origins_of(activity_id) == [(OriginWay.ORGANISER, receipt.demand_id, None)]


def test_of_somebody_unknown_enterprise_and_area_are_asked_for_and_nothing_is_half_done():
    activity_id = published()
    with pytest.raises(Missing):
        raise_demand(activity_id, enterprise_name="瓯海试剂厂")
    assert origins_of(activity_id) == []
    raise_demand(activity_id, enterprise_name="瓯海试剂厂", area_code=LONGWAN)
    stayed_away = register(activity_id).registration_id
    with pytest.raises(RegistrationMovedOn):
        raise_demand(activity_id, registration_id=stayed_away)
    with pytest.raises(NotFound):
        raise_demand(activity_id, registration_id=999)
    with pytest.raises(Forbidden):
        raise_demand(activity_id, "valves")


def test_from_the_public_form_a_demand_is_put_down_to_an_activity_from_its_door_on_for_a_month():
    activity_id = published()
    for at in (STARTS - origins.BEFORE - timedelta(minutes=1), STARTS + timedelta(days=31)):
        with pytest.raises(NotRaisedThere):
            ask(activity_id, at)
    receipt = ask(activity_id)
    assert origins_of(activity_id) == [(OriginWay.FORM, receipt.demand_id, None)]
    with snapshot() as session:
        assert session.get_one(Demand, receipt.demand_id).channel is Channel.ACTIVITY
    with pytest.raises(NotFound):
        ask(drafted(), title="另一件事")
    with snapshot() as session:
        assert len(session.exec(select(Demand)).all()) == 1


def test_a_need_comes_from_the_enterprise_from_the_organiser_or_out_of_a_demand():
    activity_id = published()
    mine = attended(activity_id, "valves")
    with clock.stopped(STARTS):
        own = perform(ID["valves"], needs.enter, activity_id=activity_id, **NEED)
        said = {"registration_id": mine} | NEED
        noted = perform(ID["organiser"], activity_origins.raise_need, activity_id, **said)
    demand_id = raise_demand(activity_id, registration_id=mine).demand_id
    grown = perform(ID["valves"], needs.grow, demand_id)
    elsewhere = perform(ID["valves"], needs.grow, town.receive().demand_id)
    assert [(way, need) for way, _, need in origins_of(activity_id) if need] == [
        (OriginWay.FORM, own),
        (OriginWay.ORGANISER, noted),
        (OriginWay.GROWN, grown),
    ]
    with snapshot() as session:
        assert session.get_one(TechnicalNeed, noted).enterprise_id == VALVES
        number = activity(activity_id).number
        assert need_shown(session, person("valves"), grown).raised_at.number == number
        assert need_shown(session, person("valves"), elsewhere).raised_at is None
    stranger = attended(activity_id)
    with clock.stopped(STARTS), pytest.raises(Missing):
        said = {"registration_id": stranger} | NEED
        perform(ID["organiser"], activity_origins.raise_need, activity_id, **said)


def test_for_whom_nobody_knows_the_organisers_choose_the_enterprise_and_all_that_follows_is_its_own():
    activity_id = published()
    name = "龙湾恒泽阀门公司"  # the only active one of that name, without its legal form
    guest = attended(activity_id, enterprise_name=name)
    with snapshot() as session:
        asked = (activity_id, guest)
        assert query.meant(session, person("organiser"), *asked).id == VALVES
        assert query.meant(session, person("lucheng"), *asked) is None
        assert query.meant(session, person("valves"), *asked) is None
        assert query.meant(session, PUBLIC, *asked) is None
    chosen = {"registration_id": guest, "organisation_id": VALVES}
    demand_id = raise_demand(activity_id, **chosen).demand_id
    with snapshot() as session:
        made = session.get_one(Demand, demand_id)
        assert (made.enterprise_id, made.enterprise_name) == (VALVES, "龙湾恒泽阀门有限公司")
        assert made.area_code == LONGWAN
    grown = perform(ID["valves"], needs.grow, demand_id)
    with clock.stopped(STARTS):
        noted = perform(ID["organiser"], activity_origins.raise_need, activity_id, **chosen, **NEED)
        alone = perform(
            ID["organiser"],
            activity_origins.raise_need,
            activity_id,
            organisation_id=VALVES,
            **NEED | {"title": "另一项"},
        )
    assert [need for _, _, need in origins_of(activity_id) if need] == [grown, noted, alone]
    with snapshot() as session:
        found = activity_results.raised(session, person("organiser"), activity_id)
        assert session.get_one(TechnicalNeed, noted).enterprise_id == VALVES
        row = session.get_one(Registration, guest)
        assert (row.organisation_id, row.enterprise_name) == (VALVES, "龙湾恒泽阀门有限公司")
        chose = select(Event).where(Event.action == "registration_enterprise_chosen")
        event = session.exec(chose).one()  # once, with the first that was raised
        assert (event.actor_id, event.particulars) == (ID["organiser"], {})
        assert [each.registration_id for each in own(session, person("valves"))] == [guest]
    assert [*found.counts.values()] == [1, 3, 0]


def test_the_share_of_an_enterprise_is_told_and_not_asked_where_it_is_chosen_afterwards():
    activity_id = published(per_enterprise=1)
    attended(activity_id, "valves")
    guest = attended(activity_id, enterprise_name="恒泽")
    with snapshot() as session:
        asked = (activity_id, guest, VALVES)
        assert query.beyond_share(session, person("organiser"), *asked) == (2, 1)
        assert query.beyond_share(session, person("organiser"), activity_id, guest, SHOES) is None
        assert query.beyond_share(session, person("valves"), *asked) is None
        assert query.beyond_share(session, person("organiser"), activity_id, guest, 999) is None
    raise_demand(activity_id, registration_id=guest, organisation_id=VALVES)
    with snapshot() as session:
        chose = select(Event).where(Event.action == "registration_enterprise_chosen")
        assert session.exec(chose).one().particulars == {"many": 2, "most": 1}


def test_chosen_can_be_what_one_finds_in_the_directory_and_nothing_tells_what_else_there_is():
    activity_id = published(area_code=LUCHENG)
    for unseen in (VALVES, CITY, 999):
        for command, said in (
            (activity_origins.raise_demand, SAID | WHO),
            (activity_origins.raise_need, NEED),
        ):
            with clock.stopped(STARTS), pytest.raises(Unclear):
                perform(ID["lucheng"], command, activity_id, organisation_id=unseen, **said)
    guest = attended(activity_id, enterprise_name="龙湾恒泽阀门有限公司")
    with snapshot() as session:
        assert query.meant(session, person("lucheng"), activity_id, guest) is None
        assert query.meant(session, person("organiser"), activity_id, guest).id == VALVES
    known = attended(activity_id, "shoes")  # a registration that knows its enterprise keeps it
    said = {"registration_id": known, "organisation_id": VALVES} | SAID | WHO
    with clock.stopped(STARTS):
        made = perform(ID["organiser"], activity_origins.raise_demand, activity_id, **said)
    with snapshot() as session:
        assert session.get_one(Demand, made.demand_id).enterprise_id == SHOES


def test_outside_the_platform_a_need_is_noted_only_for_an_enterprise_that_came():
    with transaction() as session:
        session.add(UserRole(user_id=ID["finance"], role=Role.ORGANISER))
    for enterprise_id in (VALVES, SHOES):  # whom they know by their work, so find in the directory
        demand_id = town.receive(enterprise_id=enterprise_id).demand_id
        perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
        said = {"unit_id": FINANCE, "reason": "专长"}
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, **said)
    activity_id = drafted("finance")
    perform(ID["finance"], activities.hand_in, activity_id)
    perform(ID["admin"], activities.publish, activity_id)

    def note(who="finance", **said):
        with clock.stopped(STARTS):
            return perform(ID[who], activity_origins.raise_need, activity_id, **NEED, **said)

    def at_the_door(who=PUBLIC, **said):
        one = {"registration_id": register(activity_id, who, **said).registration_id}
        with clock.stopped(STARTS):
            perform(ID["finance"], attendance.check_in, activity_id, **one)
        return one

    register(activity_id, "shoes")  # will come, but is not here
    came = at_the_door(enterprise_name="龙湾恒泽阀门公司")
    for said in ({}, at_the_door()):
        with pytest.raises(NobodyCame):
            note(organisation_id=SHOES, **said)
    with snapshot() as session:  # what was refused has bound nobody to an enterprise
        assert set(session.exec(select(Registration.organisation_id))) == {SHOES, None}
    noted = [note(organisation_id=VALVES), note(organisation_id=VALVES, **came)]
    noted.append(note("admin", organisation_id=SHOES))
    noted += [note(**at_the_door("shoes")), note(organisation_id=SHOES)]
    with snapshot() as session:
        owners = [session.get_one(TechnicalNeed, each).enterprise_id for each in noted]
    assert owners == [VALVES, VALVES, SHOES, SHOES, SHOES]


def test_everything_is_counted_and_what_is_open_to_the_reader_is_listed():
    activity_id = published()
    mine = attended(activity_id, "valves")
    raise_demand(activity_id, registration_id=mine)
    with clock.stopped(STARTS):
        need_id = perform(ID["valves"], needs.enter, activity_id=activity_id, **NEED)
    perform(ID["valves"], needs.hand_in, need_id)
    perform(ID["intake"], needs.publish, need_id)
    match_id = perform(
        ID["intake"], starting.start, need_id=need_id, result_id=laboratory.result("seal")
    )
    number = activity(activity_id).number
    for username, told in (("intake", number), ("valves", number), ("liaison", None)):
        with snapshot() as session:
            shown = match_shown(session, person(username), match_id)
        assert (shown.raised_at and shown.raised_at.number) == told, username

    def raised(username):
        with snapshot() as session:
            found = activity_results.raised(session, person(username), activity_id)
        open_to = [
            (each.demand and "demand") or ("match" if each.match_id else "need")
            for each in found.lines
        ]
        return [*found.counts.values()], open_to

    for username in ("intake", "valves", "longwan"):
        assert raised(username) == ([1, 1, 1], ["demand", "need", "match"]), username
    with snapshot() as session:
        told = activity_results.raised(session, person("longwan"), activity_id).lines
    assert [each.is_day for each in told] == [
        False,
        False,
        True,
    ]  # whose the result is stays hidden
    assert (told[2].at.hour, told[2].at.minute, told[2].at.microsecond) == (0, 0, 0)
    for username in ("lucheng", "shoes", "liaison"):  # the liaison's own match is of a hidden name
        assert raised(username) == ([1, 1, 1], []), username
    assert raised("leader") == ([1, 1, 1], ["demand"])
    with snapshot() as session:
        assert session.get_one(Registration, mine).organisation_id == VALVES


@pytest.mark.parametrize("kind", ["demand", "need"])
def test_what_the_form_and_the_organisers_put_down_at_the_same_moment_does_not_wait_in_a_ring(
    kind, monkeypatch
):
    """The form has its number, counted or drawn, while the organisers have the activity and want a number, too."""
    where, name = (topics, "next_in") if kind == "demand" else (numbers, "drawn")
    activity_id, both, count = published(), threading.Barrier(2), getattr(where, name)
    begun = threading.Event()
    said = {"registration_id": attended(activity_id, "valves")}

    def counted(*asked):
        found = count(*asked)
        begun.set()
        with suppress(threading.BrokenBarrierError):  # the other one waits for this one to end
            both.wait(timeout=1)
        return found

    def by_form():
        with clock.stopped(STARTS):
            if kind == "demand":
                return town.ask(activity_id=activity_id)
            return perform(ID["valves"], needs.enter, activity_id=activity_id, **NEED)

    def by_organisers():
        assert begun.wait(timeout=30)
        if kind == "demand":
            return raise_demand(activity_id, **said)
        with clock.stopped(STARTS):
            inputs = said | NEED
            return perform(ID["organiser"], activity_origins.raise_need, activity_id, **inputs)

    monkeypatch.setattr(where, name, counted)
    with ThreadPoolExecutor(2) as people:
        done = [people.submit(each) for each in (by_form, by_organisers)]
        for each in done:
            each.result()
    assert len(origins_of(activity_id)) == 2
