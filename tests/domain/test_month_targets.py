"""Targets are set by the city's people, carried on from month to month, and each sub-platform says its own word."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Event, Target
from domain import clock, jobs, month_targets
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Unclear
from domain.month_targets import (
    NothingCarriedOn,
    NothingChanged,
    NothingUnconfirmed,
    OutOfRange,
    SaidMeanwhile,
    SetMeanwhile,
)
from domain.queries import notices, targets
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)
CLOSING = Indicator.ON_TIME_CLOSING


def opened(month=NOVEMBER, who="leader"):
    return perform(ID[who], month_targets.begin, month=month)


def put(month_id, values, who="leader", indicator=CLOSING):
    said = {"indicator": indicator, "values": values}
    return perform(ID[who], month_targets.put, month_id, **said)


def shown(month=NOVEMBER):
    with snapshot() as session:
        return targets.month(session, person("longwan"), month)


def test_targets_are_set_for_the_city_and_for_sub_platforms():
    month_id = opened()
    put(month_id, {"": 0.9, LONGWAN: 0.95, LUCHENG: None})
    assert shown().values == {CLOSING: {"": 0.9, LONGWAN: 0.95}}
    put(month_id, {LONGWAN: None})
    assert shown().values == {CLOSING: {"": 0.9}}


def test_the_later_of_two_does_not_undo_what_the_earlier_set():
    month_id = opened()
    put(month_id, {LONGWAN: 0.9, LUCHENG: 0.8})
    put(month_id, {LONGWAN: 0.95}, "admin")
    said = {"indicator": CLOSING, "seen": {LONGWAN: 0.9, LUCHENG: 0.8}}
    for value in (0.85, None):
        with pytest.raises(SetMeanwhile):
            perform(ID["leader"], month_targets.put, month_id, values={LONGWAN: value}, **said)
    perform(ID["leader"], month_targets.put, month_id, values={LUCHENG: 0.7}, **said)
    assert shown().values[CLOSING] == {LONGWAN: 0.95, LUCHENG: 0.7}
    said["seen"] = {LONGWAN: 0.95}  # having looked at it
    perform(ID["leader"], month_targets.put, month_id, values={LONGWAN: 0.85}, **said)
    assert shown().values[CLOSING][LONGWAN] == 0.85
    with pytest.raises(NothingChanged):  # two who set the same do not differ
        perform(ID["leader"], month_targets.put, month_id, values={LONGWAN: 0.85}, **said)


def test_a_note_is_not_written_over_one_that_was_not_read():
    month_id = opened()

    def write(who, text, seen):
        said = {"area_code": LONGWAN, "text": text, "seen": seen}
        perform(ID[who], month_targets.note, month_id, **said)

    write("longwan", "台风停工三天", "")
    for text in ("另有原因", ""):
        with pytest.raises(SaidMeanwhile):
            write("intake", text, "")
    assert [each.text for each in shown().notes] == ["台风停工三天"]
    write("intake", "台风停工三天，已补齐", "台风停工三天")
    assert [each.text for each in shown().notes] == ["台风停工三天，已补齐"]


def test_a_month_is_opened_once():
    assert opened() == opened(date(2026, 11, 17))


def test_what_was_changed_stands_in_the_history():
    month_id = opened()
    put(month_id, {"": 0.9})
    put(month_id, {"": 0.92})
    with snapshot() as session:
        asked = select(Event.particulars).where(Event.action == "targets_put").order_by(Event.id)
        told = session.exec(asked).all()
    assert [each["changes"] for each in told] == [[["", None, 0.9]], [["", 0.9, 0.92]]]


def test_the_same_again_is_refused():
    month_id = opened()
    put(month_id, {"": 0.9})
    with pytest.raises(NothingChanged):
        put(month_id, {"": 0.9})


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_share_lies_between_nothing_and_all(value):
    with pytest.raises(OutOfRange):
        put(opened(), {"": value})


def test_a_place_that_does_not_exist_has_no_target():
    with pytest.raises(Unclear):
        put(opened(), {"999999": 0.5})
    with pytest.raises(Unclear):
        put(opened(), {"": 0.5}, indicator="something")


def test_the_targets_of_the_month_before_are_carried_on_where_there_are_none():
    put(opened(OCTOBER), {"": 0.9, LONGWAN: 0.95})
    month_id = opened()
    put(month_id, {LONGWAN: 0.8})
    perform(ID["leader"], month_targets.carry_on, month_id)
    assert shown().values == {CLOSING: {"": 0.9, LONGWAN: 0.8}}
    with pytest.raises(NothingCarriedOn):
        perform(ID["leader"], month_targets.carry_on, month_id)


def test_a_sub_platform_says_its_own_word_and_no_other():
    month_id = opened(who="longwan")
    perform(ID["longwan"], month_targets.note, month_id, area_code=LONGWAN, text="台风停工三天")
    with pytest.raises(Forbidden):
        perform(ID["longwan"], month_targets.note, month_id, area_code=LUCHENG, text="别人")
    perform(ID["intake"], month_targets.note, month_id, area_code=LUCHENG, text="代录")
    assert {each.area_code: each.text for each in shown().notes} == {
        LONGWAN: "台风停工三天",
        LUCHENG: "代录",
    }
    perform(ID["longwan"], month_targets.note, month_id, area_code=LONGWAN, text="")
    assert [each.area_code for each in shown().notes] == [LUCHENG]
    with pytest.raises(NothingChanged):
        perform(ID["longwan"], month_targets.note, month_id, area_code=LONGWAN, text="")


def test_only_the_citys_leaders_set_targets():
    month_id = opened()
    for who in ("longwan", "tax_head", "valves", "intake"):
        with pytest.raises(Forbidden):
            put(month_id, {"": 0.9}, who)
    with snapshot() as session:
        assert session.exec(select(Target)).all() == []


def begun(month=NOVEMBER, many=1):
    """The platform's job, when a month has begun."""
    with clock.stopped(datetime(month.year, month.month, 1, 0, 5, tzinfo=LOCAL)):
        return [jobs.carry_on_targets() for _ in range(many)]


