"""The list of demands: a page of it, and the way through its pages."""

import streamlit as st

from components import address, rows
from components.due import due_words
from components.moments import moment
from components.naming import named
from components.rows import Cell, Column
from components.texts import t, term
from db.vocabulary import ClosingCode, Stage
from domain import clock
from domain.queries.listing import Count, Order, Row


def order() -> Order:
    words = {
        Order.NEWEST: t("Newest first"),
        Order.OLDEST: t("Oldest first"),
        Order.DUE: t("By what is due"),
        Order.NUMBER: t("By number"),
        Order.ENTERPRISE: t("By enterprise"),
    }
    chosen = address.always(
        "order", t("Order"), [each.value for each in Order], lambda value: words[Order(value)]
    )
    return Order(chosen)


def counted(count: Count) -> None:
    """How many there are."""
    if count.is_more:
        st.caption(t("More than {n} demands; narrow them down to see the rest.", n=count.many))
    else:
        st.caption(t("{n} demands", n=count.many))


def show(found: tuple[Row, ...]) -> None:
    """The demands; a click on one opens it."""
    if not found:
        st.info(
            t("No demand fits. Take a filter away, or look for fewer words."),
            icon=":material/filter_alt_off:",
        )
        return
    columns = (
        Column(t("Subject"), 9),
        Column(t("Stage"), 3),
        Column(t("Due"), 4),
        Column(t("Enterprise"), 6),
        Column(t("Unit"), 5),
        Column(t("Submitted"), 3),
    )
    lines = [_cells(row) for row in found]
    link = rows.show(columns, lines, key="demand-list", label=t("Demands"))
    if link:
        rows.follow(link)


def _cells(row: Row) -> tuple[Cell, ...]:
    classes = [term(each) for each in (row.field, row.timeliness) if each]
    text, tone = due_words(row.due_at, clock.now()) if row.due_at else ("", "")
    return (
        Cell(row.title, " · ".join([row.number, *classes]), link=rows.demand(row.number)),
        Cell(term(row.closing_code or row.stage), tone=_tone(row)),
        Cell(text, tone=tone),
        Cell(row.enterprise, named(row.area, row.area_en)),
        Cell(named(row.unit, row.unit_en)),
        Cell("", moment(row.submitted_at)),
    )


def _tone(row: Row) -> rows.Tone:
    match row.stage:
        case Stage.CLOSED if row.closing_code in (ClosingCode.SOLVED, ClosingCode.PARTLY):
            return "green"
        case Stage.CLOSED | Stage.DECLINED | Stage.MERGED:
            return "grey"
        case Stage.RETURNED | Stage.REDO:
            return "orange"
    return "blue"
