"""Supervision orders: the list, those of one demand, and what is done with each."""

from datetime import timedelta

import streamlit as st

from components import address, record_window, rows
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Tone
from components.texts import plain, t, term
from db.supervision_vocabulary import OrderStage
from domain import clock, paging, supervision, topics
from domain.permissions import Person
from domain.queries import supervision as queries
from domain.queries.demand import Shown
from domain.queries.supervision import OnDemand, Order, Which

TONES: dict[OrderStage, Tone] = {
    OrderStage.WAITING: "orange",
    OrderStage.ANSWERED: "blue",
    OrderStage.SETTLED: "green",
    OrderStage.LIFTED: "grey",
}
BADGES = {"grey": "gray"}


def view() -> str:
    """What of supervising is looked at, kept in the address."""
    names = {
        "orders": t("Supervision orders"),
        "cases": t("Coordination cases"),
        "alerts": t("Alerts"),
    }
    return address.segment("view", t("What is shown"), list(names), names.get)


def listing(person: Person) -> None:
    """All orders that this reader may see, a click leads to the demand."""
    names = {
        Which.OPEN: t("Open"),
        Which.LATE: t("Late"),
        Which.ANSWERED: term(OrderStage.ANSWERED),
        Which.ALL: t("All"),
    }
    counts = _listed(person, Which.OPEN, 1).counts
    which = Which(
        address.segment(
            "which",
            t("Which"),
            [each.value for each in names],
            lambda code: f"{names[Which(code)]} {counts[Which(code)]:,}",
        )
    )
    if not counts[which]:
        st.info(
            t(
                "No such supervision order. They are laid from a demand, or from a list behind a figure."
            ),
            icon=":material/task_alt:",
        )
        return
    place = st.container()
    pages = paging.pages(counts[which], queries.PAGE, queries.MOST_PAGES)
    page = address.page("page", pages=pages, of=which)
    columns = (
        Column(t("Demand"), 8),
        Column(t("What is asked"), 7),
        Column(t("Unit"), 5),
        Column(t("Answer by"), 4),
        Column(t("Stage"), 3),
    )
    with place:
        link = rows.show(
            columns,
            [_cells(each) for each in _listed(person, which, page).orders],
            key="orders",
            label=t("Supervision orders"),
        )
    if link:
        rows.follow(link)


def on_demand(person: Person, demand: Shown) -> None:
    """The orders that are laid on a demand, and the buttons of whoever supervises it."""
    found = read(queries.of_demand, person, demand.id, topics=queries.TOPICS)
    for each in found.orders:
        _order(each)
    with st.container(horizontal=True, gap="small"):
        if found.may_remind:
            record_window.button("remind", t("Remind"), icon="notifications_active")
        if found.may_lay:
            record_window.button("supervise", t("Supervise"), icon="assignment_late")
    _window(demand, found)


def _listed(person: Person, which: Which, page: int) -> queries.Listed:
    return read(queries.listed, person, which, page, topics=queries.TOPICS)


def _cells(each: Order) -> tuple[Cell, ...]:
    by = day(each.reply_by)
    return (
        Cell(each.title, f"{each.number} · {each.demand}", link=rows.demand(each.demand)),
        Cell(each.text, each.answer),
        Cell(named(each.unit, each.unit_en), named(each.area, each.area_en)),
        Cell(by, tone="red") if each.is_late else Cell(by),
        Cell(term(each.stage), tone=TONES[each.stage]),
    )


def _order(each: Order) -> None:
    with st.container(border=True, gap="small", key=f"order-{each.id}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{t('Supervision order')} {plain(each.number)}**", width="content")
            tone = TONES[each.stage]
            st.badge(term(each.stage), color=BADGES.get(tone, tone))
            if each.stage is OrderStage.WAITING:
                color = "red" if each.is_late else "gray"
                words = t("Answer by {day}", day=day(each.reply_by))
                st.badge(words, color=color, icon=":material/schedule:")
        st.text(each.text)
        st.caption(plain(f"{each.laid_by} · {moment(each.laid_at)}"))
        if each.answer and each.answered_at:
            with st.container(border=True, gap="xsmall"):
                st.text(each.answer)
                unit = named(each.unit, each.unit_en)
                said = filter(None, (unit, each.answered_by, moment(each.answered_at)))
                st.caption(plain(" · ".join(said)))
        with st.container(horizontal=True, gap="small"):
            if each.may_answer:
                record_window.button("answer", t("Answer"), of=each.id, icon="reply")
            if each.may_judge and each.stage is OrderStage.ANSWERED:
                record_window.button("settle", t("Settle"), of=each.id, icon="task_alt")
                record_window.button("back", t("Send back"), of=each.id, icon="assignment_return")
            if each.may_judge:
                record_window.button("lift", t("Lift"), of=each.id, icon="block")


