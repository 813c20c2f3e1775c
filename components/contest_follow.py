"""Following awarded projects up, for those who keep a competition: what came of each, what is next, the funnel."""

import plotly.graph_objects as go
import streamlit as st

from components import charts, contest_view, record_window
from components.choosing import one
from components.moments import day
from components.money import yuan
from components.naming import named
from components.reading import read
from components.record_window import ask_reason, button, form, send, sent
from components.submitting import submit
from components.texts import plain, t, term
from db.contest_vocabulary import FollowStep
from domain import topics
from domain.contest import following
from domain.contest.entering import MOST_YUAN
from domain.permissions import Person
from domain.queries import contest_follow
from domain.queries.activity_choices import co_organisers
from domain.queries.contest_entries import EntryShown
from domain.queries.contest_follow import Followed, StepShown, Year
from domain.queries.contests import ContestShown


def show(person: Person, shown: ContestShown) -> None:
    """Every awarded project with what came of it, and the funnel."""
    found = read(contest_follow.followed, person, shown.id, topics=contest_view.SEEN)
    if not found:
        st.info(
            t("Projects are followed up once the prizes are awarded."), icon=":material/timeline:"
        )
    for each in found:
        _project(shown.id, each)
    funnel(person)


def of_entry(person: Person, shown: EntryShown) -> None:
    """What came of one awarded project, on its own page, for those who keep the competition."""
    found = read(contest_follow.followed, person, shown.contest_id, topics=contest_view.SEEN)
    own = next((each for each in found if each.entry_id == shown.id), None)
    if own is None:
        return
    st.subheader(t("Follow-up"), anchor=False)
    _project(shown.contest_id, own)
    window(person, shown.contest_id)


def funnel(person: Person) -> None:
    """How many projects came how far, year by year."""
    years = read(contest_follow.funnel, person, topics=contest_view.SEEN)
    if not years:
        return
    st.subheader(t("From entry to transformation"), anchor=False)
    st.caption(t("All competitions of a year together."))
    traces = []
    for each in years:
        labels, values = _levels(each)
        traces.append(go.Funnel(name=str(each.year), y=labels, x=values, textinfo="value"))
    charts.show(charts.figure(traces, height=360), key="contest-funnel")
    for each in years:
        if each.yuan:
            told = t("{year}: financing of {yuan} verified.", year=each.year, yuan=yuan(each.yuan))
            st.caption(told)


def window(person: Person, contest_id: int) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if not of:
        return
    if verb == "came":
        record_window.show(t("Note what came of it"), _note, person, contest_id, of)
    elif verb == "next":
        record_window.show(t("Plan what is next"), _plan, person, contest_id, of)
    elif verb == "rest":
        label, name = t("Follow up no more"), f"rest-{of}"
        done = t("Nobody follows it up any more.")
        record_window.show(
            label, lambda: ask_reason(following.rest, contest_id, name, label, done, entry_id=of)
        )
    elif verb == "uncame":
        label, name = t("Take back"), f"uncame-{of}"
        record_window.show(
            label,
            lambda: ask_reason(
                following.take_back, contest_id, name, label, t("Taken back."), follow_id=of
            ),
        )


def _project(contest_id: int, each: Followed) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(each.title)}**")
            st.badge(plain(named(each.prize, each.prize_en)), color="blue")
        st.caption(plain(each.enterprise))
        for step in each.steps:
            _step(contest_id, step)
        if each.next_on:
            told = t("Next: {what} on {day}", what=plain(each.next_action), day=day(each.next_on))
            st.markdown(f":material/event: {told} :gray[{plain(each.owner)}]")
        with st.container(horizontal=True, gap="small"):
            button("came", t("Note what came of it"), of=each.entry_id, icon="add_task")
            button("next", t("Plan what is next"), of=each.entry_id, icon="event")
            if each.owner_id:
                button("rest", t("Follow up no more"), of=each.entry_id, icon="bedtime")


def _step(contest_id: int, each: StepShown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        parts = (each.name, yuan(each.amount_yuan), each.note)
        said = " · ".join(filter(None, parts))
        with st.container(width="stretch"):
            st.markdown(f"{term(each.step)} {day(each.on)} {plain(said)} :gray[{plain(each.by)}]")
        if each.verified_by:
            st.badge(t("Verified"), color="green", icon=":material/verified:")
        elif each.step is FollowStep.FINANCING:
            st.badge(t("Not verified yet"), color="orange")
        if each.may_verify and st.button(
            t("Verify"), type="tertiary", icon=":material/verified:", key=f"verify-{each.id}"
        ):
            form_name = f"verify-{each.id}"
            done = t("Verified.")
            submit(following.verify, contest_id, done=done, form=form_name, follow_id=each.id)
        button("uncame", t("Take back"), of=each.id, icon="undo")


def _note(person: Person, contest_id: int, entry_id: int) -> None:
    """An organisation is found by name outside the form, so that what was found can be chosen."""
    name = f"came-{entry_id}"
    typed = st.text_input(t("Find an organisation by name"), max_chars=40, key="came-find")
    found = read(co_organisers, person, typed or "", topics=(topics.ORGANISATIONS,))
    houses = {each.id: named(each.name, each.name_en) for each in found}
    with form(name) as key:
        step = st.selectbox(
            t("Kind of progress"), list(FollowStep), format_func=term, key=key("step")
        )
        on = st.date_input(t("On"), "today", format="YYYY-MM-DD", key=key("on"))
        first = next(iter(houses), None)
        house = one(
            t("Organisation"),
            list(houses),
            first,
            houses.get,
            key=key(f"house-{first}"),
            none=t("None of the directory"),
        )
        who = st.text_input(t("Mentor or investor"), max_chars=120, key=key("name"))
        amount = st.number_input(
            t("Value in yuan"), 0, MOST_YUAN, value=None, step=10_000, key=key("amount")
        )
        st.caption(t("A financing needs its value; somebody else verifies it."))
        text = st.text_area(t("Note"), max_chars=1000, height=80, key=key("note"))
        if sent(t("Note")):
            send(
                following.note,
                contest_id,
                form_name=name,
                done=t("Noted."),
                entry_id=entry_id,
                step=step,
                on=on,
                name=who,
                organisation_id=house,
                amount_yuan=amount,
                text=text,
            )


def _plan(person: Person, contest_id: int, entry_id: int) -> None:
    name = f"next-{entry_id}"
    found = read(contest_follow.owners, person, contest_id, topics=(topics.PEOPLE,))
    names = {each.id: named(each.name, each.name_en) for each in found}
    with form(name) as key:
        owner = one(t("Who follows it up"), list(names), person.id, names.get, key=key("owner"))
        action = st.text_input(t("Next action"), max_chars=200, key=key("action"))
        on = st.date_input(t("On"), None, format="YYYY-MM-DD", key=key("on"))
        st.caption(t("Whoever follows it up is reminded on that day."))
        if sent(t("Plan"), icon="event"):
            send(
                following.plan,
                contest_id,
                form_name=name,
                done=t("Planned."),
                entry_id=entry_id,
                owner_id=owner,
                next_action=action,
                next_on=on,
            )


def _levels(year: Year) -> tuple[list[str], list[int]]:
    levels = {
        t("Entered projects"): year.entered,
        t("Entries accepted"): year.accepted,
        t("Final round"): year.final,
        t("Awarded projects"): year.awarded,
        term(FollowStep.MENTOR): year.mentored,
        term(FollowStep.INVESTOR): year.invested,
        term(FollowStep.FINANCING): year.financed,
        term(FollowStep.TRANSFORMED): year.transformed,
    }
    return list(levels), list(levels.values())
