"""Supervision: orders to units, coordination cases, alerts of the figures."""

import streamlit as st

from components import alert_view, case_view, order_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain.queries import figure_alerts, supervision

person = current_user()

st.title(t("Supervision"), anchor=False)
match order_view.view():
    case "cases":
        case_view.listing(person)
    case "alerts":
        alert_view.listing(person)
    case _:
        order_view.listing(person)
heartbeat((*supervision.TOPICS, *figure_alerts.TOPICS))
