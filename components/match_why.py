"""Why two were brought together, as of that day: what the score was made of, and what spoke for it and against it."""

import streamlit as st

from components import match_bars, match_reasons
from components.area_choice import area_names
from components.choosing import industry_names
from components.moments import day
from components.texts import t
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries.matches import MatchShown


def show(person: Person, shown: MatchShown) -> None:
    """Nothing where the engine found no word in common."""
    kept = shown.kept
    if kept is None:
        return
    with st.expander(
        t("Why, as of the day on which it was proposed"), icon=":material/stacked_bar_chart:"
    ):
        on = day(kept.at.astimezone(LOCAL).date())
        st.caption(t("As of {day}. What has changed in either record since is not in it.", day=on))
        match_bars.show(kept)
        names = area_names(person) | industry_names(person)
        told = [match_reasons.field_line(part, names) for part in kept.fields if part.said]
        if told:
            st.markdown("  \n".join(told))
        elif kept.fields and not shown.card.is_named:
            st.caption(t("What the fields say is told once both names are open."))
