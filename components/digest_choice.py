"""Mails of matchmaking on the page of one's account: the weekly digest and news of one's matches, wanted or not."""

import streamlit as st

from components.submitting import submit
from components.texts import t
from domain import digests
from domain.permissions import Person


def show(person: Person, is_wanted: bool | None) -> None:
    """The switch, for those for whom there is a digest."""
    if is_wanted is None:
        return
    st.subheader(t("Weekly digest"), anchor=False)
    st.caption(t("Each Monday a mail with what is new in matchmaking and fits your organisation."))
    chosen = st.toggle(
        t("Send me the weekly digest"), value=is_wanted, key=f"digest-wanted-{is_wanted}"
    )
    if chosen != is_wanted:
        done = t("You will get the weekly digest.") if chosen else t("You get no more digests.")
        submit(digests.want, person.id, form="digest-wanted", done=done, wanted=chosen)


def news(person: Person, is_wanted: bool | None) -> None:
    """The switch of the news, for those who have matches to do with."""
    if is_wanted is None:
        return
    st.subheader(t("News of my matches"), anchor=False)
    st.caption(t("A mail about each turn of your matches, at most one in an hour for all of them."))
    chosen = st.toggle(
        t("Send me news of my matches"), value=is_wanted, key=f"news-wanted-{is_wanted}"
    )
    if chosen != is_wanted:
        done = t("You will get news of your matches.") if chosen else t("You get no more news.")
        submit(digests.want_news, person.id, form="news-wanted", done=done, wanted=chosen)
