"""What changes on a docking day by hand: a meeting is called off, two change places, one is held after all."""

import streamlit as st

from components.choosing import one
from components.docking_view import time_of, title_of
from components.record_window import form, send, sent
from components.texts import t
from db.research_vocabulary import MeetingStage
from domain import docking_changes
from domain.queries.docking import DayShown
from domain.queries.docking_met import Cancelled, Met


def change(shown: DayShown) -> None:
    """One of the three; all else stays where it is."""
    kinds = {"cancel": t("Call off"), "swap": t("Exchange"), "restore": t("Restore")}
    known = [kind for kind in kinds if kind != "restore" or shown.cancelled]
    kind = st.segmented_control(
        t("What changes"),
        known,
        default=known[0],
        format_func=kinds.__getitem__,
        key="docking-change",
    )
    if kind == "cancel":
        _cancel(shown)
    elif kind == "swap":
        _swap(shown)
    elif kind == "restore":
        _restore(shown)


def _cancel(shown: DayShown) -> None:
    name = f"docking-cancel-{shown.id}"
    with form(name) as key:
        met = one(t("Meeting"), _coming(shown), None, words(shown), key=key("met"))
        reason = st.text_input(t("Reason"), max_chars=400, key=key("why"))
        st.caption(t("Both read the reason: please name nobody."))
        if sent(t("Call off"), icon="event_busy"):
            send(
                docking_changes.cancel,
                shown.id,
                form_name=name,
                done=t("Called off. The two are told."),
                meeting_id=met.id if met else 0,
                reason=reason,
            )


def _swap(shown: DayShown) -> None:
    name = f"docking-swap-{shown.id}"
    with form(name) as key:
        first = one(t("Meeting"), _coming(shown), None, words(shown), key=key("one"))
        second = one(t("Changes with"), _coming(shown), None, words(shown), key=key("other"))
        if sent(t("Exchange"), icon="swap_horiz"):
            send(
                docking_changes.swap,
                shown.id,
                form_name=name,
                done=t("Exchanged, and settled there."),
                meeting_id=first.id if first else 0,
                other_id=second.id if second else 0,
            )


def _restore(shown: DayShown) -> None:
    name = f"docking-restore-{shown.id}"
    with form(name) as key:
        met = one(t("Meeting"), shown.cancelled, None, words(shown), key=key("met"))
        left, right = st.columns(2)
        slot = left.selectbox(
            t("Time"),
            range(shown.slots),
            index=None,
            format_func=lambda slot: time_of(shown, slot),
            placeholder=t("Where it was"),
            key=key("slot"),
        )
        table = right.selectbox(
            t("Table"),
            range(shown.tables),
            index=None,
            format_func=lambda table: t("Table {n}", n=table + 1),
            placeholder=t("Where it was"),
            key=key("table"),
        )
        if sent(t("Restore"), icon="event_available"):
            send(
                docking_changes.restore,
                shown.id,
                form_name=name,
                done=t("Restored, and settled there."),
                need_id=met.need.record_id if met else 0,
                **(met.result.provider._asdict() if met else {}),
                slot=slot,
                table=table,
            )


def words(shown: DayShown):
    """How a meeting is told in a list."""

    def told(met: Met | Cancelled) -> str:
        at = f"{shown.begins(met.slot):%H:%M} · {t('Table {n}', n=met.table + 1)}"
        return f"{at} · {title_of(met.need)} × {title_of(met.result)}"

    return told


def _coming(shown: DayShown) -> list[Met]:
    return [met for met in shown.meetings if met.stage is MeetingStage.PLANNED]
