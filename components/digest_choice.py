"""The weekly digest on the page of one's account: wanted or not."""

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
