"""What an organisation offers, drawn: services, qualifications, experts and duties, each with what keepers may do."""

import streamlit as st

from components import record_window as forms
from components.moments import day
from components.naming import named
from components.reading import read
from components.texts import plain, t, term
from db.vocabulary import PriceKind
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries import organisation_offers as queries
from domain.queries.organisation import Record
from domain.queries.organisation_offers import (
    DutyShown,
    ExpertShown,
    Names,
    ProductShown,
    QualificationShown,
    Standing,
    TeamShown,
)

COLOURS = {
    Standing.VALID: "green",
    Standing.EXPIRES_SOON: "orange",
    Standing.EXPIRED: "red",
    Standing.NOT_YET: "gray",
    Standing.UNCHECKED: "gray",
}


def products(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """The service products; the one that the address names stands first."""
    found = read(queries.products, person, record.id, topics=seen)
    asked = st.query_params.get("product", "")
    if record.may_keep:
        forms.button("product", t("Add a service"), icon="add")
    if not found:
        st.info(
            t("No service is known of it yet."),
            icon=":material/design_services:",
        )
    for each in sorted(found, key=lambda each: str(each.id) != asked):
        _product(record, each, is_asked=str(each.id) == asked)


def qualifications(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """The qualifications, and how each stands."""
    found = read(queries.qualifications, person, record.id, topics=seen)
    if record.may_keep:
        forms.button("qualification", t("Add a qualification"), icon="add")
    if not found:
        st.info(
            t("No qualification is known of it. Services that need one are held back."),
            icon=":material/workspace_premium:",
        )
    for each in found:
        _qualification(record, each)


def experts(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """The expert teams with their experts, then those of no team."""
    found = read(queries.experts, person, record.id, topics=seen)
    if record.may_keep_house:
        with st.container(horizontal=True, gap="small"):
            forms.button("expert", t("Add an expert"), icon="person_add")
            forms.button("team", t("Add a team"), icon="group_add")
    if not found.teams and not found.experts:
        st.info(t("No expert is known of it yet."), icon=":material/school:")
    for team in found.teams:
        _team(record, team)
        for each in found.experts:
            if each.team_id == team.id:
                _expert(record, each)
    for each in found.experts:
        if each.team_id is None:
            _expert(record, each)


def duties(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """For which fields, and where, the unit answers."""
    found = read(queries.duties, person, record.id, topics=seen)
    if record.may_give_duties:
        forms.button("duty", t("Add a duty"), icon="add")
    if not found:
        st.info(
            t("It answers for no field yet, so no demand is proposed to it."),
            icon=":material/checklist:",
        )
    for each in found:
        _duty(record, each)


def _product(record: Record, each: ProductShown, *, is_asked: bool) -> None:
    with st.container(border=True, gap="small", key=f"product-{each.id}"):
        mark = ":material/arrow_right: " if is_asked else ""
        st.markdown(f"{mark}**{plain(named(each.name, each.name_en))}**")
        with st.container(horizontal=True, gap="xsmall"):
            st.badge(term(each.field), color="blue")
            free = each.price_kind in (PriceKind.PUBLIC_BENEFIT, PriceKind.FREE_FIRST)
            st.badge(term(each.price_kind), color="green" if free else "gray")
            places = _listed(each.areas) or t("Whole city")
            st.badge(plain(places), color="gray", icon=":material/location_on:")
            if each.is_held_back:
                st.badge(t("Held back"), color="red", icon=":material/pause_circle:")
        if each.is_held_back and each.needs:
            st.caption(
                t(
                    "Nobody is sent to it: it needs a valid qualification ({kind}).",
                    kind=term(each.needs),
                )
            )
        summary = named(each.summary, each.summary_en)
        if summary:
            st.text(summary)
        _conditions(each, is_asked=is_asked)
        if record.may_keep:
            with st.container(horizontal=True, gap="small"):
                forms.button("product", t("Edit"), of=each.id, icon="edit")
                forms.button("check-product", t("Checked"), of=each.id, icon="fact_check")
                forms.button("retire-product", t("No longer offered"), of=each.id, icon="remove")


def _conditions(each: ProductShown, *, is_asked: bool) -> None:
    told = [
        (t("Who may have it"), each.eligibility),
        (t("For industries"), _listed(each.industries)),
        (t("For sizes"), _joined([term(size) for size in each.sizes])),
        (t("For tags"), _joined(each.tags)),
        (t("Price"), each.price),
        (t("How to apply"), each.how_to_apply),
        (t("Documents"), each.documents),
        (t("Opening hours"), each.opening_times),
        (t("Last checked"), day(each.checked_on) if each.checked_on else ""),
    ]
    shown = [(label, text) for label, text in told if text]
    if not shown:
        return
    with st.expander(
        t("Conditions and how to apply"), expanded=is_asked, key=f"product-told-{each.id}"
    ):
        for label, text in shown:
            st.caption(label)
            st.text(text)


def _qualification(record: Record, each: QualificationShown) -> None:
    with st.container(border=True, gap="xsmall", key=f"qualification-{each.id}"):
        st.markdown(f"**{plain(each.name)}**")
        with st.container(horizontal=True, gap="xsmall"):
            st.badge(term(each.standing), color=COLOURS[each.standing])
            st.badge(term(each.type), color="blue")
        st.caption(plain(" · ".join(filter(None, _said_of(each)))))
        if record.may_keep:
            with st.container(horizontal=True, gap="small"):
                forms.button(
                    "check-qualification", t("Certificate seen"), of=each.id, icon="verified"
                )
                forms.button("withdraw", t("Take off the record"), of=each.id, icon="remove")


def _said_of(each: QualificationShown) -> list[str]:
    until = t("valid until {day}", day=day(each.valid_until)) if each.valid_until else ""
    checked = ""
    if each.checked_on and each.checked_by:
        checked = t("checked {day} by {who}", day=day(each.checked_on), who=each.checked_by)
    elif each.checked_on:
        checked = t("checked {day}", day=day(each.checked_on))
    return [each.issuer, each.number, until, checked]


def _team(record: Record, each: TeamShown) -> None:
    with st.container(border=True, gap="xsmall", key=f"team-{each.id}"):
        st.markdown(f":material/groups: **{plain(named(each.name, each.name_en))}**")
        topics_told = named(each.topics, each.topics_en)
        capacity = t("{n} needs a year", n=each.yearly_capacity) if each.yearly_capacity else ""
        st.caption(plain(" · ".join(filter(None, [topics_told, capacity]))))
        if each.summary:
            st.text(each.summary)
        if record.may_keep_house:
            with st.container(horizontal=True, gap="small"):
                forms.button("team", t("Edit"), of=each.id, icon="edit")
                forms.button("retire-team", t("Take out"), of=each.id, icon="remove")


def _expert(record: Record, each: ExpertShown) -> None:
    with st.container(border=True, gap="xsmall", key=f"expert-{each.id}"):
        title = named(each.title, each.title_en)
        st.markdown(f"**{plain(named(each.name, each.name_en))}** {plain(title)}")
        told = [term(each.field) if each.field else "", named(each.topics, each.topics_en)]
        reached = [dialled(each.phone) if each.phone else "", each.email]
        st.caption(plain(" · ".join(filter(None, [*told, *reached]))))
        if record.may_keep_house:
            with st.container(horizontal=True, gap="small"):
                forms.button("expert", t("Edit"), of=each.id, icon="edit")
                forms.button("retire-expert", t("Take out"), of=each.id, icon="remove")


def _duty(record: Record, each: DutyShown) -> None:
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"duty-{each.id}"
    ):
        st.badge(term(each.field), color="blue")
        st.text(named(each.area, each.area_en) or t("Whole city"))
        if not each.leads:
            st.caption(t("supports"))
        if record.may_give_duties:
            forms.button("remove-duty", t("Remove"), of=each.id, icon="remove")


def _listed(names: Names) -> str:
    return _joined([named(name, name_en) for name, name_en in names])


def _joined(words) -> str:
    return " · ".join(words)
