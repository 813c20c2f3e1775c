"""The activity calendar on its page: what it is narrowed to, the view that is asked for, and moving by carrying."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import streamlit as st

from components import (
    activity_view,
    address,
    calendar_spans,
    office_gaps,
    planner,
    record_window,
    rows,
)
from components.area_choice import area_names
from components.choosing import industry_names
from components.moments import day as day_words
from components.naming import named
from components.planner import Day, Entry, Tone, View
from components.reading import read
from components.texts import t, term
from components.year_calendar import festival
from db.activity_vocabulary import ActivityKind, ActivityStage
from db.vocabulary import SizeClass
from domain import clock, topics
from domain.activity_seats import Room
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries import activities, office_days
from domain.queries.activities import MOST, Filters
from domain.queries.office_days import DayKind

TO = "to"  # in the address: the time that an activity was carried to
WIDTH = 170  # pixels
YEARS = range(2000, 2100)  # that can be turned to
HOT = (1, 2, 3, 5)  # activities of a day from which on it is one degree warmer
TONES: dict[ActivityKind, Tone] = {
    ActivityKind.LEGAL_SERVICE_MONTH: "violet",
    ActivityKind.GOOD_PROJECT: "orange",
    ActivityKind.GROWTH_FORUM: "blue",
    ActivityKind.JOB_FAIR: "green",
    ActivityKind.STAFF_TRAINING: "yellow",
    ActivityKind.ENTERPRISE_VISIT: "red",
    ActivityKind.DOCKING_DAY: "grey",
    ActivityKind.OTHER: "grey",
}


def view() -> View:
    """Month, week, agenda or year."""
    words = {
        View.MONTH: t("By month"),
        View.WEEK: t("By week"),
        View.AGENDA: t("As a list"),
        View.YEAR: t("By year"),
    }
    chosen = address.segment(
        "view", t("How the calendar is shown"), [each.value for each in View], words.get
    )
    return View(chosen)


def filters(person: Person) -> Filters:
    """By area; series, kind, industry and size of those it is for folded away. All stand in the address."""
    areas = area_names(person)
    series = {
        str(each.id): named(each.name, each.name_en)
        for each in read(activities.series, person, topics=activity_view.SEEN)
    }
    area = address.one_of(
        "area", t("Area"), list(areas), areas.get, none=t("Every area"), width=WIDTH
    )
    asked = sum(map(address.is_asked, ("series", "kind", "industry", "size")))
    label = t("More filters ({n})", n=asked) if asked else t("More filters")
    with st.popover(label, icon=":material/tune:", key="calendar-filters"):
        chosen = address.one_of(
            "series", t("Series"), list(series), series.get, none=t("Every series")
        )
        kind = address.one_of(
            "kind",
            t("Kind of activity"),
            [each.value for each in ActivityKind],
            lambda value: term(ActivityKind(value)),
            none=t("Every kind of activity"),
        )
        st.caption(t("For whom it is"))
        trades = industry_names(person)
        industry = address.one_of(
            "industry", t("Industry"), list(trades), trades.get, none=t("Every industry")
        )
        size = address.one_of(
            "size",
            t("Size"),
            [each.value for each in SizeClass],
            lambda value: term(SizeClass(value)),
            none=t("Every size"),
        )
    return Filters(
        area=area,
        series_id=int(chosen) if chosen else None,
        kind=ActivityKind(kind) if kind else None,
        industry=industry,
        size=SizeClass(size) if size else None,
    )


def leads() -> None:
    """To the series."""
    st.page_link("pages/activities/series.py", label=t("Series"), icon=":material/event_repeat:")


def day_shown() -> date:
    """The day that the address names; today unless it does."""
    with suppress(ValueError):
        asked = date.fromisoformat(st.query_params.get("day", ""))
        if asked.year in YEARS:
            return asked
    return clock.now().astimezone(LOCAL).date()


def show(person: Person, how: View, shown: date, narrowed: Filters) -> None:
    """Draw the calendar and carry out what the person does with it."""
    first, last = calendar_spans.span(how, shown)
    found = ()
    if how is not View.YEAR:
        found = read(activities.calendar, person, first, last, narrowed, topics=activity_view.SEEN)
    entries = _entries(found)
    act = planner.show(
        how,
        _days(person, how, shown, narrowed, entries),
        entries,
        shown=shown,
        title=calendar_spans.title(how, shown),
        turns=calendar_spans.turns(how, shown),
        legend=_legend(found),
        key=f"calendar-{how}",
    )
    office_gaps.caption(person, first, last)
    if len(found) == MOST:
        st.caption(t("Only the first {n} are shown; narrow them down to see the others.", n=MOST))
    if how is View.AGENDA:
        _further(person, last, narrowed)
    _follow(person, act, {each.id: each for each in found})


def _further(person: Person, last: date, narrowed: Filters) -> None:
    """A list of days ends somewhere: whether anything follows, and the way there."""
    since = last + timedelta(days=1)
    first = read(activities.next_day, person, since, narrowed, topics=activity_view.SEEN)
    if first is None:
        st.caption(t("Nothing follows after {day}.", day=day_words(last)))
        return
    label = t("Go on to {day}", day=day_words(first))
    if st.button(label, icon=":material/expand_more:", key="agenda-further"):
        _turn_to(first)


def _follow(person: Person, act: planner.Act | None, found: dict[int, activities.Entry]) -> None:
    match act:
        case planner.Opened(entry_id) if entry_id in found:
            rows.follow(activity_view.link(entry_id))
        case planner.Turned(day):
            _turn_to(day)
        case planner.Viewed(how, day):
            _say("view", how.value if how is not View.MONTH else "")
            _turn_to(day)
        case planner.Dropped(entry_id, day, minute, version):
            # Carried over from another page of the calendar, it is not among what this one shows.
            seen = activity_view.SEEN
            known = found.get(entry_id) or read(activities.entry, person, entry_id, topics=seen)
            if known is not None:
                _ask(known, day, minute, version)


def _ask(entry: activities.Entry, day: date, minute: int | None, version: int) -> None:
    """The window with the new time follows; nothing has moved before it is sent."""
    if not entry.can_move or version != entry.version:
        st.toast(
            t("This activity has already moved on. The page now shows where it stands."),
            icon=":material/update:",
        )
        return
    at = time(*divmod(minute, 60)) if minute is not None else entry.starts_at.time()
    _say(TO, datetime.combine(day, at).isoformat(timespec="minutes"))
    _say(record_window.NAME, f"move-{entry.id}")
    st.rerun()


def proposed() -> tuple[int, datetime] | None:
    """Which activity was carried, and to when."""
    verb, of = record_window.asked()
    if verb == "move" and of:
        with suppress(ValueError):
            at = datetime.fromisoformat(st.query_params.get(TO, ""))
            if at.year in YEARS:
                return of, at.replace(tzinfo=LOCAL)
    st.query_params.pop(TO, None)
    return None


def _turn_to(day: date) -> None:
    _say("day", "" if day == clock.now().astimezone(LOCAL).date() else day.isoformat())
    st.rerun()


def _say(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _days(
    person: Person, how: View, shown: date, narrowed: Filters, entries: list[Entry]
) -> list[Day]:
    first, last = calendar_spans.span(how, shown)
    ruled = read(office_days.ruled, person, first, last, topics=(topics.RULES,))
    of_office = {each.day: each for each in ruled}
    counts: Counter[date] = Counter()
    if how is View.YEAR:
        heat = read(activities.heat, person, shown.year, narrowed, topics=activity_view.SEEN)
        counts.update(dict(heat))
    for each in entries:
        if each.is_struck:
            continue  # is not held
        on, end = each.starts.date(), (each.ends - timedelta(microseconds=1)).date()
        counts.update(on + timedelta(days=n) for n in range((end - on).days + 1))
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    is_month = how is View.MONTH
    return [
        _day(each, of_office.get(each), counts[each], is_month and each.month != shown.month)
        for each in every
    ]


def _day(on: date, office: office_days.DayShown | None, count: int, is_out: bool) -> Day:
    kind, mark = ("rest", "") if on.weekday() >= 5 else ("", "")
    said = [day_words(on)]
    if office is not None:
        kind = office.kind.value
        mark = t("rest") if office.kind is DayKind.HOLIDAY else t("work")
        said.append(office.note or festival(office.name) or term(office.kind))
    if count:
        said.append(t("activities: {n}", n=count))
    heat = sum(count >= least for least in HOT)
    return Day(on, " · ".join(said), mark, kind, is_out, count, heat)


def _entries(found: tuple[activities.Entry, ...]) -> list[Entry]:
    carried = proposed()
    entries = []
    for each in found:
        entry = _entry(each)
        if carried and carried[0] == each.id:
            at = carried[1]
            length = entry.ends - entry.starts
            entry = replace(entry, starts=at, ends=at + length, is_proposed=True, is_movable=False)
        entries.append(entry)
    return entries


def _entry(each: activities.Entry) -> Entry:
    is_one_day = each.starts_at.date() == each.ends_at.date()
    until = f"{each.ends_at:%H:%M}" if is_one_day else f"{day_words(each.ends_at.date())}"
    where = t("Online") if each.is_online else each.place
    places = (where, each.area and named(each.area, each.area_en))
    lines = (" · ".join(filter(None, places)), named(each.organiser.name, each.organiser.name_en))
    return Entry(
        id=each.id,
        title=named(each.title, each.title_en),
        starts=each.starts_at,
        ends=each.ends_at,
        span=f"{each.starts_at:%H:%M}–{until}",
        href=activity_view.link(each.id).href,
        tone=TONES[each.kind],
        lines=tuple(filter(None, lines)),
        badge=_badge(each),
        is_soft=each.stage in (ActivityStage.DRAFT, ActivityStage.IN_REVIEW),
        is_struck=each.stage is ActivityStage.CANCELLED,
        is_movable=each.can_move,
        version=each.version,
    )


def _badge(each: activities.Entry) -> tuple[str, Tone]:
    if each.stage is not ActivityStage.PUBLISHED:
        return term(each.stage), activity_view.TONES[each.stage]
    if each.capacity is None:
        return t("Seats without limit"), "green"
    words = activity_view.seats(each.taken, each.capacity, each.room)
    if each.taken is not None:
        words = t("{n} seats given", n=words)
    return words, "green" if each.room in (Room.FREE, Room.FEW) else "orange"


def _legend(found: tuple[activities.Entry, ...]) -> list[tuple[str, Tone]]:
    kinds = {each.kind for each in found}
    return [(term(kind), TONES[kind]) for kind in ActivityKind if kind in kinds]
