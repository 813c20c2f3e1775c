"""The form in which a project is entered, with or without an account, and said anew while that can be done."""

import streamlit as st

from components import handed_in, public_rations, session
from components.calls import without_mail
from components.choosing import industry_names, one
from components.naming import named
from components.reading import read
from components.submitting import attempt, remember, remembered, submit
from components.texts import sentences, t, term, told
from db.contest_vocabulary import ProjectPhase
from db.vocabulary import Kind
from domain import topics
from domain.contest import entering, files
from domain.contest.entering import MOST_YUAN, EntryPlan, Member, Receipt
from domain.errors import Refused, Unreadable
from domain.permissions import Person
from domain.queries import contest_entries
from domain.queries.contest_entries import EntryShown
from domain.queries.contests import ContestShown


def enter(person: Person, shown: ContestShown) -> None:
    """The form while entries are taken; in its place what somebody takes away who has just entered a project."""
    name = f"enter-{shown.id}"
    receipt = remembered(name)
    if receipt is not None:
        _receipt(*receipt)
        return
    if not shown.is_open:
        return
    with st.expander(t("Enter a project"), icon=":material/rocket_launch:", expanded=False):
        key = f"{name}-{session.nonce(name)}"
        with st.form(key, border=False):
            said = _fields(person, None, key, is_named=person.kind is not Kind.ENTERPRISE)
            chosen = handed_in.field(f"{key}-files")
            st.caption(t("Only those who hold the competition may see how to reach you."))
            if person.id is None:
                st.caption(without_mail(shown.organiser))
            above = st.container()
            is_sent = st.form_submit_button(
                t("Enter the project"), type="primary", icon=":material/send:"
            )
        if is_sent:
            with above:
                _enter(shown, name, said, chosen, has_account=person.id is not None)


def correct(person: Person, shown: EntryShown, token: str) -> None:
    """What was said, to be said anew."""
    if not shown.may_correct:
        return
    name = f"entry-{shown.id}"
    with st.expander(t("Correct what was entered"), icon=":material/edit:"):
        key = f"{name}-{session.nonce(name)}"
        with st.form(key, border=False):
            said = _fields(person, shown.plan, key, is_named=shown.enterprise_id is None)
            above = st.container()
            is_sent = st.form_submit_button(t("Save"), type="primary", icon=":material/save:")
        if is_sent:
            with above:
                plan = _plan(said)
                if plan is not None:
                    submit(
                        entering.correct,
                        shown.contest_id,
                        done=t("Corrected."),
                        form=name,
                        plan=plan,
                        token=token,
                        entry_id=shown.id,
                    )


def _enter(shown: ContestShown, name: str, said: dict, chosen: list, *, has_account: bool) -> None:
    plan = _plan(said)
    if plan is None:
        return
    if wrong := handed_in.wrong(chosen):
        st.error(wrong, icon=":material/error:")
        return
    reached = {"phone": plan.phone, "email": plan.email}
    if not public_rations.is_left("enter", shown.id, is_keeper=shown.is_keeper, **reached):
        return
    is_done, receipt = attempt(
        entering.enter, shown.id, form=name, plan=plan, language=session.language()
    )
    if not is_done:
        return
    remember(name, (receipt, bool(plan.email.strip()) or has_account))
    for n, file in enumerate(chosen):
        attempt(
            files.attach,
            shown.id,
            form=f"{name}-file-{n}",
            name=file.name,
            content=file.getvalue(),
            token=receipt.token,
        )
    st.rerun()


def _receipt(receipt: Receipt, is_reached: bool) -> None:
    st.success(t("The project is entered."), icon=":material/check_circle:")
    looks = t("The organisers look whether it is complete and tell you.")
    if not is_reached:
        looks = t("The organisers look whether it is complete and call you.")
    keeps = t(
        "With this link you can see how it stands, correct it, add files or withdraw it. Please keep it:"
    )
    st.caption(sentences(looks, keeps))
    st.page_link(
        "pages/public/contest_entry.py",
        label=t("My project"),
        icon=":material/rocket_launch:",
        query_params={"t": receipt.token},
    )


def _fields(person: Person, plan: EntryPlan | None, key: str, *, is_named: bool) -> dict:
    phases = list(ProjectPhase)
    said = {
        "title": st.text_input(
            t("Project"),
            plan.title if plan else "",
            max_chars=80,
            key=f"{key}-title",
            required=True,
        ),
        "summary": st.text_area(
            t("About the project"),
            plan.summary if plan else "",
            max_chars=4000,
            height=160,
            key=f"{key}-summary",
            required=True,
        ),
    }
    if is_named:
        said["enterprise_name"] = st.text_input(
            t("Enterprise or team"),
            plan.enterprise_name if plan else "",
            max_chars=120,
            key=f"{key}-enterprise",
            required=True,
        )
    left, right = st.columns(2)
    industries = industry_names(person)
    said["industry_code"] = one(
        t("Industry"),
        list(industries),
        plan.industry_code if plan else None,
        industries.get,
        key=f"{key}-industry",
        place=left,
    )
    said["phase"] = right.selectbox(
        t("How far the project is"),
        phases,
        index=phases.index(plan.phase) if plan else None,
        format_func=term,
        placeholder=t("Please choose"),
        key=f"{key}-phase",
        required=True,
    )
    left, right = st.columns(2)  # a row of its own: on a phone the fields stand in this order
    said["sought_yuan"] = left.number_input(
        t("Money sought, in yuan"),
        0,
        MOST_YUAN,
        value=plan.sought_yuan if plan else None,
        step=10_000,
        key=f"{key}-money",
    )
    houses = {
        each.id: named(each.name, each.name_en)
        for each in read(contest_entries.universities, person, topics=(topics.ORGANISATIONS,))
    }
    said["university_id"] = one(
        t("University, if one takes part"),
        list(houses),
        plan.university_id if plan else None,
        houses.get,
        key=f"{key}-university",
        place=right,
        none=t("None"),
    )
    example = t("A line for each: the name | what they do | where else they belong to")
    said["team"] = st.text_area(
        t("Members of the team"),
        "\n".join(_line(each) for each in plan.team) if plan else "",
        max_chars=4000,
        height=100,
        placeholder=example,
        help=example,
        key=f"{key}-team",
    )
    left, middle, right = st.columns(3)
    said["contact_name"] = left.text_input(
        t("Name"),
        plan.contact_name if plan else "",
        max_chars=40,
        key=f"{key}-name",
        required=True,
    )
    said["phone"] = middle.text_input(
        t("Telephone"), plan.phone if plan else "", max_chars=40, key=f"{key}-phone"
    )
    said["email"] = right.text_input(
        t("E-mail"), plan.email if plan else "", max_chars=120, key=f"{key}-email"
    )
    return said


def _plan(said: dict) -> EntryPlan | None:
    """What was typed as a plan; none where a line cannot be read, which is said."""
    try:
        return EntryPlan(**(said | {"team": _read_team(said["team"])}))
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return None


def _line(each: Member) -> str:
    return " | ".join((each.name, each.task, each.organisation)).rstrip(" |")


def _read_team(typed: str) -> tuple[Member, ...]:
    found = []
    for each in filter(None, map(str.strip, typed.splitlines())):
        parts = [part.strip() for part in each.replace("｜", "|").split("|")]
        if len(parts) > 3 or not parts[0]:
            raise Unreadable(field="Members of the team", line=each)
        found.append(Member(*parts))
    return tuple(found)
