"""Inviting enterprises to an activity: who fits and why, the letter beforehand, and what came of those invited."""

import streamlit as st

from components import activity_view, address, enterprise_finder, rows
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Tone
from components.session import nonce
from components.submitting import attempt, submit, tell
from components.texts import listed, plain, t, term
from db.activity_vocabulary import WhyInvited
from domain import activity_invitations, topics
from domain.activity_invitations import MOST_AT_ONCE
from domain.invitation_rules import MOST_A_WEEK, Reason
from domain.permissions import Person
from domain.queries import invitation_previews as previews
from domain.queries import invitations as query
from domain.queries.activity import ActivityShown
from domain.queries.invitations import Candidate, InvitedShown


def seen(activity_id: int) -> tuple[str, ...]:
    """The topics that the page depends on."""
    return (*activity_view.seen(activity_id), topics.ORGANISATIONS, topics.PEOPLE, topics.OUTBOX)


def head(shown: ActivityShown) -> None:
    """Which activity it is, and the way back to it."""
    st.title(t("Invite enterprises"), anchor=False)
    title = named(shown.plan.title, shown.plan.title_en)
    if st.button(plain(title), icon=":material/arrow_back:", type="tertiary", key="invite-back"):
        rows.follow(activity_view.link(shown.id))


def proposals(person: Person, shown: ActivityShown) -> None:
    """Who fits, the best first, with the reasons; left out one by one or invited together."""
    counted = read(query.counted, person, shown.id, topics=seen(shown.id))
    if counted is None:
        return
    st.markdown(
        t(
            "**{fit}** enterprises fit; **{free}** can be invited.",
            fit=counted.fit,
            free=counted.free,
        )
    )
    hindered = [_hindrance(name, many) for name, many in counted.hindered if many]
    if hindered:
        st.caption(t("Not invited: {others}", others=listed(hindered)))
    after = address.after("after", of=shown.id)
    page = read(query.proposed, person, shown.id, after, topics=seen(shown.id))
    if not page.candidates:
        st.info(
            t(
                "Nobody else fits. The audience of the activity says for whom it is; below you can choose "
                "enterprises by yourself."
            ),
            icon=":material/group_off:",
        )
        return
    _letter(person, shown, page.candidates)
    if counted.free > len(page.candidates):
        _invite_best(person, shown, counted.free)
    _invite(shown, page.candidates)
    _table(page.candidates)
    address.turn("after", page.next)


def by_hand(person: Person, shown: ActivityShown) -> None:
    """Any enterprise of the directory, chosen by name: with its letter, or what stands in the way."""
    with st.expander(t("Invite an enterprise of your choice"), icon=":material/person_add:"):
        _by_hand(person, shown)


@st.fragment
def _by_hand(person: Person, shown: ActivityShown) -> None:
    form = f"invite-chosen-{shown.id}"
    number = nonce(form)
    whose = enterprise_finder.field(person, key=f"{form}-whose", reset=number, must_be_known=True)
    of = whose.get("organisation_id")
    if of is None:
        return
    chosen = read(previews.by_hand, person, shown.id, of, topics=seen(shown.id))
    if chosen is None:
        st.warning(
            t("This activity is for certain enterprises only, and this one is not among them."),
            icon=":material/group_off:",
        )
        return
    for each in chosen.hindered:
        st.warning(_why_not(each), icon=":material/block:")
    if chosen.hindered:
        return
    st.markdown(f"**{plain(chosen.letter.subject)}**")
    st.text(chosen.letter.body)
    label = t("Invite {name}", name=plain(named(chosen.name, chosen.name_en)))
    if st.button(label, type="primary", icon=":material/send:", key=f"{form}-{number}"):
        _send(shown, form, (of,), by_hand=True)


def invited(person: Person, shown: ActivityShown) -> None:
    """Who was invited, and of these who registered and came."""
    before = address.after("before", of=shown.id)
    page = read(query.invited, person, shown.id, before, topics=seen(shown.id))
    if page is None or not page.invited:
        return
    st.subheader(t("Invited"), anchor=False)
    st.markdown(
        t(
            "**{invited}** invited; of these **{registered}** registered and **{came}** came.",
            invited=page.invited,
            registered=page.registered,
            came=page.came,
        )
    )
    columns = (
        Column(t("Enterprise"), 6),
        Column(t("Why"), 7),
        Column(t("Invited"), 3, is_said=True),
        Column(t("State"), 3),
    )
    lines = [
        (
            Cell(named(each.name, each.name_en), link=rows.organisation(each.organisation_id)),
            Cell(_why(each.reasons)),
            Cell(moment(each.invited_at)),
            Cell(*_state(each)),
        )
        for each in page.lines
    ]
    wanted = rows.show(columns, lines, key="invited", label=t("Invited"))
    address.turn("before", page.next)
    if wanted:
        rows.follow(wanted)


def reason(each: Reason) -> str:
    """Why, in words."""
    match each.why:
        case WhyInvited.CAME_TO_SERIES:
            return t("came {n} × to this series", n=each.times)
        case WhyInvited.CAME_TO_KIND:
            return t("came {n} × to this kind of activity", n=each.times)
        case WhyInvited.REGISTERED_BEFORE:
            return t("registered {n} × for this kind of activity", n=each.times)
        case WhyInvited.ASKED_ABOUT:
            return t("raised a demand in this field {n} ×", n=each.times)
    return term(each.why)


