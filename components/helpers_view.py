"""What fits a need: results first, and in tabs beside them the teams, experts and services that could help."""

import streamlit as st

from components import match_proposals, match_reasons, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.naming import named
from components.reading import read
from components.texts import plain, t
from db.research_vocabulary import MatchKind
from domain import topics
from domain.permissions import Person
from domain.queries.helpers_for import Helper, helpers_for

SEEN = (topics.NEEDS, topics.ORGANISATIONS, topics.MATCHES, topics.RULES)


def for_need(person: Person, need_id: int) -> None:
    """Only the tab that is open is worked out."""
    kinds = {
        t("Results"): None,
        t("Expert teams"): MatchKind.TEAM,
        t("Experts"): MatchKind.EXPERT,
        t("Services"): MatchKind.PRODUCT,
    }
    tabs = st.tabs(list(kinds), key=f"fits-{need_id}", on_change="rerun")
    for tab, kind in zip(tabs, kinds.values(), strict=True):
        if tab.open:
            with tab:
                if kind is None:
                    match_proposals.for_need(person, need_id)
                else:
                    _helpers(person, need_id, kind)


def _helpers(person: Person, need_id: int, kind: MatchKind) -> None:
    found = read(helpers_for, person, need_id, kind, topics=SEEN)
    if not found:
        st.info(
            t("Nobody in the directory fits yet. Other words in the need may find more."),
            icon=":material/search_off:",
        )
        return
    names = area_names(person) | industry_names(person)
    for place, each in enumerate(found, start=1):
        with st.container(border=True, gap="small", key=f"helper-{kind}-{each.id}"):
            _head(place, each, kind)
            match_reasons.marked(named(each.text, each.text_en), each.why)
            match_reasons.sentences(each.why, f"{each.name} {each.text} {each.text_en}", names)
            _room(each)


def _head(place: int, each: Helper, kind: MatchKind) -> None:
    product = each.id if kind is MatchKind.PRODUCT else None
    link = rows.organisation(each.organisation_id, product)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            link.script,
            label=f"**{place}. {plain(named(each.name, each.name_en))}**",
            query_params=dict(link.query),
            width="stretch",
        )
        match_reasons.badge(each.why)
    st.caption(plain(named(each.organisation, each.organisation_en)))


def _room(each: Helper) -> None:
    """How much room a team still has this year."""
    if each.capacity:
        st.progress(
            min(each.taken / each.capacity, 1.0),
            text=t(
                "{taken} of {capacity} needs taken on this year",
                taken=each.taken,
                capacity=each.capacity,
            ),
        )
