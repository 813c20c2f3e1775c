"""Forms of the desk: accept, classify, decline, merge, dispatch, rule, withdraw."""

import streamlit as st

from components.area_choice import area_names
from components.naming import named
from components.reading import read
from components.session import current_user
from components.sheet import Sheet
from components.texts import plain, t, term
from db.vocabulary import DeclineReason, DemandType, Level, ServiceField, Timeliness
from domain import topics
from domain.permissions import Person
from domain.queries import demand as queries
from domain.queries.demand import Shown
from domain.queries.named import Named
from domain.routing import Candidate


def accept(sheet: Sheet, demand: Shown) -> dict | None:
    said = _classes(sheet, demand)
    return said if sheet.sent(t("Accept"), icon="check") else None


def classify(sheet: Sheet, demand: Shown) -> dict | None:
    said = _classes(sheet, demand)
    return said if sheet.sent(t("Change the classification"), icon="category") else None


def decline(sheet: Sheet, _demand: Shown) -> dict | None:
    reason = st.selectbox(
        t("Reason"),
        list(DeclineReason),
        index=None,
        format_func=term,
        key=sheet.field("reason"),
        placeholder=t("Please choose"),
    )
    text = sheet.words(t("What the enterprise is told"), most=1000)
    is_sent = sheet.sent(t("Decline"), icon="block", is_final=True)
    return {"reason": reason, "text": text} if is_sent else None


def merge(sheet: Sheet, demand: Shown) -> dict | None:
    into = ""
    if demand.alike:
        alike = {each.number: each for each in demand.alike}
        into = st.radio(
            t("Open demands of this enterprise, the most alike first"),
            list(alike),
            index=None,
            format_func=lambda number: f"{number} · {plain(alike[number].title)}",
            key=sheet.field("alike"),
        )
    asked = t("The number of the demand it belongs to")
    if demand.alike:
        asked = t("Or the number of the demand it belongs to")
    typed = st.text_input(asked, max_chars=20, key=sheet.field("into"))
    is_sent = sheet.sent(t("Merge"), icon="merge", is_final=True)
    return {"into": typed or into or ""} if is_sent else None


def dispatch(sheet: Sheet, demand: Shown) -> dict | None:
    units = _units()
    proposed = {each.unit_id: each for each in demand.proposed}
    if sheet.is_open:
        _why(demand.proposed)
    unit_id = _unit(sheet, units, proposed)
    reason = st.text_input(
        t("Reason, if you choose another unit than the first"),
        max_chars=500,
        key=sheet.field("reason"),
    )
    is_sent = sheet.sent(t("Dispatch"), icon="send")
    return {"unit_id": unit_id, "reason": reason} if is_sent else None


def rule(sheet: Sheet, demand: Shown) -> dict | None:
    units = _units()
    st.caption(t("Name the unit that handles the demand. The same unit: the return is refused."))
    holder = {demand.unit.id: None} if demand.unit else {}
    proposed = {each.unit_id: each for each in demand.proposed}
    unit_id = _unit(sheet, units, holder | proposed)
    text = sheet.words(t("Reason"), most=1000)
    is_sent = sheet.sent(t("Rule"), icon="gavel")
    return {"unit_id": unit_id, "text": text} if is_sent else None


def withdraw(sheet: Sheet, _demand: Shown) -> dict | None:
    text = sheet.words(t("Reason"), most=1000)
    is_sent = sheet.sent(t("Withdraw"), icon="cancel", is_final=True)
    return {"text": text} if is_sent else None


def _classes(sheet: Sheet, demand: Shown) -> dict:
    person = current_user()
    areas = area_names(person)
    units = _units()
    left, right = st.columns(2)
    with left:
        type_ = _choice(sheet, "type", t("Type"), DemandType, demand.type)
        field = _choice(sheet, "field", t("Field"), ServiceField, demand.field)
        area = st.selectbox(
            t("Area"),
            list(areas),
            index=list(areas).index(demand.area_code) if demand.area_code in areas else None,
            format_func=areas.get,
            key=sheet.field("area"),
        )
    with right:
        timeliness = _choice(
            sheet,
            "class",
            t("Time-limit class"),
            Timeliness,
            demand.timeliness or Timeliness.ORDINARY,
        )
        level = _choice(sheet, "level", t("Level"), Level, demand.level)
        about = st.selectbox(
            t("Unit complained about (if any)"),
            list(units),
            index=list(units).index(demand.about_unit.id)
            if demand.about_unit and demand.about_unit.id in units
            else None,
            format_func=lambda unit_id: _name(units, unit_id),
            key=sheet.field("about"),
            placeholder=t("None"),
        )
    return {
        "type": type_,
        "field": field,
        "area_code": area,
        "timeliness": timeliness,
        "level": level,
        "about_unit_id": about,
    }


def _choice(sheet: Sheet, name: str, label: str, choices, value):
    members = list(choices)
    return st.selectbox(
        label,
        members,
        index=members.index(value) if value else None,
        format_func=term,
        key=sheet.field(name),
        placeholder=t("Please choose"),
    )


def _units() -> dict[int, Named]:
    person: Person = current_user()
    found = read(queries.units, person, topics=(topics.ORGANISATIONS,))
    return {unit.id: unit for unit in found}


def _unit(sheet: Sheet, units: dict[int, Named], first: dict[int, Candidate | None]) -> int | None:
    """All units, those that are proposed first."""
    order = [unit_id for unit_id in first if unit_id in units]
    order += [unit_id for unit_id in units if unit_id not in first]
    return st.selectbox(
        t("Responsible unit"),
        order,
        index=0 if first else None,
        format_func=lambda unit_id: _name(units, unit_id),
        key=sheet.field("unit"),
        placeholder=t("Please choose"),
    )


def _name(units: dict[int, Named], unit_id: int) -> str:
    return named(units[unit_id].name, units[unit_id].name_en)


def _why(proposed: tuple[Candidate, ...]) -> None:
    """What the duty list proposes, and why."""
    if not proposed:
        st.info(t("The duty list names no unit for this field: please choose one."))
        return
    st.caption(t("Proposed by the duty list:"))
    for place, candidate in enumerate(proposed[:3], start=1):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.text(f"{place}. {named(candidate.name, candidate.name_en)}", width="content")
            for reason in candidate.reasons:
                st.badge(term(reason), color="blue" if place == 1 else "gray")
