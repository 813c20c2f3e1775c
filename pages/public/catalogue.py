"""Results and needs: the public catalogue of what universities would hand on and what enterprises look for."""

import streamlit as st

from components import catalogue_view
from components.texts import t

with st.container(width=1100):
    st.title(t("Results and needs"), anchor=False)
    st.caption(t("What universities would hand on, and what enterprises look for. Open to all."))
    catalogue_view.show(catalogue_view.sought())
