"""Calendar feeds of activities, read by two programmes that others wrote: they show exactly what is to be held."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from icalendar.parser import Contentline, Contentlines
from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, CalendarScope
from db.engine import snapshot
from db.models import Activity, CalendarLink, Registration
from domain import (
    activities,
    activity_moves,
    activity_repeats,
    activity_series,
    calendar_files,
    calendar_links,
    clock,
    registrations,
    tokens,
)
from domain.activity_clashes import clashes
from domain.calendar_files import LONGEST
from domain.calendar_links import CalledBackAlready
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden
from domain.permissions import PUBLIC
from domain.queries import activity_feeds
from domain.queries.activities import Filters
from tests import happenings
from tests.happenings import NOW, STARTS, published, register
from tests.town import CITY, FINANCE, ID, LONGWAN, LUCHENG, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

EVE = datetime(2026, 12, 31, 22, 0, tzinfo=LOCAL)  # over midnight into the new year
S = CalendarScope


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def feed(language="zh", **said):
    """The public feed as text."""
    with snapshot() as session:
        found = activity_feeds.public(session, Filters(**said), language)
    return calendar_files.written(found.entries, clock.now(), name="涉企活动")


def own(username, told=activity_feeds.registrations, language="zh"):
    with snapshot() as session:
        found = told(session, person(username), language)
    return calendar_files.written(found.entries, clock.now(), name="我的")


def events(text):
    """As icalendar reads it: it must be able to read every line, and to write what it has read."""
    assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
    lines = Contentlines.from_ical(text)
    assert len(lines) > 1
    for line in filter(None, lines):
        Contentline.from_ical(
            line, strict=True
        ).parts()  # raises for what the standard does not know
    [calendar] = icalendar.Calendar.from_ical(text, multiple=True)
    assert not calendar.errors and calendar["VERSION"] == "2.0"
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    found = calendar.walk("VEVENT")
    assert len(found) == len(again.walk("VEVENT"))
    for each in found:
        assert not each.errors, each.errors
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS"} <= set(each)
    return found


def shown(text):
    """What a calendar shows: {(when it begins, title, whether it is struck out)}, by vobject's own expanding."""
    calendar = vobject.readOne(text)
    rules, instead = {}, {}
    for each in calendar.vevent_list:
        if hasattr(each, "recurrence_id"):
            instead[each.uid.value, each.recurrence_id.value.astimezone(UTC)] = each
        else:
            rules[each.uid.value] = each
    found = set()
    for uid, each in rules.items():
        starts = list(each.getrruleset(addRDate=True)) if hasattr(each, "rrule") else None
        for at in starts or [each.dtstart.value]:
            moment = (at if at.tzinfo else at.replace(tzinfo=LOCAL)).astimezone(UTC)
            other = instead.pop((uid, moment), None)
            it = other or each
            begins = it.dtstart.value.astimezone(UTC) if other or not starts else moment
            found.add((begins, it.summary.value, it.status.value == "CANCELLED"))
    assert not instead, "an exception to nothing"
    return found


def rows(*ids):
    with snapshot() as session:
        found = [session.get_one(Activity, each) for each in ids]
    return {(row.starts_at, row.title, row.stage.value == "cancelled") for row in found}


def repeated(rule, skips_rest=False, **said):
    """(the first one, the others) of a recurring activity that is published."""
    first = happenings.drafted(**said)
    how = {"rule": rule, "skips_rest": skips_rest}
    others = perform(ID["organiser"], activity_repeats.recur, first, **how)
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first, acknowledged=_all_clashes(first))
    return first, others


def _all_clashes(activity_id):
    with snapshot() as session:
        return [each.key for each in clashes(session, session.get_one(Activity, activity_id))]


def test_a_feed_is_read_by_both_with_its_name_zone_and_chinese_text_over_the_new_year():
    title, summary = (
        "跨年合规公益讲座；第一讲，“年终”",
        "讲解新《公司法》：\n第一，" + "合规要点" * 60,
    )
    activity_id = published(starts_at=EVE, ends_at=EVE + timedelta(hours=4), title=title)
    text = feed()
    [event] = events(text)
    assert (event.start, event.end) == (EVE, EVE + timedelta(hours=4))
    assert str(event["SUMMARY"]) == title and str(event["LOCATION"]) == "市民中心一号厅"
    assert event["URL"].endswith(f"/activity?id={activity_id}") and "LAST-MODIFIED" in event
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "涉企活动" and "METHOD" not in calendar
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    [zone] = calendar.walk("VTIMEZONE")
    assert EVE.replace(tzinfo=zone.to_tz()).utcoffset() == timedelta(hours=8)
    assert shown(text) == rows(activity_id)
    perform(
        ID["organiser"],
        activities.correct,
        activity_id,
        plan=happenings.plan(
            starts_at=EVE, ends_at=EVE + timedelta(hours=4), title=title, summary=summary
        ),
    )
    [event] = events(feed())
    assert summary in str(event["DESCRIPTION"]) and event["SEQUENCE"] == 1
    assert vobject.readOne(feed()).vevent.description.value == str(event["DESCRIPTION"])


