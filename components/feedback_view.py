"""What those who came said of an activity or of services, together: how many, the marks, the texts; never who."""

import streamlit as st

from components.texts import plain, t, term
from db.activity_vocabulary import Mark
from domain.queries.activity_feedback import FEWEST, Marked, Said


def show(said: Said | None, *, of_services: bool = False, activities: int = 1) -> None:
    """The marks with their spread, and what was written; nothing for those who do not hold it. `activities`: of how
    many it is told together."""
    names = {Mark.SPEAKERS: t("Advice")} if of_services else {}
    if said is None or not said.asked + said.not_reached:
        return
    st.subheader(t("What those who came say"), anchor=False)
    if activities > 1:
        st.caption(t("{n} activities that were held", n=activities))
    st.caption(t("{answered} of {asked} have answered.", answered=said.answered, asked=said.asked))
    if said.not_reached:
        st.caption(t("{n} more came whom no mail and no account reaches.", n=said.not_reached))
    if said.is_kept_back:
        st.info(
            t(
                "So that nobody can be told by their answer, it is shown from {few} answers on.",
                few=FEWEST,
            ),
            icon=":material/lock:",
        )
    if said.left_out:
        st.caption(
            t(
                "{n} answers are left out, of activities with fewer than {few} of them.",
                n=said.left_out,
                few=FEWEST,
            )
        )
    for each in said.marks:
        _mark(each, names.get(each.mark) or term(each.mark))
    if said.came_up:
        st.markdown(t("**{n}** said that a wish or a problem came up.", n=said.came_up))
    _texts(t("Next time they would like"), said.wanted)
    _texts(t("In their own words"), said.words)


def _mark(each: Marked, what: str) -> None:
    with st.container(border=True, gap=None):
        st.markdown(
            t(
                "{what}: **{mean}** of 5, {n} answers",
                what=what,
                mean=f"{each.mean:.1f}",
                n=each.answers,
            )
        )
        given = [t("{n} × {mark}", mark=m, n=many) for m, many in enumerate(each.counts, start=1)]
        spread = " · ".join(reversed(given))
        st.progress((each.mean - 1) / 4)
        st.caption(t("How many gave which mark: {spread}", spread=spread))


def _texts(title: str, texts: tuple[str, ...]) -> None:
    if texts:
        with st.expander(f"{title} ({len(texts)})", icon=":material/format_quote:"):
            for each in texts:
                st.markdown(plain(each))
