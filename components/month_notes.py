"""Why a month was as it was: the word of each sub-platform, beside its figures and in the bulletin."""

from datetime import date

import streamlit as st

from components.area_choice import area_names
from components.editing import opened_on, reopened_on
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import attempt, submit
from components.texts import plain, t
from db.vocabulary import Kind
from domain import month_targets
from domain.command import can
from domain.permissions import Person
from domain.queries import targets as queries
from domain.queries.targets import MonthShown


def every(person: Person, first: date, shown: MonthShown) -> None:
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
    own = _own(person)
    if not own:
        return
    names = area_names(person)
    with st.expander(t("Say something of a month"), icon=":material/edit_note:"):
        area = st.selectbox(t("Sub-platform"), own, format_func=names.get, key=f"note-{first}-area")
        _form(first, shown, area)


def of_area(person: Person, first: date, area: str) -> None:
    """The word of one sub-platform on its month; written here too."""
    shown = read(queries.month, person, first, topics=queries.TOPICS)
    text = _text(shown, area)
    if text:
        st.markdown(f"**{t('Why')}** {plain(text)}")
    if area in _own(person):
        label = t("Change what is said") if text else t("Say why")
        with st.expander(label, icon=":material/edit_note:"):
            st.caption(t("The bulletin of the month takes in what is said here."))
            _form(first, shown, area)
    elif not text:
        st.caption(t("The sub-platform has not said why yet."))


def opened(first: date, shown: MonthShown, form: str) -> int | None:
    """The month's id; opened now if nobody has set or said anything of it yet."""
    if shown.id is not None:
        return shown.id
    is_done, month_id = attempt(month_targets.begin, form=f"open-{form}", month=first)
    return month_id if is_done else None


def _form(first: date, shown: MonthShown, area: str) -> None:
    form, now = f"note-{first}", _text(shown, area)
    key = f"{form}-{area}-{nonce(form)}"
    began, seen = opened_on(key, (now, now), field=key)
    with st.form(f"{form}-{area}", border=False, clear_on_submit=False):
        text = st.text_area(t("Why"), began, max_chars=2000, key=key, height=120)
        is_sent = st.form_submit_button(t("Keep it"), type="primary")
    if is_sent:
        month_id = opened(first, shown, form)
        if month_id:
            said = {"area_code": area, "text": text, "seen": seen}
            submit(month_targets.note, month_id, form=form, done=t("Kept."), **said)
            reopened_on(key, (began, now))  # refused: they have been told


def _own(person: Person) -> list[str]:
    """The sub-platforms for which this person may speak."""
    if not can(person, month_targets.note):
        return []
    return [person.area_code] if person.kind is Kind.SUB_PLATFORM else list(area_names(person))


def _text(shown: MonthShown, area: str) -> str:
    return next((each.text for each in shown.notes if each.area_code == area), "")
