"""Today: what waits for the reader, what they were told, and for leaders how the areas stand."""

import streamlit as st

from components.due import due_words
from components.moments import moment
from components.naming import named
from components.session import current_user
from components.story import sentence
from components.submitting import submit
from components.texts import plain, t, term
from db.vocabulary import Role
from domain import clock, my_notices
from domain.permissions import Person
from domain.queries.today import AreaLoad, Day, Told, Waiting

OVERSEERS = (Role.LEADER, Role.ADMINISTRATOR)


def greeting(person: Person) -> None:
    st.title(t("Today"), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.text(f"{person.name} · {person.organisation}", width="content")
        for role in sorted(person.roles):
            st.badge(term(role), color="gray")


def waiting(day: Day) -> None:
    """The demands that wait, the most urgent first."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.subheader(t("Waits for you"), anchor=False, width="content")
        st.badge(str(day.count), color="blue" if day.count else "gray")
        if day.late:
            st.badge(t("{n} late", n=day.late), color="red", icon=":material/warning:")
    if not day.waiting:
        st.success(
            t("Nothing waits for you. What comes next appears here by itself."),
            icon=":material/task_alt:",
        )
        return
    mine = [each for each in day.waiting if each.is_mine]
    others = [each for each in day.waiting if not each.is_mine]
    for each in mine:
        _row(each)
    if others:
        with st.expander(t("Handled by colleagues ({n})", n=len(others)), icon=":material/group:"):
            for each in others:
                _row(each)
    if day.count > len(day.waiting):
        st.page_link(
            "pages/demands/list.py",
            label=t("{n} more in the list", n=day.count - len(day.waiting)),
            icon=":material/list_alt:",
        )


def notices(told: tuple[Told, ...]) -> None:
    """What the reader was told, the new first."""
    new = sum(each.is_new for each in told)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(t("Notices"), anchor=False, width="content")
        if new:
            st.badge(t("{n} new", n=new), color="blue")
    if not told:
        st.caption(t("No notices yet. You are told here when something concerns you."))
        return
    if new and st.button(t("Mark all as read"), icon=":material/done_all:", key="read-all"):
        person = current_user()
        submit(my_notices.read_all, person.id, done=t("Marked as read."), form="read-all")
    for each in told:
        _told(each)


def load(areas: tuple[AreaLoad, ...]) -> None:
    """How many demands are under way in each area, and how many of them are late."""
    st.subheader(t("The areas today"), anchor=False)
    rows = {named(each.name, each.name_en): (each, f"/demands?area={each.code}") for each in areas}
    st.dataframe(
        [
            {
                t("Area"): name,
                t("Under way"): each.open,
                t("Late"): each.late,
                t("On time"): _share(each),
                t("List"): link,
            }
            for name, (each, link) in rows.items()
        ],
        hide_index=True,
        height="content",
        column_config={
            t("List"): st.column_config.LinkColumn(t("List"), display_text=t("Open")),
            t("On time"): st.column_config.ProgressColumn(
                t("On time"), min_value=0, max_value=100, format="%d%%"
            ),
        },
    )


def _share(each: AreaLoad) -> int | None:
    """Of what is under way, how much is not late, in per cent; nothing where nothing is under way."""
    return round(100 * (each.open - each.late) / each.open) if each.open else None


def _row(each: Waiting) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.page_link(
                "pages/demands/demand.py",
                label=f"**{plain(each.title)}**",
                query_params={"number": each.number},
            )
            st.space("stretch")
            if each.due_at:
                text, tone = due_words(each.due_at, clock.now())
                st.badge(text, color=tone, icon=":material/schedule:")
            st.badge(term(each.task), color="blue")
        area = named(each.area, each.area_en)
        st.caption(plain(f"{each.number} · {each.enterprise} · {area}"))


def _told(each: Told) -> None:
    unit = named(each.unit, each.unit_en)
    said = plain(sentence(each.action, each.said, actor=each.actor, unit=unit))
    with st.container(gap=None):
        st.markdown(f":blue[●] {said}" if each.is_new else said)
        st.page_link(
            "pages/demands/demand.py",
            label=f":small[{plain(each.number)} · {plain(each.title)} · {moment(each.at)}]",
            query_params={"number": each.number},
        )
