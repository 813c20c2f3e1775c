"""The records behind one figure, with the same filter, in a list that counts the same."""

import streamlit as st

from components import figure_parts, figure_records, kpi_filters, supervising
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t

person = current_user()

st.title(t("Behind the figure"), anchor=False)
asked = kpi_filters.bar(person, kpi_filters.LIST_PAGE)
indicator = figure_records.asked_for()
figure_records.head(person, asked, indicator)
which = figure_records.half(indicator)
part = figure_parts.asked_for(person, indicator)
if part is None:
    st.info(t("Only the figures of your own orders are open to you."), icon=":material/lock:")
else:
    supervising.offer(person, asked, indicator, which, part)
    figure_records.show(person, asked, indicator, which, part)
heartbeat(figure_records.SEEN)
