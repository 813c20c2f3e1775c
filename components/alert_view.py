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
from domain import alert_rules, figure_alerts, paging, topics
from domain.alert_rules import Rule
from domain.command import can
from domain.figure_alerts import MOST_NOTED
from domain.indicators.aims import against
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person
from domain.queries import figure_alerts as queries
from domain.queries import subscriptions
from domain.queries.figure_alerts import Alert, RuleShown

PAGE, PATH = "pages/performance/supervision.py", "supervision"
LINK = Link(PAGE, PATH, (("view", "alerts"),))
MOST_IN_STRIP = 4
SEEN = "seen"  # in the address, before the number of an alert


def strip(person: Person) -> None:
    """The open alerts in short, those that nobody deals with first; each leads to the records behind it."""
    found = read(queries.running, person, topics=queries.TOPICS)
    if not found:
        return
    found = sorted(found, key=lambda each: each.seen_at is not None)
    lines = [(_in_short(person, each),) for each in found[:MOST_IN_STRIP]]
    if len(found) > MOST_IN_STRIP:
        words = t("{n} more alerts", n=len(found) - MOST_IN_STRIP)
        lines.append((Cell(words, link=LINK),))
    columns = (Column(t("Alerts")),)
    wanted = rows.show(columns, lines, key="alerts", label=t("Alerts"), is_headed=False)
    if wanted:
        rows.follow(wanted)


def _in_short(person: Person, each: Alert) -> Cell:
    told = f"{t('Alert')} · {_sentence(each)}"
    link = _list_behind(person, each)
    if not each.seen_at:
        return Cell(told, tone="red", link=link)
    by = t("{who} deals with it", who=each.seen_by)
    return Cell(f"{told} · {by}", tone="orange", link=link)


def listing(person: Person) -> None:
    """Those that are open, those that are over, and the rules."""
    found = read(queries.running, person, topics=queries.TOPICS)
    st.subheader(t("Open alerts"), anchor=False)
    if found:
        _open(person, found)
    else:
        st.success(
            t("Every watched figure is within its bounds."),
            icon=":material/task_alt:",
        )
    _over(person)
    _rules(person)


def _open(person: Person, found: tuple[Alert, ...]) -> None:
    columns = (*_columns(), Column(t("Who deals with it"), 5))
    lines = [(*_cells(person, each), _seen(each)) for each in found]
    wanted = rows.show(columns, lines, key="alerts-open", label=t("Alerts"))
    if wanted:
        rows.follow(wanted)
    verb, of = record_window.asked()
    each = next((each for each in found if verb == SEEN and each.id == of and each.may_see), None)
    if each:
        record_window.show(t("Seen, I deal with it"), _acknowledge, each)


def _seen(each: Alert) -> Cell:
    """Who has said so and when; else the way to say so."""
    link = Link(PAGE, PATH, (("view", "alerts"), (record_window.NAME, f"{SEEN}-{each.id}")))
    link = link if each.may_see else None
    if each.seen_at:
        return Cell(supervision_words.seen(each), each.seen_note, link=link)
    words = t("Nobody since it became worse") if each.worse_at else t("Nobody yet")
    return Cell(t("Seen, I deal with it") if link else words, words if link else "", link=link)


def _acknowledge(each: Alert) -> None:
    name = f"{SEEN}-{each.id}"
    with record_window.form(name) as key:
        st.markdown(plain(_sentence(each)))
        if each.seen_at:
            who = t("{who} deals with it", who=plain(each.seen_by))
            st.caption(t("{who}, and is told if you take it over.", who=who))
        note = st.text_input(
            t("What is being done (need not be said)"), max_chars=MOST_NOTED, key=key("note")
        )
        step = figure_words.step(DEFINITIONS[each.indicator], each.step)
        st.caption(
            t("It is told again if it becomes worse by {step}, and once it is over.", step=step)
        )
        if sent(t("Seen, I deal with it"), icon="visibility"):
            done = t("It stands here that you deal with it.")
            send(figure_alerts.acknowledge, each.id, form_name=name, done=done, note=note)


def _over(person: Person) -> None:
    many = read(queries.ended, person, 1, topics=queries.TOPICS).count
    if not many:
        return
    st.subheader(t("Alerts that are over"), anchor=False)
    place = st.container()
    pages = paging.pages(many, queries.PAGE, queries.MOST_PAGES)
    page = address.page("alert-page", pages=pages, of="alerts")
    with place:
        over = read(queries.ended, person, page, topics=queries.TOPICS).alerts
        columns = (*_columns(), Column(t("Over"), 5))
        lines = [(*_cells(person, each), _ended(each)) for each in over]
        wanted = rows.show(columns, lines, key="alerts-over", label=t("Alerts"))
    if wanted:
        rows.follow(wanted)


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("Sub-platform or unit"), 4),
        Column(t("Figure"), 4),
        Column(t("Stood at"), 3, is_said=True),
        Column(t("Alarming"), 3, is_said=True),
        Column(t("Began"), 4, is_said=True),
    )


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
    margin = figure_words.step(definition, each.margin)
    if each.crossing is Crossing.BELOW:
        return t("{rule}; over when risen again by {margin}", rule=told, margin=margin)
    return t("{rule}; over when fallen again by {margin}", rule=told, margin=margin)


def _bound(each: Alert | RuleShown) -> str:
    return supervision_words.bound(each.indicator, each.crossing, each.bound)


def _cells(person: Person, each: Alert) -> tuple[Cell, ...]:
    definition = DEFINITIONS[each.indicator]
    return (
        Cell(named(each.place, each.place_en), link=_list_behind(person, each)),
        Cell(term(each.indicator)),
        Cell(figure_words.value(definition, each.value), tone="red"),
        Cell(_bound(each)),
        Cell(moment(each.began_at)),
    )


def _ended(each: Alert) -> Cell:
    words = term(each.ended_as)
    if each.end_value is not None:
        words = f"{words} {figure_words.value(DEFINITIONS[each.indicator], each.end_value)}"
    return Cell(words, moment(each.ended_at), tone="green")


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
