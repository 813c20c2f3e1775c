"""Whether the need and the result of a match are offered; after an agreement one click says whether they go on."""

import streamlit as st

from components.naming import named
from components.submitting import submit
from components.texts import plain, t, term
from db.research_vocabulary import MatchKind
from domain import needs, results
from domain.queries.match_offering import Left, Offered


def tell(left: tuple[Left, ...]) -> None:
    """A line for each that is not offered by now."""
    for each in left:
        words = t(
            "{kind} {number} is not offered at present: {stage}.",
            kind=term(each.kind),
            number=each.number,
            stage=term(each.stage),
        )
        st.warning(plain(words), icon=":material/info:")


def ask(offered: tuple[Offered, ...]) -> None:
    """A question for each that is still offered, with its three answers."""
    for each in offered:
        with st.container(border=True, gap="small", key=f"offering-{each.kind}-{each.id}"):
            title = named(each.title, each.title_en)
            st.markdown(
                f":material/help: {plain(t('There is an agreement. Is this still offered?'))}  \n"
                + plain(f"{term(each.kind)} {each.number} · {title}")
            )
            with st.container(horizontal=True, gap="small"):
                _answers(each)


def _answers(each: Offered) -> None:
    commands = needs if each.kind is MatchKind.NEED else results
    answers = (
        (t("Stay open"), commands.keep_open, t("It goes on being offered."), "lock_open"),
        (t("Pause"), commands.pause, t("Paused: it is not offered for now."), "pause"),
        (t("Offer it no more"), commands.solve, t("Closed: it is offered no more."), "task_alt"),
    )
    for label, command, done, icon in answers:
        key = f"{command.name}-{each.id}"
        if st.button(label, key=key, icon=f":material/{icon}:"):
            submit(command, each.id, form=key, done=done)
