"""Alerts: those that are open, on the page of the key figures too; those that are over; and what is watched."""

import streamlit as st

from components import (
    address,
    figure_records,
    figure_words,
    kpi_filters,
    record_window,
    rows,
    subscription_words,
    supervision_words,
)
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.rows import Cell, Column, Link
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.indicator_vocabulary import Unit
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import Watched
from db.vocabulary import Kind
from domain import alert_rules, topics
from domain.alert_rules import Rule
from domain.command import can
from domain.indicators.aims import against
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person
from domain.queries import figure_alerts as queries
from domain.queries import subscriptions
from domain.queries.figure_alerts import Alert, RuleShown

PAGE, PATH = "pages/performance/supervision.py", "supervision"
LINK = Link(PAGE, PATH, (("view", "alerts"),))
MOST_IN_STRIP = 4


def strip(person: Person) -> None:
    """The open alerts in short; each leads to the records behind it."""
    found = read(queries.running, person, topics=queries.TOPICS)
    if not found:
        return
    lines = [
        (Cell(f"{t('Alert')} · {_sentence(each)}", tone="red", link=_list_behind(person, each)),)
        for each in found[:MOST_IN_STRIP]
    ]
    if len(found) > MOST_IN_STRIP:
        words = t("{n} more alerts", n=len(found) - MOST_IN_STRIP)
        lines.append((Cell(words, link=LINK),))
    columns = (Column(t("Alerts")),)
    wanted = rows.show(columns, lines, key="alerts", label=t("Alerts"), is_headed=False)
    if wanted:
        rows.follow(wanted)


def listing(person: Person) -> None:
    """Those that are open, those that are over, and the rules."""
    found = read(queries.running, person, topics=queries.TOPICS)
    st.subheader(t("Open alerts"), anchor=False)
    if found:
        _table([_cells(person, each) for each in found], "alerts-open")
    else:
        st.success(
            t("Every watched figure is within its bounds."),
            icon=":material/task_alt:",
        )
    _over(person)
    _rules(person)


