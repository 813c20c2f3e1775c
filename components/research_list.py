"""Technical needs and research results as lists: narrowed in the address, twenty to a page."""

import streamlit as st

from components import address, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link, Tone
from components.texts import t, term
from db.research_vocabulary import Confidentiality, RecordStage
from domain import topics
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
    narrowed = _narrowed(person, NEEDS_PAGE, by_industry=True)
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
    narrowed = _narrowed(person, RESULTS_PAGE, by_industry=False)
    first = read(queries.results, person, narrowed, topics=SEEN)
    _paged(
        person,
        queries.results,
        narrowed,
        first,
        owner=t("University or institute"),
        empty=t("No research result fits. Search for less, or enter one."),
    )


def _narrowed(person: Person, script: str, *, by_industry: bool) -> Narrowed:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = address.words(
            "text",
            t("Search"),
            most=80,
            placeholder=t("Words, number, figure"),
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
        areas = area_names(person)
        area = address.one_of(
            "area", t("Area"), list(areas), areas.__getitem__, none=t("Every area"), width=WIDTH
        )
        industry = None
        if by_industry:
            names = industry_names(person)
            industry = address.one_of(
                "industry",
                t("Industry"),
                list(names),
                names.__getitem__,
                none=t("Every industry"),
                width=WIDTH,
            )
        is_own = address.yes("own", t("Ours only")) if person.id is not None else False
        address.clear(script)
    return Narrowed(words, RecordStage(stage) if stage else None, industry, area, is_own)


def _paged(
    person: Person, query, narrowed: Narrowed, first: Found, *, owner: str, empty: str
) -> None:
    if not first.lines:
        st.info(empty, icon=":material/search_off:")
        return
    st.caption(t("{n} in all", n=first.count))
    table = st.container()
    page = address.page("page", pages=first.pages, of=narrowed)
    shown = first if page == 1 else read(query, person, narrowed, page, topics=SEEN)
    link_of = need if query is queries.needs else result
    with table:
        _table(person, shown, owner, link_of)


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


def _cells(line: Line, areas: dict[str, str], link: Link) -> tuple[Cell, ...]:
    hidden = line.confidentiality is not Confidentiality.OPEN
    owner = named(line.owner, line.owner_en) or t("Name hidden")
    marked = term(line.confidentiality) if hidden and line.owner else ""
    place = areas.get(line.area_code or "", "")
    return (
        Cell(named(line.title, line.title_en), line.number, link=link),
        Cell(owner, " · ".join(filter(None, (place, marked)))),
        Cell(term(line.stage), tone=TONES[line.stage]),
        Cell(str(line.readiness) if line.readiness else "–"),
        Cell("", day(line.expires_on) if line.expires_on else "–"),
    )
