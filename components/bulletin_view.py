"""A bulletin on its page: the list of months, the text as it is sent, who has read it, and its files."""

from datetime import date

import streamlit as st

from components import (
    address,
    assessment_view,
    bulletin_figures,
    bulletin_links,
    bulletin_order,
    bulletin_topics,
    bulletin_words,
    charts,
    figure_words,
    kpi_drawings,
    linked_bars,
    rows,
)
from components.bulletin_links import CellLinks
from components.bulletin_words import told as in_words
from components.kpi_drawings import Point
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import plain, t, term
from db.bulletin_vocabulary import BulletinStage
from db.indicator_vocabulary import Indicator
from domain.bulletin.telling import Part, Table
from domain.indicators.allowed import PLATFORM
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person
from domain.queries import bulletins as queries
from domain.queries.bulletins import BulletinShown, Line, Reader

TONES = {BulletinStage.DRAFT: "orange", BulletinStage.SENT: "green"}


def link(bulletin_id: int) -> Link:
    return Link(bulletin_topics.PAGE, bulletin_topics.PATH, (("id", str(bulletin_id)),))


def chosen(person: Person) -> tuple[tuple[Line, ...], BulletinShown | None]:
    """Every bulletin, and the one that the address asks for; the newest first."""
    lines = read(queries.listing, person, topics=queries.TOPICS)
    if not lines:
        return (), None
    names = {str(each.id): each for each in lines}
    which = address.always(
        "id",
        t("Month"),
        list(names),
        lambda key: figure_words.month(names[key].month),
        width=200,
    )
    return lines, read(queries.bulletin, person, int(which), topics=queries.TOPICS)


def head(person: Person, shown: BulletinShown) -> None:
    st.header(plain(shown.title), anchor=False)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(term(shown.stage), color=TONES[shown.stage])
        if shown.approved_at:
            at, name = moment(shown.approved_at), plain(shown.approved_by)
            words = (
                t("approved {at}, {name}", at=at, name=name) if name else t("approved {at}", at=at)
            )
            st.badge(words, color="gray")
    st.caption(plain(bulletin_words.foot(shown)))
    if shown.corrected_at and shown.stage is BulletinStage.SENT:
        _corrected_since(person, shown)


def _corrected_since(person: Person, shown: BulletinShown) -> None:
    """The order was corrected after this bulletin was sent: it stands as it was read, and the next one tells it."""
    words = t(
        "The order of this month was corrected on {at}, after this bulletin was drawn up. The next bulletin tells of"
        " it; certificates are given by the corrected order.",
        at=moment(shown.corrected_at),
    )
    st.info(plain(words), icon=":material/edit:")
    if person.kind in PLATFORM:
        to_assessment(shown)


def to_assessment(shown: BulletinShown) -> None:
    """The way to the assessment of its month."""
    st.page_link(
        assessment_view.PAGE,
        label=t("To the assessment of the month"),
        icon=":material/leaderboard:",
        query_params={"month": f"{shown.month:%Y-%m}"},
    )


def text(person: Person, shown: BulletinShown) -> None:
    """The bulletin as it reads; what this person may open leads there."""
    for part in in_words(shown).parts:
        _part(person, shown, part)
        _pictures(person, shown, part)
    bulletin_topics.show(person, shown)


def readers(shown: BulletinShown) -> None:
    """To whom it was sent, and who has read it."""
    if not shown.readers:
        return
    read_by = sum(each.read_at is not None for each in shown.readers)
    label = t("Sent to {n}, read by {read}", n=len(shown.readers), read=read_by)
    with st.expander(label, icon=":material/mark_email_read:"):
        st.dataframe(
            {
                t("Who"): [each.name for each in shown.readers],
                t("Organisation"): [
                    named(each.organisation, each.organisation_en) for each in shown.readers
                ],
                t("Mailed"): [_mailed(each) for each in shown.readers],
                t("Read on"): [
                    moment(each.read_at) if each.read_at else "–" for each in shown.readers
                ],
            },
            hide_index=True,
            key="bulletin-readers",
        )


