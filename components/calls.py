"""Those whom no mail reaches, each with the number to call and the button that says that it was done: wherever somebody
registers, books or enters a project."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from components.moments import moment
from components.naming import named
from components.submitting import submit
from components.texts import plain, t, term
from domain.command import Command
from domain.queries.named import Named
from domain.queries.telephoning import Callee


def warn(many: int) -> None:
    """How many have to hear of something, and were not called yet."""
    st.warning(
        t("{n} people have to hear of a change whom no mail reaches: please call them.", n=many),
        icon=":material/call:",
    )


def without_mail(organiser: Named) -> str:
    """What whoever enters a project or books without an account reads beside the fields: what happens instead."""
    return t(
        "Without an e-mail address nothing is sent to you: please keep the link that you get here. {organiser} calls "
        "you if something changes.",
        organiser=plain(named(organiser.name, organiser.name_en)),
    )


def those(found: Sequence[Callee], command: Command, subject_id: int, of: str) -> None:
    """All of a menu or a competition: who is to be called now stands open, the others folded away. `of`: by what name
    the command is told whom it is about."""
    now = [each for each in found if each.is_open]
    if now:
        warn(len(now))
    for each in now:
        _one(each, command, subject_id, of)
    rest = found[len(now) :]
    if rest:
        with st.expander(
            t("Without e-mail, nothing to tell: {n}", n=len(rest)), key=f"reached-{of}"
        ):
            for each in rest:
                _one(each, command, subject_id, of)


def line(
    name: str,
    phone: str,
    said: Sequence[str],
    called: tuple[datetime, str] | None,
    *,
    note: tuple[Command, int, dict[str, int]] | None,
    ticket: int | None = None,
) -> None:
    """One person; `note`: the command that notes a call, its subject and whom it is about, where there is news."""
    who = f"**{plain(name)}**" if ticket is None else f"{ticket}\\. **{plain(name)}**"
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(" · ".join(filter(None, (who, plain(phone)))))
            st.caption(plain(" · ".join(filter(None, (*said, _called(called))))))
        if note is not None:
            _button(name, *note)


def _one(each: Callee, command: Command, subject_id: int, of: str) -> None:
    at = moment(each.starts_at) if each.starts_at else ""
    said = (each.enterprise, named(each.about, each.about_en), at, term(each.state))
    note = (command, subject_id, {of: each.id}) if each.is_open else None
    line(each.person_name, each.phone, said, each.called, note=note)


def _button(name: str, command: Command, subject_id: int, whom: dict[str, int]) -> None:
    key = f"called-{next(iter(whom.values()))}"
    if st.button(t("Was called"), icon=":material/call:", key=key):
        done = t("Noted: {name} was called.", name=plain(name))
        submit(command, subject_id, done=done, form=key, **whom)


def _called(called: tuple[datetime, str] | None) -> str:
    if called is None:
        return ""
    at, who = called
    return t("called {when} by {who}", when=moment(at), who=who)
