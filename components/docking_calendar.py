"""Between a docking day and the calendar of activities: a line on either page, and the way from one to the other."""

import streamlit as st

from components import activity_view, docking_bringing, docking_view
from components.choosing import one
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.texts import plain, t
from domain import docking_announcing
from domain.activities import CANCELLABLE
from domain.permissions import Person, activity_makers, allows
from domain.queries import docking_announced
from domain.queries.docking import DayShown
from domain.queries.docking_announced import Announced

SEEN = (*docking_view.SEEN, *activity_view.SEEN)


def line(person: Person, shown: DayShown) -> None:
    """Under which activity the day stands in the calendar; a warning where the two differ."""
    found = read(docking_announced.announced_as, person, shown.id, topics=SEEN)
    if found is None:
        return
    where = activity_view.link(found.id)
    label = t("In the calendar: {title}", title=named(found.title, found.title_en))
    query = dict(where.query)
    st.page_link(where.script, label=plain(label), icon=":material/event:", query_params=query)
    if shown.may_plan and not _lies_within(shown, found):
        st.warning(
            t(
                "The calendar says another time: {at}. Please move one of the two.",
                at=f"{moment(found.starts_at)} – {moment(found.ends_at)}",
            ),
            icon=":material/event_repeat:",
        )


def _lies_within(shown: DayShown, found: Announced) -> bool:
    """Whether the meetings are held while the activity lasts, which may begin earlier and end later."""
    return found.starts_at <= shown.begins(0) and shown.begins(shown.slots) <= found.ends_at


def is_announced(person: Person, shown: DayShown) -> bool:
    """Whether the calendar has an activity that is moved and cancelled with the day, as far as the reader may know."""
    found = read(docking_announced.announced_as, person, shown.id, topics=SEEN)
    return found is not None and found.stage in CANCELLABLE


def of_activity(person: Person, activity_id: int) -> None:
    """On the page of an activity: the docking days that it announces, for those who take part or run them, and for
    everybody else the way to take part."""
    found = read(docking_announced.days_of, person, activity_id, topics=SEEN)
    for each in found:
        where = docking_view.link(each.id)
        label = plain(t("Docking day: {name}", name=each.name))
        query = dict(where.query)
        st.page_link(where.script, label=label, icon=":material/groups:", query_params=query)
    docking_bringing.of_activity(person, activity_id)


def window(person: Person, shown: DayShown) -> None:
    """For those who run the day: draft an activity for it, link it with one that is there, or take the link away."""
    found = read(docking_announced.announced_as, person, shown.id, topics=SEEN)
    if found is not None:
        _unlink(shown, found)
        return
    if allows(activity_makers, person, None):
        name = f"docking-announce-{shown.id}"
        with form(name):
            st.caption(t("A draft is made of it, to be completed and reviewed in the calendar."))
            if sent(t("Draft an activity"), icon="edit_calendar"):
                done = t("Drafted. Please complete it in the calendar and hand it in.")
                send(docking_announcing.announce, shown.id, form_name=name, done=done)
    _link(person, shown)


def _link(person: Person, shown: DayShown) -> None:
    known = read(docking_announced.linkable, person, topics=SEEN)
    if not known:
        st.caption(t("No docking day of yours stands in the calendar."))
        return
    name = f"docking-link-{shown.id}"
    with form(name) as key:
        chosen = one(t("Activity"), list(known), None, _words, key=key("activity"))
        if sent(t("Link the two"), icon="link"):
            done = t("Linked. Both pages lead to each other.")
            send(
                docking_announcing.link,
                shown.id,
                form_name=name,
                done=done,
                activity_id=chosen.id if chosen else 0,
            )


def _unlink(shown: DayShown, found: Announced) -> None:
    name = f"docking-unlink-{shown.id}"
    st.markdown(plain(_words(found)))
    with form(name):
        if sent(t("Take the link away"), icon="link_off"):
            done = t("Noted.")
            send(docking_announcing.link, shown.id, form_name=name, done=done, activity_id=None)


def _words(found: Announced) -> str:
    return f"{moment(found.starts_at)} · {named(found.title, found.title_en)} · {found.number}"
