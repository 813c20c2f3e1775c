"""Who has registered for an activity, for those who hold it: what waits for approval, and the list page by page."""

from collections.abc import Callable, Iterable

import streamlit as st

from components import (
    activity_calls,
    activity_view,
    address,
    attendance_certificate,
    list_files,
    record_window,
    registration_correcting,
    rows,
    window,
)
from components.list_files import Table
from components.moments import moment
from components.reading import read
from components.record_window import form, send, sent
from components.rows import Cell, Column, Link
from components.submitting import submit
from components.texts import plain, t, term
from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from domain import clock, participants, registrations, telephoning
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import Person
from domain.queries import participants as everybody_now
from domain.queries import registrations as query
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Line

CORRECT, WITHDRAW, CERTIFICATE = "correct", "withdraw", "certificate"  # in the address
SEATED, CAME = "seated", "came"  # which of them, in the address
WHICH = {SEATED: (RegistrationState.REGISTERED, RegistrationState.ATTENDED)}
WHICH |= {CAME: (RegistrationState.ATTENDED,), activity_calls.WHO: telephoning.STATES}


def to_approve(person: Person, shown: ActivityShown) -> None:
    """Those who wait for approval, longest first, each with the two answers."""
    states = (RegistrationState.AWAITING_APPROVAL,)
    if registrations.approve.name not in shown.steps or not (shown.counts or {}).get(states[0]):
        return
    seen = activity_view.seen(shown.id)
    page = read(query.listing, person, shown.id, states, topics=seen)
    st.subheader(t("Wait for approval: {n}", n=page.count), anchor=False)
    for each in page.lines:
        _waits(shown, each)


def everybody(person: Person, shown: ActivityShown) -> None:
    """Who has registered, in the order of coming; narrowed by words, page by page."""
    st.subheader(t("Registrations"), anchor=False)
    words = address.words(
        "words",
        t("Name, enterprise or telephone"),
        most=60,
        placeholder=t("Name, enterprise or telephone"),
        icon=":material/search:",
    )
    names = {SEATED: t("Had a seat or came"), CAME: t("Came")}
    names |= {activity_calls.WHO: t("Without e-mail: to be called")}
    which = address.one_of("who", t("Who"), list(WHICH), names.get, none=t("Everybody"))
    after = address.after("after", of=(words, which))
    asked = (person, shown.id, WHICH.get(which, ()), words, after, which == activity_calls.WHO)
    page = read(query.listing, *asked, topics=activity_view.seen(shown.id))
    if not page.lines:
        is_narrowed = words or which
        none = t("Nobody on the list matches.") if is_narrowed else t("Nobody has registered yet.")
        st.caption(none)
        return
    if which:
        st.caption(t("{n} people", n=page.count))
    if which == activity_calls.WHO:
        activity_calls.lines(person, shown, page.lines)
        address.turn("after", page.next)
        return
    if shown.is_keeper:
        list_files.offer(
            "participants",
            f"participants-{shown.number}",
            lambda: _taken(person, shown),
            t("Names, numbers and answers of everybody. It is noted who took it out."),
        )
    columns = (
        Column(t("Person"), 4),
        Column(t("Enterprise"), 6),
        Column(t("Telephone"), 4),
        Column(t("State"), 3),
    )
    lines = [
        (
            Cell(
                f"{each.ticket}. {each.person_name}",
                moment(each.registered_at),
                link=_way(shown, each),
            ),
            Cell(each.enterprise or "–", _answers(shown, each)),
            Cell(each.phone or "–", each.email),
            Cell(term(each.state), _let_in(each), tone=activity_view.STATES[each.state]),
        )
        for each in page.lines
    ]
    wanted = rows.show(columns, lines, key="registrations", label=t("Registrations"))
    if any(_has_certificate(shown, each) for each in page.lines):
        st.caption(t("The name of whoever came leads to the certificate of attendance."))
    if wanted:
        window.turn_to(record_window.NAME, dict(wanted.query)[record_window.NAME])
    address.turn("after", page.next)


def listed(activity_id: int) -> Callable[[str], Link]:
    """The way to the list of some of those who registered: SEATED or CAME."""
    where = activity_view.link(activity_id)
    return lambda which: Link(where.script, where.path, (*where.query, ("who", which)))


def _taken(person: Person, shown: ActivityShown) -> Table:
    """Everybody as of now, the answers under their questions; a question that is asked no more goes by its key."""
    found = everybody_now.now(person, shown.id)
    perform(person.id, participants.take_along, shown.id, many=len(found))
    asked = {each.key: each.text for each in shown.plan.questions}
    asked |= {key: key for each in found for key, _ in each.answers if key not in asked}
    heads = (t("Number"), t("Person"), t("Enterprise"), t("Telephone"), t("E-mail"))
    heads += (t("State"), t("Came without a seat"), t("Registered at"), *asked.values())
    return [heads, *(_line_taken(each, asked) for each in found)]


