"""What is asked of a space's people next, with the way to it; a record that ends is renewed with one click."""

import streamlit as st

from components import docking_view, match_board, research_list
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Link
from components.submitting import submit
from components.texts import plain, t
from domain import needs, results
from domain.permissions import Person
from domain.queries import space_tasks, spaces
from domain.queries.space_tasks import Ask, Asked
from domain.queries.spaces import Space

MOST_SHOWN = 5

ICONS = {
    Ask.AGREE: "lock_open",
    Ask.ANSWER: "how_to_reg",
    Ask.OUTCOME: "monitoring",
    Ask.ACT: "event",
    Ask.MEND: "undo",
    Ask.RENEW: "update",
}


def show(person: Person, space: Space) -> None:
    """The first few; the rest behind a fold."""
    _show(_asked(person, space), space)


def waits(person: Person) -> bool:
    """The same on the page of the day, for those who have a space; whether there is any."""
    space = read(spaces.space, person, topics=research_list.SEEN)
    found = _asked(person, space) if space else ()
    if space:
        _show(found, space)
    return bool(found)


def _asked(person: Person, space: Space) -> tuple[Asked, ...]:
    return read(space_tasks.asked, person, space.organisation_id, topics=research_list.SEEN)


def _show(found: tuple[Asked, ...], space: Space) -> None:
    if not found:
        return
    with st.container(border=True, gap="xsmall", key="space-tasks"):
        st.markdown(f"**{t('What is to be done next')}**")
        for each in found[:MOST_SHOWN]:
            _line(each, space)
        if rest := found[MOST_SHOWN:]:
            with st.expander(t("{n} more", n=len(rest)), key="space-tasks-more"):
                for each in rest:
                    _line(each, space)


def _line(each: Asked, space: Space) -> None:
    title = named(each.title, each.title_en)
    link = _link(each, space)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            link.script,
            label=f"{plain(_said(each))} · {plain(title)}",
            icon=f":material/{ICONS[each.what]}:",
            query_params=dict(link.query),
            width="stretch",
        )
        if each.on:
            st.badge(plain(day(each.on)), color="orange")
        if each.what is Ask.RENEW and space.is_own:
            _renew(each, space)


def _renew(each: Asked, space: Space) -> None:
    form = f"renew-{each.record_id}"
    if st.button(t("Renew for a year"), key=form, type="tertiary", icon=":material/update:"):
        command = results.renew if space.has_results else needs.renew
        submit(command, each.record_id, done=t("Renewed for a year."), form=form)


def _link(each: Asked, space: Space) -> Link:
    if each.what is Ask.ANSWER:
        return docking_view.link(each.record_id)
    if each.match_id is None:
        return (research_list.result if space.has_results else research_list.need)(each.record_id)
    return match_board.link(each.match_id)


def _said(each: Asked) -> str:
    match each.what:
        case Ask.AGREE:
            return t("Agree to show our name")
        case Ask.ANSWER:
            return t("Answer the invitation")
        case Ask.OUTCOME:
            return t("Tell what has come of it after {n} months", n=each.months)
        case Ask.ACT:
            return each.said or t("What was planned is due")
        case Ask.MEND:
            return t("Was sent back: to be mended")
    return t("Ends soon")
