"""The sections of an organisation's page: each has its line here, and is shown where there is something to read."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import (
    calendar_feeds,
    equipment_view,
    organisation_offers,
    organisation_orders,
    organisation_story,
    organisation_view,
)
from components.texts import t
from components.vcard import vcard_button
from db.vocabulary import Kind
from domain.permissions import Person
from domain.queries.organisation import Record

Seen = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One section: whether this reader has anything to see or do there, and how it is drawn."""

    name: str
    title: str
    is_there: bool
    draw: Callable[[Person, Record, Seen], None]


def sections(record: Record) -> list[Section]:
    """Every section of the page, in its order. A new part of the story gets its line here."""
    parts, keeps = record.parts, record.may_keep
    serves = record.kind is not Kind.ENTERPRISE
    found = [
        Section("overview", t("Overview"), True, _overview),
        Section(
            "services",
            t("Services"),
            bool(parts.products) or (keeps and serves),
            organisation_offers.products,
        ),
        Section(
            "qualifications",
            t("Qualifications"),
            bool(parts.qualifications) or (keeps and serves),
            organisation_offers.qualifications,
        ),
        Section(
            "experts",
            t("Experts"),
            bool(parts.experts) or record.may_keep_house,
            organisation_offers.experts,
        ),
        Section(
            "equipment",
            t("Equipment"),
            bool(parts.equipment) or record.may_keep_house,
            equipment_view.show,
        ),
        Section(
            "duties",
            t("Duty list"),
            bool(parts.duties) or record.may_give_duties,
            organisation_offers.duties,
        ),
        Section("orders", t("Orders"), parts.orders, organisation_orders.show),
        Section("visits", t("Visits"), parts.visits is not None, organisation_story.visits),
        Section("history", t("History"), parts.history, organisation_story.history),
    ]
    return [each for each in found if each.is_there]


def show(person: Person, record: Record, seen: Seen) -> None:
    """The sections as tabs; only the open one is read. The address may name it, or a service."""
    found = sections(record)
    asked = "services" if st.query_params.get("product") else st.query_params.get("section", "")
    first = next((each.title for each in found if each.name == asked), found[0].title)
    tabs = st.tabs(
        [each.title for each in found],
        default=first,
        key=f"organisation-{record.id}",
        on_change="rerun",
    )
    for tab, section in zip(tabs, found, strict=True):
        if tab.open:
            with tab:
                section.draw(person, record, seen)


def _overview(person: Person, record: Record, seen: Seen) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        organisation_view.about(record)
        organisation_view.rating(record)
    with right:
        organisation_view.facts(record)
        vcard_button(record)
        calendar_feeds.of_organiser(person, record)
