"""What fits a need: results first, and in tabs beside them the teams, experts, services, equipment and research centres
that could help."""

import streamlit as st

from components import (
    match_bars,
    match_board,
    match_proposals,
    match_reasons,
    record_title,
    research_list,
    rows,
)
from components.area_choice import area_names
from components.choosing import industry_names
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term
from db.research_vocabulary import MatchKind
from db.vocabulary import Role
from domain import topics
from domain.matchmaking import helpers_aside as aside
from domain.matchmaking import starting
from domain.permissions import Person
from domain.queries import needs as queries
from domain.queries.helpers_aside import helpers_aside
from domain.queries.helpers_for import Helper, helpers_for

SEEN = (topics.NEEDS, topics.ORGANISATIONS, topics.MATCHES, topics.RULES)


def for_need(person: Person, need_id: int) -> None:
    """Only the tab that is open is worked out."""
    kinds = {
        t("Results"): None,
        t("Expert teams"): MatchKind.TEAM,
        t("Experts"): MatchKind.EXPERT,
        t("Services"): MatchKind.PRODUCT,
        t("Equipment"): MatchKind.EQUIPMENT,
        t("Research centres"): MatchKind.CENTRE,
    }
    tabs = st.tabs(list(kinds), key=f"fits-{need_id}", on_change="rerun")
    for tab, kind in zip(tabs, kinds.values(), strict=True):
        if tab.open:
            with tab:
                if kind is None:
                    match_proposals.for_need(person, need_id, own_only=_of_ours(person, need_id))
                else:
                    _helpers(person, need_id, kind)


def _of_ours(person: Person, need_id: int) -> bool:
    """Whether only results of one's own house are wanted: only liaison officers are asked, and ours come first."""
    if not person.has(Role.UNIVERSITY_LIAISON):
        return False
    whose = {True: t("Ours"), False: t("All")}
    chosen = st.segmented_control(
        t("Whose results"),
        list(whose),
        default=True,
        required=True,
        format_func=whose.__getitem__,
        key=f"whose-{need_id}",
    )
    return chosen is not False


def _helpers(person: Person, need_id: int, kind: MatchKind) -> None:
    found = read(helpers_for, person, need_id, kind, topics=SEEN)
    if found is None:
        return
    _list(person, found, need_id, kind)
    _aside(person, need_id, kind)


def _list(person: Person, found: tuple[Helper, ...], need_id: int, kind: MatchKind) -> None:
    if not found:
        st.info(
            t("Nobody in the directory fits yet. Other words in the need may find more."),
            icon=":material/search_off:",
        )
        return
    names = area_names(person) | industry_names(person)
    need = read(queries.need, person, need_id, topics=research_list.SEEN)
    whys = [each.why for each in found]
    for place, each in enumerate(found, start=1):
        with st.container(border=True, gap="small", key=f"helper-{kind}-{each.id}"):
            _head(place, each, kind)
            match_bars.show(each.why, whys)
            asked = (need.problem, need.problem_en)
            match_reasons.of_need(asked, (each.text, each.text_en), each.why)
            match_reasons.sentences(each.why, f"{each.name} {each.text} {each.text_en}", names)
            _room(each)
            if each.terms:
                st.caption(plain(t("Terms of use: {terms}", terms=each.terms)))
            with st.container(horizontal=True, gap="small"):
                _start(need_id, each, kind)
                if each.may_set_aside:
                    with st.popover(t("Not this, because…"), icon=":material/thumb_down:"):
                        _not_this(need_id, each, kind)


def _head(place: int, each: Helper, kind: MatchKind) -> None:
    product = each.id if kind is MatchKind.PRODUCT else None
    section = "equipment" if kind is MatchKind.EQUIPMENT else ""
    link = rows.organisation(each.organisation_id, product, section)
    name = named(each.name, each.name_en)
    record_title.show(f"{place}. {name}", link, key=f"helper-{kind}-{place}")
    match_reasons.badge(each.why)
    if kind is not MatchKind.CENTRE:
        st.caption(plain(named(each.organisation, each.organisation_en)))


def _start(need_id: int, each: Helper, kind: MatchKind) -> None:
    """A team is brought together with the need as a result is; an expert through the team."""
    if each.match_id and each.match_stage:
        st.page_link(
            match_board.PAGE,
            label=term(each.match_stage),
            icon=":material/handshake:",
            query_params={"id": str(each.match_id)},
        )
    elif each.may_start and each.team_id:
        label = (
            t("Bring together")
            if kind is MatchKind.TEAM
            else t("Bring together with the expert's team")
        )
        match_proposals.start(
            starting.start_with_team,
            label,
            key=f"{kind}-{each.id}",
            need_id=need_id,
            team_id=each.team_id,
        )
    elif each.team_id and not each.takes_matches:
        st.page_link(
            "pages/public/ask.py",
            label=t("Ask for its help by a demand"),
            icon=":material/contact_support:",
        )


def _not_this(need_id: int, each: Helper, kind: MatchKind) -> None:
    form = f"helper-not-{need_id}-{kind}-{each.id}"
    with st.form(f"{form}-{nonce(form)}", border=False):
        reason = st.radio(t("Reason"), aside.REASONS, format_func=term, index=None)
        note = st.text_input(t("In a few words (need not be)"), max_chars=400)
        if st.form_submit_button(t("Set aside"), type="primary"):
            said = {"kind": kind.value, "record_id": each.id, "reason": reason or "", "note": note}
            done = t("Noted. The list heeds it.")
            submit(aside.set_aside, need_id, done=done, form=form, **said)


def _aside(person: Person, need_id: int, kind: MatchKind) -> None:
    """What was set aside, and the way back."""
    found = read(helpers_aside, person, need_id, kind, topics=SEEN)
    if not found:
        return
    with st.expander(t("Set aside ({n})", n=len(found)), icon=":material/playlist_remove:"):
        for each in found:
            form = f"helper-back-{need_id}-{kind}-{each.id}"
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(plain(named(each.name, each.name_en)), width="stretch")
                st.badge(term(each.reason), color="orange")
                if each.is_own and st.button(t("Take back"), key=form, type="tertiary"):
                    said = {"kind": kind.value, "record_id": each.id}
                    submit(aside.take_back, need_id, done=t("Taken back."), form=form, **said)
            if each.note:
                st.text(each.note)


def _room(each: Helper) -> None:
    """How much room a team still has this year."""
    if each.capacity:
        st.progress(
            min(each.taken / each.capacity, 1.0),
            text=t(
                "{taken} of {capacity} needs taken on this year",
                taken=each.taken,
                capacity=each.capacity,
            ),
        )
