"""A space of one's own for universities and enterprises: whose it is, what it has, and its sections."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import (
    address,
    docking_view,
    match_board,
    match_figures,
    not_found,
    research_list,
    space_best,
    space_fresh,
    space_months,
    space_people,
    space_records,
)
from components.naming import named, naming
from components.reading import read
from components.texts import plain, t, term
from db.research_vocabulary import RecordStage
from domain import clock, topics
from domain.matchmaking.figures import Scope
from domain.permissions import Person
from domain.queries import docking, matches, spaces
from domain.queries.spaces import Space

SEEN = (*research_list.SEEN, topics.ORGANISATIONS)


@dataclass(frozen=True)
class _Section:
    name: str
    title: str
    draw: Callable[[Person, Space], None]


def opened(person: Person) -> Space | None:
    """The space that the address asks for, or one's own; a broker chooses one."""
    houses = read(spaces.providers, person, topics=SEEN)
    if houses:
        speak = naming()
        names = {str(key): speak(name, name_en) for key, name, name_en in houses}
        asked = address.one_of(
            "org",
            t("University"),
            list(names),
            names.__getitem__,
            none=t("Choose a university"),
            width=320,
        )
        return read(spaces.space, person, int(asked), topics=SEEN) if asked else None
    asked_for = not_found.number("org") or None
    found = read(spaces.space, person, asked_for, topics=SEEN)
    if found is None:
        not_found.say(t("Our space"), research_list.RESULTS_PAGE, t("Research results"))
    return found


def introduction() -> None:
    """What stands there while a broker has chosen none."""
    st.title(t("Spaces of the universities"), anchor=False)
    st.info(
        t("Choose a university: its figures, its matches, its results and its people stand here."),
        icon=":material/school:",
    )


def head(space: Space) -> None:
    """Whose space it is, and how much it has."""
    st.title(plain(named(space.name, space.name_en)), anchor=False)
    many = dict(space.stages)
    with st.container(horizontal=True, gap="small", key="space-figures"):
        published = t("Results published") if space.has_results else t("Needs published")
        _figure("published", published, many.get(RecordStage.PUBLISHED, 0))
        _figure("in-review", term(RecordStage.IN_REVIEW), many.get(RecordStage.IN_REVIEW, 0))
        _figure("expiring", t("End within a month"), space.expiring)
        _figure("shown", t("Shown this year"), space.shown)
        if not space.has_results:
            _figure("demands", t("Open demands"), space.demands)
    if not space.has_results and space.demands:
        st.page_link("pages/demands/list.py", label=t("Our demands"), icon=":material/list_alt:")


def sections(person: Person, space: Space) -> None:
    """The sections as tabs; only the open one is read. The address may name it."""
    found = _sections(space)
    asked = st.query_params.get("section", "")
    first = next((each.title for each in found if each.name == asked), found[0].title)
    tabs = st.tabs(
        [each.title for each in found],
        default=first,
        key=f"space-{space.organisation_id}",
        on_change="rerun",
    )
    for tab, section in zip(tabs, found, strict=True):
        if tab.open:
            with tab:
                section.draw(person, space)


def _sections(space: Space) -> list[_Section]:
    if space.has_results:
        return [
            _Section("best", t("Best needs"), space_best.show),
            _Section("fresh", t("New needs that fit"), space_fresh.show),
            _Section("matches", t("Matches"), _matches),
            _Section("results", t("Results"), space_records.show),
            _Section("figures", t("Figures"), _figures),
            _Section("people", t("People and teams"), space_people.show),
            _Section("days", t("Docking days"), _days),
        ]
    return [
        _Section("fresh", t("New results that fit"), space_fresh.show),
        _Section("needs", t("Our needs"), space_records.show),
        _Section("matches", t("Matches"), _matches),
        _Section("figures", t("Figures"), _figures),
        _Section("days", t("Docking days"), _days),
    ]


def _matches(person: Person, space: Space) -> None:
    board = read(matches.board, person, space.scope, topics=SEEN)
    if board.cards:
        match_board.show(board, space.scope)
    else:
        match_board.empty(True)


def _figures(person: Person, space: Space) -> None:
    today = clock.now().date()
    st.caption(t("Since the first of January"))
    this_year = Scope(space.scope.provider_id, since=today.replace(month=1, day=1))
    found = match_figures.show(person, this_year)
    if not (found.proposals or found.contracts):
        st.info(t("No match was begun this year yet."), icon=":material/bar_chart:")
    space_months.show(person, space)


def _days(person: Person, space: Space) -> None:
    found = read(docking.days, person, space.organisation_id, topics=SEEN)
    if found:
        docking_view.days(found)
    else:
        st.info(
            t("No docking day concerns this space yet. Whoever is invited finds it here."),
            icon=":material/groups:",
        )


def _figure(name: str, label: str, many: int) -> None:
    with st.container(width=132, key=f"space-figure-{name}"):
        st.metric(label, f"{many:,}")
