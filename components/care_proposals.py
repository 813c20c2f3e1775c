"""Changes that organisations propose: field by field what stands and what is wanted, accepted or rejected."""

import streamlit as st

from components import rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.moments import moment
from components.naming import named
from components.record_labels import label, value
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term
from db.vocabulary import Decision
from domain import proposals
from domain.permissions import Person
from domain.queries.care import Proposal, Proposed


def show(person: Person, found: tuple[Proposal, ...]) -> None:
    """The proposals of one page, each with its own decision."""
    names = area_names(person) | industry_names(person)
    for proposal in found:
        with st.container(border=True, gap="small", key=f"proposal-{proposal.id}"):
            _one(proposal, names)


def _one(proposal: Proposal, names: dict[str, str]) -> None:
    href = rows.organisation(proposal.organisation_id).href
    st.markdown(f"**[{plain(named(proposal.name, proposal.name_en))}]({href})**")
    st.caption(plain(" · ".join(filter(None, [proposal.by, moment(proposal.at)]))))
    if proposal.note:
        st.text(proposal.note)
    form = f"proposal-{proposal.id}"
    number = nonce(form)
    with st.form(f"{form}-{number}", border=False):
        chosen = {each.name: _field(each, names, number) for each in proposal.fields}
        reason = st.text_input(
            t("Reason for what is rejected"), max_chars=200, key=f"{form}-reason-{number}"
        )
        sent = st.form_submit_button(t("Decide"), type="primary", icon=":material/check:")
    if sent:
        submit(
            proposals.decide,
            proposal.organisation_id,
            done=t("Decided."),
            form=form,
            proposal_id=proposal.id,
            accept=tuple(name for name, choice in chosen.items() if choice == "accept"),
            reject=tuple(name for name, choice in chosen.items() if choice == "reject"),
            reason=reason,
        )


def _field(each: Proposed, names: dict[str, str], number: str) -> str | None:
    """What stands and what is wanted, and what is to become of it; nothing chosen waits on."""
    words = {"accept": term(Decision.ACCEPTED), "reject": term(Decision.REJECTED)}
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.markdown(f"**{plain(label(each.name))}**")
        before, after = (plain(value(each.name, text, names)) for text in (each.now, each.wanted))
        st.markdown(f":gray[{before}] → {after}")
        if each.is_outrun:
            was = value(each.name, each.was, names)
            st.caption(t("It was “{was}” when this was proposed.", was=plain(was)))
    return right.segmented_control(
        label(each.name),
        list(words),
        format_func=words.get,
        label_visibility="collapsed",
        key=f"decide-{each.name}-{number}",
    )
