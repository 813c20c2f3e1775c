"""The list of demands: a page of it as a table, and the way through its pages."""

import streamlit as st

from components.due import due_words
from components.naming import named
from components.texts import t, term
from domain import clock
from domain.clock import LOCAL
from domain.queries.listing import Order, Page, Row


def order() -> Order:
    words = {
        Order.NEWEST: t("Newest first"),
        Order.OLDEST: t("Oldest first"),
        Order.DUE: t("By what is due"),
        Order.ENTERPRISE: t("By enterprise"),
    }
    chosen = st.selectbox(
        t("Order"),
        [each.value for each in Order],
        format_func=lambda value: words[Order(value)],
        key="order",
        bind="query-params",
        width=160,
        label_visibility="collapsed",
    )
    return Order(chosen)


def page_number(pages: int) -> int:
    """Which page is shown; one page needs no choice."""
    if pages == 1:
        return 1
    return st.pagination(pages, key="page", bind="query-params")


def counted(page: Page) -> None:
    if page.is_more:
        st.caption(t("More than {n} demands; narrow them down to see the rest.", n=page.count))
    else:
        st.caption(t("{n} demands", n=page.count))


def show(page: Page) -> None:
    """The rows; a click on a number opens the demand."""
    if not page.rows:
        st.info(
            t("No demand fits. Take a filter away, or look for fewer words."),
            icon=":material/filter_alt_off:",
        )
        return
    st.dataframe(
        [_cells(row) for row in page.rows],
        hide_index=True,
        height="content",
        column_config={
            t("Number"): st.column_config.LinkColumn(
                t("Number"), display_text=r"number=(.*)$", pinned=True, width=110
            ),
            t("Subject"): st.column_config.TextColumn(t("Subject"), width=280),
            t("Due"): st.column_config.TextColumn(t("Due"), width=130),
        },
    )


def _cells(row: Row) -> dict[str, str]:
    due = due_words(row.due_at, clock.now())[0] if row.due_at else ""
    return {
        t("Number"): f"/demand?number={row.number}",
        t("Subject"): row.title,
        t("Stage"): term(row.closing_code) if row.closing_code else term(row.stage),
        t("Due"): due,
        t("Enterprise"): row.enterprise,
        t("Area"): named(row.area, row.area_en),
        t("Unit"): named(row.unit, row.unit_en),
        t("Field"): term(row.field) if row.field else "",
        t("Time-limit class"): term(row.timeliness) if row.timeliness else "",
        t("Submitted"): f"{row.submitted_at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
    }