def _line_taken(each: Line, asked: Iterable[str]) -> tuple[str, ...]:
    answers = dict(each.answers)
    return (
        str(each.ticket),
        each.person_name,
        each.enterprise,
        each.phone,
        each.email,
        term(each.state),
        t("yes") if each.is_walk_in else t("no"),
        f"{each.registered_at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        *(answers.get(key, "") for key in asked),
    )


def of_one(person: Person, shown: ActivityShown) -> None:
    """The window in which what somebody said is corrected, or somebody who calls is withdrawn, or that has the
    certificate of somebody who came: who registered by telephone alone has no link for any of them."""
    verb, of = record_window.asked()
    if verb not in (CORRECT, WITHDRAW, CERTIFICATE) or not of:
        return
    whose = read(query.one, person, shown.id, of, topics=activity_view.seen(shown.id))
    if whose is None:
        return
    if verb == CORRECT and registration_correcting.may(shown, whose):
        record_window.show(t("Correct the registration"), _correct, person, shown, whose)
    elif verb == WITHDRAW and _may_withdraw(shown, whose):
        record_window.show(t("Withdraw the registration"), _withdraw, shown, whose)
    elif verb == CERTIFICATE and _has_certificate(shown, whose):
        record_window.show(t("Certificate of attendance"), _certificate, shown, whose)


def _correct(person: Person, shown: ActivityShown, whose: Line) -> None:
    label = t("Withdraw the registration")
    if _may_withdraw(shown, whose) and st.button(
        label, key=f"to-withdraw-{whose.id}", type="tertiary", icon=":material/cancel:"
    ):
        window.turn_to(record_window.NAME, f"{WITHDRAW}-{whose.id}")
        st.rerun()  # out of this window, into the other
    registration_correcting.by_keepers(person, shown, whose)


def _withdraw(shown: ActivityShown, whose: Line) -> None:
    name = f"{WITHDRAW}-{whose.id}"
    _named(whose)
    with form(name):
        st.caption(
            t("For whoever calls: please compare name and number. A seat goes to who waits.")
        )
        if sent(t("Withdraw the registration"), icon="cancel"):
            done = t("The registration is withdrawn.")
            of = {"registration_id": whose.id}
            send(registrations.withdraw, shown.id, form_name=name, done=done, **of)


def _named(whose: Line) -> None:
    said = filter(None, (whose.enterprise, whose.phone, whose.email))
    st.markdown(f"{whose.ticket}\\. **{plain(whose.person_name)}**")
    st.caption(plain(" · ".join(said)))


def _may_withdraw(shown: ActivityShown, each: Line) -> bool:
    return (
        shown.is_keeper
        and shown.stage is ActivityStage.PUBLISHED
        and each.state in COMING
        and clock.now() < shown.plan.starts_at
    )


def _has_certificate(shown: ActivityShown, each: Line) -> bool:
    return (
        shown.is_keeper and shown.stage in query.HELD and each.state is RegistrationState.ATTENDED
    )


def _certificate(shown: ActivityShown, whose: Line) -> None:
    _named(whose)
    attendance_certificate.of_ticket(shown.id, whose.ticket)


def _way(shown: ActivityShown, each: Line) -> Link | None:
    """To what is done with a line: corrected, or withdrawn, until it is over, the certificate once it was held."""
    if registration_correcting.may(shown, each):
        verb = CORRECT
    elif _has_certificate(shown, each):
        verb = CERTIFICATE
    else:
        return None
    where = activity_view.link(shown.id)
    asked = (record_window.NAME, f"{verb}-{each.id}")
    return Link(where.script, where.path, (*where.query, asked))


def _waits(shown: ActivityShown, each: Line) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"{each.ticket}\\. **{plain(each.person_name)}**")
            said = filter(None, (each.enterprise, each.phone or each.email, _answers(shown, each)))
            st.caption(plain(" · ".join(said)))
        if st.button(t("Approve"), icon=":material/check:", key=f"approve-{each.id}"):
            submit(
                registrations.approve,
                shown.id,
                done=t("Approved: {name}.", name=plain(each.person_name)),
                form=f"approve-{each.id}",
                registration_id=each.id,
            )
        record_window.button("refuse", t("Refuse"), of=each.id, icon="block")


def _let_in(each: Line) -> str:
    """When somebody came in, and who noted it."""
    if each.state is not RegistrationState.ATTENDED:
        return ""
    return " · ".join(filter(None, (moment(each.state_since), each.checked_in_by)))


def _answers(shown: ActivityShown, each: Line) -> str:
    """What they answered, each after its question as far as that is asked still."""
    asked = {question.key: question.text for question in shown.plan.questions}
    told = ((asked.get(key, ""), answer) for key, answer in each.answers if answer)
    return " · ".join(": ".join(filter(None, pair)) for pair in told)
