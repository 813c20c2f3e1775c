"""The public catalogue as cards: what it is narrowed to, each result or need with what matters, and the next step."""

import streamlit as st

from components import address, industry_icons, research_filters, research_list
from components import not_found as missing
from components.area_choice import area_names
from components.choosing import industry_names
from components.money import yuan
from components.naming import named
from components.reading import read
from components.session import is_signed_in
from components.texts import listed, plain, t, term
from db.research_vocabulary import MatchKind, Ripeness
from domain import topics
from domain.permissions import PUBLIC, Person
from domain.queries import catalogue as queries
from domain.queries.catalogue import Entry, Sought

PAGE, ASK = "pages/public/catalogue.py", "pages/public/ask.py"
SPACE = "pages/research/our_space.py"
SEEN = (topics.NEEDS, topics.RESULTS, topics.ORGANISATIONS)
MOST = 80  # characters that are typed
MOST_SUBJECT = 80  # of a demand
WIDTH = 190


def sought() -> Sought:
    """What is looked for; it stands in the address, so that it can be sent as a link."""
    counts = dict(read(queries.counts, PUBLIC, topics=SEEN))
    kind = address.segment(
        "kind",
        t("What is looked for"),
        [MatchKind.RESULT.value, MatchKind.NEED.value],
        lambda code: f"{_plural(MatchKind(code))} {counts[MatchKind(code)]}",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = address.words(
            "q",
            t("Search"),
            most=MOST,
            placeholder=t("A problem, a material, a method, a figure…"),
            icon=":material/search:",
            width="stretch",
        )
        address.clear(PAGE)
    industries, areas = industry_names(PUBLIC), area_names(PUBLIC)
    steps = research_filters.steps()
    with st.container(horizontal=True, gap="small"):
        industry = _one_of("industry", t("Industry"), industries, t("Every industry"))
        area = _one_of("area", t("Area"), areas, t("Every area"))
        ripeness = _one_of("readiness", t("Readiness"), steps, t("Every readiness"))
        is_results = MatchKind(kind) is MatchKind.RESULT
        transfer = research_filters.transfer(width=WIDTH) if is_results else None
    step = Ripeness(ripeness) if ripeness else None
    return Sought(MatchKind(kind), words, industry, area, step, transfer)


def show(asked: Sought) -> None:
    """The cards, two beside each other, twelve to a page."""
    first = read(queries.catalogue, PUBLIC, asked, topics=SEEN)
    if not first.entries:
        _nothing(asked)
        return
    st.caption(research_filters.count(first.count, first.by_subject))
    place = st.container()
    page = address.page("page", pages=first.pages, of=asked)
    shown = first if page == 1 else read(queries.catalogue, PUBLIC, asked, page, topics=SEEN)
    names = industry_names(PUBLIC), area_names(PUBLIC)
    with place:
        for at in range(0, len(shown.entries), 2):
            columns = st.columns(2)
            for column, entry in zip(columns, shown.entries[at : at + 2], strict=False):
                with column:
                    _card(asked.kind, entry, *names)


def next_step(number: str, *, is_need: bool) -> None:
    """What a visitor does who has found something: ask for help with it, or sign in to answer.

    Whoever has signed in answers a need on its own page.
    """
    if is_need and is_signed_in():
        return
    with st.container(horizontal=True, gap="small"):
        if not is_signed_in():
            words = t("Sign in to answer it") if is_need else t("Sign in to show interest")
            st.page_link(SPACE, label=words, icon=":material/login:")
        label = t("Ask about it without an account") if is_need else t("Ask for help with it")
        st.page_link(
            ASK,
            label=label,
            icon=":material/contact_support:",
            query_params={"about": number},
        )


def not_found(title: str, person: Person, script: str) -> None:
    """Say that there is no such record, and lead to where this reader may look for another."""
    place = script if person.id is not None else PAGE
    missing.say(title, place, t("Look for another"))


def about(number: str) -> str:
    """The subject of a demand about a public result or need; empty where the address names none."""
    found = read(queries.titled, PUBLIC, number[:20], topics=SEEN) if number else None
    return f"{number} {named(*found)}"[:MOST_SUBJECT] if found else ""


def _card(kind: MatchKind, entry: Entry, industries: dict[str, str], areas: dict[str, str]) -> None:
    is_need = kind is MatchKind.NEED
    link = (research_list.need if is_need else research_list.result)(entry.id)
    with st.container(border=True, gap="small", height="stretch", key=f"entry-{entry.number}"):
        st.page_link(
            link.script,
            label=f"**{plain(named(entry.title, entry.title_en))}**",
            icon=f":material/{industry_icons.of(entry.industries, is_need=is_need)}:",
            query_params=dict(link.query),
        )
        st.caption(plain(_owner(entry, areas)))
        st.text(named(entry.text, entry.text_en))
        with st.container(horizontal=True, gap="xsmall"):
            _badges(entry, is_need, industries)
        next_step(entry.number, is_need=is_need)


def _owner(entry: Entry, areas: dict[str, str]) -> str:
    owner = named(entry.owner, entry.owner_en) or t("Name hidden")
    place = areas.get(entry.area_code or "", "")
    return " · ".join(filter(None, (owner, place, entry.number)))


def _badges(entry: Entry, is_need: bool, industries: dict[str, str]) -> None:
    if entry.by_subject:
        st.badge(t("Fits by its subject"), color="violet", icon=":material/lightbulb:")
    if entry.readiness:
        words = t("Readiness from {n}", n=entry.readiness) if is_need else _ready(entry.readiness)
        st.badge(words, color="blue", icon=":material/speed:")
    for code in entry.industries[:2]:
        if code in industries:
            st.badge(plain(industries[code]), color="gray", icon=":material/factory:")
    if entry.patents:
        st.badge(t("{n} patents", n=entry.patents), color="green", icon=":material/verified:")
    if entry.transfer_kinds:
        ways = listed(term(each) for each in entry.transfer_kinds)
        st.badge(plain(ways), color="gray", icon=":material/swap_horiz:")
    if entry.money is not None:
        budget = t("Budget {n} yuan", n=f"{entry.money:,}")
        words = budget if is_need else yuan(entry.money)
        st.badge(words, color="gray", icon=":material/payments:")


def _ready(level: int) -> str:
    return t("Readiness {n}", n=level)


def _nothing(asked: Sought) -> None:
    if asked == Sought(asked.kind):
        st.info(
            t("Nothing is published here yet. Tell the desk what you look for: it asks around."),
            icon=":material/inbox:",
        )
    else:
        st.info(
            t(
                "Nothing public fits. Take a filter away, or tell the desk: it knows more than this."
            ),
            icon=":material/search_off:",
        )
    with st.container(horizontal=True, gap="small"):
        st.page_link(ASK, label=t("Ask for help"), icon=":material/contact_support:")
        if asked.kind is MatchKind.RESULT:
            st.page_link(
                "pages/public/services.py",
                label=t("Find a service"),
                icon=":material/design_services:",
            )


def _one_of(name: str, label: str, names: dict[str, str], none: str) -> str | None:
    return address.one_of(name, label, list(names), names.__getitem__, none=none, width=WIDTH)


def _plural(kind: MatchKind) -> str:
    return t("Technical needs") if kind is MatchKind.NEED else t("Research results")
