"""One's own organisation's record: what stands there, what one wants to stand there, and what became of it."""

import streamlit as st

from components import facts, organisation_forms, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.record_labels import label, value
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term
from db.vocabulary import Decision
from domain import proposals
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries.own import Own

FORM = "own-record"


def head(own: Own) -> None:
    st.title(plain(named(own.name, own.name_en)), anchor=False)
    href = rows.organisation(own.id).href
    st.markdown(
        t("What you change here is checked by staff before it is shown.")
        + f" [{t('See the record as it stands')}]({href})"
    )


def waiting(person: Person, own: Own) -> None:
    """What is proposed and not decided yet; it can be taken back."""
    if not own.proposed:
        return
    names = area_names(person) | industry_names(person)
    with st.container(border=True, gap="small", key="own-waiting"):
        st.subheader(t("Waits for a decision"), anchor=False)
        wanted = [Fact(label(f.name), value(f.name, f.wanted, names)) for f in own.proposed]
        facts.show(wanted, key="own-proposed")
        if st.button(t("Take back"), icon=":material/undo:", type="tertiary", key="own-back"):
            submit(
                proposals.take_back,
                own.id,
                done=t("The proposal is taken back."),
                form="own-back",
                proposal_id=own.proposal_id,
            )


def form(person: Person, own: Own) -> None:
    """Every field as it stands, or as it is already wanted; what differs is proposed."""
    stands = dict(own.fields)
    shown = stands | {each.name: each.wanted for each in own.proposed}
    number = nonce(FORM)
    with st.form(f"{FORM}-{number}"):
        typed = organisation_forms.fields(person, lambda name: f"own-{name}-{number}", shown)
        note = st.text_input(t("Note for the staff"), max_chars=400, key=f"own-note-{number}")
        sent = st.form_submit_button(
            t("Propose the changes"), type="primary", icon=":material/send:"
        )
    if not sent:
        return
    drawn = shown | ({"phone": dialled(shown["phone"])} if shown["phone"] else {})
    changed = {name: text or "" for name, text in typed.items() if (text or "") != drawn[name]}
    submit(
        proposals.propose,
        own.id,
        done=t("Proposed. Staff will look at it."),
        form=FORM,
        fields=changed,
        note=note,
    )


def decided(person: Person, own: Own) -> None:
    """What became of what was proposed before."""
    if not own.decided:
        return
    names = area_names(person) | industry_names(person)
    st.subheader(t("Decided lately"), anchor=False)
    for each in own.decided:
        accepted = each.decision is Decision.ACCEPTED
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(term(each.decision), color="green" if accepted else "red")
            st.text(f"{label(each.name)}: {value(each.name, each.wanted, names)}", width="content")
        below = [moment(each.at), each.reason]
        st.caption(plain(" · ".join(filter(None, below))))
