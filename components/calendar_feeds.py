"""Activities in one's own calendar: feeds to subscribe to, one activity as a file, and one's own secret addresses."""

from urllib.parse import urlsplit

import streamlit as st

from components import session
from components.area_choice import area_names
from components.moments import moment
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import attempt, remember, remembered, submit, tell
from components.texts import plain, t, term
from db.activity_vocabulary import ActivityStage, CalendarScope
from db.settings import settings
from domain import calendar_links, topics
from domain.permissions import Person
from domain.queries import activities, activity_feeds
from domain.queries import calendar_links as queries
from domain.queries.activities import Filters
from domain.queries.activity import ActivityShown
from domain.queries.calendar_links import LinkShown
from domain.queries.organisation import Record

ALL = "all"
PUBLIC = (
    ActivityStage.PUBLISHED,
    ActivityStage.HELD,
    ActivityStage.REPORTED,
    ActivityStage.CANCELLED,
)
SEEN = (topics.ACTIVITIES,)


def subscribe(person: Person, filters: Filters) -> None:
    """The feeds that everybody may subscribe to: what the page is narrowed to comes first."""
    areas = area_names(person)
    series = read(activities.series, person, topics=SEEN)
    names = {ALL: t("All activities")}
    names |= {f"area/{code}": name for code, name in areas.items()}
    names |= {f"series/{each.id}": named(each.name, each.name_en) for each in series}
    wished = f"area/{filters.area}" if filters.area else ALL
    if filters.series_id:
        wished = f"series/{filters.series_id}"
    with st.popover(t("Subscribe"), icon=":material/calendar_add_on:"):
        which = st.selectbox(
            t("Which activities?"),
            list(names),
            index=list(names).index(wished) if wished in names else 0,
            format_func=names.get,
            key=f"calendar-feed-{wished}",
        )
        _feed(which)


def of_activity(shown: ActivityShown) -> None:
    """One activity as a file, and the feeds that it is in; nothing while it is not public."""
    if shown.stage not in PUBLIC or shown.published_at is None:
        return
    with st.popover(t("Into my calendar"), icon=":material/calendar_add_on:"):
        st.link_button(
            t("This activity (.ics)"),
            _address(f"activity/{shown.id}"),
            icon=":material/event_available:",
        )
        if shown.series:
            st.markdown(f"**{plain(named(shown.series.name, shown.series.name_en))}**")
            _feed(f"series/{shown.series.id}")
        else:
            st.markdown(f"**{plain(named(shown.organiser.name, shown.organiser.name_en))}**")
            _feed(f"organiser/{shown.organiser.id}")


def of_series(series_id: int) -> None:
    """On the page of a series: its feed."""
    with st.popover(t("Subscribe"), icon=":material/calendar_add_on:"):
        _feed(f"series/{series_id}")


def of_organiser(person: Person, record: Record) -> None:
    """On the page of an organisation that holds activities: the feed of them."""
    if read(activity_feeds.holds, person, record.id, topics=SEEN):
        with st.popover(t("Subscribe to its activities"), icon=":material/calendar_add_on:"):
            _feed(f"organiser/{record.id}")


def mine(person: Person) -> None:
    """One's own secret addresses: made, made anew, called back; each is shown once."""
    links = read(queries.links, person, topics=(topics.of_calendars(person.id),))
    in_force = {each.scope: each for each in links}
    for scope in calendar_links.scopes(person):
        with st.container(border=True, key=f"calendar-{scope.value}"):
            st.markdown(f"**{term(scope)}**")
            st.caption(_holds(scope))
            _shown_once(scope)
            _link(scope, in_force.get(scope))


def _link(scope: CalendarScope, link: LinkShown | None) -> None:
    if link:
        read_at = moment(link.last_read_at) if link.last_read_at else t("not read yet")
        told = t("Made {at}; last read: {read}", at=moment(link.made_at), read=read_at)
        st.caption(plain(told))
    form = f"calendar-make-{scope.value}"
    with st.container(horizontal=True, gap="small"):
        label = t("Make a new address") if link else t("Make my calendar address")
        if st.button(label, key=f"{form}-{nonce(form)}", icon=":material/add_link:"):
            said = {"scope": scope, "language": session.language()}
            is_done, made = attempt(calendar_links.make, form=form, **said)
            if is_done:
                if made:
                    remember(form, made.token)
                tell(t("The address is made; it is shown once."))
                st.rerun()
        if link and st.button(
            t("End this address"), key=f"calendar-revoke-{link.id}", icon=":material/block:"
        ):
            remember(form, None)
            done = t("The calendar address is called back.")
            submit(calendar_links.revoke, link.id, form=f"calendar-revoke-{link.id}", done=done)


def _shown_once(scope: CalendarScope) -> None:
    token = remembered(f"calendar-make-{scope.value}")
    if token:
        _copied(_address(f"own/{token}", is_own=True))
        st.caption(
            t(
                "Copy it now: it cannot be shown again. Whoever has it sees what stands there; if it got about, make a "
                "new one, and this one ends."
            )
        )


def _feed(path: str) -> None:
    _copied(_address(path))
    st.caption(
        t(
            "Your calendar asks every hour by itself. It holds what is published: what is to come, and {days} days "
            "back. What is moved moves there too; what is cancelled stays there, struck out.",
            days=activity_feeds.KEPT.days,
        )
    )


def _copied(address: str) -> None:
    """The address with a button that copies it, and the link that calendars open by themselves."""
    st.code(address, language=None, wrap_lines=True)
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    st.link_button(t("Open in the calendar"), webcal, icon=":material/open_in_new:")


def _address(path: str, *, is_own: bool = False) -> str:
    """One's own is in the language in which it was made."""
    language = "?lang=en" if session.language() == "en" and not is_own else ""
    return f"{settings().public_url.rstrip('/')}/calendars/{path}.ics{language}"


def _holds(scope: CalendarScope) -> str:
    match scope:
        case CalendarScope.REGISTRATIONS:
            return t(
                "What you or your enterprise have registered for, and the services that you have booked; a place in "
                "the waiting list is tentative. Your meetings at docking days, and the next actions of the matches "
                "that you look after."
            )
        case CalendarScope.HOUSE:
            return t(
                "What your organisation holds or helps to hold, also drafts, which are tentative."
            )