def test_a_moved_one_keeps_its_uid_with_a_higher_sequence_and_a_cancelled_one_stays_struck_out():
    moved, cancelled = published(), published(starts_at=STARTS + timedelta(days=1))
    before = {str(each["UID"]): each["SEQUENCE"] for each in events(feed())}
    perform(ID["organiser"], activity_moves.move, moved, starts_at=STARTS + timedelta(days=2))
    perform(ID["organiser"], activities.cancel, cancelled, reason="场地停电")
    after = {str(each["UID"]): each for each in events(feed())}
    assert {uid: each["SEQUENCE"] - before[uid] for uid, each in after.items()} == dict.fromkeys(
        before, 1
    )
    assert shown(feed()) == rows(moved, cancelled)
    [gone] = [each for each in after.values() if each["STATUS"] == "CANCELLED"]
    assert "场地停电" in gone["DESCRIPTION"]
    with clock.stopped(STARTS + timedelta(days=1) + activity_feeds.KEPT):
        assert shown(feed()) == rows(cancelled, moved)
    with clock.stopped(STARTS + timedelta(days=2) + activity_feeds.KEPT):
        assert shown(feed()) == rows(moved)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;INTERVAL=2;COUNT=4", "FREQ=MONTHLY;BYDAY=5TH;COUNT=4"],
)
def test_a_recurring_one_shows_exactly_its_rows_whatever_became_of_them(rule):
    first, (second, third, fourth) = repeated(rule, starts_at=EVE)
    all_of_them = (first, second, third, fourth)
    assert shown(feed()) == rows(*all_of_them)
    assert [each for each in events(feed()) if "RECURRENCE-ID" in each] == []
    perform(ID["organiser"], activity_moves.move, second, starts_at=EVE + timedelta(hours=25))
    perform(ID["organiser"], activities.cancel, third, reason="场地停电")
    assert shown(feed()) == rows(*all_of_them)
    perform(ID["organiser"], activity_moves.move, first, starts_at=EVE - timedelta(hours=2))
    assert shown(feed()) == rows(*all_of_them)
    perform(ID["organiser"], activities.cancel, first, reason="场地停电")
    text = feed()
    assert shown(text) == rows(*all_of_them)
    assert {each["SEQUENCE"] for each in events(text)} == {2}
    assert len({str(each["UID"]) for each in events(text)}) == 1


def test_days_of_rest_that_a_rule_leaves_out_are_exceptions_for_both():
    begins = datetime(2026, 9, 29, 9, 0, tzinfo=LOCAL)  # before the week of the National Day
    first, others = repeated("FREQ=DAILY;COUNT=10", skips_rest=True, starts_at=begins)
    text = feed()
    assert shown(text) == rows(first, *others) and len(others) == 2
    [event] = events(text)
    gone = {each.dt.astimezone(LOCAL) for each in event["EXDATE"].dts}
    assert gone == {begins + timedelta(days=n) for n in range(2, 9)}
    perform(ID["organiser"], activities.cancel, others[0], reason="场地停电")
    assert shown(feed()) == rows(first, *others)


def test_occurrences_that_are_not_public_are_left_out_and_a_feed_may_begin_after_the_first():
    first = happenings.drafted(starts_at=EVE)
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=4")
    for each in (others[0], others[2]):  # those in between are drafts still
        perform(ID["organiser"], activities.hand_in, each)
        perform(ID["admin"], activities.publish, each)
    text = feed()
    assert shown(text) == rows(others[0], others[2])
    [event] = events(text)
    assert event.start == EVE + timedelta(weeks=1) and "EXDATE" in event
    drafts = own("organiser", activity_feeds.house)
    assert shown(drafts) == rows(first, *others)
    with clock.stopped(EVE + timedelta(weeks=2) + activity_feeds.KEPT):
        assert shown(feed()) == rows(others[0], others[2])  # as long as one of them is kept


def test_feeds_are_by_area_series_and_organiser_and_hold_only_what_is_public():
    series = perform(
        ID["organiser"], activity_series.begin, kind=ActivityKind.GROWTH_FORUM, name="成长论坛"
    )
    of_city = published(title="全市", link="https://meet.example/secret")
    day = STARTS + timedelta(days=1)
    of_area = published(title="龙湾", area_code=LONGWAN, starts_at=day, series_id=series)
    happenings.drafted(title="草稿", area_code=LONGWAN)
    assert shown(feed(area=LONGWAN)) == rows(of_city, of_area)
    assert shown(feed(area=LUCHENG)) == rows(of_city)
    assert shown(feed(series_id=series)) == rows(of_area)
    later = {"starts_at": STARTS + timedelta(days=2), "areas": (LUCHENG,)}
    for_lucheng = published(title="为鹿城", area_code=LONGWAN, **later)
    assert shown(feed(area=LUCHENG)) == rows(of_city, for_lucheng)
    assert shown(feed(area=LONGWAN)) == rows(of_city, of_area, for_lucheng)
    assert shown(feed(organiser_id=CITY)) == rows(of_city, of_area, for_lucheng)
    assert "meet.example" not in feed()
    with snapshot() as session:
        for wrong in ({"area": "000000"}, {"series_id": 99}, {"organiser_id": VALVES}):
            assert activity_feeds.public(session, Filters(**wrong), "zh") is None
    english = events(feed("en"))
    assert all("Wenzhou SME Service Platform" in each["DESCRIPTION"] for each in english)


