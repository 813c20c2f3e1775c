"""An organisation at the head of its page: what it is, how it is rated, what to beware of; and its facts."""

import streamlit as st

from components import facts as fact_list
from components import rows
from components.facts import Fact
from components.moments import day
from components.naming import named
from components.texts import plain, t, term
from db.vocabulary import Kind
from domain.identifiers import dialled
from domain.queries.organisation import Record


def head(record: Record) -> None:
    """Name, kind, place, tags, and what a reader should know before trusting it."""
    st.title(plain(named(record.name, record.name_en)), anchor=False)
    other = named(record.name_en, record.name)
    if other and other != named(record.name, record.name_en):
        st.caption(plain(other))
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(term(record.kind), color="blue")
        place = named(record.area, record.area_en) or t("Whole city")
        st.badge(plain(place), color="gray", icon=":material/location_on:")
        for tag in record.tags:
            st.badge(plain(tag), color="gray", icon=":material/sell:")
        _flags(record)
    if not record.is_active:
        _closed(record)


def facts(record: Record) -> None:
    """What stands on the record, as far as this reader may know it."""
    contact = record.contact
    told = [
        (t("Credit code"), record.credit_code),
        (t("Area"), named(record.area, record.area_en)),
        (t("Industry"), named(record.industry, record.industry_en)),
        (t("Size"), term(record.size_class) if record.size_class else ""),
        (t("Founded on"), record.founded_on.isoformat() if record.founded_on else ""),
        (t("Products"), record.products),
        (t("Address"), record.address),
        (t("Opening hours"), record.opening_hours),
        (t("Contact person"), contact.name),
        (t("Telephone"), dialled(contact.phone) if contact.phone else ""),
        (t("E-mail"), contact.email),
        (t("Last checked"), day(record.checked_on) if record.checked_on else ""),
    ]
    shown = [Fact(label, text) for label, text in told]
    shown.append(Fact(t("Website"), record.website, record.website))
    fact_list.show(shown, key="facts")
    if record.kind is Kind.ENTERPRISE and not contact.is_whole:
        st.caption(t("Its people and numbers are shown to those who handle its demands."))


def about(record: Record) -> None:
    """What it says of itself."""
    text = named(record.summary, record.summary_en)
    if text:
        st.text(text)
    else:
        st.caption(t("Nothing has been written about it yet."))


def rating(record: Record) -> None:
    """The share of content answers, drawn, with how many there were."""
    if not record.rating_n:
        if record.kind is not Kind.ENTERPRISE:
            st.caption(t("Not rated yet: ratings come from closed demands only."))
        return
    share = record.rating_good / record.rating_n
    with st.container(border=True):
        words = t("{n} ratings", n=record.rating_n)
        st.metric(t("Satisfaction rate"), f"{100 * share:.0f} %", help=_rating_source())
        st.progress(share, text=words)


def _rating_source() -> str:
    return t("From closed demands of months that are over.")


def _flags(record: Record) -> None:
    if not record.is_active:
        st.badge(t("Closed record"), color="red", icon=":material/block:")
    if record.expired:
        words = t("Expired qualifications: {n}", n=record.expired)
        st.badge(words, color="red", icon=":material/gpp_maybe:")
    if record.is_due and record.is_active:
        st.badge(t("Due for a check"), color="orange", icon=":material/fact_check:")


def _closed(record: Record) -> None:
    if record.merged_into:
        into = record.merged_into
        href = rows.organisation(into.id).href
        name = plain(named(into.name, into.name_en))
        st.info(
            t("This record was merged into another: {name}", name=f"[{name}]({href})"),
            icon=":material/merge:",
        )
        return
    st.warning(
        t("This record is closed: it and what it offers are no longer found."),
        icon=":material/block:",
    )
