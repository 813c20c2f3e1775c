"""What is done with an activity next: buttons for those who may, and the windows that ask what a step wants to know."""

import streamlit as st

from components import (
    activity_calendar,
    activity_calls,
    activity_lines,
    activity_moves_forms,
    activity_review_forms,
    activity_rule_form,
    activity_view,
    activity_words,
    outcome_view,
    outcome_words,
    record_window,
    rows,
)
from components import activity_files as file_window
from components.reading import read
from components.record_window import ask_reason, button, form, send, sent
from components.rows import Link
from components.texts import plain, t, told
from domain import (
    activities,
    activity_files,
    activity_invitations,
    activity_moves,
    activity_reopening,
    activity_repeats,
    attendance,
    registrations,
)
from domain.activity_checks import MOST_BUDGET
from domain.command import Command, can
from domain.errors import Refused
from domain.permissions import Person
from domain.queries import activity, activity_feedback, activity_outcome
from domain.queries.activity import ActivityShown

DOOR = ("pages/activities/check_in.py", "check-in")
INVITE = ("pages/activities/invite.py", "invite")
PLAN = ("pages/activities/plan.py", "activity-plan")


def plan(activity_id: int | None = None) -> Link:
    """The form of an activity, or of a new one."""
    return Link(*PLAN, (("id", str(activity_id)),) if activity_id else ())


def buttons(shown: ActivityShown) -> None:
    """One for each step that this reader may take now; those that lead on first."""
    if shown.returned_because:
        st.warning(
            t("Sent back: {reason}", reason=plain(shown.returned_because)),
            icon=":material/keyboard_return:",
        )
    _clashes(shown)
    if not shown.steps:
        return
    with st.container(horizontal=True, gap="small"):
        if _may(shown, activities.hand_in):
            activity_review_forms.hand_in(shown)
        for command, verb, label, icon in (
            (activities.publish, "publish", t("Publish"), "campaign"),
            (activities.send_back, "back", t("Send back"), "keyboard_return"),
            (activities.hold, "hold", t("Note as held"), "event_available"),
            (activities.report, "report", t("Write the report"), "summarize"),
            (activity_reopening.reopen, "reopen", t("Not held after all"), "undo"),
            (activities.put_materials, "materials", t("Put up materials"), "attach_file"),
            (activity_files.attach, "files", t("Put up files"), "upload_file"),
            (activity_moves.move, "move", t("Another time or place"), "event_repeat"),
            (activity_repeats.recur, "repeat", t("Repeat by a rule"), "repeat"),
            (activity_repeats.extend, "extend", t("Go on by the rule"), "playlist_add"),
            (activities.cancel, "cancel", t("Cancel the activity"), "event_busy"),
        ):
            is_repeated = verb == "repeat" and bool(shown.occurrences)
            if _may(shown, command) and not is_repeated:
                leads = verb in ("publish", "hold", "report") and not shown.report
                button(verb, label, icon=icon, leads=leads)
        if shown.is_keeper:
            button("clone", t("The same again"), icon="content_copy")
        _leads(shown)


def window(person: Person, shown: ActivityShown) -> None:
    """The window that the address asks for, where its step may be taken now."""
    verb, of = record_window.asked()
    if verb == "refuse" and of and _may(shown, registrations.approve):
        record_window.show(t("Refuse the registration"), _refuse, shown, of)
    elif verb == "publish" and _may(shown, activities.publish):
        record_window.show(t("Publish"), activity_review_forms.publish, shown, is_wide=True)
    elif verb == "back" and _may(shown, activities.send_back):
        record_window.show(t("Send back"), activity_review_forms.send_back, shown)
    elif verb == "cancel" and _may(shown, activities.cancel):
        record_window.show(t("Cancel the activity"), _cancel, shown)
    elif verb == "hold" and _may(shown, activities.hold):
        record_window.show(t("Note as held"), _hold, shown)
    elif verb == "reopen" and _may(shown, activity_reopening.reopen):
        done = t("It is published again, and can be moved or cancelled.")
        _why(t("Not held after all"), activity_reopening.reopen, shown, done)
    elif verb == "report" and _may(shown, activities.report):
        record_window.show(t("Report"), _report, person, shown, is_wide=True)
    elif verb == "materials" and _may(shown, activities.put_materials):
        record_window.show(t("Materials"), _materials, shown, is_wide=True)
    elif verb == "files" and _may(shown, activity_files.attach):
        record_window.show(t("Files"), file_window.window, shown, is_wide=True)
    elif verb == "move" and _may(shown, activity_moves.move):
        title = t("Another time or place")
        record_window.show(title, activity_moves_forms.move, shown, is_wide=True)
    elif verb == "repeat" and _may(shown, activity_repeats.recur):
        record_window.show(t("Repeat by a rule"), activity_rule_form.repeat, shown, is_wide=True)
    elif verb == "extend" and _may(shown, activity_repeats.extend):
        record_window.show(t("Go on by the rule"), activity_rule_form.go_on, shown, is_wide=True)
    elif verb == "clone" and shown.is_keeper:
        record_window.show(t("The same again"), activity_moves_forms.clone, shown)


