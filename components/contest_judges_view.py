"""Judges of a competition, for those who keep it: found by name and added, their other organisations, their links."""

import streamlit as st

from components import contest_view, record_window
from components.naming import named
from components.reading import read
from components.record_window import button, form, send, sent
from components.submitting import attempt, submit
from components.texts import plain, t
from db.contest_vocabulary import ContestStage
from db.settings import settings
from domain.contest import judges
from domain.permissions import Person
from domain.queries import contest_judges
from domain.queries.activity_choices import co_organisers
from domain.queries.contest_judges import Candidate, JudgeShown
from domain.queries.contests import ContestShown


def show(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """Who judges, and the way to add somebody."""
    found = read(contest_judges.judges, person, shown.id, stage, topics=contest_view.SEEN)
    if not found:
        st.info(t("Nobody judges yet. Please find the judges by name."), icon=":material/gavel:")
    for each in found:
        _judge(shown, each)
    if shown.stage is not ContestStage.AWARDED:
        _find(person, shown)


def window(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if not shown.is_keeper or verb not in ("ties", "link") or not of:
        return
    found = read(contest_judges.judges, person, shown.id, stage, topics=contest_view.SEEN)
    judge = next((each for each in found if each.id == of and each.is_active), None)
    if judge is not None and verb == "ties":
        record_window.show(t("Works for or advises"), _ties, person, shown, judge)
    elif judge is not None:
        record_window.show(t("Another link"), _link, shown, judge)


def _judge(shown: ContestShown, each: JudgeShown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(each.name)}**")
            home = named(each.organisation.name, each.organisation.name_en)
            st.caption(plain(" · ".join(filter(None, (home, each.email)))))
            if each.ties:
                names = "; ".join(named(one.name, one.name_en) for one in each.ties)
                st.caption(t("Works for or advises: {names}", names=plain(names)))
        if not each.is_active:
            st.badge(t("Judges no more"), color="gray")
            return
        if given := _all(each):
            told = t("{done} of {all} handed in", done=each.handed_in, all=given)
            st.badge(told, color="green" if each.handed_in == given else "gray")
        button("ties", t("Works for or advises"), of=each.id, icon="hub")
        button("link", t("Judge's link"), of=each.id, icon="link")
        if shown.stage is not ContestStage.AWARDED and st.button(
            t("Remove"), type="tertiary", icon=":material/person_remove:", key=f"judge-{each.id}"
        ):
            submit(
                judges.remove,
                shown.id,
                done=t("Removed: {name}.", name=plain(each.name)),
                form=f"judge-{each.id}",
                judge_id=each.id,
            )


def _find(person: Person, shown: ContestShown) -> None:
    label = t("Find an expert or somebody with an account by name")
    typed = st.text_input(label, max_chars=40, key=f"judge-find-{shown.id}")
    found = read(contest_judges.candidates, person, shown.id, typed or "", topics=contest_view.SEEN)
    if typed and not found:
        st.caption(t("Nobody has this in their name, or they judge already."))
    for each in found:
        _candidate(shown, each)


def _candidate(shown: ContestShown, each: Candidate) -> None:
    mark = f"e{each.expert_id}" if each.expert_id else f"u{each.user_id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(each.name)}**")
            home = named(each.organisation.name, each.organisation.name_en)
            kind = t("Expert") if each.expert_id else t("Account")
            st.caption(plain(f"{kind} · {home}"))
        if st.button(t("Let them judge"), icon=":material/add:", key=f"judge-add-{mark}"):
            submit(
                judges.add,
                shown.id,
                done=t("{name} judges now.", name=plain(each.name)),
                form=f"judge-add-{mark}",
                expert_id=each.expert_id,
                user_id=each.user_id,
            )


def _ties(person: Person, shown: ContestShown, judge: JudgeShown) -> None:
    """Organisations are found by name outside the form, so that those found can be chosen."""
    known = {each.id: named(each.name, each.name_en) for each in judge.ties}
    typed = st.text_input(t("Find an organisation by name"), max_chars=40, key="ties-find")
    found = read(co_organisers, person, typed or "", topics=contest_view.SEEN)
    known |= {each.id: named(each.name, each.name_en) for each in found}
    name = f"ties-{judge.id}"
    with form(name) as key:
        chosen = st.multiselect(
            t("Works for or advises"),
            list(known),
            default=[each.id for each in judge.ties],
            format_func=known.get,
            key=key("ties"),
        )
        st.caption(t("Their projects are kept from this judge."))
        if sent(t("Save")):
            done = t("Kept.")
            inputs = {"judge_id": judge.id, "ties": chosen}
            send(judges.set_ties, shown.id, form_name=name, done=done, **inputs)


def _link(shown: ContestShown, judge: JudgeShown) -> None:
    """A link is told once to whoever makes it; what was given out before is invalid then."""
    name = f"judge-link-{judge.id}"
    st.caption(
        t(
            "A judge's link is sent to them when scoring begins. Another one makes the link before "
            "invalid; it is sent by mail where there is an address, and told here once."
        )
    )
    if st.button(t("Make another link"), icon=":material/link:", key=name):
        is_done, path = attempt(judges.new_link, shown.id, form=name, judge_id=judge.id)
        if is_done:
            st.code(f"{settings().public_url.rstrip('/')}{path}", language=None, wrap_lines=True)


def _all(each: JudgeShown) -> int:
    return each.assigned + each.drafts + each.handed_in
