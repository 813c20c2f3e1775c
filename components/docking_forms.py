"""What is done with a docking day: preparing, inviting, planning; and the windows for all else."""

import streamlit as st

from components import (
    docking_calendar,
    docking_change_forms,
    docking_day_forms,
    docking_invite_form,
    docking_meeting_forms,
    docking_own_view,
    docking_side_forms,
    record_window,
)
from components.choosing import one
from components.docking_view import participant_of
from components.record_window import button, form, send, sent
from components.session import current_user
from components.submitting import tell
from components.texts import t, told
from db.research_vocabulary import DockingStage
from domain import docking_days, docking_planning, docking_wishes
from domain.command import can
from domain.errors import Refused
from domain.permissions import Person
from domain.queries.docking import DayShown

NEW = "new"


def prepare_button(person: Person) -> None:
    """The way to a new docking day."""
    if can(person, docking_days.prepare):
        button(NEW, t("Prepare a docking day"), icon="add")


def prepare_window(person: Person) -> None:
    verb, _ = record_window.asked()
    if verb == NEW and can(person, docking_days.prepare):
        record_window.show(t("Prepare a docking day"), docking_day_forms.prepare)


def actions(shown: DayShown) -> None:
    """The buttons of those who plan it."""
    if shown.stage in (DockingStage.OVER, DockingStage.CALLED_OFF):
        return
    if not shown.may_plan:
        _own_actions(shown)
        return
    docking_side_forms.ask(shown)
    with st.container(horizontal=True, gap="small"):
        button("invite", t("Invite"), icon="group_add")
        if docking_day_forms.offered(shown):
            button("offers", t("What is offered"), icon="add_task")
        if shown.needs and shown.results:
            if docking_side_forms.spoken_for(shown):
                button("answer", t("Who comes"), icon="how_to_reg")
                button("delegation", t("Who speaks for what"), icon="groups")
            button("wish", t("Wish or veto"), icon="favorite")
            button("presence", t("Presence"), icon="event_busy")
            _plan_button(shown)
        if shown.meetings or shown.cancelled:
            button("move", t("Settle or move a meeting"), icon="swap_horiz")
            button("change", t("Call off, exchange, restore"), icon="event_repeat")
        if shown.meetings:
            button("tell", t("How a meeting went"), icon="rate_review")
            if shown.stage is DockingStage.PLANNING:
                button("publish", t("Publish"), icon="publish")
            button("end", t("End the day"), icon="event_available")
        button("calendar", t("In the calendar"), icon="event")
        button("facts", t("Change the day"), icon="edit_calendar")
        button("off", t("Call the day off"), icon="event_busy")


def _own_actions(shown: DayShown) -> None:
    """What participants say of themselves; until the timetable is published also whom they wish to meet."""
    if shown.sees_all or not (shown.needs or shown.results):
        return
    is_planning = shown.stage is DockingStage.PLANNING
    docking_side_forms.ask(shown)
    if is_planning:
        st.caption(t("Say whom you wish to meet, and when you are away; then the day is planned."))
    with st.container(horizontal=True, gap="small"):
        button("answer", t("Answer the invitation"), icon="how_to_reg")
        if is_planning:
            if len(shown.needs) > 1 or len(shown.results) > 1:
                button("delegation", t("Who speaks for what"), icon="groups")
            if shown.partners:
                button("wish", t("Wish or veto"), icon="favorite")
        button("offer", t("Offer more"), icon="add")
        late = t("Presence") if is_planning else t("We come late or leave early")
        button("presence", late, icon="event_busy")


