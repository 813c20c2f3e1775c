"""The equipment of an organisation on its page, and the windows in which it is added, changed and taken out."""

import streamlit as st

from components import record_window as forms
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.submitting import as_first_drawn
from components.texts import plain, t
from domain import equipment
from domain.permissions import Person
from domain.queries import organisation_equipment as queries
from domain.queries.organisation import Record
from domain.queries.organisation_equipment import EquipmentShown

VERBS = ("equipment", "retire-equipment")
EMPTY = EquipmentShown(0, "", "", "", "")


def show(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """What enterprises may use there."""
    found = read(queries.equipment, person, record.id, topics=seen)
    if record.may_keep_house:
        forms.button("equipment", t("Add equipment"), icon="add")
    if not found:
        st.info(t("No equipment is known of it yet."), icon=":material/biotech:")
    for each in found:
        _piece(record, each)


def opened(person: Person, record: Record, seen: tuple[str, ...]) -> bool:
    """The window that the address asks for; whether it was one about equipment."""
    verb, of = forms.asked()
    if verb not in VERBS:
        return False
    if record.may_keep_house:
        draw = _edit if verb == "equipment" else _retire
        title = t("Equipment") if verb == "equipment" else t("No longer offered")
        forms.show(title, draw, person, record, of, seen)
    return True


def _piece(record: Record, each: EquipmentShown) -> None:
    with st.container(border=True, gap="small", key=f"equipment-{each.id}"):
        st.markdown(f":material/biotech: **{plain(named(each.name, each.name_en))}**")
        if each.summary:
            st.text(each.summary)
        if each.terms:
            st.caption(t("Terms of use"))
            st.text(each.terms)
        if record.may_keep_house:
            with st.container(horizontal=True, gap="small"):
                forms.button("equipment", t("Edit"), of=each.id, icon="edit")
                forms.button("retire-equipment", t("No longer offered"), of=each.id, icon="remove")


def _edit(person: Person, record: Record, of: int | None, seen: tuple[str, ...]) -> None:
    found = read(queries.equipment, person, record.id, topics=seen)
    was = next((each for each in found if each.id == of), None)
    now, name = was or EMPTY, f"equipment-{record.id}-{of or 0}"
    with form(name) as key:
        version = as_first_drawn(key("name"), now.version)
        said = {
            "name": st.text_input(t("Equipment"), now.name, max_chars=120, key=key("name")),
            "name_en": st.text_input(
                t("Name in English"), now.name_en, max_chars=160, key=key("en")
            ),
            "summary": st.text_area(t("About"), now.summary, max_chars=2000, key=key("about")),
            "terms": st.text_area(
                t("Terms of use"), now.terms, max_chars=400, height=80, key=key("terms")
            ),
        }
        if sent(t("Save")):
            send(
                equipment.change if was else equipment.add,
                record.id,
                form_name=name,
                done=t("The equipment is saved."),
                **said,
                **({"equipment_id": was.id, "version": version} if was else {}),
            )


def _retire(_person: Person, record: Record, of: int | None, _seen: tuple[str, ...]) -> None:
    forms.ask_reason(
        equipment.retire,
        record.id,
        f"equipment.retire-{of}",
        t("No longer offered"),
        t("It is no longer in the directory."),
        equipment_id=of,
    )
