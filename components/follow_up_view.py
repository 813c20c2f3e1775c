"""What is to be done after an activity: on its page, and on the page of the day of whose it is."""

import streamlit as st

from components import activity_view, follow_up_forms, record_window
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.texts import plain, t, term
from db.activity_vocabulary import FollowUpState
from domain import topics
from domain.permissions import Person
from domain.queries import follow_ups
from domain.queries.activity import ActivityShown
from domain.queries.follow_ups import Task

TONES = {
    FollowUpState.OPEN: "orange",
    FollowUpState.DONE: "green",
    FollowUpState.CANCELLED: "gray",
}


def of_activity(person: Person, shown: ActivityShown) -> None:
    """The tasks of an activity with what can be done about each, for those who hold it."""
    if not follow_up_forms.may_give(shown):
        return
    tasks = read(follow_ups.of_activity, person, shown.id, topics=activity_view.seen(shown.id))
    st.subheader(t("To be done afterwards"), anchor=False)
    for each in tasks:
        _line(each, is_keeper=True)
    record_window.button(follow_up_forms.GIVE, t("Give a task"), icon="add_task")


def waits(person: Person) -> None:
    """On the page of the day: what the reader is to do after activities."""
    tasks = _mine(person)
    if not tasks:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.subheader(t("After activities"), anchor=False, width="content")
        st.badge(str(len(tasks)), color="blue")
        if late := sum(each.is_late for each in tasks):
            st.badge(t("{n} late", n=late), color="red", icon=":material/warning:")
    for each in tasks:
        _line(each, is_keeper=False)
    follow_up_forms.own_window({each.id: each for each in tasks})


def window(person: Person, shown: ActivityShown) -> None:
    """The window that the activity's page is asked for."""
    if follow_up_forms.may_give(shown):
        tasks = read(follow_ups.of_activity, person, shown.id, topics=activity_view.seen(shown.id))
        follow_up_forms.window(person, shown, {each.id: each for each in tasks})


def _mine(person: Person) -> tuple[Task, ...]:
    if person.id is None:
        return ()
    seen = (*activity_view.SEEN, topics.of_follow_ups(person.id))
    return read(follow_ups.mine, person, topics=seen)


def _line(each: Task, *, is_keeper: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{plain(each.what)}**")
            if each.is_late:
                st.badge(t("Late"), color="red", icon=":material/warning:")
            else:
                st.badge(term(each.state), color=TONES[each.state])
        about = (each.person_name, each.enterprise)
        if is_keeper:
            said = (each.owner, t("until {day}", day=day(each.due_on)), *about)
        else:
            title = named(each.activity.name, each.activity.name_en)
            said = (t("until {day}", day=day(each.due_on)), title, *about)
        st.caption(plain(" · ".join(filter(None, said))))
        given = t("Given by {name} on {day}", name=each.given_by, day=day(each.given_at.date()))
        st.caption(plain(given))
        if each.ended_at:
            st.caption(f"{moment(each.ended_at)} · {plain(each.note)}")
        if each.state is FollowUpState.OPEN:
            follow_up_forms.buttons(each, is_keeper=is_keeper)
