"""Acting from a figure: remind, supervise or call to one table over the demands behind it that still wait."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import streamlit as st

from components import case_view, record_window, window
from components.kpi_filters import Asked, is_counted, is_of_months
from components.naming import named
from components.reading import read
from components.session import renew_nonce
from components.submitting import attempt, attempt_each, tell
from components.texts import t
from db.indicator_vocabulary import Half, Indicator
from db.vocabulary import Kind
from domain import clock, coordination, supervision, topics
from domain.command import Command
from domain.indicators.allowed import may_list
from domain.indicators.parts import WHOLE, Part
from domain.permissions import Person, allows, callers
from domain.queries import coordination as cases
from domain.queries import indicator_records as queries
from domain.queries import indicators
from domain.queries.indicator_records import StillWaiting, Waits
from domain.working_time import OFFICE

SEEN = (*indicators.TOPICS, topics.DEMANDS)
DAYS = 3  # to reply, unless another day is chosen


def offer(
    person: Person, asked: Asked, indicator: Indicator, which: Half, part: Part = WHOLE
) -> None:
    """What can be done about the demands of this list that nobody has answered yet."""
    if not allows(callers, person, None) or not may_list(person, asked.scope):
        return
    if not is_counted(asked, indicator) or is_of_months(asked, indicator):
        return  # nothing is listed
    found = read(queries.still_waiting, person, indicator, asked.scope, which, part, topics=SEEN)
    if not found.waits:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = t("**{n}** of these still wait for an answer.", n=f"{found.many:,}")
        if person.kind is Kind.SUB_PLATFORM:
            told = t(
                "**{n}** of these still wait for an answer of others than your own unit.",
                n=f"{found.many:,}",
            )
        st.markdown(told, width="content")
        record_window.button("remind", t("Remind"), icon="notifications_active")
        record_window.button("supervise", t("Supervise"), icon="assignment_late")
        record_window.button("coordinate", t("Coordinate"), icon="groups")
    forms = {
        "remind": (t("Remind"), _remind),
        "supervise": (t("Supervise"), _supervise),
        "coordinate": (t("Call to one table"), _coordinate),
    }
    verb, _ = record_window.asked()
    if verb in forms:
        label, draw = forms[verb]
        record_window.show(label, draw, person, found, is_wide=True)


def _remind(_person: Person, found: StillWaiting) -> None:
    with record_window.form("remind-many") as key:
        chosen = _choose(found, key("which"))
        text = st.text_area(
            t("Word to the unit (need not be)"), max_chars=600, height=80, key=key("text")
        )
        is_sent = record_window.sent(t("Remind"), icon="notifications_active")
    if is_sent:
        many = _each(supervision.remind, chosen, "remind-many", text=text)
        _finish("remind-many", many and t("Reminded of {n} demands.", n=many))


def _supervise(_person: Person, found: StillWaiting) -> None:
    today = clock.now().date()
    with record_window.form("supervise-many") as key:
        chosen = _choose(found, key("which"))
        text = st.text_area(t("What is asked of the unit"), max_chars=600, key=key("text"))
        reply_by = st.date_input(
            t("Answer by"),
            today + timedelta(days=DAYS),
            min_value=today,
            max_value=today + supervision.LONGEST,
            format="YYYY-MM-DD",
            key=key("by"),
        )
        is_sent = record_window.sent(t("Lay supervision orders"), icon="assignment_late")
    if is_sent:
        said = {"text": text, "reply_by": reply_by}
        many = _each(supervision.lay, chosen, "supervise-many", **said)
        _finish("supervise-many", many and t("{n} supervision orders laid.", n=many))


def _coordinate(person: Person, found: StillWaiting) -> None:
    today = clock.now().date()
    units = {each.id: each for each in read(cases.may_be_called, person, topics=("organisations",))}
    holding = list(dict.fromkeys(each.unit_id for each in found.waits if each.unit_id in units))
    name = "coordinate-many"
    with record_window.form(name) as key:
        question = st.text_area(t("Question to decide"), max_chars=600, height=80, key=key("q"))
        chosen = _choose(found, key("which"))
        called = st.multiselect(
            t("Units that are called"),
            list(units),
            default=holding[: coordination.MOST_UNITS],
            format_func=lambda key: named(units[key].name, units[key].name_en),
            key=key("units"),
            placeholder="",
        )
        left, right = st.columns(2)
        day = left.date_input(
            t("Meeting on"),
            today + timedelta(days=1),
            min_value=today,
            max_value=today + coordination.AHEAD,
            format="YYYY-MM-DD",
            key=key("day"),
        )
        at = right.time_input(t("At"), OFFICE.opens, step=900, key=key("at"))
        place = st.text_input(t("Place"), max_chars=120, key=key("place"))
        is_sent = record_window.sent(t("Call"), icon="groups")
    if is_sent:
        is_done, made = attempt(
            coordination.call,
            form=name,
            question=question,
            demand_ids=tuple(chosen),
            unit_ids=tuple(called),
            meets_at=_moment(day, at),
            place=place,
        )
        if is_done:
            tell(t("The units are called."))
            st.switch_page(case_view.PAGE, query_params={"id": str(made)})


def _choose(found: StillWaiting, key: str) -> list[int]:
    """Which demands are meant; all of them unless somebody takes some out."""
    by_id = {each.id: each for each in found.waits}
    if found.many > len(found.waits):
        st.caption(
            t("The {n} that wait longest stand here; narrow the list for the others.", n=len(by_id))
        )
    return st.multiselect(
        t("Demands"), list(by_id), default=list(by_id), format_func=_label(by_id), key=key
    )


def _label(by_id: dict[int, Waits]):
    return lambda key: f"{by_id[key].number} {by_id[key].title}"


def _each(command: Command, chosen: Sequence[int], form: str, **inputs) -> int | None:
    """Carry it out on each demand: how many it was done with; none where the window stays because nothing was."""
    if not chosen:
        st.error(t("Choose at least one demand."), icon=":material/error:")
        return None
    many, refused = attempt_each(command, chosen, form=form, **inputs)
    if not many and len(refused) == 1:
        st.error(next(iter(refused)), icon=":material/error:")
        return None
    for why, left_out in refused.items():
        tell(t("{n} left out: {why}", n=left_out, why=why))
    return many


def _finish(form: str, news: str | int | None) -> None:
    """Say what was done, and put the window away."""
    if news is None:
        return
    if news:
        tell(str(news))
    renew_nonce(form)
    window.close(record_window.NAME)
    st.rerun()


def _moment(day, at: time) -> datetime:
    return datetime.combine(day, at, clock.LOCAL)
