"""Technical needs and research results as lists: narrowed in the address, twenty to a page."""

import streamlit as st

from components import address, list_files, research_filters, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.list_files import Table
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link, Tone
from components.texts import t, term
from db.research_vocabulary import Confidentiality, ListTaken, RecordStage
from db.vocabulary import Role
from domain import taking_along, topics
from domain.permissions import Person
from domain.queries import research as queries
from domain.queries.research import Found, Line, Narrowed

NEEDS_PAGE, RESULTS_PAGE = "pages/research/needs.py", "pages/research/results.py"
SEEN = (topics.NEEDS, topics.RESULTS, topics.MATCHES)
NAMES = (*SEEN, topics.NAMES_SEEN)  # of who has seen them; no page watches it
WIDTH = 170

TONES: dict[RecordStage, Tone] = {
    RecordStage.DRAFT: "grey",
    RecordStage.IN_REVIEW: "orange",
    RecordStage.RETURNED: "red",
    RecordStage.PUBLISHED: "green",
    RecordStage.PAUSED: "orange",
    RecordStage.EXPIRED: "grey",
    RecordStage.SOLVED: "blue",
    RecordStage.WITHDRAWN: "grey",
}


def need(need_id: int) -> Link:
    """The page of one technical need."""
    return Link("pages/research/need.py", "need", (("id", str(need_id)),))


def result(result_id: int) -> Link:
    """The page of one research result."""
    return Link("pages/research/result.py", "result", (("id", str(result_id)),))


def match(match_id: int) -> Link:
    """The page of one match."""
    return Link("pages/research/match.py", "match", (("id", str(match_id)),))


def needs(person: Person) -> None:
    """The technical needs that this reader may see."""
    narrowed = _narrowed(person, NEEDS_PAGE, is_needs=True)
    first = read(queries.needs, person, narrowed, topics=SEEN)
    _paged(
        person,
        queries.needs,
        narrowed,
        first,
        owner=t("Enterprise"),
        empty=t("No technical need fits. Search for less, or enter one."),
    )


def results(person: Person) -> None:
    """The research results that this reader may see."""
    narrowed = _narrowed(person, RESULTS_PAGE, is_needs=False)
    first = read(queries.results, person, narrowed, topics=SEEN)
    _paged(
        person,
        queries.results,
        narrowed,
        first,
        owner=t("University or institute"),
        empty=t("No research result fits. Search for less, or enter one."),
    )


def _narrowed(person: Person, script: str, *, is_needs: bool) -> Narrowed:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = address.words(
            "text",
            t("Search"),
            most=80,
            placeholder=t("Words, a sentence, a number"),
            icon=":material/search:",
            width=280,
        )
        stage = address.one_of(
            "stage",
            t("Stage"),
            [each.value for each in RecordStage],
            lambda code: term(RecordStage(code)),
            none=t("Every stage"),
            width=WIDTH,
        )
        area = _one_of("area", t("Area"), area_names(person), t("Every area"))
        industries = industry_names(person)
        industry = _one_of("industry", t("Industry"), industries, t("Every industry"))
        with st.popover(t("More filters"), icon=":material/tune:", key="research-more"):
            ripeness, transfer, house = research_filters.seldom(person, is_needs=is_needs)
        has_own = person.has(Role.ENTERPRISE if is_needs else Role.UNIVERSITY_LIAISON)
        is_own = has_own and address.yes("own", t("Ours only"))
        address.clear(script)
    asked = RecordStage(stage) if stage else None
    return Narrowed(words, asked, industry, area, is_own, ripeness, transfer, house)


def _one_of(name: str, label: str, names: dict[str, str], none: str) -> str | None:
    return address.one_of(name, label, list(names), names.__getitem__, none=none, width=WIDTH)


def _paged(
    person: Person, query, narrowed: Narrowed, first: Found, *, owner: str, empty: str
) -> None:
    if not first.lines:
        st.info(empty, icon=":material/search_off:")
        return
    st.caption(research_filters.count(first.count, first.by_subject))
    table = st.container()
    page = address.page("page", pages=first.pages, of=narrowed)
    shown = first if page == 1 else read(query, person, narrowed, page, topics=SEEN)
    link_of = need if query is queries.needs else result
    with table:
        _table(person, shown, owner, link_of)
    what = ListTaken.NEEDS if query is queries.needs else ListTaken.RESULTS
    areas = area_names(person)
    list_files.of_matchmaking(
        person, what, first.count, lambda: _taken(person, query, narrowed, owner, areas)
    )


def _table(person: Person, shown: Found, owner: str, link_of) -> None:
    areas = area_names(person)
    columns = (
        Column(t("Title"), 7),
        Column(owner, 4),
        Column(t("Stage"), 2),
        Column(t("Readiness"), 2, is_said=True),
        Column(t("Until"), 3, is_said=True),
    )
    lines = [_cells(line, areas, link_of(line.id)) for line in shown.lines]
    link = rows.show(columns, lines, key="research", label=t("Title"))
    if link:
        rows.follow(link)


def _taken(person: Person, query, narrowed: Narrowed, owner: str, areas: dict[str, str]) -> Table:
    """The whole list as it is told, for a file."""
    is_needs = query is queries.needs
    readiness, money = (
        (t("Readiness wanted"), t("Budget in yuan"))
        if is_needs
        else (t("Readiness"), t("Price in yuan"))
    )
    heads = (t("Number"), t("Title"), t("Title in English"), t("Stage"), t("Confidentiality"))
    heads += (readiness, money, t("Area"), owner, t("Published on"), t("Until"))
    found = taking_along.now(query, person, narrowed, 1, taking_along.MOST)
    return [heads, *(_line_taken(line, areas) for line in found.lines)]


def _line_taken(line: Line, areas: dict[str, str]) -> tuple[str, ...]:
    return (
        line.number,
        line.title,
        line.title_en,
        term(line.stage),
        term(line.confidentiality),
        "" if line.readiness is None else str(line.readiness),
        "" if line.money is None else str(line.money),
        areas.get(line.area_code or "", ""),
        named(line.owner, line.owner_en) or t("Name hidden"),
        line.published_on.isoformat() if line.published_on else "",
        line.expires_on.isoformat() if line.expires_on else "",
    )


def _cells(line: Line, areas: dict[str, str], link: Link) -> tuple[Cell, ...]:
    hidden = line.confidentiality is not Confidentiality.OPEN
    owner = named(line.owner, line.owner_en) or t("Name hidden")
    marked = term(line.confidentiality) if hidden and line.owner else ""
    place = areas.get(line.area_code or "", "")
    fits = t("Fits by its subject") if line.by_subject else ""
    below = " · ".join(filter(None, (line.number, fits)))
    return (
        Cell(named(line.title, line.title_en), below, link=link),
        Cell(owner, " · ".join(filter(None, (place, marked)))),
        Cell(term(line.stage), tone=TONES[line.stage]),
        Cell(str(line.readiness) if line.readiness else "–"),
        Cell("", day(line.expires_on) if line.expires_on else "–"),
    )