def window(person: Person, shown: DayShown) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if verb == "say":
        record_window.show(t("How did it go?"), docking_own_view.window, shown, of, is_wide=True)
    elif verb == "wish":
        record_window.show(t("Wish or veto"), _wish, shown, is_wide=True)
    elif verb == "presence":
        record_window.show(t("Presence"), _presence, shown, is_wide=True)
    elif verb == "answer":
        record_window.show(t("Who comes"), docking_side_forms.answer, shown, is_wide=True)
    elif verb == "delegation":
        record_window.show(
            t("Who speaks for what"), docking_side_forms.delegation, shown, is_wide=True
        )
    elif verb == "offer" and not shown.may_plan:
        record_window.show(t("Offer more"), docking_day_forms.offer, person, shown, is_wide=True)
    elif not shown.may_plan:
        return
    elif verb == "facts":
        record_window.show(t("Change the day"), docking_day_forms.change, person, shown)
    elif verb == "calendar":
        record_window.show(t("In the calendar"), docking_calendar.window, person, shown)
    elif verb == "off":
        record_window.show(t("Call the day off"), docking_day_forms.call_off, person, shown)
    elif verb == "offers":
        record_window.show(t("What is offered"), docking_day_forms.decide, shown, is_wide=True)
    elif verb == "change":
        record_window.show(
            t("Call off, exchange, restore"), docking_change_forms.change, shown, is_wide=True
        )
    elif verb == "invite":
        record_window.show(t("Invite"), docking_invite_form.show, person, shown, is_wide=True)
    elif verb == "tell":
        record_window.show(t("How a meeting went"), docking_meeting_forms.tell, shown, is_wide=True)
    elif verb == "move":
        record_window.show(
            t("Settle or move a meeting"), docking_meeting_forms.move, shown, is_wide=True
        )
    elif verb in ("publish", "end"):
        label = t("Publish") if verb == "publish" else t("End the day")
        command = docking_days.publish if verb == "publish" else docking_days.end
        record_window.show(label, record_window.sure, command, shown.id, label, t("Done."))


def _wish(shown: DayShown) -> None:
    name = f"docking-wish-{shown.id}"
    with form(name) as key:
        needs = shown.needs or tuple(each for each in shown.partners if each.is_need)
        results = shown.results or tuple(each for each in shown.partners if not each.is_need)
        need = one(t("Technical need"), needs, None, participant_of, key=key("need"))
        result = one(t("Result or team"), results, None, participant_of, key=key("result"))
        words = {
            "wish": t("They wish to meet"),
            "veto": t("They must not meet"),
            "none": t("Neither"),
        }
        kind = st.radio(t("Wish"), list(words), format_func=words.__getitem__, key=key("kind"))
        if sent(t("Save")):
            send(
                docking_wishes.wish,
                shown.id,
                form_name=name,
                done=t("Noted. Plan the day again to heed it."),
                need_id=need.record_id if need else 0,
                **(result.provider._asdict() if result else {}),
                kind=kind,
            )


def _presence(shown: DayShown) -> None:
    everybody = (*shown.needs, *shown.results)
    only = everybody[0] if len(everybody) == 1 else None
    who = one(t("Participant"), everybody, only, participant_of, key="docking-presence-who")
    if who is None:
        st.caption(t("Please choose"))
        return
    name = f"docking-presence-{who.id}"
    with form(name) as key:
        slots = list(range(shown.slots))
        away = st.multiselect(
            t("Away in"),
            slots,
            default=[slot for slot in who.away if slot in slots],
            format_func=lambda slot: f"{shown.begins(slot):%H:%M}",
            key=key("away"),
        )
        most = st.number_input(
            t("Meetings at most"), 1, shown.slots, value=who.most, key=key("most")
        )
        is_out = shown.may_plan and st.checkbox(t("Does not come at all"), key=key("out"))
        if sent(t("Save")):
            done, of = t("Noted. Plan the day again to heed it."), {"participant_id": who.id}
            if is_out:
                send(docking_days.leave_out, shown.id, form_name=name, done=done, **of)
            else:
                of |= {"away": away, "most": most}
                send(docking_wishes.be_present, shown.id, form_name=name, done=done, **of)


def _plan_button(shown: DayShown) -> None:
    label = t("Plan again") if shown.meetings else t("Plan the day")
    if not st.button(label, type="primary", icon=":material/auto_awesome:", key="docking-plan"):
        return
    with st.spinner(t("Looking for the best timetable …")):
        try:
            found = docking_planning.plan(current_user().id, shown.id)
        except Refused as refusal:
            st.error(told(refusal), icon=":material/error:")
            return
    words = [t("Planned: {n} meetings.", n=found.meetings)]
    if found.unserved:
        words.append(t("{n} meet nobody: see the participants.", n=len(found.unserved)))
    if found.lost:
        words.append(t("{n} settled meetings could not stay.", n=found.lost))
    tell(" ".join(words))
    st.rerun()
