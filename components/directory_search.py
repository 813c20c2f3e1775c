"""The directory's box, its facets, and the lines that fit, each with its reasons."""

import streamlit as st

from components import address, rows
from components.naming import named, naming
from components.reading import read
from components.rows import Cell, Column
from components.texts import t, term
from db.vocabulary import EntryKind, ServiceField
from domain import topics
from domain.forgiving import Way
from domain.permissions import Person
from domain.queries.directory import Found, Line, count_of_kinds, search
from domain.queries.facets import Facet, Narrowed
from domain.queries.reasons import Reason, Where

PAGE = "pages/directory/search.py"
TOPICS = (topics.ORGANISATIONS,)
MOST = 120  # characters that are typed
SECTIONS = {EntryKind.EQUIPMENT: "equipment"}  # of the organisation's page


def box() -> str:
    """One box for everything: names, initials, codes, telephones, products, places, in either language."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        typed = address.words(
            "q",
            t("Search"),
            most=MOST,
            placeholder=t("Name, initials, credit code, phone, product, industry, area…"),
            width="stretch",
        )
        address.clear(PAGE)
    return typed.strip()


def kinds(person: Person, typed: str) -> tuple[EntryKind, ...]:
    """What is looked for, with how many there are of each."""
    if typed:
        found = read(search, person, typed, topics=TOPICS)
        counts = {each.code: each.many for each in found.kinds}
        cut = found.is_more
    else:
        counted = read(count_of_kinds, person, topics=())
        counts, cut = {kind.value: many for kind, many in counted.items()}, False
    chosen = address.pills(
        "kind",
        t("Kind"),
        [kind.value for kind in EntryKind if counts.get(kind.value)],
        lambda code: _with_count(_kind(code), counts.get(code, 0), cut),
    )
    return tuple(EntryKind(code) for code in chosen if code in set(EntryKind))


def narrowed(person: Person, typed: str, of_kinds: tuple[EntryKind, ...]) -> Narrowed:
    """The other facets of what is found, each choice with what it would leave."""
    if not typed:
        return Narrowed(of_kinds)
    found = read(search, person, typed, Narrowed(of_kinds), topics=TOPICS)
    with st.container(horizontal=True, gap="small"):
        area = _facet("area", t("Every area"), found.areas, found.is_more)
        industry = _facet("industry", t("Every industry"), found.industries, found.is_more)
        field = _fields(found)
    return Narrowed(of_kinds, area, industry, field)


def told(found: Found, typed: str) -> None:
    """How many there are, and what was forgiven to find them."""
    if not typed:
        return
    match found.way:
        case Way.SOUNDS:
            _forgiven(t("Nothing is written like this; these names sound like it."))
        case Way.NEAR:
            _forgiven(t("Nothing is written like this; in these names one character differs."))
        case Way.CORRECTED:
            pairs = [f"{a} → {b}" for a, b in found.instead]
            _forgiven(t("Taken for: {words}", words=" · ".join(pairs)))
        case Way.WITHOUT:
            left = " · ".join(found.left_out)
            _forgiven(t("Little fits everything; these fit all but: {words}", words=left))
    if found.is_more:
        st.caption(t("More than {n} fit; another word or a facet leaves fewer.", n=found.many))
    elif found.many:
        st.caption(t("{n} entries", n=found.many))


def show(found: Found, typed: str) -> None:
    """The lines; a click opens the organisation."""
    if not found.lines:
        _nothing(typed)
        return
    columns = (
        Column(t("Name or product"), 9),
        Column(t("Kind"), 3),
        Column(t("Area"), 3),
        Column(t("Satisfaction rate"), 3),
        Column(t("Why it fits"), 6),
    )
    link = rows.show(
        columns, [_cells(line) for line in found.lines], key="directory", label=t("Directory")
    )
    if link:
        rows.follow(link)


def reason(each: Reason) -> str:
    """Why a line fits, in a few words."""
    match each.where:
        case Where.NAME:
            return t("{word}: in the name", word=each.typed)
        case Where.SYNONYM:
            return f"{each.typed} = {each.by}"
        case Where.AREA:
            return t("{word}: its area", word=each.typed)
        case Where.INDUSTRY:
            return t("{word}: its industry", word=each.typed)
        case Where.FIELD:
            return t("{word}: its field", word=each.typed)
        case Where.EVERYWHERE:
            return t("{word}: open to all", word=each.typed)
    return t("{word}: in its record", word=each.typed)


def rating(good: int, many: int) -> tuple[str, str]:
    """The share of content answers with how many there were, as of the months that are over."""
    if not many:
        return "", ""
    return f"{100 * good / many:.0f} %", t("{n} ratings", n=many)


def _cells(line: Line) -> tuple[Cell, ...]:
    is_product = line.kind is EntryKind.SERVICE_PRODUCT
    product, section = line.subject_id if is_product else None, SECTIONS.get(line.kind, "")
    link = rows.organisation(line.organisation_id, product, section)
    below = named(line.provider, line.provider_en) or named(line.industry, line.industry_en)
    share, ratings = rating(line.rating_good, line.rating_n)
    return (
        Cell(named(line.name, line.name_en), below, link=link),
        Cell(term(line.kind), term(line.field) if line.field else ""),
        Cell(named(line.area, line.area_en) or t("Whole city")),
        Cell(share, ratings),
        Cell("", " · ".join(reason(each) for each in line.reasons)),
    )


def _facet(name: str, none: str, facets: tuple[Facet, ...], cut: bool) -> str | None:
    speak = naming()
    known = {each.code: each for each in facets}
    if len(known) < 2 and not address.is_asked(name):
        return None
    return address.one_of(
        name,
        none,
        list(known),
        lambda code: _with_count(
            speak(known[code].name, known[code].name_en), known[code].many, cut
        ),
        none=none,
        width=200,
    )


def _fields(found: Found) -> ServiceField | None:
    counts = {each.code: each.many for each in found.fields}
    if len(counts) < 2 and not address.is_asked("field"):
        return None
    chosen = address.one_of(
        "field",
        t("Every field"),
        list(counts),
        lambda code: _with_count(term(ServiceField(code)), counts[code], found.is_more),
        none=t("Every field"),
        width=200,
    )
    return ServiceField(chosen) if chosen else None


def _with_count(word: str, many: int, cut: bool) -> str:
    return f"{word} {many}{'+' if cut and many else ''}" if many else word


def _kind(code: str) -> str:
    return term(EntryKind(code)) if code in set(EntryKind) else code


def _forgiven(words: str) -> None:
    st.info(words, icon=":material/spellcheck:")


def _nothing(typed: str) -> None:
    if typed:
        st.info(
            t("Nothing fits. Try fewer words, the initials of a name, or another word for it."),
            icon=":material/search_off:",
        )
        return
    st.info(
        t(
            "Type what you look for, as you would say it: “{example}”. Or choose a kind above.",
            example=t("valve maker in Longwan, patent loan"),
        ),
        icon=":material/lightbulb:",
    )
