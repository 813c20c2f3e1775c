"""Setting the targets of a month, one figure at a time for all sub-platforms."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from components import address, figure_words, month_notes
from components.area_choice import area_names
from components.editing import opened_on, reopened_on
from components.reading import read
from components.rows import Link
from components.session import nonce
from components.submitting import submit
from components.texts import declared, listed, plain, sentences, t, term
from db.indicator_vocabulary import Indicator, Unit
from domain import clock, month_targets
from domain.command import can
from domain.indicators import periods
from domain.indicators.aims import ADD_UP, AIMED_AT, CITY, UNCONFIRMED
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.permissions import Person
from domain.queries import targets as queries
from domain.queries.targets import MonthShown

AHEAD, BACK = 3, 12  # months that may be chosen
Targets = Mapping[str, float]  # of one figure, by area's code
COLUMNS, NARROWEST = 4, 140  # of the fields; pixels


def month() -> date:
    """The month that is set, from the address; the present one first."""
    first = clock.now().date().replace(day=1)
    codes = [f"{periods.month_after(first, n):%Y-%m}" for n in range(AHEAD, -BACK - 1, -1)]
    codes.remove(f"{first:%Y-%m}")
    chosen = address.always(
        "month",
        t("Month"),
        [f"{first:%Y-%m}", *codes],
        lambda code: figure_words.month(date.fromisoformat(f"{code}-01")),
        width=200,
    )
    return date.fromisoformat(f"{chosen}-01")


def indicator() -> Indicator:
    """The figure whose targets are set."""
    code = address.always(
        "figure",
        t("Figure"),
        [each.value for each in AIMED_AT],
        lambda value: term(Indicator(value)),
        width=220,
    )
    return Indicator(code)


def targets(person: Person, first: date, shown: MonthShown, which: Indicator) -> None:
    """One field for the city and one for each sub-platform."""
    definition = DEFINITIONS[which]
    st.caption(declared(definition.what))
    values = shown.values.get(which, {})
    may_set = can(person, month_targets.put)
    if not may_set:
        _read_only(person, which, values)
        return
    form = f"targets-{first}-{which.value}"
    # What the fields began with, and what their writer has been told since.
    began, seen = opened_on(_opened(form), (values, values), field=_key(form, CITY))
    names = {CITY: t("The whole city")} | area_names(person)
    with st.form(form, border=False):
        with st.grid(COLUMNS, min_column_width=NARROWEST):
            typed = {CITY: _field(form, which, names[CITY], CITY, began.get(CITY))}
        with st.grid(COLUMNS, min_column_width=NARROWEST):
            for code, name in area_names(person).items():
                typed[code] = _field(form, which, name, code, began.get(code))
        st.caption(_left_empty(which, values))
        is_sent = st.form_submit_button(t("Save the targets"), type="primary")
    _meanwhile(definition, names, began, values)
    if is_sent:
        # What was left alone stays as somebody else has set it meanwhile.
        decided = {
            code: value
            for code, value in typed.items()
            if value != began.get(code) or values.get(code) == began.get(code)
        }
        _save(first, shown, form, which, decided, seen)
        reopened_on(_opened(form), (began, values))  # refused: they have been told


def unconfirmed(person: Person, first: date, shown: MonthShown) -> None:
    """What the platform has carried on by itself; those who set targets confirm it or take it back."""
    if not shown.unconfirmed:
        return
    st.info(declared(UNCONFIRMED), icon=":material/help:")
    if not can(person, month_targets.confirm):
        return
    form = f"unconfirmed-{first}"
    with st.container(horizontal=True, gap="small"):
        if st.button(t("Confirm the targets"), icon=":material/check:", type="primary"):
            submit(month_targets.confirm, shown.id, form=form, done=t("Confirmed."))
        if st.button(t("Take them back"), icon=":material/undo:"):
            submit(month_targets.take_back, shown.id, form=form, done=t("Taken back."))


def sentence(said: dict) -> str:
    """What a notice tells: the platform has carried targets on."""
    month = figure_words.month(date.fromisoformat(f"{said['month']}-01"))
    return t(
        "Nobody has set targets for {month}: those of the month before were carried on. Please confirm them, change"
        " them or take them back.",
        month=month,
    )


def link(said: dict) -> Link:
    """Where that is decided."""
    return Link("pages/performance/targets.py", "targets", (("month", said["month"]),))


def carry_on(person: Person, first: date, shown: MonthShown) -> None:
    """Take over last month's targets, where there are none yet."""
    if not can(person, month_targets.carry_on):
        return
    st.caption(
        t(
            "Where nobody has set any by the beginning of a month, the platform carries on those of the month before,"
            " marked until somebody confirms them or takes them back."
        )
    )
    form = f"carry-on-{first}"
    if st.button(t("Carry on the targets of the month before"), icon=":material/content_copy:"):
        month_id = month_notes.opened(first, shown, form)
        if month_id:
            submit(month_targets.carry_on, month_id, form=form, done=t("Carried on."))


