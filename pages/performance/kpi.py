"""The key figures, live: cards, the map of the sub-platforms, who stands where, and what lies behind each figure."""

import streamlit as st

from components import (
    alert_view,
    figure_files,
    kpi_cards,
    kpi_filters,
    kpi_load,
    kpi_loop,
    kpi_marks,
    kpi_month,
    kpi_panel,
    kpi_pictures,
    kpi_spread,
    kpi_time,
    office_gaps,
    subscription_forms,
)
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain.queries.figure_alerts import TOPICS as ALERTS
from domain.queries.indicators import TOPICS
from domain.queries.targets import TOPICS as TARGETS
from domain.topics import ASSESSMENT, RULES

person = current_user()

st.title(t("Key figures"), anchor=False)
asked = kpi_filters.bar(person)
st.caption(kpi_marks.told(person, asked))
office_gaps.caption(person, *kpi_marks.days_compared(person, asked))
indicator = kpi_marks.chosen()
aims = kpi_marks.aims(person, asked)
with st.container(horizontal=True, gap="small"):
    looked_at = kpi_pictures.asked_for()
    kpi_marks.follow(kpi_marks.offer_ended(person, asked))
    subscription_forms.offer(person, asked, indicator, looked_at)
    figure_files.offer(person, asked, indicator, looked_at, aims)

above = st.container()  # drawn below, when the address says which picture is looked at
view = kpi_pictures.chosen_view(indicator)
asked = kpi_filters.returning(asked)
with above:
    alert_view.strip(person)
    wanted = kpi_cards.show(person, asked, indicator, aims)
    kpi_marks.legend(person, asked, aims)
kpi_marks.follow(wanted)
match view:
    case _ if not kpi_pictures.is_told(view, asked, indicator):
        wanted = None
    case "month":
        wanted = kpi_month.show(person, asked, indicator, kpi_marks.events(person))
    case "trend":
        wanted = kpi_time.show(person, asked, indicator, kpi_marks.events(person))
    case "loop":
        wanted = kpi_loop.show(person, asked)
    case "load":
        wanted = kpi_load.units(person, asked)
    case "arrivals":
        wanted = kpi_load.arrivals(person, asked, kpi_marks.events(person))
    case "times":
        wanted = kpi_spread.show(person, asked)
    case _:
        wanted = kpi_panel.places(person, asked, indicator)
kpi_marks.follow(wanted)
kpi_pictures.footnote(view, indicator)
heartbeat(
    (*TOPICS, *ALERTS, *TARGETS, ASSESSMENT, RULES),
    every=kpi_pictures.EVERY,
    told_by=lambda: kpi_marks.day(person),
)
