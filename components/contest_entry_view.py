"""One project that was entered: for whoever entered it, and for the organisers who look it over."""

import streamlit as st

from components import contest_view, contest_words, record_window, rows
from components import facts as fact_list
from components import files as file_lines
from components.contest_words import STATES
from components.facts import Fact
from components.moments import moment
from components.money import yuan
from components.naming import named
from components.record_window import ask_reason, button
from components.session import nonce
from components.submitting import asked_twice, submit
from components.texts import plain, t, term
from db.contest_vocabulary import EntryState
from domain.contest import entering, files
from domain.queries.contest_entries import EntryShown


def head(shown: EntryShown) -> None:
    """What it is, how it stands, and who stands behind it."""
    said = shown.plan
    st.title(plain(said.title), anchor=False)
    with st.container(horizontal=True, gap="small"):
        tone = STATES[shown.state]
        st.badge(term(shown.state), color="gray" if tone == "grey" else tone)
        if shown.state is EntryState.ACCEPTED:
            st.badge(term(shown.stage), color=contest_words.STAGES[shown.stage])
        if shown.prize:
            prize = named(shown.prize, shown.prize_en)
            st.badge(plain(prize), color="blue", icon=":material/trophy:")
    if shown.because and shown.state in (EntryState.INCOMPLETE, EntryState.REFUSED):
        st.warning(plain(shown.because), icon=":material/help:")
    if st.button(
        plain(named(shown.contest, shown.contest_en)),
        icon=":material/trophy:",
        key="entry-contest",
    ):
        rows.follow(contest_view.link(shown.contest_id))
    industry = named(shown.industry.name, shown.industry.name_en) if shown.industry else ""
    house = named(shown.university.name, shown.university.name_en) if shown.university else ""
    fact_list.show(
        [
            Fact(t("Enterprise or team"), said.enterprise_name),
            Fact(t("Industry"), industry),
            Fact(t("How far the project is"), term(said.phase)),
            Fact(t("Money sought"), yuan(said.sought_yuan)),
            Fact(t("University"), house),
            Fact(t("Name"), said.contact_name),
            Fact(t("Telephone"), said.phone),
            Fact(t("E-mail"), said.email),
            Fact(t("Entered"), moment(shown.entered_at)),
        ],
        key="entry-facts",
    )
    st.text(said.summary)
    if said.team:
        st.subheader(t("Members of the team"), anchor=False)
        for each in said.team:
            st.text(" · ".join(filter(None, (each.name, each.task, each.organisation))))


def hand_in(shown: EntryShown, token: str = "") -> None:
    """Its files, and adding to them while that can be done."""
    st.subheader(t("Files"), anchor=False)
    if not shown.files:
        st.caption(t("No files."))
    for file in shown.files:
        with file_lines.line(file, file.address):
            if shown.may_add_files:
                file_lines.take_back(
                    file,
                    files.take_back,
                    shown.contest_id,
                    file_id=file.id,
                    token=token,
                    entry_id=shown.id,
                )
    if shown.may_add_files:
        form = f"entry-file-{shown.id}"
        with st.expander(t("Add files"), icon=":material/attach_file:", key=f"{form}-open"):
            chosen = file_lines.chosen(f"{form}-{nonce(form)}")
            file_lines.add(
                chosen, files.attach, shown.contest_id, form=form, token=token, entry_id=shown.id
            )


def out(shown: EntryShown, token: str = "") -> None:
    """Withdrawing it, asked twice."""
    if not shown.may_withdraw:
        return
    form = f"withdraw-entry-{shown.id}"
    asked_twice(
        t("Withdraw the project"),
        t("A withdrawn project takes part no more."),
        t("Withdraw the project"),
        entering.withdraw,
        shown.contest_id,
        done=t("The project is withdrawn."),
        form=form,
        token=token,
        entry_id=shown.id,
    )


def review(shown: EntryShown) -> None:
    """Accept, ask for more or refuse, for those who keep the competition."""
    waits = shown.state in (EntryState.SUBMITTED, EntryState.INCOMPLETE)
    if not (shown.is_keeper and waits):
        return
    with st.container(horizontal=True, gap="small"):
        if shown.state is EntryState.SUBMITTED:
            if st.button(t("Accept"), type="primary", icon=":material/check:", key="entry-accept"):
                submit(
                    entering.accept,
                    shown.contest_id,
                    done=t("Accepted: it takes part in the preliminary."),
                    form=f"accept-{shown.id}",
                    entry_id=shown.id,
                )
            button("more", t("Ask for more"), icon="help")
        button("refuse", t("Refuse"), icon="block")


def window(shown: EntryShown) -> None:
    """The window that the address asks for."""
    if not shown.is_keeper:
        return
    verb, _ = record_window.asked()
    if verb == "more" and shown.state is EntryState.SUBMITTED:
        _why(t("Ask for more"), entering.ask_more, shown, t("Whoever entered it is asked."))
    elif verb == "refuse" and shown.state in (EntryState.SUBMITTED, EntryState.INCOMPLETE):
        _why(t("Refuse"), entering.refuse, shown, t("Refused."))


def _why(label: str, command, shown: EntryShown, done: str) -> None:
    name = f"{command.name}-{shown.id}"
    record_window.show(
        label,
        lambda: ask_reason(command, shown.contest_id, name, label, done, entry_id=shown.id),
    )
