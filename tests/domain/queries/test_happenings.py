"""What happened besides: holidays, changed rules and docking days, each on its first day, up to today."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from db.assessment_vocabulary import Gauge
from db.engine import snapshot
from db.models import TimeLimit
from db.vocabulary import LimitStep, LimitUnit, Timeliness
from domain import (
    activities,
    assessment_schemes,
    clock,
    docking_days,
    limit_rules,
    office_days,
    title_versions,
)
from domain import docking_planning as planning
from domain.assessment import gauges
from domain.assessment import scheme as schemes
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import happenings as queries
from domain.queries.happenings import Happening, HappeningKind
from tests import happenings as agenda
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
NOW = datetime(2026, 11, 13, 10, tzinfo=LOCAL)
SEPTEMBER = date(2026, 9, 1)


def happened(since=SEPTEMBER, at=NOW):
    with clock.stopped(at), snapshot() as session:
        return queries.happenings(session, person("leader"), since)


def test_a_festival_is_told_once_on_its_first_day_off():
    assert happened() == (
        Happening(date(2026, 9, 25), HappeningKind.HOLIDAY, "Mid-autumn Festival"),
        Happening(date(2026, 10, 1), HappeningKind.HOLIDAY, "National Day"),
    )


def test_a_festival_of_a_year_that_administrators_entered_is_told_like_a_published_one():
    text = (
        "一、元旦：1月1日至3日放假，共3天。二、春节：2月5日至11日放假调休，共7天。2月14日（星期日）上班。"
        "三、清明节：4月3日至5日放假，共3天。四、劳动节：5月1日至5日放假。五、端午节：6月9日放假。"
        "六、中秋节：9月15日放假。七、国庆节：10月1日至7日放假。"
    )
    with clock.stopped(NOW):
        notice = {"text": text.replace("。", "。\n"), "source": "国办发明电〔2026〕7号"}
        perform(ID["admin"], office_days.enter_year, year=2027, **notice)
    found = happened(since=date(2026, 12, 1), at=datetime(2027, 10, 20, 10, tzinfo=LOCAL))
    assert [(each.on, each.name) for each in found] == [
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 2, 5), "Spring Festival"),
        (date(2027, 4, 3), "Tomb-sweeping Day"),
        (date(2027, 5, 1), "Labour Day"),
        (date(2027, 6, 9), "Dragon Boat Festival"),
        (date(2027, 9, 15), "Mid-autumn Festival"),
        (date(2027, 10, 1), "National Day"),
    ]


def test_what_has_not_come_yet_and_what_lies_before_is_not_told():
    assert happened(at=datetime(2026, 9, 30, 10, tzinfo=LOCAL))[-1].on == date(2026, 9, 25)
    assert happened(since=date(2026, 10, 2))[0].on == date(2026, 10, 2)  # the rest of the holiday


def test_a_day_on_which_rules_changed_is_told_once_however_many_changed():
    with clock.stopped(datetime(2026, 11, 2, 23, 30, tzinfo=LOCAL)):
        with snapshot() as session:
            chosen = (
                TimeLimit.timeliness == Timeliness.ORDINARY,
                TimeLimit.step == LimitStep.CLOSE,
            )
            limit_id = session.exec(select(TimeLimit.id).where(*chosen)).one()
        said = {"unit": LimitUnit.WORKING_DAY, "source": "市政府办", "reason": "提速"}
        perform(ID["admin"], limit_rules.change, limit_id, amount=4, **said)
        perform(ID["admin"], limit_rules.change, limit_id, amount=4.5, **said)
    with clock.stopped(datetime(2026, 11, 3, 9, tzinfo=LOCAL)):
        day = {"day": date(2026, 12, 5), "is_working": True, "reason": "调休"}
        perform(ID["admin"], office_days.enter_day, **day)
    rules = [each.on for each in happened() if each.kind is HappeningKind.RULE]
    assert rules == [date(2026, 11, 2), date(2026, 11, 3)]


def test_schemes_and_title_rules_are_told_from_the_first_day_that_they_hold_for():
    document = schemes.written(schemes.LAID_DOWN)
    with clock.stopped(datetime(2026, 9, 20, 9, tzinfo=LOCAL)):
        for name, month in (("试行", 10), ("新方案", 10), ("明年方案", 12)):
            said = {"name": name, "valid_from": date(2026, month, 1), "document": document}
            id = perform(ID["leader"], assessment_schemes.draft, **said)
            if name != "试行":
                perform(ID["leader"], assessment_schemes.publish, id)
        least = {gauge: 1 if gauge in title_versions.SHARES else 100 for gauge in Gauge}
        named = {"name": "新条件", "name_en": "New rules"}
        perform(ID["leader"], title_versions.lay_down, since=2027, least=least, **named)
    kinds = (HappeningKind.SCHEME, HappeningKind.TITLE_RULES)
    of_scheme = Happening(date(2026, 10, 1), HappeningKind.SCHEME, "新方案")
    assert [each for each in happened() if each.kind in kinds] == [of_scheme]
    found = happened(since=date(2026, 12, 1), at=datetime(2027, 1, 2, 10, tzinfo=LOCAL))
    assert [each for each in found if each.kind in kinds] == [
        Happening(date(2026, 12, 1), HappeningKind.SCHEME, "明年方案"),
        Happening(date(2027, 1, 1), HappeningKind.TITLE_RULES, "新条件", "New rules"),
    ]


def docking_day(name, held_on, *steps):
    """A docking day, prepared, planned without anybody, and taken through these steps."""
    who = ID["intake"]
    day_id = perform(who, docking_days.prepare, name=name, held_on=held_on)
    planning.plan(who, day_id)
    for step in steps:
        perform(who, step, day_id)
    return day_id


def test_a_docking_day_is_told_by_its_name_once_it_is_there():
    publish, end = docking_days.publish, docking_days.end
    with clock.stopped(datetime(2026, 11, 1, 9, tzinfo=LOCAL)):
        docking_day("阀门专场", date(2026, 11, 12), publish)
        docking_day("泵业专场", date(2026, 11, 11), publish, end)
        docking_day("鞋服专场", date(2026, 11, 20), publish)
        docking_day("没有发布的专场", date(2026, 11, 10))
    found = [each for each in happened() if each.kind is HappeningKind.DOCKING_DAY]
    assert found == [
        Happening(date(2026, 11, 11), HappeningKind.DOCKING_DAY, "泵业专场"),
        Happening(date(2026, 11, 12), HappeningKind.DOCKING_DAY, "阀门专场"),
    ]


def test_of_the_national_title_those_docking_days_count_that_were_ended():
    publish, end = docking_days.publish, docking_days.end
    with clock.stopped(datetime(2026, 11, 1, 9, tzinfo=LOCAL)):
        docking_day("阀门专场", date(2026, 11, 12), publish, end)
        docking_day("泵业专场", date(2026, 11, 11), publish)
        docking_day("没有发布的专场", date(2026, 11, 10))
    with clock.stopped(NOW), snapshot() as session:
        found = gauges.measured(session, person("leader"), 2026).reached
    values = {each.wanted.gauge: each.value for each in found}
    assert values[Gauge.MATCHING] == 1


def test_an_activity_is_told_on_its_day_if_it_was_published_and_did_not_fall_out():
    with clock.stopped(agenda.NOW):
        agenda.published(title_en="Compliance lecture")
        agenda.drafted()
        gone = agenda.published(starts_at=agenda.STARTS + timedelta(days=1))
        perform(ID["organiser"], activities.cancel, gone, reason="停电")
    day = agenda.STARTS.date()
    told = Happening(day, HappeningKind.ACTIVITY, "企业合规公益讲座", "Compliance lecture")
    after = agenda.STARTS + timedelta(days=20)
    assert [each for each in happened(day, after) if each.kind is told.kind] == [told]
    assert told not in happened(day, agenda.STARTS - timedelta(minutes=1))
