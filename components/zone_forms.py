"""What the people of a sub-platform change in its zone, each in a window: pillar industries and brand projects."""

import streamlit as st

from components import record_window, zone_view
from components.organisation_forms import industry_names
from components.record_window import button, form, send, sent
from components.texts import t
from domain import zones
from domain.permissions import Person
from domain.queries.zones import Project, Zone
from domain.zones import MOST_INDUSTRIES


def projects(zone: Zone) -> None:
    """The brand projects, each with what may be done with it."""
    st.markdown(f"**{t('Brand projects')}**")
    if not zone.projects:
        st.caption(t("No brand project is shown yet."))
    for each in zone.projects:
        with st.container(border=True, gap="small", key=f"project-{each.id}"):
            zone_view.project(each)
            if zone.may_keep:
                with st.container(horizontal=True, gap="small"):
                    button("project", t("Change the project"), of=each.id, icon="edit")
                    button("end", t("The project is over"), of=each.id, icon="event_busy")


def actions(zone: Zone) -> None:
    if not zone.may_keep:
        return
    with st.container(horizontal=True, gap="small"):
        button("industries", t("Change the pillar industries"), icon="factory")
        button("project", t("Add a brand project"), icon="add")


def opened(person: Person, zone: Zone) -> None:
    """The window that the address asks for, for those who may use it."""
    verb, of = record_window.asked()
    if not zone.may_keep:
        return
    known = next((each for each in zone.projects if each.id == of), None)
    if verb == "industries":
        record_window.show(t("Pillar industries"), _industries, person, zone)
    elif verb == "project" and (of is None or known):
        title = t("Change the project") if known else t("Add a brand project")
        record_window.show(title, _project, zone, known, is_wide=True)
    elif verb == "end" and known:
        record_window.show(t("The project is over"), _end, zone, known)


def _industries(person: Person, zone: Zone) -> None:
    names = industry_names(person)
    name = f"zone-industries-{zone.area}"
    with form(name) as key:
        codes = st.multiselect(
            t("Pillar industries, the strongest first"),
            list(names),
            default=[each.code for each in zone.pillars],
            format_func=lambda code: names.get(code, code),
            max_selections=MOST_INDUSTRIES,
            placeholder=t("Please choose"),
            key=key("codes"),
        )
        if sent(t("Save")):
            done = t("The pillar industries are changed.")
            send(zones.set_industries, zone.platform_id, form_name=name, done=done, codes=codes)


def _project(zone: Zone, known: Project | None) -> None:
    name = f"zone-project-{known.id if known else zone.area}"
    with form(name) as key:
        called = st.text_input(
            t("Project"), known.name if known else "", max_chars=80, key=key("name")
        )
        called_en = st.text_input(
            t("Name in English"), known.name_en if known else "", max_chars=120, key=key("name-en")
        )
        summary = st.text_area(
            t("About"), known.summary if known else "", max_chars=1000, height=100, key=key("about")
        )
        summary_en = st.text_area(
            t("About in English"),
            known.summary_en if known else "",
            max_chars=1000,
            height=100,
            key=key("about-en"),
        )
        since = st.date_input(
            t("Begun on"), known.since if known else None, format="YYYY-MM-DD", key=key("since")
        )
        if sent(t("Save")):
            said = {"name": called, "name_en": called_en, "since": since}
            said |= {"summary": summary, "summary_en": summary_en}
            if known:
                said["project_id"] = known.id
            send(
                zones.change_project if known else zones.add_project,
                zone.platform_id,
                form_name=name,
                done=t("The project is saved."),
                **said,
            )


def _end(zone: Zone, known: Project) -> None:
    name = f"zone-end-{known.id}"
    with form(name):
        zone_view.project(known)
        if sent(t("The project is over"), icon="event_busy"):
            done = t("The project is no longer shown.")
            send(
                zones.end_project, zone.platform_id, form_name=name, done=done, project_id=known.id
            )