def _mailed(reader: Reader) -> str:
    """When the mail has left; who has no address is told by a notice on the platform alone."""
    if not reader.is_mailed:
        return t("no address: by notice")
    return moment(reader.mailed_at) if reader.mailed_at else "–"


def _part(person: Person, shown: BulletinShown, part: Part) -> None:
    st.subheader(plain(part.title), anchor=False)
    if part.name == "gauges":
        st.caption(
            t("For the platform's people; left out of the copies and of the public article.")
        )
    elif part.is_internal:
        st.caption(t("For the platform and the departments; left out of the public article."))
    for text_ in part.texts:
        st.markdown(plain(text_))
    links = bulletin_links.of(person, shown, part)
    for n, (above, table) in enumerate(part.tables):
        if above:
            st.markdown(f"**{plain(above)}**")
        _table(part, above, table, links[n] if links else [()] * len(table.rows))
    if words := bulletin_links.caution(shown, part, links):
        st.caption(words)
    if part.name == "overdue" and (all_ := bulletin_links.overdue(person, shown)):
        st.page_link(
            all_.script,
            label=t("Those of them that are still open"),
            icon=":material/list:",
            query_params=dict(all_.query),
        )


def _pictures(person: Person, shown: BulletinShown, part: Part) -> None:
    """The curve of the year, and the sub-platforms as bars: the pictures of the files, drawn by the browser; a point or
    a bar opens its records."""
    closing = Indicator.ON_TIME_CLOSING
    if part.name == "totals":
        months = shown.facts["curve"]
        days = [date.fromisoformat(f"{each['month']}-01") for each in months]
        left, right = st.columns(2, gap="medium")
        for column, indicator in ((left, Indicator.RECEIVED), (right, closing)):
            definition = DEFINITIONS[indicator]
            links = {
                f"{first}": to
                for first in days
                if (to := bulletin_links.of_figure(person, first, indicator))
            }
            told = [
                Point(
                    each[indicator.value],
                    bulletin_figures.of(each, indicator),
                    f"{first}" if f"{first}" in links else "",
                    bulletin_figures.is_few(each, indicator),
                )
                for first, each in zip(days, months, strict=True)
            ]
            drawn = kpi_drawings.trend({term(indicator): told}, days, definition.unit, ())
            with column:
                st.caption(term(indicator))
                clicked = charts.clicked(drawn, key=f"bulletin-{indicator.value}")
            if clicked:
                rows.follow(links[clicked])
        if any(bulletin_figures.is_few(each, closing) for each in months):
            st.caption(t("◇ told of few records"))
    if part.name == "ranking":
        places = sorted(shown.facts["by_area"], key=lambda each: -(each[closing.value] or 0))
        bars = [
            linked_bars.Bar(
                bulletin_order.area(shown, each["area"]),
                bulletin_figures.of(each, closing),
                each[closing.value] or 0.0,
                bulletin_links.of_figure(person, shown.month, closing, each["area"])
                if each[closing.value] is not None
                else None,
            )
            for each in places
        ]
        st.caption(term(closing))
        if wanted := linked_bars.show(bars, key="bulletin-places", label=term(closing)):
            rows.follow(wanted)


def _table(part: Part, above: str, table: Table, links: CellLinks) -> None:
    """`links`: where the first cells of each line lead."""
    columns = [
        Column(head, share, is_said=n > 0)
        for n, (head, share) in enumerate(zip(table.head, table.widths, strict=True))
    ]
    lines = [
        tuple(
            Cell(cell, link=link)
            for cell, link in zip(row, (*led, *[None] * len(row)), strict=False)
        )
        for row, led in zip(table.rows, links, strict=True)
    ]
    key = f"bulletin-{part.name}-{above}"
    if wanted := rows.show(columns, lines, key=key, label=above or part.title):
        rows.follow(wanted)