def read_month(person: Person, first: date) -> MonthShown:
    return read(queries.month, person, first, topics=queries.TOPICS)


def _field(form: str, which: Indicator, name: str, code: str, value: float | None) -> float | None:
    is_share = DEFINITIONS[which].unit is Unit.SHARE
    shown = value if value is None or not is_share else 100 * value
    typed = st.number_input(
        f"{name} (%)" if is_share else name,
        min_value=0.0,
        max_value=100.0 if is_share else float(month_targets.MOST),
        value=shown,
        step=0.5 if is_share else 1.0,
        format="%.1f" if is_share else "%g",
        key=_key(form, code),
        placeholder=t("none") if code == CITY or which in ADD_UP else t("as the city"),
    )
    return round(typed / 100, 6) if is_share and typed is not None else typed


def _key(form: str, code: str) -> str:
    return f"{form}-{code or 'city'}-{nonce(form)}"


def _opened(form: str) -> str:
    return f"{form}-{nonce(form)}"


def _meanwhile(
    definition: Definition, names: Mapping[str, str], began: Targets, now: Targets
) -> None:
    """What somebody else has set since the fields were drawn."""
    moved = [code for code in names if began.get(code) != now.get(code)]
    if moved:
        told = listed(
            f"{names[code]} {figure_words.value(definition, now.get(code))}" for code in moved
        )
        words = t("Set by somebody else meanwhile: {targets}.", targets=plain(told))
        st.warning(words, icon=":material/group:")


def _left_empty(which: Indicator, values: dict[str, float]) -> str:
    """What it means that a sub-platform has no target of its own."""
    if which not in ADD_UP:
        return t("A sub-platform left empty is judged by the city's target.")
    told = t("A sub-platform left empty has no target: the city's is that of all together.")
    parts = [value for code, value in values.items() if code != CITY]
    if not parts:
        return told
    many = figure_words.value(DEFINITIONS[which], sum(parts))
    return sentences(told, t("The sub-platforms' targets add up to {many}.", many=many))


def _save(
    first: date,
    shown: MonthShown,
    form: str,
    which: Indicator,
    decided: Mapping[str, float | None],
    seen: Targets,
) -> None:
    month_id = month_notes.opened(first, shown, form)
    if month_id:
        said = {"indicator": which, "values": decided, "seen": seen}
        submit(month_targets.put, month_id, form=form, done=t("The targets are set."), **said)


def _read_only(person: Person, which: Indicator, values: dict[str, float]) -> None:
    names = {CITY: t("The whole city")} | area_names(person)
    if not values:
        st.info(t("No target is set for this figure in this month."), icon=":material/flag:")
    definition = DEFINITIONS[which]
    for code, value in values.items():
        st.markdown(f"{plain(names.get(code, code))}: **{figure_words.value(definition, value)}**")
