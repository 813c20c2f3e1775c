"""Giving a task after an activity, changing it, and saying what came of it, each in a window."""

from collections.abc import Mapping
from datetime import timedelta

import streamlit as st

from components import activity_view, record_window
from components.naming import named
from components.reading import read
from components.record_window import ask_reason, button, form, send, sent
from components.texts import plain, t
from db.activity_vocabulary import RegistrationState
from domain import clock, follow_ups
from domain.permissions import Person
from domain.queries import follow_ups as query
from domain.queries import registrations
from domain.queries.activity import ActivityShown
from domain.queries.follow_ups import Task

GIVE, CHANGE, CANCEL, FINISH, DROP = "task", "task-change", "task-cancel", "task-done", "task-drop"
FIRST = timedelta(days=14)  # what stands there first; it can be chosen otherwise


def may_give(shown: ActivityShown) -> bool:
    return shown.is_keeper and shown.stage in follow_ups.GIVEN_AT


def buttons(each: Task, *, is_keeper: bool) -> None:
    """What can be done about an open task."""
    with st.container(horizontal=True, gap="small"):
        if each.is_mine:
            button(FINISH, t("Done"), of=each.id, icon="task_alt")
        if is_keeper:
            button(CHANGE, t("Change the task"), of=each.id, icon="edit")
            button(CANCEL, t("Cancel the task"), of=each.id, icon="cancel")
        elif each.is_mine:
            button(DROP, t("Not to be done"), of=each.id, icon="cancel")


def window(person: Person, shown: ActivityShown, tasks: Mapping[int, Task]) -> None:
    """On the activity's page: a new task, or what is done about one."""
    verb, of = record_window.asked()
    if verb == GIVE:
        record_window.show(t("Give a task"), _give, person, shown, of)
    elif verb == CHANGE and of in tasks:
        record_window.show(t("Change the task"), _change, person, shown, tasks[of])
    elif verb == CANCEL and of in tasks:
        name, done = f"task-cancel-{of}", t("The task is cancelled.")
        said = (follow_ups.cancel, shown.id, name, t("Cancel the task"), done)
        record_window.show(t("Cancel the task"), _cancel, said, of)
    else:
        own_window(tasks)


def own_window(tasks: Mapping[int, Task]) -> None:
    """What whoever has the task says of it."""
    verb, of = record_window.asked()
    if of not in tasks or not tasks[of].is_mine:
        return
    if verb == FINISH:
        record_window.show(t("Done"), _finish, tasks[of])
    elif verb == DROP:
        name, done = f"task-drop-{of}", t("The task is cancelled.")
        label = t("Not to be done")
        record_window.show(label, ask_reason, follow_ups.drop, of, name, label, done)


def _cancel(said: tuple, follow_up_id: int) -> None:
    ask_reason(*said, follow_up_id=follow_up_id)


def _give(person: Person, shown: ActivityShown, registration_id: int | None) -> None:
    name = f"task-{shown.id}-{registration_id or 0}"
    with form(name) as key:
        what = st.text_input(t("Task"), max_chars=200, key=key("what"))
        about = _about(person, shown, registration_id, key("about"))
        owner = _owner(person, shown, None, key("owner"))
        until = st.date_input(
            t("To be done by"), clock.now().date() + FIRST, format="YYYY-MM-DD", key=key("until")
        )
        if sent(t("Give the task"), icon="add_task"):
            send(
                follow_ups.give,
                shown.id,
                form_name=name,
                done=t("The task is given; whoever has it is told."),
                what=what,
                user_id=owner,
                due_on=until,
                registration_id=about,
            )


def _change(person: Person, shown: ActivityShown, task: Task) -> None:
    name = f"task-change-{task.id}"
    with form(name) as key:
        what = st.text_input(t("Task"), task.what, max_chars=200, key=key("what"))
        owner = _owner(person, shown, task, key("owner"))
        until = st.date_input(
            t("To be done by"), task.due_on, format="YYYY-MM-DD", key=key("until")
        )
        if sent(t("Save")):
            send(
                follow_ups.change,
                shown.id,
                form_name=name,
                done=t("The task is changed."),
                follow_up_id=task.id,
                what=what,
                user_id=owner,
                due_on=until,
            )


def _finish(task: Task) -> None:
    name = f"task-done-{task.id}"
    with form(name) as key:
        note = st.text_area(t("What became of the task"), max_chars=400, height=80, key=key("note"))
        if sent(t("Done"), icon="task_alt"):
            done = t("Noted as done.")
            send(follow_ups.finish, task.id, form_name=name, done=done, note=note)


def _about(
    person: Person, shown: ActivityShown, registration_id: int | None, key: str
) -> int | None:
    """Somebody who came, or nobody in particular."""
    came = (RegistrationState.ATTENDED,)
    seen = activity_view.seen(shown.id)
    lines = read(registrations.listing, person, shown.id, came, topics=seen).lines
    names = {
        each.id: " · ".join(filter(None, (each.person_name, each.enterprise))) for each in lines
    }
    if registration_id and registration_id not in names:
        one = read(registrations.one, person, shown.id, registration_id, topics=seen)
        names |= {one.id: one.person_name} if one else {}
    ids = list(names)
    return st.selectbox(
        t("About whom (optional)"),
        ids,
        index=ids.index(registration_id) if registration_id in names else None,
        format_func=lambda one: plain(names[one]),
        placeholder=t("Nobody who came in particular"),
        key=key,
    )


def _owner(person: Person, shown: ActivityShown, task: Task | None, key: str) -> int | None:
    found = read(query.owners, person, shown.id, topics=activity_view.SEEN)
    names = {each.id: named(each.name, each.name_en) for each in found}
    if task is not None:
        names.setdefault(task.owner_id, task.owner)
    ids, chosen = list(names), task.owner_id if task else person.id
    return st.selectbox(
        t("Whose task"),
        ids,
        index=ids.index(chosen) if chosen in names else None,
        format_func=lambda one: plain(names[one]),
        placeholder=t("Please choose"),
        key=key,
    )
