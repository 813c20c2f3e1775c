"""The needs that a house's results fit best, with why; what does not suit is set aside with a reason."""

import streamlit as st

from components import (
    bring_in_house,
    match_bars,
    match_proposals,
    match_reasons,
    record_title,
    research_list,
    space_fresh,
)
from components.area_choice import area_names
from components.choosing import industry_names
from components.naming import named
from components.reading import read
from components.texts import plain, t, term
from domain.matchmaking import shown
from domain.permissions import Person
from domain.queries import best_needs, set_aside
from domain.queries.best_needs import Best
from domain.queries.fresh import Fresh
from domain.queries.spaces import Space

SPACE = "pages/research/our_space.py"


def show(person: Person, space: Space) -> None:
    """The ten best over all published results."""
    best = _found(person, space.organisation_id)
    match_proposals.tell_unless_whole(best.is_whole)
    found = best.needs
    if not found:
        _aside(person, space)
        st.info(
            t("No need fits a published result of this house yet. More results find more needs."),
            icon=":material/hourglass_empty:",
        )
        with st.container(horizontal=True, gap="small"):
            bring_in_house.way(None if space.is_own else space.organisation_id)
        return
    st.caption(
        t("The needs that fit best over all results of this house, each with the result that fits.")
    )
    names = area_names(person) | industry_names(person)
    space_fresh.pairs(found, space, names)
    _aside(person, space)


def short(person: Person) -> None:
    """The same on the first page of a liaison officer: each with how sure it is, the result that fits, and why."""
    best = _found(person, person.organisation_id)
    found = best.needs
    if not found:
        return
    names = area_names(person) | industry_names(person)
    with st.container(border=True, gap="small", key="best-needs"):
        st.markdown(f"**{t('Needs that fit our results best')}**")
        match_proposals.tell_unless_whole(best.is_whole)
        whys = [each.shown.why for each in found]
        for place, each in enumerate(found, start=1):
            with st.container(gap="xxsmall"):
                _line(place, each, names)
                match_bars.show(each.shown.why, whys)
        st.page_link(SPACE, label=t("With their reasons"), icon=":material/lightbulb:")


def _line(place: int, each: Fresh, names: dict[str, str]) -> None:
    title = named(each.need.name, each.need.name_en)
    record_title.show(f"{place}. {title}", research_list.need(each.need.id), key=f"best-{place}")
    match_reasons.badge(each.shown.why)
    st.caption(_why(each, names))


def _aside(person: Person, space: Space) -> None:
    """What does not suit, and the way back."""
    aside = read(set_aside.of_house, person, space.organisation_id, topics=space_fresh.SEEN)
    if not aside:
        return
    label = t("Set aside ({n})", n=len(aside))
    with st.expander(label, icon=":material/playlist_remove:", key="space-aside"):
        for each in aside:
            need, result = (
                named(each.need, each.need_en),
                named(each.result, each.result_en),
            )
            record_title.show(
                f"{need} × {result}",
                research_list.need(each.need_id),
                key=f"aside-{each.need_id}-{each.result_id}",
                is_small=True,
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(term(each.reason), color="orange")
                if each.is_own:
                    pair = each.need_id, each.result_id
                    match_proposals.take_back(*pair, f"space-back-{pair[0]}-{pair[1]}")


def _found(person: Person, organisation_id: int) -> Best:
    """The ten best; that they are shown, and in which place, is written down once all are compared."""
    with st.spinner(t("Looking for what fits …")):
        best = read(best_needs.of_house, person, organisation_id, topics=space_fresh.SEEN)
    if best.is_whole:
        shown.note_best(best.needs, best.engine)
    return best


def _why(each: Fresh, names: dict[str, str]) -> str:
    """Whose need it is, the result that fits, what both say, and the first thing for it and against it: a line each."""
    its = each.shown
    fits = t("Fits the result: {title}", title=named(its.title, its.title_en))
    text = f"{its.title} {its.title_en} {its.text} {its.text_en}"
    lines = (plain(space_fresh.of_need(each, names)), f":material/science: {plain(fits)}")
    return "  \n".join((*lines, *match_reasons.in_short(its.why, text, names)))
