"""The people of a university's space: each team with its load, and where the experts stand in the directory."""

import streamlit as st

from components import list_upload, rows
from components.naming import naming
from components.reading import read
from components.research_list import SEEN
from components.texts import listed, plain, t
from domain import topics
from domain.permissions import Person
from domain.queries import space_people
from domain.queries.space_people import Team
from domain.queries.spaces import Space


def show(person: Person, space: Space) -> None:
    """The teams side by side, and the way to the record where they are kept."""
    found = read(
        space_people.teams, person, space.organisation_id, topics=(*SEEN, topics.ORGANISATIONS)
    )
    if not found:
        st.info(
            t("No team stands in the directory yet. With teams, proposals know who has room."),
            icon=":material/groups:",
        )
    for first in range(0, len(found), 2):
        for column, team in zip(st.columns(2), found[first : first + 2], strict=False):
            with column:
                _team(team)
    list_upload.teams(person, space.organisation_id)
    list_upload.equipment(person, space.organisation_id)
    link = rows.organisation(space.organisation_id)
    st.page_link(
        link.script,
        label=t("Experts, teams and equipment in the directory"),
        icon=":material/badge:",
        query_params=dict(link.query) | {"section": "experts"},
    )


def _team(team: Team) -> None:
    speak = naming()
    with st.container(border=True, gap="xsmall", height="stretch", key=f"team-{team.id}"):
        st.markdown(f"**{plain(speak(team.name, team.name_en))}**")
        if topics_said := speak(team.topics, team.topics_en):
            st.caption(plain(topics_said))
        if team.capacity:
            share = min(team.taken / team.capacity, 1.0)
            st.progress(
                share,
                t(
                    "{taken} of {capacity} needs taken on this year",
                    taken=team.taken,
                    capacity=team.capacity,
                ),
            )
        else:
            st.caption(t("{taken} needs taken on this year", taken=team.taken))
        with st.container(horizontal=True, gap="xsmall"):
            st.badge(t("{n} results", n=team.results), color="gray", icon=":material/science:")
            if team.open:
                st.badge(
                    t("{n} on their way", n=team.open), color="blue", icon=":material/handshake:"
                )
            if team.capacity and team.taken >= team.capacity:
                st.badge(t("No room left"), color="orange", icon=":material/block:")
        if team.experts:
            st.caption(plain(listed(speak(*names) for names in team.experts)))
