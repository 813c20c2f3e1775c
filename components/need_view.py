"""A technical need on its page: what is wanted, by when, for how much, and by whom if that may be known."""

import streamlit as st

from components import facts as fact_list
from components import origin_view, rows, target_lines
from components.area_choice import area_names
from components.facts import Fact
from components.moments import day
from components.money import yuan
from components.naming import named
from components.texts import plain, t
from domain.permissions import Person
from domain.queries.needs import NeedShown


def body(person: Person, shown: NeedShown) -> None:
    """The text, and the facts beside it."""
    text, facts = st.columns([3, 2], gap="large")
    with text:
        _text(t("Problem"), named(shown.problem, shown.problem_en))
        _text(t("What was tried"), shown.tried)
        target_lines.show(t("Target figures"), shown.targets)
        if shown.keywords:
            with st.container(horizontal=True, gap="xsmall"):
                for word in shown.keywords:
                    st.badge(plain(word), color="gray", icon=":material/sell:")
    with facts:
        fact_list.show(_facts(person, shown), key="need-facts")


def _facts(person: Person, shown: NeedShown) -> list[Fact]:
    owner = named(shown.enterprise, shown.enterprise_en)
    href = rows.organisation(shown.enterprise_id).href if shown.enterprise_id else ""
    return [
        Fact(t("Enterprise"), owner or t("Name hidden until both agree"), href),
        Fact(t("Area"), area_names(person).get(shown.area_code or "", "")),
        Fact(t("Industry"), named(shown.industry, shown.industry_en)),
        Fact(
            t("Readiness wanted"),
            t("{n} or more", n=shown.least_readiness) if shown.least_readiness else "",
        ),
        Fact(t("Budget"), yuan(shown.budget) if shown.budget else ""),
        Fact(t("Wanted by"), day(shown.wanted_by) if shown.wanted_by else ""),
        Fact(
            t("Demand"),
            shown.demand_number,
            rows.demand(shown.demand_number).href if shown.demand_number else "",
        ),
        *origin_view.fact(shown.raised_at),
    ]


def _text(label: str, text: str) -> None:
    if text:
        st.markdown(f"**{label}**")
        st.text(text)
