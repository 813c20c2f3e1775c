"""The way out for other platforms: the same services as data, in a published format."""

import streamlit as st

from components.texts import t

INTERFACE, PACKAGE = "/hsds", "/hsds/package.zip"


def show() -> None:
    """What other platforms can take, and where; open to everybody, as the answers are."""
    with st.expander(t("For other platforms"), icon=":material/database:"):
        st.caption(
            t(
                "Service organisations and their services, never enterprises, are open data in the Human Services Data"
                " Specification (HSDS 3). Names of persons and mobile numbers are not in them."
            )
        )
        with st.container(horizontal=True, gap="small"):
            st.link_button(t("Interface (JSON)"), INTERFACE, icon=":material/api:")
            st.link_button(t("Data package (ZIP)"), PACKAGE, icon=":material/download:")
