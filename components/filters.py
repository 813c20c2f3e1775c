"""What the board and the list are narrowed to; kept in the address, so that any view can be sent as a link."""

from collections.abc import Collection
from enum import StrEnum

import streamlit as st

from components import address
from components.area_choice import area_names
from components.naming import naming
from components.reading import read
from components.rows import Link
from components.texts import t, term
from db.vocabulary import Channel, DemandType, Kind, LoopStep, ServiceField, Stage, Timeliness
from domain import topics
from domain.permissions import HANDLERS, Person
from domain.queries import named as queries
from domain.queries import told_stage
from domain.queries.narrowing import Filters

FIXED = (topics.ORGANISATIONS,)
WIDTH = 150  # pixels
BOARD_PAGE, LIST_PAGE = "pages/demands/board.py", "pages/demands/list.py"
LIST_PATH = "demands"


def for_board(person: Person) -> Filters:
    """One line of filters; what cannot differ for this person is left out."""
    with _line():
        found = Filters(**_usual(person))
        address.clear(BOARD_PAGE)
    return found


def for_list(person: Person) -> Filters:
    """The same, with what is seldom asked folded away."""
    with _line():
        usual = _usual(person)
        with st.popover(t("More filters"), icon=":material/tune:", key="more-filters"):
            seldom = _seldom()
        address.clear(LIST_PAGE)
    return Filters(**usual, **seldom)


def stages(person: Person) -> tuple[Stage, ...]:
    """Which stages the list shows; none chosen means every stage."""
    chosen = address.several(
        "stage",
        t("Stage"),
        [stage.value for stage in told_stage.choices(person)],
        lambda value: term(Stage(value)),
        none=t("Every stage"),
    )
    return tuple(Stage(value) for value in chosen)


def _line():
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def _usual(person: Person) -> dict:
    text = address.words(
        "q", t("Search"), most=60, placeholder=t("Number, enterprise, words"), width=200
    )
    return {
        "text": text,
        "area": _area(person),
        "field": _chosen("field", t("Field"), ServiceField),
        "timeliness": _chosen("class", t("Time-limit class"), Timeliness),
        "unit_id": unit_of(person),
        "late": _is_staff(person) and address.yes("late", t("Late only")),
        "mine": person.id if _handles(person) and address.yes("mine", t("Mine only")) else None,
    }


def _seldom() -> dict:
    return {
        "step": _chosen("step", t("Step of the loop"), LoopStep, width="stretch"),
        "type": _chosen("type", t("Type"), DemandType, width="stretch"),
        "channel": _chosen("channel", t("Channel"), Channel, width="stretch"),
        "since": address.day("since", t("Submitted from")),
        "until": address.day("until", t("Submitted until")),
    }


def _is_staff(person: Person) -> bool:
    return person.kind is not Kind.ENTERPRISE


def _handles(person: Person) -> bool:
    return person.has(*HANDLERS)


def has_area(person: Person) -> bool:
    """Whether somebody's lists can be narrowed to an area: a sub-platform handles orders of others too."""
    return person.kind in (Kind.CITY, Kind.SUB_PLATFORM)


def of_area(person: Person, area: str, stages: Collection[Stage]) -> Link | None:
    """The list of an area's demands in these stages; none for whose lists no area can be chosen."""
    if not has_area(person):
        return None
    told = [each.value for each in told_stage.choices(person) if each in stages]
    return Link(LIST_PAGE, LIST_PATH, (("area", area), *(("stage", each) for each in told)))


def _area(person: Person) -> str | None:
    if not has_area(person):
        return None
    names = area_names(person)
    return address.one_of(
        "area", t("Area"), list(names), names.get, none=t("Every area"), width=130
    )


def unit_names(person: Person) -> dict[str, str]:
    """Every unit's name by its number, as the address has it; of one that is closed it says so."""
    speak, names = naming(), {}
    for each in read(queries.units, person, topics=FIXED):
        name = speak(each.name, each.name_en)
        names[str(each.id)] = name if each.is_active else t("{unit} (closed)", unit=name)
    return names


def unit_of(person: Person) -> int | None:
    """The unit that the address asks for; none of all of them, and for whoever reads those of their own house only."""
    if not has_area(person):
        return None
    units = read(queries.units, person, topics=FIXED)
    names, asked = unit_names(person), st.query_params.get("unit")
    chosen = address.one_of(
        "unit",
        t("Unit"),
        [key for each in units if (key := str(each.id)) == asked or each.is_active],
        names.get,
        none=t("Every unit"),
        width=160,
    )
    return int(chosen) if chosen else None


def _chosen(name: str, label: str, choices: type[StrEnum], width: int | str = WIDTH):
    value = address.one_of(
        name,
        label,
        [member.value for member in choices],
        lambda value: term(choices(value)),
        none=label,
        width=width,
    )
    return choices(value) if value else None
