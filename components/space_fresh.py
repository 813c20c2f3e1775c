"""What is new and fits: each pair of a need and a result, with why, and one click to bring the two together."""

from collections.abc import Sequence

import streamlit as st

from components import match_bars, match_proposals, match_reasons, record_title, research_list
from components.area_choice import area_names
from components.choosing import industry_names
from components.naming import named
from components.reading import read
from components.texts import plain, t
from domain import topics
from domain.matchmaking.proposals import Proposed
from domain.permissions import Person
from domain.queries import fresh
from domain.queries.fresh import Fresh
from domain.queries.spaces import Space

SEEN = (*research_list.SEEN, topics.RULES)


def show(person: Person, space: Space) -> None:
    """The best pairs of the last fortnight, the surest first."""
    with st.spinner(t("Looking for what fits …")):
        found = read(fresh.for_space, person, space.organisation_id, topics=SEEN)
    if not found:
        _nothing(space)
        return
    if space.has_results:
        st.caption(t("Needs of the last fortnight, each with the result of this house that fits."))
    else:
        st.caption(t("Results of the last fortnight, each with the need of ours that it fits."))
    names = area_names(person) | industry_names(person)
    pairs(found, space, names)


def pairs(found: Sequence[Fresh], space: Space, names: dict[str, str]) -> None:
    """Needs and results that fit, each pair with why, and what the reader says of it."""
    whys = [each.shown.why for each in found]
    for each in found:
        _pair(each, space, names, whys)


def _pair(each: Fresh, space: Space, names: dict[str, str], whys: Sequence[Proposed]) -> None:
    shown = each.shown
    need, result = (
        named(each.need.name, each.need.name_en),
        named(shown.title, shown.title_en),
    )
    to_need, to_result = research_list.need(each.need.id), research_list.result(shown.id)
    key = f"fresh-{each.need.id}-{shown.id}"
    with st.container(border=True, gap="small", key=key):
        first, second = (need, to_need), (result, to_result)
        if not space.has_results:
            first, second = second, first
        record_title.show(*first, key=key)
        match_reasons.badge(shown.why)
        st.caption(plain(of_need(each, names) if space.has_results else _of_result(each)))
        record_title.show(_below(space, second[0]), second[1], key=f"{key}-below", is_small=True)
        match_bars.show(shown.why, whys)
        asked = (each.problem, each.problem_en)
        match_reasons.of_need(asked, (shown.text, shown.text_en), shown.why)
        text = f"{shown.title} {shown.title_en} {shown.text} {shown.text_en}"
        match_reasons.sentences(shown.why, text, names)
        match_proposals.judge(shown, each.need.id, shown.id)


def of_need(each: Fresh, names: dict[str, str]) -> str:
    """Which need it is: many have one and the same title."""
    owner = each.enterprise
    whose = named(owner.name, owner.name_en) if owner else t("Name hidden until both agree")
    return " · ".join(filter(None, (each.number, whose, names.get(each.area_code or ""))))


def _of_result(each: Fresh) -> str:
    shown = each.shown
    owner = named(shown.organisation, shown.organisation_en)
    return f"{shown.number} · {owner or t('Name hidden until both agree')}"


def _below(space: Space, title: str) -> str:
    if space.has_results:
        return t("Fits the result: {title}", title=title)
    return t("For the need: {title}", title=title)


def _nothing(space: Space) -> None:
    if space.has_results:
        words = t("No need of the last fortnight fits. Older ones stand with each result.")
    else:
        words = t("No result of the last fortnight fits. Older ones stand with each need.")
    st.info(words, icon=":material/hourglass_empty:")
    with st.container(horizontal=True, gap="small"):
        if space.has_results:
            st.page_link(
                research_list.NEEDS_PAGE, label=t("Technical needs"), icon=":material/help_center:"
            )
        else:
            st.page_link(
                research_list.RESULTS_PAGE, label=t("Research results"), icon=":material/science:"
            )