def _window(demand: Shown, found: OnDemand) -> None:
    verb, of = record_window.asked()
    if verb == "remind" and found.may_remind:
        record_window.show(t("Remind"), _remind, demand)
        return
    if verb == "supervise" and found.may_lay:
        record_window.show(t("Supervise"), _supervise, demand)
        return
    order = next((each for each in found.orders if each.id == of), None)
    if order is None:
        return
    if verb == "answer" and order.may_answer:
        record_window.show(t("Answer"), _answer, order)
    elif verb == "settle" and order.may_judge:
        record_window.show(t("Settle"), _settle, order)
    elif verb == "back" and order.may_judge:
        record_window.show(t("Send back"), _send_back, order)
    elif verb == "lift" and order.may_judge:
        label, name = t("Lift"), f"lift-{order.id}"
        done = t("The supervision order is lifted.")
        record_window.show(
            label, record_window.ask_reason, supervision.lift, order.id, name, label, done
        )


def _remind(demand: Shown) -> None:
    name = f"remind-{demand.id}"
    with record_window.form(name) as key:
        text = st.text_area(
            t("Word to the unit (need not be)"), max_chars=600, height=80, key=key("text")
        )
        if record_window.sent(t("Remind"), icon="notifications_active"):
            done = t("Reminded.")
            record_window.send(supervision.remind, demand.id, form_name=name, done=done, text=text)


def _supervise(demand: Shown) -> None:
    name = f"supervise-{demand.id}"
    with record_window.form(name) as key:
        text = st.text_area(t("What is asked of the unit"), max_chars=600, key=key("text"))
        reply_by = reply_day(key("by"))
        if record_window.sent(t("Lay a supervision order"), icon="assignment_late"):
            record_window.send(
                supervision.lay,
                demand.id,
                form_name=name,
                done=t("The supervision order is laid."),
                text=text,
                reply_by=reply_by,
            )


def _answer(order: Order) -> None:
    name = f"answer-{order.id}"
    with record_window.form(name) as key:
        st.text(order.text)
        text = st.text_area(
            t("What was done, and until when the rest will be"), max_chars=2000, key=key("text")
        )
        if record_window.sent(t("Answer"), icon="reply"):
            done = t("The answer is sent.")
            record_window.send(supervision.answer, order.id, form_name=name, done=done, text=text)


def _settle(order: Order) -> None:
    name = f"settle-{order.id}"
    with record_window.form(name):
        st.text(order.answer)
        if record_window.sent(t("Settle"), icon="task_alt"):
            done = t("The supervision order is settled.")
            record_window.send(supervision.settle, order.id, form_name=name, done=done)


def _send_back(order: Order) -> None:
    name = f"back-{order.id}"
    with record_window.form(name) as key:
        reason = st.text_area(t("Reason"), max_chars=600, height=80, key=key("reason"))
        reply_by = reply_day(key("by"))
        if record_window.sent(t("Send back"), icon="assignment_return"):
            record_window.send(
                supervision.send_back,
                order.id,
                form_name=name,
                done=t("Sent back."),
                reason=reason,
                reply_by=reply_by,
            )


def reply_day(key: str):
    """The day by which a unit has to answer: three days from now unless another one is chosen."""
    today = clock.now().date()
    return st.date_input(
        t("Answer by"),
        today + timedelta(days=3),
        min_value=today,
        max_value=today + supervision.LONGEST,
        format="YYYY-MM-DD",
        key=key,
    )


def waits(person: Person) -> None:
    """On the page of today: how many orders wait for an answer of the reader's unit."""
    many = read(queries.waiting, person, topics=(topics.SUPERVISION,))
    if many:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.page_link(
                "pages/performance/supervision.py",
                label=t("Supervision orders that wait for your answer: {n}", n=many),
                icon=":material/assignment_late:",
            )