def wanted(person: Person, is_wanted: bool | None) -> None:
    """The switch on the page of one's account, for enterprises."""
    if is_wanted is None:
        return
    st.subheader(t("Invitations to activities"), anchor=False)
    st.caption(t("Mails that invite your enterprise; {n} in seven days at most.", n=MOST_A_WEEK))
    chosen = st.toggle(
        t("Invite us to activities that fit"), value=is_wanted, key=f"invitations-{is_wanted}"
    )
    if chosen != is_wanted:
        done = t("You will be invited.") if chosen else t("You get no more invitations.")
        submit(
            activity_invitations.want,
            person.organisation_id,
            form="invitations-wanted",
            done=done,
            wanted=chosen,
        )


def _table(candidates: tuple[Candidate, ...]) -> None:
    columns = (
        Column(t("Enterprise"), 6),
        Column(t("Area"), 3),
        Column(t("Why"), 8),
        Column(t("Points"), 2, is_said=True),
    )
    lines = [
        (
            Cell(
                named(each.name, each.name_en),
                named(each.industry, each.industry_en),
                link=rows.organisation(each.id),
            ),
            Cell(named(each.area, each.area_en)),
            Cell(_why(each.reasons)),
            Cell(str(each.score)),
        )
        for each in candidates
    ]
    wanted = rows.show(columns, lines, key="candidates", label=t("Enterprises that fit"))
    if wanted:
        rows.follow(wanted)


def _invite(shown: ActivityShown, candidates: tuple[Candidate, ...]) -> None:
    """Those of this page but whoever is left out."""
    form = f"invite-{shown.id}"
    key = f"{form}-{nonce(form)}"
    names = {each.id: named(each.name, each.name_en) for each in candidates}
    out = st.multiselect(t("Leave out"), list(names), format_func=names.get, key=f"{key}-out")
    chosen = tuple(id for id in names if id not in out)
    label = t("Invite these {n}", n=len(chosen))
    if chosen and st.button(label, type="primary", icon=":material/send:", key=key):
        _send(shown, form, chosen)


def _invite_best(person: Person, shown: ActivityShown, free: int) -> None:
    """So many at once, the best first."""
    form = f"invite-best-{shown.id}"
    key = f"{form}-{nonce(form)}"
    with st.expander(t("Invite many at once"), icon=":material/group_add:"):
        most = min(free, MOST_AT_ONCE)
        many = st.number_input(t("How many of the best"), 1, most, most, key=f"{key}-many")
        if st.button(t("Invite them"), icon=":material/send:", key=key):
            ids = read(query.best, person, shown.id, int(many), topics=seen(shown.id))
            _send(shown, form, ids)


def _send(shown: ActivityShown, form: str, ids: tuple[int, ...], *, by_hand: bool = False) -> None:
    is_done, result = attempt(
        activity_invitations.invite, shown.id, form=form, organisation_ids=ids, by_hand=by_hand
    )
    if is_done:
        if result:
            tell(t("{n} enterprises are invited.", n=result.many))
        st.rerun()


def _letter(person: Person, shown: ActivityShown, candidates: tuple[Candidate, ...]) -> None:
    """What one of them would get, in its language."""
    names = {each.id: named(each.name, each.name_en) for each in candidates}
    with st.expander(t("Look at the letter"), icon=":material/mail:"):
        of = st.selectbox(
            t("Enterprise"), list(names), format_func=names.get, key=f"invite-letter-{shown.id}"
        )
        told = read(previews.preview, person, shown.id, of, topics=seen(shown.id))
        if told:
            st.markdown(f"**{plain(told.subject)}**")
            st.text(told.body)


def _why(reasons: tuple[Reason, ...]) -> str:
    return listed(map(reason, reasons))


def _state(each: InvitedShown) -> tuple[str, str, Tone]:
    if each.has_come:
        return t("Has come"), "", "blue"
    if each.has_registered:
        return t("Has registered"), "", "green"
    if each.is_given_up:
        return t("The mail could not be sent"), "", "red"
    return (t("Written to"), "", "grey") if each.is_sent else (t("Mail waits"), "", "orange")


def _why_not(name: str) -> str:
    """What stands in the way of inviting one enterprise."""
    match name:
        case "invited":
            return t("It was invited already.")
        case "registered":
            return t("It has registered.")
        case "declined":
            return t("It wants no invitations.")
        case "often":
            return t("It was invited {most} times this week.", most=MOST_A_WEEK)
    return t("No address of it is known.")


def _hindrance(name: str, many: int) -> str:
    match name:
        case "invited":
            return t("{n} invited already", n=many)
        case "registered":
            return t("{n} have registered", n=many)
        case "declined":
            return t("{n} want no invitations", n=many)
        case "often":
            return t("{n} were invited {most} times this week", n=many, most=MOST_A_WEEK)
    return t("{n} without an address", n=many)
