"""A research result on its page: what was achieved, how ready it is, what protects it, how it may pass on."""

import streamlit as st

from components import facts as fact_list
from components import rows, target_lines
from components.area_choice import area_names
from components.choosing import industry_names
from components.facts import Fact
from components.money import yuan
from components.naming import named
from components.texts import listed, plain, t, term
from domain.permissions import Person
from domain.queries.results import PatentShown, ResultShown

STEPS = 9  # of readiness


def body(person: Person, shown: ResultShown) -> None:
    """The text, and the facts beside it."""
    text, facts = st.columns([3, 2], gap="large")
    with text:
        st.text(named(shown.abstract, shown.abstract_en))
        target_lines.show(t("Figures that it reaches"), shown.targets)
        if shown.keywords:
            with st.container(horizontal=True, gap="xsmall"):
                for word in shown.keywords:
                    st.badge(plain(word), color="gray", icon=":material/sell:")
        _patents(shown.patents)
    with facts:
        if shown.readiness:
            words = t("Readiness {n} of 9", n=shown.readiness)
            st.progress(shown.readiness / STEPS, text=words)
        fact_list.show(_facts(person, shown), key="result-facts")


def _facts(person: Person, shown: ResultShown) -> list[Fact]:
    owner = named(shown.organisation, shown.organisation_en)
    href = rows.organisation(shown.organisation_id).href if shown.organisation_id else ""
    industries = industry_names(person)
    price = yuan(shown.price) if shown.price else t("To be talked about")
    return [
        Fact(t("University or institute"), owner or t("Name hidden until both agree"), href),
        Fact(t("Team"), named(shown.team.name, shown.team.name_en) if shown.team else ""),
        Fact(t("Inventors"), shown.inventors),
        Fact(t("Area"), area_names(person).get(shown.area_code or "", "")),
        Fact(
            t("For industries"),
            listed(industries.get(code, code) for code in shown.industry_codes),
        ),
        Fact(t("Ways of transfer"), listed(term(kind) for kind in shown.transfer_kinds)),
        Fact(t("Price thought of"), price),
        Fact(t("Conditions"), shown.conditions),
        Fact(t("Year"), str(shown.year or "")),
        Fact(t("DOI or patent"), shown.source_key),
    ]


def _patents(patents: tuple[PatentShown, ...]) -> None:
    if not patents:
        return
    st.markdown(f"**{t('Patents')}**")
    for patent in patents:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(term(patent.kind), color="blue")
            st.badge(term(patent.state), color="gray")
            words = " · ".join(filter(None, (patent.number, patent.name)))
            st.markdown(plain(words or t("Number hidden until both agree")))