def test_one_s_own_feed_follows_one_s_registrations():
    first, (second, *_) = repeated("FREQ=WEEKLY;COUNT=3", link="https://meet.example/1")
    other = published(starts_at=STARTS + timedelta(days=1), capacity=1)
    register(second, "valves")
    register(other)
    receipt = register(other, "valves")
    seat, waits = sorted(events(own("valves")), key=lambda each: each.start, reverse=True)
    assert (seat["STATUS"], waits["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert "https://meet.example/1" in seat["LOCATION"] and "RECURRENCE-ID" not in seat
    assert shown(own("valves")) == rows(second, other)
    assert events(own("shoes")) == []
    perform(PUBLIC, registrations.withdraw, other, token=receipt.token)
    assert {str(each["STATUS"]) for each in events(own("valves"))} == {"CONFIRMED", "CANCELLED"}


def test_each_step_of_a_registration_reaches_the_calendar_of_whoever_registered():
    activity_id = published(capacity=1)
    first = register(activity_id)
    stood = []

    def looked():
        [event] = events(own("valves"))
        stood.append((str(event["STATUS"]), event["SEQUENCE"], event["LAST-MODIFIED"].dt))

    said = {"phone": "13857700001"}
    for n, step in enumerate(
        (
            lambda: register(activity_id, "valves", **said),
            lambda: perform(PUBLIC, registrations.withdraw, activity_id, token=first.token),
            lambda: perform(
                ID["valves"], registrations.withdraw, activity_id, **its_last(activity_id)
            ),
            lambda: register(activity_id, "valves", **said),
            lambda: perform(
                ID["organiser"], activity_moves.move, activity_id, place="二号厅", starts_at=STARTS
            ),
        )
    ):
        with clock.stopped(NOW + timedelta(minutes=n)):
            step()
            looked()
    statuses, sequences, moments = zip(*stood, strict=True)
    assert statuses == ("TENTATIVE", "CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED")
    assert sequences == (1, 2, 3, 4, 5)  # a calendar takes none that is not higher
    assert list(moments) == sorted(set(moments))


def its_last(activity_id):
    with snapshot() as session:
        newest = select(Registration.id).where(Registration.activity_id == activity_id)
        return {
            "registration_id": session.exec(newest.order_by(col(Registration.id).desc())).first()
        }


def test_a_house_sees_its_own_drafts_as_tentative_and_others_do_not():
    draft = happenings.drafted(partner_ids=(FINANCE,))
    for username in ("organiser", "finance"):
        [event] = events(own(username, activity_feeds.house))
        assert event["STATUS"] == "TENTATIVE"
    assert events(own("tax", activity_feeds.house)) == []
    perform(ID["organiser"], activities.cancel, draft, reason="不办了")
    assert events(own("organiser", activity_feeds.house)) == []


def test_an_address_is_kept_by_its_hash_made_anew_and_called_back_by_its_owner_alone():
    made = perform(ID["valves"], calendar_links.make, scope=S.REGISTRATIONS)
    with snapshot() as session:
        row = session.exec(select(CalendarLink)).one()
        assert row.token_hash == tokens.hashed(made.token) and made.token not in repr(row)
        assert calendar_links.by_token(session, "guessed") is None
    with pytest.raises(Forbidden):
        perform(ID["valves"], calendar_links.make, scope=S.HOUSE)
    anew = perform(ID["valves"], calendar_links.make, scope=S.REGISTRATIONS, language="en")
    with snapshot() as session:
        assert calendar_links.by_token(session, made.token).is_revoked
        assert not calendar_links.by_token(session, anew.token).is_revoked
    with pytest.raises(Forbidden):
        perform(ID["admin"], calendar_links.revoke, anew.id)
    perform(ID["valves"], calendar_links.revoke, anew.id)
    with pytest.raises(CalledBackAlready):
        perform(ID["valves"], calendar_links.revoke, anew.id)


def test_days_around_the_new_year_stand_on_the_clocks_of_the_city():
    published(starts_at=datetime(2027, 1, 1, 0, 0, tzinfo=LOCAL))
    [event] = events(feed())
    assert event.start.date() == date(2027, 1, 1)
    assert "DTSTART;TZID=Asia/Shanghai:20270101T000000\r\n" in feed()
