"""The orders of an organisation: how many by month, where they stand, and the newest."""

import plotly.graph_objects as go
import streamlit as st

from components import address, charts, demand_list
from components.reading import read
from components.texts import t, term
from db.vocabulary import Kind
from domain import topics
from domain.permissions import Person
from domain.queries import organisation_orders as queries
from domain.queries.organisation import Record
from domain.queries.organisation_orders import Orders


def show(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """What the reader may see of them."""
    found = read(queries.orders, person, record.id, topics=seen)
    if not found.count.many:
        st.info(
            t("None of its orders is open to you, or there is none yet."),
            icon=":material/inbox:",
        )
        return
    is_asked = record.kind is Kind.ENTERPRISE
    st.caption(t("Orders that it asked for") if is_asked else t("Orders that it handled"))
    with st.container(horizontal=True, gap="xsmall"):
        for stage, many in found.stages:
            st.badge(f"{term(stage)} {many}", color="blue")
    if any(many for _, many, _ in found.months):
        charts.show(figure(found), key="orders-by-month")
    demand_list.counted(found.count)
    lines = st.container()
    page = address.page("orders", pages=found.count.pages, of=record.id)
    with lines:
        demand_list.show(read(queries.page, person, record.id, page, topics=seen))


def figure(found: Orders) -> go.Figure:
    """Submitted by month, closed and open; in the theme's own colours."""
    months = [f"{first:%Y-%m}" for first, _, _ in found.months]
    closed = [done for _, _, done in found.months]
    still = [many - done for _, many, done in found.months]
    drawn = charts.figure(
        [
            go.Bar(x=months, y=closed, name=t("Closed by now")),
            go.Bar(x=months, y=still, name=t("Still open")),
        ]
    )
    drawn.update_layout(barmode="stack", xaxis={"type": "category"}, yaxis={"tickformat": "d"})
    return drawn


def seen_by(person: Person) -> tuple[str, ...]:
    """The topics whose changes could show on an organisation's page."""
    if person.id is None:
        return (topics.ORGANISATIONS,)
    return (topics.ORGANISATIONS, *topics.of_reader(person))