def carried(person: Person) -> None:
    """On the calendar: the window that asks about an activity carried to another time."""
    asked = activity_calendar.proposed()
    if asked is None:
        return
    activity_id, to = asked
    shown = read(activity.activity, person, activity_id, topics=activity_view.seen(activity_id))
    if shown is not None and _may(shown, activity_moves.move):
        title = t("Another time or place")
        record_window.show(title, activity_moves_forms.move, shown, to, is_wide=True)


def new(person: Person) -> None:
    """The way to a new activity, for those who may draft one."""
    if can(person, activities.draft) and st.button(
        t("New activity"), type="primary", icon=":material/add:", key="activity-new"
    ):
        rows.follow(plan())


def _leads(shown: ActivityShown) -> None:
    """To the pages of the form and of the door."""
    for command, key, label, icon, link in (
        (activities.correct, "correct", t("Correct the activity"), "edit", plan(shown.id)),
        (
            attendance.check_in,
            "door",
            t("Check in at the door"),
            "how_to_reg",
            Link(*DOOR, (("id", str(shown.id)),)),
        ),
        (
            activity_invitations.invite,
            "invite",
            t("Invite enterprises"),
            "group_add",
            Link(*INVITE, (("id", str(shown.id)),)),
        ),
    ):
        if _may(shown, command) and st.button(
            label, type="tertiary", icon=f":material/{icon}:", key=f"activity-{key}"
        ):
            rows.follow(link)


def _may(shown: ActivityShown, command: Command) -> bool:
    return command.name in shown.steps


def _clashes(shown: ActivityShown) -> None:
    if shown.clashes:
        lines = [f"- {plain(activity_words.clash(each))}" for each in shown.clashes]
        st.warning("\n".join((t("At the same time:"), "", *lines)), icon=":material/event_busy:")


def _why(label: str, command: Command, shown: ActivityShown, done: str) -> None:
    name = f"{command.name}-{shown.id}"
    record_window.show(label, ask_reason, command, shown.id, name, label, done)


def _cancel(shown: ActivityShown) -> None:
    name = f"cancel-{shown.id}"
    activity_calls.note(shown)
    with form(name) as key:
        reason = st.text_area(t("Reason"), max_chars=200, height=80, key=key("reason"))
        with_following = activity_view.following(shown, key=key("following"))
        if sent(t("Cancel the activity"), icon="event_busy"):
            done = t(
                "Cancelled; who has registered and who speaks is told by mail, if there is an address."
            )
            said = {"reason": reason, "with_following": with_following}
            send(activities.cancel, shown.id, form_name=name, done=done, **said)


def _hold(shown: ActivityShown) -> None:
    name = f"hold-{shown.id}"
    with form(name):
        st.caption(t("After that nobody can register any more; people can still be checked in."))
        if sent(t("Note as held"), icon="event_available"):
            send(activities.hold, shown.id, form_name=name, done=t("Noted as held."))


def _report(person: Person, shown: ActivityShown) -> None:
    name = f"report-{shown.id}"
    with form(name) as key:
        st.caption(t("Everybody can read the report."))
        if not shown.report:
            st.caption(t("What was counted so far stands there already; please complete it."))
        text = st.text_area(
            t("Report"),
            shown.report or _counted(person, shown),
            max_chars=4000,
            height=240,
            key=key("report"),
        )
        spent = st.number_input(
            t("Money spent, in yuan"), 0, MOST_BUDGET, shown.spent_yuan, step=1, key=key("spent")
        )
        st.caption(t("What it has cost is for those who hold it."))
        if sent(t("Save")):
            send(
                activities.report,
                shown.id,
                form_name=name,
                done=t("The report is there for everybody."),
                text=text,
                spent_yuan=spent,
            )


def _materials(shown: ActivityShown) -> None:
    """What there is to read of it, such as the slides that follow."""
    name = f"materials-{shown.id}"
    with form(name) as key:
        typed = st.text_area(
            t("Materials"),
            activity_lines.materials(shown.plan),
            max_chars=8000,
            height=160,
            placeholder=t("A line for each: the title, then its address https://…"),
            key=key("lines"),
        )
        st.caption(t("Everybody who sees the activity finds them on its page."))
        if sent(t("Save")):
            try:
                found = activity_lines.read_materials(typed)
            except Refused as refusal:
                st.error(told(refusal), icon=":material/error:")
                return
            send(
                activities.put_materials,
                shown.id,
                form_name=name,
                done=t("The materials are there for everybody."),
                materials=found,
                version=shown.version,
            )


def _counted(person: Person, shown: ActivityShown) -> str:
    """What is counted at this moment, as sentences."""
    seen = (*outcome_view.OF_OUTCOME, *activity_view.seen(shown.id))
    outcome = read(activity_outcome.of_activity, person, shown.id, topics=seen)
    said = read(activity_feedback.said, person, (shown.id,), topics=seen)
    return outcome_words.draft(outcome, said)


def _refuse(shown: ActivityShown, registration_id: int) -> None:
    name = f"refuse-{registration_id}"
    with form(name) as key:
        reason = st.text_area(t("Reason"), max_chars=200, height=80, key=key("reason"))
        st.caption(t("The person reads the reason; who left no e-mail address has to be called."))
        if sent(t("Refuse the registration"), icon="block"):
            send(
                registrations.refuse,
                shown.id,
                form_name=name,
                done=t("Refused."),
                registration_id=registration_id,
                reason=reason,
            )
