"""The windows of series of activities: begun, said anew, ended, and a year of one held again."""

from datetime import date

import streamlit as st

from components import activity_series_view, office_gaps, record_window, rows, window
from components.area_choice import area_names
from components.choosing import one
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.activity_vocabulary import ActivityKind, ActivityStage
from db.vocabulary import Kind
from domain import activity_again, activity_series, clock, topics
from domain.clock import LOCAL
from domain.command import can
from domain.permissions import Person
from domain.queries import activity_series as queries
from domain.queries import office_days
from domain.queries.activities import Entry
from domain.queries.activity_series import SeriesShown


def show_all(person: Person) -> None:
    """On the page of all series."""
    if activity_series_view.asked() == "begin" and can(person, activity_series.begin):
        record_window.show(t("New series"), _begin, person)


def show(person: Person, shown: SeriesShown) -> None:
    """On the page of one; where its step may be taken now."""
    verb = activity_series_view.asked()
    if verb == "change" and activity_series.change.name in shown.steps:
        record_window.show(t("Change the series"), _change, shown)
    elif verb == "end" and activity_series.end.name in shown.steps:
        record_window.show(t("End the series"), _end, shown)
    elif verb == "again" and activity_again.hold_again.name in shown.steps and shown.years:
        record_window.show(t("Hold a year again"), _again, person, shown, is_wide=True)


def _begin(person: Person) -> None:
    name = "series-begin"
    kinds = list(ActivityKind)
    with form(name) as key:
        said = _words(key)
        kind = st.selectbox(t("Kind of activity"), kinds, format_func=term, key=key("kind"))
        area = None
        if person.kind is not Kind.SUB_PLATFORM:  # theirs is the area that they stand for
            areas = area_names(person)
            area = one(
                t("Area"),
                list(areas),
                None,
                areas.get,
                key=key("area"),
                none=t("The whole city"),
            )
        if sent(t("Begin the series"), icon="add"):
            is_done, series_id = attempt(
                activity_series.begin, form=name, kind=kind, area_code=area, **said
            )
            if is_done:
                tell(t("The series has begun."))
                window.close(record_window.NAME)
                rows.follow(activity_series_view.link(series_id))


def _change(shown: SeriesShown) -> None:
    name = f"series-{shown.id}"
    with form(name) as key:
        said = _words(key, shown)
        if sent(t("Save")):
            done = t("Corrected.")
            send(activity_series.change, shown.id, form_name=name, done=done, **said)


def _end(shown: SeriesShown) -> None:
    name = f"series-end-{shown.id}"
    with form(name):
        st.caption(t("Nothing new can be put into it; what was held stays."))
        if sent(t("End the series"), icon="event_busy"):
            send(activity_series.end, shown.id, form_name=name, done=t("The series has ended."))


def _again(person: Person, shown: SeriesShown) -> None:
    """Last year's activities, each to be ticked; those that were drafted again already are not ticked."""
    name = f"again-{shown.id}"
    key = f"{name}-{nonce(name)}"
    years = [each.year for each in shown.years]
    chosen = st.selectbox(
        t("Year"), years, index=years.index(activity_series_view.last_year(shown)), key=f"{key}-y"
    )
    found = read(queries.held_in, person, shown.id, chosen, topics=(topics.ACTIVITIES,))
    found = [each for each in found if each.stage is not ActivityStage.CANCELLED]
    ids = tuple(each.id for each in found)
    known = read(queries.cloned, person, ids, topics=(topics.ACTIVITIES,))
    days = sorted(_again_on(each) for each in found) or [clock.now().astimezone(LOCAL).date()]
    rest = read(office_days.rest, person, days[0], days[-1], topics=(topics.RULES,))
    wanted = [
        each.id
        for each in found
        if st.checkbox(
            _said(each, each.id in known, _again_on(each) in rest),
            each.id not in known,
            key=f"{key}-{each.id}",
        )
    ]
    office_gaps.caption(person, days[0], days[-1])
    st.caption(t("Each becomes a draft 52 weeks later, on the same weekday, to be corrected."))
    if st.button(
        t("Draft {n} again", n=len(wanted)),
        type="primary",
        icon=":material/content_copy:",
        disabled=not wanted,
        key=f"{key}-send",
    ):
        send(
            activity_again.hold_again,
            shown.id,
            form_name=name,
            done=t("Drafted {n} times.", n=len(wanted)),
            activity_ids=tuple(wanted),
        )


def _again_on(each: Entry) -> date:
    """The day on which it would be held again."""
    return (each.starts_at + activity_again.YEAR).date()


def _said(each: Entry, is_known: bool, is_rest: bool) -> str:
    words = f"{moment(each.starts_at)} · {plain(named(each.title, each.title_en))}"
    if is_known:
        words = f"{words} :gray[({t('drafted again already')})]"
    return f"{words} :orange[({t('day of rest a year later')})]" if is_rest else words


def _words(key, shown: SeriesShown | None = None) -> dict[str, str]:
    return {
        "name": st.text_input(
            t("Name of the series"), shown.name if shown else "", max_chars=80, key=key("name")
        ),
        "name_en": st.text_input(
            t("Name in English"), shown.name_en if shown else "", max_chars=120, key=key("name-en")
        ),
        "summary": st.text_area(
            t("About the series"),
            shown.summary if shown else "",
            max_chars=1000,
            key=key("summary"),
        ),
    }
