"""The versions of the rules of the national title: looked at by the platform's people, laid down by its leaders."""

import streamlit as st

from components import record_window
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.texts import plain, t, term
from db.assessment_vocabulary import Gauge
from domain import clock, title_versions
from domain.assessment.title_rules import Rules
from domain.command import can
from domain.permissions import Person
from domain.queries import assessment as queries
from domain.queries.assessment import RulesShown
from domain.title_versions import FURTHEST, SHARES

LAY_DOWN, AMEND = "lay-rules-down", "amend-rules"


def show(person: Person) -> None:
    """Each version with what it asks, the newest first."""
    found = read(queries.title_versions, person, topics=queries.TOPICS)
    may_change = can(person, title_versions.lay_down)
    with st.expander(t("Versions of the rules"), icon=":material/history_edu:"):
        for each in found:
            _one(each, may_change=may_change)
        if may_change:
            record_window.button(LAY_DOWN, t("Lay down a new version"), icon="add")
    verb, id = record_window.asked()
    if not may_change:
        return
    if verb == LAY_DOWN:
        record_window.show(t("A new version of the rules"), _form, found[0].rules, None)
    row = next((each for each in found if each.id == id), None)
    if verb == AMEND and row:
        record_window.show(t("Change this version"), _form, row.rules, row.id)


def _one(shown: RulesShown, *, may_change: bool) -> None:
    rules = shown.rules
    name = plain(named(rules.name_zh, rules.name))
    st.markdown(f"**{name}** · {t('from {year} on', year=rules.since)}")
    asks = (f"{term(each.gauge)} ≥ {_said(each.least, each.is_share)}" for each in rules.wanted)
    st.caption(" · ".join(asks))
    if may_change and shown.id and rules.since > clock.now().astimezone(clock.LOCAL).year:
        record_window.button(AMEND, t("Change this version"), of=shown.id, icon="edit")


def _form(rules: Rules, id: int | None) -> None:
    """Beginning with a version that there is."""
    name = AMEND if id else LAY_DOWN
    this = clock.now().astimezone(clock.LOCAL).year
    years = list(range(this + 1, this + FURTHEST + 1))
    with form(name) as key:
        since = st.selectbox(
            t("From which year on"),
            years,
            years.index(rules.since) if id and rules.since in years else 0,
            key=key("since"),
        )
        zh = st.text_input(
            t("Cited as, in Chinese"), rules.name_zh if id else "", max_chars=80, key=key("name")
        )
        en = st.text_input(
            t("Cited as, in English"), rules.name if id else "", max_chars=80, key=key("name-en")
        )
        least = {each.gauge: _number(each.gauge, each.least, key) for each in rules.wanted}
        st.caption(t("The years before stay measured by their own version."))
        if sent(t("Lay it down")):
            send(
                title_versions.amend if id else title_versions.lay_down,
                id,
                form_name=name,
                done=t("The rules are laid down."),
                since=since,
                name=zh,
                name_en=en,
                least=least,
            )


def _number(gauge: Gauge, least: float, key) -> float:
    """A share in per cent."""
    is_share = gauge in SHARES
    typed = st.number_input(
        t("{name}, at least", name=term(gauge)) + (" (%)" if is_share else ""),
        0.0,
        100.0 if is_share else 1_000_000.0,
        round(100 * least, 2) if is_share else float(least),
        step=1.0,
        format="%g",
        key=key(gauge.value),
    )
    return round(typed / 100, 4) if is_share else typed


def _said(value: float, is_share: bool) -> str:
    return f"{value:.1%}" if is_share else f"{value:,.0f}"