def told(username):
    with snapshot() as session:
        found = notices.notices(session, person(username)).told
    return [(each.action, each.said) for each in found if each.about == notices.TARGETS]


def test_a_month_for_which_nobody_has_set_any_goes_on_until_somebody_confirms():
    put(opened(OCTOBER), {"": 0.9, LONGWAN: 0.95, LUCHENG: 0.8})
    assert begun(many=3) == [1, 0, 0]
    found = shown()
    assert found.values == shown(OCTOBER).values and found.unconfirmed == 3
    one = [("targets_carried_on_unset", {"month": "2026-11"})]
    assert (told("leader"), told("admin"), told("longwan"), told("intake")) == (one, one, [], [])
    put(found.id, {"": 0.9, LONGWAN: 0.96})  # who saves them has confirmed them
    assert shown().unconfirmed == 1
    with pytest.raises(Forbidden):
        perform(ID["longwan"], month_targets.confirm, found.id)
    perform(ID["leader"], month_targets.confirm, found.id)
    assert shown().unconfirmed == 0
    with pytest.raises(NothingUnconfirmed):
        perform(ID["leader"], month_targets.take_back, found.id)
    assert shown().values == {CLOSING: {"": 0.9, LONGWAN: 0.96, LUCHENG: 0.8}}


def test_what_was_taken_back_stays_away_but_what_somebody_has_set():
    put(opened(OCTOBER), {"": 0.9, LONGWAN: 0.95})
    begun()
    put(shown().id, {LONGWAN: 0.95})
    perform(ID["leader"], month_targets.take_back, shown().id)
    assert shown().values == {CLOSING: {LONGWAN: 0.95}} and begun() == [0]
    put(shown().id, {LONGWAN: None})
    assert shown().values == {} and begun() == [0]
    perform(ID["leader"], month_targets.carry_on, shown().id)  # by hand it may come again
    assert shown().values == shown(OCTOBER).values and shown().unconfirmed == 0


def test_a_month_with_targets_or_with_none_before_is_left_as_it_is():
    assert begun() == [0] and shown().id is None
    put(opened(OCTOBER), {"": 0.9})
    put(opened(), {LUCHENG: 0.8})
    assert begun() == [0]
    assert shown().values == {CLOSING: {LUCHENG: 0.8}}
