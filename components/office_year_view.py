"""The head of the office calendar: which year is looked at, and how far it can be relied on."""

import streamlit as st

from components import address
from components.texts import plain, t, term
from domain import clock
from domain.queries.office_days import DayKind, Standing, YearShown

ICONS = {
    Standing.PUBLISHED: ":material/verified:",
    Standing.ENTERED: ":material/edit_calendar:",
    Standing.PROVISIONAL: ":material/event_upcoming:",
}
COLOURS = {Standing.PUBLISHED: "green", Standing.ENTERED: "blue", Standing.PROVISIONAL: "orange"}


def choice(known: tuple[tuple[int, Standing], ...]) -> int:
    """The year looked at, which stands in the address; this year first."""
    standings = {str(year): standing for year, standing in known}
    now = clock.now().year
    first = [year for year in standings if int(year) >= now]
    chosen = address.always(
        "year",
        t("Year"),
        [*first, *(year for year in standings if year not in first)],
        lambda year: f"{year} · {term(standings[year])}",
        width=220,
    )
    return int(chosen)


def head(year: YearShown) -> None:
    """How many days are worked, and whether that stands."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(term(year.standing), icon=ICONS[year.standing], color=COLOURS[year.standing])
        if year.is_pending:
            st.badge(t("Dates are being counted anew"), icon=":material/sync:", color="violet")
        kinds = [each.kind for each in year.days]
        st.caption(
            t(
                "{work} working days, of them {make_up} at weekends; {holiday} days of rest by notice or order",
                work=year.working_days,
                make_up=kinds.count(DayKind.MAKE_UP),
                holiday=kinds.count(DayKind.HOLIDAY),
            ),
            width="content",
        )
    if year.standing is Standing.PROVISIONAL:
        st.warning(
            t(
                "The holiday notice of {year} is not known yet. Until it is entered, the year follows the week, "
                "and every limit that reaches into it is marked provisional.",
                year=year.number,
            ),
            icon=":material/event_upcoming:",
        )
    elif year.source:
        st.caption(t("By the notice: {source}", source=plain(year.source)))