def _over(person: Person) -> None:
    many = read(queries.ended, person, 1, topics=queries.TOPICS).count
    if not many:
        return
    st.subheader(t("Alerts that are over"), anchor=False)
    place = st.container()
    pages = min(-(-many // queries.PAGE), queries.MOST_PAGES)
    page = address.page("alert-page", pages=pages, of="alerts")
    with place:
        over = read(queries.ended, person, page, topics=queries.TOPICS).alerts
        _table([_cells(person, each) for each in over], "alerts-over")


def _table(lines: list[tuple[Cell, ...]], key: str) -> None:
    columns = (
        Column(t("Sub-platform or unit"), 4),
        Column(t("Figure"), 4),
        Column(t("Stood at"), 3, is_said=True),
        Column(t("Alarming"), 3, is_said=True),
        Column(t("Began"), 4, is_said=True),
        Column(t("Over"), 5),
    )
    wanted = rows.show(columns, lines, key=key, label=t("Alerts"))
    if wanted:
        rows.follow(wanted)


def _rules(person: Person) -> None:
    st.subheader(t("What is watched"), anchor=False)
    st.caption(
        t(
            "The figure of the running month or of this moment: told once when a sub-platform or a unit crosses the"
            " threshold, and when it is back."
        )
    )
    found = read(queries.rules, person, topics=queries.TOPICS)
    may_change = can(person, alert_rules.lay_down)
    if not found:
        st.info(t("Nothing is watched yet."), icon=":material/visibility_off:")
    for each in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(_rule(each)), width="stretch")
            if each.open:
                st.badge(t("{n} open", n=each.open), color="red")
            if may_change:
                _end(each)
    if may_change:
        record_window.button("watch", t("Watch another figure"), icon="add_alert")
        if record_window.asked()[0] == "watch":
            record_window.show(t("Watch another figure"), _watch, person)


def _end(each: RuleShown) -> None:
    name = f"end-rule-{each.id}"
    if st.button(t("Watch no more"), key=name, type="tertiary", icon=":material/close:"):
        is_done, _ = attempt(alert_rules.end, each.id, form=name)
        if is_done:
            tell(t("It is watched no more."))
            st.rerun()


def _watch(person: Person) -> None:
    name = "watch"
    usable = read(subscriptions.ways, person, topics=(topics.BOTS, topics.PEOPLE)).bots
    groups = {each.id: each for each in usable if each.area is None}
    # Outside the form: what can be watched hangs on it.
    watched = st.radio(
        t("Watched"), list(Watched), format_func=term, horizontal=True, key=f"{name}-{nonce(name)}"
    )
    with form(name) as key:
        indicator = st.selectbox(
            t("Figure"),
            alert_rules.watchable(watched),
            format_func=term,
            key=key(f"figure-{watched.value}"),
        )
        crossing = st.radio(
            t("Side"), list(Crossing), format_func=term, horizontal=True, key=key("side")
        )
        left, right = st.columns(2)
        bound = left.number_input(
            t("Threshold"), min_value=0.0, value=None, step=1.0, key=key("bound")
        )
        margin = right.number_input(
            t("Back by"), min_value=0.0, value=0.0, step=1.0, key=key("margin")
        )
        st.caption(t("Shares in per cent, times in working days."))
        bot_id = None
        if groups:
            bot_id = st.selectbox(
                t("Also told to the group of"),
                list(groups),
                index=None,
                format_func=lambda id: subscription_words.by(groups[id]),
                placeholder=t("No group"),
                key=key("bot"),
            )
        st.caption(t("Whoever must act is told here and by mail."))
        if sent(t("Watch"), icon="add_alert"):
            scale = 100 if DEFINITIONS[indicator].unit is Unit.SHARE else 1
            least = None if bound is None else bound / scale
            rule = Rule(indicator, crossing, least, margin / scale, watched, bot_id)
            done = t("It is watched from now on.")
            send(alert_rules.lay_down, None, form_name=name, done=done, rule=rule)


def _sentence(each: Alert) -> str:
    return supervision_words.alert(each, named(each.place, each.place_en))


def _rule(each: RuleShown) -> str:
    definition = DEFINITIONS[each.indicator]
    told = f"{term(each.watched)} · {term(each.indicator)} {_bound(each)}"
    told += f" · {each.bot}" if each.bot else ""
    if not each.margin:
        return told
    margin = figure_words.value(definition, each.margin)
    return t("{rule}; over when back by {margin}", rule=told, margin=margin)


def _bound(each: Alert | RuleShown) -> str:
    return supervision_words.bound(each.indicator, each.crossing, each.bound)


def _cells(person: Person, each: Alert) -> tuple[Cell, ...]:
    definition = DEFINITIONS[each.indicator]
    over = Cell("–")
    if each.ended_at and each.ended_as:
        words = term(each.ended_as)
        if each.end_value is not None:
            words = f"{words} {figure_words.value(definition, each.end_value)}"
        over = Cell(words, moment(each.ended_at), tone="green")
    return (
        Cell(named(each.place, each.place_en), link=_list_behind(person, each)),
        Cell(term(each.indicator)),
        Cell(figure_words.value(definition, each.value), tone="red"),
        Cell(_bound(each)),
        Cell(moment(each.began_at)),
        over,
    )


def _list_behind(person: Person, each: Alert) -> Link | None:
    """The records behind an alert's figure: of a share those that fall short; of this moment those of this moment.

    Of a unit's figure a sub-platform has those of its own area. None where they are not open to this person."""
    asked = kpi_filters.anywhere(None if DEFINITIONS[each.indicator].is_now else each.month)
    if asked is None:
        return None
    half, unit = against(each.indicator), str(each.unit_id or "") or None
    where = {"area": each.area_code, "unit": unit}
    found = figure_records.link(person, asked, each.indicator, half, **where)
    if found or each.area_code or person.kind is not Kind.SUB_PLATFORM:
        return found
    own = where | {"area": person.area_code}
    return figure_records.link(person, asked, each.indicator, half, **own)
