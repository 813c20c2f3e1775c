"""What somebody else has changed of a plan while it was being written, as sentences above the form."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import streamlit as st

from components.activity_lines import agenda, materials, questions
from components.moments import moment
from components.session import renew_nonce
from components.texts import listed, plain, t, term
from domain.activity_plans import Plan

MOST = 120  # characters of a value that is shown
LINES = {"agenda": agenda, "materials": materials, "questions": questions}
BY_NUMBER = ("series_id", "project_id", "area_code")  # whose names the plan does not know


def meanwhile(opened: Plan, now: Plan, name: str, said: dict[str, Any]) -> None:
    """Somebody else has saved: what is another one by now, and the choice to begin the form `name` anew with that."""
    anew = t("Begin anew with what stands now")
    if _told(opened, now, said) and st.button(anew, key=f"{name}-anew"):
        renew_nonce(name)
        st.rerun()


def _told(opened: Plan, now: Plan, said: dict[str, Any]) -> bool:
    """Each field that is another one by now, and whether the writer has changed it too; whether there is any."""
    lines = []
    for field, name in _names().items():
        before, after = getattr(opened, field), getattr(now, field)
        if before == after:
            continue
        words = t("{field} is now: {value}", field=name, value=plain(_words(field, now)))
        if field in BY_NUMBER:
            words = t("{field} is another one now.", field=name)
        if _is_typed(field, opened, said) and said[field] != after:
            words += f" **{t('You changed it too: yours counts if you save.')}**"
        lines.append(f"- {words}")
    if lines:
        st.warning("\n".join(lines), icon=":material/group:")
    return bool(lines)


def _is_typed(field: str, opened: Plan, said: dict[str, Any]) -> bool:
    """Whether the writer says something else than the form began with; lines may be as typed, or read."""
    if field not in said:
        return False
    before = getattr(opened, field)
    if field in LINES and isinstance(said[field], str):
        before = LINES[field](opened)
    return said[field] != before


def _names() -> dict[str, str]:
    return {
        "title": t("Title"),
        "title_en": t("Title in English"),
        "kind": t("Kind of activity"),
        "summary": t("About the activity"),
        "summary_en": t("About the activity, in English"),
        "starts_at": t("Begins"),
        "ends_at": t("Ends"),
        "place": t("Place"),
        "link": t("Link"),
        "capacity": t("Seats"),
        "per_enterprise": t("Seats of one enterprise"),
        "opens_at": t("Registration opens"),
        "closes_at": t("Registration closes"),
        "wants_approval": t("Registrations are approved one by one"),
        "reminder_days": t("Early reminder, days before"),
        "industries": t("Industries it is for"),
        "sizes": t("Sizes it is for"),
        "areas": t("Areas it is for"),
        "audience_binds": t("Only they may register"),
        "agenda": t("Agenda"),
        "materials": t("Materials"),
        "questions": t("Questions"),
        "budget_yuan": t("Budget"),
        "series_id": t("Series"),
        "project_id": t("Brand project"),
        "area_code": t("Area"),
    }


def _words(field: str, plan: Plan) -> str:
    """A value of the plan as its form would show it, shortened."""
    value = getattr(plan, field)
    if field in LINES:
        said = " / ".join(LINES[field](plan).splitlines())
    elif isinstance(value, datetime):
        said = moment(value)
    elif isinstance(value, bool):
        said = t("Yes") if value else t("No")
    elif isinstance(value, StrEnum):
        said = term(value)
    elif isinstance(value, tuple):
        said = listed(term(each) if isinstance(each, StrEnum) else str(each) for each in value)
    else:
        said = "" if value is None else str(value)
    return f"{said[:MOST]}…" if len(said) > MOST else said or "–"
