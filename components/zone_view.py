"""One zone on its page: what the area lives by, what its sub-platform is known for, who is there, where to go on."""

import streamlit as st

from components import address, filters, rows, zone_map
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import plain, t, term
from db.vocabulary import Stage
from domain import topics
from domain.permissions import Person
from domain.queries.zones import OVER, Project, Zone, nearest
from domain.zones import MOST_TYPED

TOPICS = (topics.ORGANISATIONS, topics.RULES)


def nearby(person: Person) -> None:
    """Lead to the zone that an address or a credit code names."""
    typed = address.words(
        "near",
        t("Your nearest sub-platform"),
        most=MOST_TYPED,
        placeholder=t("Your address or credit code: leads to the nearest sub-platform"),
    )
    if not typed.strip():
        return
    found = read(nearest, person, typed.strip(), topics=TOPICS)
    if found:
        rows.follow(zone_map.link(found))
    st.info(t("No area of the city is named there. Choose one on the map."), icon=":material/map:")


def introduction() -> None:
    """What stands there while no area is chosen."""
    st.text(t("Choose an area: its sub-platform is the nearest desk for the enterprises there."))


def head(zone: Zone) -> None:
    """Whose zone it is, and how it is reached."""
    st.subheader(plain(named(zone.platform, zone.platform_en)), anchor=False)
    with st.container(horizontal=True, gap="small"):
        if zone.phone:
            st.badge(plain(zone.phone), color="blue", icon=":material/call:")
        if zone.address:
            st.badge(plain(zone.address), color="gray", icon=":material/location_on:")
        if zone.opening_hours:
            st.badge(plain(zone.opening_hours), color="gray", icon=":material/schedule:")
    with st.container(horizontal=True, gap="small"):
        st.page_link(
            "pages/public/ask.py",
            label=t("Ask this sub-platform"),
            icon=":material/contact_support:",
        )
        st.page_link(
            "pages/public/services.py",
            label=t("Find a service here"),
            icon=":material/design_services:",
            query_params={"area": zone.area},
        )


def orders(person: Person, zone: Zone) -> None:
    """How the demands of the area stand, for staff, each number with its list."""
    if zone.orders is None:
        return
    with st.container(horizontal=True):
        for name, many, stages in (
            (t("Open demands"), zone.orders.open, [each for each in Stage if each not in OVER]),
            (t("Closed demands"), zone.orders.closed, OVER),
        ):
            with st.container(width="content", gap=None):
                st.metric(name, f"{many:,}")
                to = filters.of_area(person, zone.area, stages) if many else None
                if to:
                    st.page_link(to.script, label=t("Records"), query_params=to.grouped)


def pillars(zone: Zone) -> None:
    """The industries the area lives by, each leading to who is in it."""
    st.markdown(f"**{t('Pillar industries')}**")
    if not zone.pillars:
        st.caption(t("No pillar industry has been named yet."))
        return
    with st.container(horizontal=True, gap="small"):
        for each in zone.pillars:
            st.page_link(
                "pages/directory/search.py",
                label=plain(named(each.name, each.name_en)),
                icon=":material/factory:",
                query_params={"q": named(each.name, each.name_en), "area": zone.area},
            )


def project(each: Project) -> None:
    st.markdown(f"**{plain(named(each.name, each.name_en))}**")
    if each.since:
        st.caption(t("Since {year}", year=each.since.year))
    if named(each.summary, each.summary_en):
        st.text(named(each.summary, each.summary_en))


def staff(zone: Zone) -> None:
    """The people of the sub-platform, by name and what they do; how they are reached is the office's number."""
    if not zone.staff:
        return
    st.markdown(f"**{t('People')}**")
    columns = (Column(t("Name"), 3), Column(t("Roles"), 5))
    lines = [(Cell(member.name), Cell("、".join(map(term, member.roles)))) for member in zone.staff]
    rows.show(columns, lines, key="zone-staff", label=t("People"))


def counts(zone: Zone) -> None:
    """Who is in the area, by kind, each leading into the search."""
    st.markdown(f"**{t('In this area')}**")
    if not zone.counts:
        st.caption(t("Nobody stands in the directory here yet."))
        return
    columns = (Column(t("Kind"), 5), Column(t("How many"), 2))
    where = named(zone.name, zone.name_en)
    lines = [
        (
            Cell(
                term(kind),
                link=Link(
                    "pages/directory/search.py",
                    "directory",
                    (("q", where), ("kind", kind.value), ("area", zone.area)),
                ),
            ),
            Cell(str(many)),
        )
        for kind, many in zone.counts
    ]
    wanted = rows.show(columns, lines, key="zone-counts", label=t("In this area"))
    if wanted:
        rows.follow(wanted)
