"""What the board and the list are narrowed to; kept in the address, so that any view can be sent as a link."""

from enum import StrEnum

import streamlit as st

from components.naming import named
from components.reading import read
from components.texts import t, term
from db.vocabulary import Kind, ServiceField, Stage, Timeliness
from domain import topics
from domain.permissions import Person
from domain.queries import demand as queries
from domain.queries.board import Filters

FIXED = (topics.ORGANISATIONS,)


def row(person: Person) -> Filters:
    """One line of filters; what cannot differ for this person is left out."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            t("Search"),
            key="q",
            bind="query-params",
            max_chars=60,
            placeholder=t("Number, enterprise, words"),
            width=220,
            label_visibility="collapsed",
        )
        area = _area(person)
        field = _member("field", t("Field"), ServiceField)
        timeliness = _member("class", t("Time-limit class"), Timeliness)
        unit_id = _unit(person)
        late = st.toggle(t("Late only"), key="late", bind="query-params")
        mine = st.toggle(t("Mine only"), key="mine", bind="query-params")
    return Filters(
        area=area,
        field=ServiceField(field) if field else None,
        timeliness=Timeliness(timeliness) if timeliness else None,
        unit_id=unit_id,
        mine=person.id if mine else None,
        late=late,
        text=text or "",
    )


def stages() -> tuple[Stage, ...]:
    """Which stages the list shows; none chosen means every stage."""
    chosen = st.multiselect(
        t("Stage"),
        [stage.value for stage in Stage],
        format_func=lambda value: term(Stage(value)),
        key="stage",
        bind="query-params",
        placeholder=t("Every stage"),
        label_visibility="collapsed",
    )
    return tuple(Stage(value) for value in chosen)


def _area(person: Person) -> str | None:
    if person.kind is not Kind.CITY:
        return None
    areas = {code: (zh, en) for code, zh, en in read(queries.areas, person, topics=FIXED)}
    return st.selectbox(
        t("Area"),
        list(areas),
        index=None,
        format_func=lambda code: named(*areas[code]),
        key="area",
        bind="query-params",
        placeholder=t("Every area"),
        width=130,
        label_visibility="collapsed",
    )


def _unit(person: Person) -> int | None:
    if person.kind not in (Kind.CITY, Kind.SUB_PLATFORM):
        return None
    units = {str(each.id): each for each in read(queries.units, person, topics=FIXED)}
    chosen = st.selectbox(
        t("Unit"),
        list(units),
        index=None,
        format_func=lambda key: named(units[key].name, units[key].name_en),
        key="unit",
        bind="query-params",
        placeholder=t("Every unit"),
        width=180,
        label_visibility="collapsed",
    )
    return int(chosen) if chosen else None


def _member(name: str, label: str, choices: type[StrEnum]) -> str | None:
    return st.selectbox(
        label,
        [member.value for member in choices],
        index=None,
        format_func=lambda value: term(choices(value)),
        key=name,
        bind="query-params",
        placeholder=label,
        width=150,
        label_visibility="collapsed",
    )
