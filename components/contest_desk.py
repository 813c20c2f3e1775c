"""A judge's own desk, made for a telephone: one's entries, and the sheet of one of them."""

import streamlit as st

from components import contest_view
from components import files as file_lines
from components.moments import day
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term, told
from db.contest_vocabulary import ScoreState
from domain.contest import scoring
from domain.permissions import Person
from domain.queries import contest_judges, contest_scores
from domain.queries.contest_scores import Desk, MySheet

TONES = {ScoreState.ASSIGNED: "orange", ScoreState.DRAFT: "blue", ScoreState.HANDED_IN: "green"}


def found(person: Person, token: str, contest_id: int) -> Desk | None:
    return read(contest_scores.desk, person, token, contest_id, topics=contest_view.SEEN)


def lead(person: Person, contest_id: int) -> None:
    """The way to one's desk, for whoever judges this competition by their account."""
    mine = read(contest_judges.judged_by, person, topics=contest_view.SEEN)
    if any(each == contest_id for each, *_ in mine) and st.button(
        t("Judge the entries"), type="primary", icon=":material/gavel:", key="contest-desk"
    ):
        st.switch_page("pages/public/judging.py", query_params={"id": str(contest_id)})


def show(desk: Desk | None, token: str) -> None:
    """What is to be scored, how far one is, and the sheet that was chosen."""
    if desk is None:
        st.title(t("Judging"), anchor=False)
        st.error(
            t("This link is not valid. Please open the link in the newest message once more."),
            icon=":material/link_off:",
        )
        return
    st.title(plain(named(desk.title, desk.title_en)), anchor=False)
    st.caption(plain(desk.judge))
    if desk.off_because is not None:
        off = t("The competition is called off: {reason}", reason=desk.off_because)
        st.warning(plain(off), icon=":material/event_busy:")
        return
    if desk.stage is None:
        st.info(t("Nothing is scored at the moment."), icon=":material/schedule:")
        return
    done = sum(each.state is ScoreState.HANDED_IN for each in desk.sheets)
    far = t("{done} of {all} handed in", done=done, all=len(desk.sheets))
    st.progress(done / max(len(desk.sheets), 1), text=far)
    st.caption(f"{term(desk.stage)} · {t('until {day}', day=day(desk.ends_on))}")
    if not desk.sheets:
        st.info(t("No entry is given to you."), icon=":material/inbox:")
    for each in desk.sheets:
        _sheet(desk, each, token)


def _sheet(desk: Desk, each: MySheet, token: str) -> None:
    label = plain(f"{each.ticket}. {each.title}")
    with st.expander(label, icon=_icon(each.state), key=f"desk-{each.entry_id}"):
        st.badge(term(each.state), color=TONES[each.state])
        st.caption(plain(f"{each.enterprise} · {term(each.phase)}"))
        if each.is_away:
            st.warning(told(scoring.TiedToIt()), icon=":material/block:")
            return
        st.text(each.summary)
        for one in each.team:
            st.caption(plain(" · ".join(filter(None, (one.name, one.task, one.organisation)))))
        for file in each.files:
            with file_lines.line(file, file.address):
                pass
        if each.state is ScoreState.HANDED_IN:
            _read_only(desk, each)
        else:
            _form(desk, each, token)
            _away(desk, each, token)


def _form(desk: Desk, each: MySheet, token: str) -> None:
    name = f"score-{each.entry_id}"
    key, points = f"{name}-{nonce(name)}", dict(each.points)
    with st.form(key, border=False):
        given = {
            one.key: st.number_input(
                t("{name}, of {most}", name=plain(named(one.name, one.name_en)), most=one.most),
                0,
                one.most,
                value=points.get(one.key),
                step=1,
                key=f"{key}-{one.key}",
            )
            for one in desk.criteria
        }
        comment = st.text_area(t("Comment"), each.comment, max_chars=1000, key=f"{key}-comment")
        above = st.container()
        with st.container(horizontal=True, gap="small"):
            is_in = st.form_submit_button(t("Hand in"), type="primary", icon=":material/send:")
            is_kept = st.form_submit_button(t("Keep as a draft"), icon=":material/save:")
    if is_in or is_kept:
        with above:
            submit(
                scoring.hand_in if is_in else scoring.save,
                desk.contest_id,
                done=t("Handed in.") if is_in else t("Kept as a draft."),
                form=name,
                entry_id=each.entry_id,
                points=given,
                comment=comment,
                token=token,
            )


def _away(desk: Desk, each: MySheet, token: str) -> None:
    name = f"declare-{each.entry_id}"
    key = f"{name}-{nonce(name)}"
    with st.popover(t("I have an interest in this project"), icon=":material/block:", key=name):
        reason = st.text_input(t("Reason"), max_chars=400, key=f"{key}-reason")
        if st.button(t("I do not judge it"), icon=":material/block:", key=f"{key}-sure"):
            submit(
                scoring.declare,
                desk.contest_id,
                done=t("Noted: you do not judge it. The organisers are told."),
                form=name,
                entry_id=each.entry_id,
                reason=reason,
                token=token,
            )


def _read_only(desk: Desk, each: MySheet) -> None:
    points = dict(each.points)
    for one in desk.criteria:
        name = plain(named(one.name, one.name_en))
        st.markdown(f"{name} **{points.get(one.key, '–')}** / {one.most}")
    if each.comment:
        st.text(each.comment)
    if each.mean is not None:
        st.caption(t("All sheets are in: the entry has {score} of 100.", score=f"{each.mean:.2f}"))


def _icon(state: ScoreState) -> str:
    icons = {ScoreState.HANDED_IN: "check_circle", ScoreState.DRAFT: "edit"}
    return f":material/{icons.get(state, 'radio_button_unchecked')}:"
