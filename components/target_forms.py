"""Setting the targets of a month, one figure at a time for all sub-platforms; and saying why a month was as it was."""

from datetime import date

import streamlit as st

from components import address, figure_words
from components.area_choice import area_names
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import attempt, submit
from components.texts import declared, plain, t, term
from db.indicator_vocabulary import Indicator, Unit
from db.vocabulary import Kind
from domain import clock, month_targets
from domain.command import can
from domain.indicators import periods
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person
from domain.queries import targets as queries
from domain.queries.targets import MonthShown

AHEAD, BACK = 3, 12  # months that may be chosen
COLUMNS = 4


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
    every = [each for each in Indicator if not DEFINITIONS[each].is_now]
    code = address.always(
        "figure",
        t("Figure"),
        [each.value for each in every],
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
    names = {month_targets.CITY: t("The whole city")} | area_names(person)
    form = f"targets-{first}-{which.value}"
    with st.form(form, border=False):
        typed = {}
        for begin in range(0, len(names), COLUMNS):
            columns = st.columns(COLUMNS)
            for column, code in zip(columns, list(names)[begin : begin + COLUMNS], strict=False):
                with column:
                    typed[code] = _field(form, which, names[code], code, values.get(code))
        is_same = st.checkbox(
            t("The city's target for every sub-platform left empty"), key=f"{form}-same"
        )
        is_sent = st.form_submit_button(t("Save the targets"), type="primary")
    if is_sent:
        if is_same:
            city = typed[month_targets.CITY]
            typed = {code: city if value is None else value for code, value in typed.items()}
        _save(first, shown, form, which, typed)


def carry_on(person: Person, first: date, shown: MonthShown) -> None:
    """Take over last month's targets, where there are none yet."""
    if not can(person, month_targets.carry_on):
        return
    form = f"carry-on-{first}"
    if st.button(t("Carry on the targets of the month before"), icon=":material/content_copy:"):
        month_id = _opened(first, shown, form)
        if month_id:
            submit(month_targets.carry_on, month_id, form=form, done=t("Carried on."))


def notes(person: Person, first: date, shown: MonthShown) -> None:
    """What the sub-platforms say of the month, and one's own word."""
    st.subheader(t("Why the month was as it was"), anchor=False)
    for each in shown.notes:
        st.markdown(f"**{plain(named(each.area, each.area_en))}** {plain(each.text)}")
    if not shown.notes:
        st.caption(
            t(
                "Nobody has said anything of this month yet. The bulletin takes in what is said here."
            )
        )
    if not can(person, month_targets.note):
        return
    names = area_names(person)
    own = [person.area_code] if person.kind is Kind.SUB_PLATFORM else list(names)
    form = f"note-{first}"
    with st.expander(t("Say something of a month"), icon=":material/edit_note:"):
        area = st.selectbox(t("Sub-platform"), own, format_func=names.get, key=f"{form}-area")
        known = next((each.text for each in shown.notes if each.area_code == area), "")
        with st.form(form, border=False, clear_on_submit=False):
            text = st.text_area(
                t("Why"), known, max_chars=2000, key=f"{form}-{area}-{nonce(form)}", height=120
            )
            is_sent = st.form_submit_button(t("Keep it"), type="primary")
    if is_sent:
        month_id = _opened(first, shown, form)
        if month_id:
            said = {"area_code": area, "text": text}
            submit(month_targets.note, month_id, form=form, done=t("Kept."), **said)


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
        key=f"{form}-{code or 'city'}-{nonce(form)}",
        placeholder=t("none"),
    )
    return typed / 100 if is_share and typed is not None else typed


def _save(
    first: date, shown: MonthShown, form: str, which: Indicator, typed: dict[str, float | None]
) -> None:
    month_id = _opened(first, shown, form)
    if month_id:
        said = {"indicator": which, "values": typed}
        submit(month_targets.put, month_id, form=form, done=t("The targets are set."), **said)


def _opened(first: date, shown: MonthShown, form: str) -> int | None:
    """The month's id; opened now if nobody has set anything for it yet."""
    if shown.id is not None:
        return shown.id
    is_done, month_id = attempt(month_targets.begin, form=f"open-{form}", month=first)
    return month_id if is_done else None


def _read_only(person: Person, which: Indicator, values: dict[str, float]) -> None:
    names = {month_targets.CITY: t("The whole city")} | area_names(person)
    if not values:
        st.info(t("No target is set for this figure in this month."), icon=":material/flag:")
    definition = DEFINITIONS[which]
    for code, value in values.items():
        st.markdown(f"{plain(names.get(code, code))}: **{figure_words.value(definition, value)}**")
