"""The assignment of entries to judges, for those who keep a competition: proposed, put in place, changed by hand."""

import streamlit as st

from components import contest_view, record_window
from components.choosing import one
from components.moments import day
from components.reading import read
from components.record_window import ask_reason, button
from components.session import nonce
from components.submitting import submit
from components.texts import listed, plain, t, term
from db.contest_vocabulary import ContestStage, ScoreState
from domain import paging
from domain.contest import assignments
from domain.permissions import Person
from domain.queries import contest_judges
from domain.queries.contest_judges import Assignment, EntryJudged, Place
from domain.queries.contests import ContestShown

MOST = 30  # entries on one page


def show(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """What is proposed, and every entry with its judges and those who are kept away."""
    found = _found(person, shown, stage)
    if found is None or not found.entries:
        st.info(t("No entry takes part in this stage yet."), icon=":material/rule:")
        return
    is_open = shown.rounds[stage].closed_at is None
    short = sum(each.short for each in found.entries)
    if is_open and found.new:
        told = t(
            "Proposed: {n} more sheets; a judge has {least} to {most} entries.",
            n=found.new,
            least=found.fewest,
            most=found.most,
        )
        proof = t("No assignment is more even.") if found.is_proved else ""
        st.info(f"{told} {proof}", icon=":material/balance:")
        if st.button(
            t("Put the proposal in place"), type="primary", icon=":material/check:", key="assign"
        ):
            submit(
                assignments.put,
                shown.id,
                done=t("The judges are assigned."),
                form=f"assign-{shown.id}",
                stage=stage,
                pairs=found.pairs,
            )
    elif found.pairs:
        st.caption(_share(found.fewest, found.most))
    if short and is_open:
        st.warning(
            t("{n} judges are missing: too few are without a conflict.", n=short),
            icon=":material/person_search:",
        )
    pages = paging.pages(len(found.entries), MOST)
    at = st.pagination(pages, key="assignment-page") if pages > 1 else 1
    for each in found.entries[(at - 1) * MOST : at * MOST]:
        _entry(shown, stage, each, is_open)


def _share(least: int, most: int) -> str:
    if least == most:
        return t("Every judge has {n} entries.", n=most)
    return t("A judge has {least} to {most} entries.", least=least, most=most)


def _entry(shown: ContestShown, stage: ContestStage, each: EntryJudged, is_open: bool) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"{each.ticket}\\. **{plain(each.title)}**")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            for place in each.places:
                with st.container(
                    horizontal=True, width="content", gap=None, vertical_alignment="center"
                ):
                    _place(shown, stage, each, place, is_open)
        for away in each.away:
            reasons = listed(term(reason) for reason in away.reasons)
            st.caption(t("Kept away: {name} ({reasons})", name=plain(away.judge), reasons=reasons))
            if away.declared:
                on, why = away.declared
                st.caption(t("Declared on {day}: {reason}", day=day(on), reason=plain(why)))
        if is_open and each.others:
            _give(shown, stage, each)


def _place(
    shown: ContestShown, stage: ContestStage, each: EntryJudged, place: Place, is_open: bool
) -> None:
    """A judge of the entry, and the way to take it from them as long as that is possible."""
    name = plain(place.judge)
    if place.score_id is None:
        st.badge(name, color="gray", icon=":material/add:")
        return
    if place.is_away:
        st.badge(name, color="red", icon=":material/warning:")
    else:
        st.badge(name, color="green" if place.state is ScoreState.HANDED_IN else "blue")
    label, form = t("Take it from {name}", name=place.judge), f"take-{each.id}-{place.judge_id}"
    if not is_open:
        return
    if place.state is not ScoreState.ASSIGNED:
        if place.is_away:
            button("taken", label, of=place.score_id, icon="person_remove")
    elif st.button("", icon=":material/close:", type="tertiary", help=label, key=form):
        submit(
            assignments.take,
            shown.id,
            done=t("Taken from {name}.", name=name),
            form=form,
            stage=stage,
            entry_id=each.id,
            judge_id=place.judge_id,
        )


def window(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """Why a sheet that was begun is taken from a judge in conflict: the window that the address asks for."""
    verb, of = record_window.asked()
    if verb != "taken" or not of:
        return
    found = _found(person, shown, stage)
    wanted = ((e, p) for e in found.entries for p in e.places if p.score_id == of and p.is_away)
    if (pair := next(wanted, None)) is None:
        return
    entry, place = pair
    label = t("Take it from {name}", name=place.judge)
    said = {"stage": stage, "entry_id": entry.id, "judge_id": place.judge_id}
    done = t("Taken from {name}.", name=plain(place.judge))
    record_window.show(
        label, lambda: ask_reason(assignments.take, shown.id, f"taken-{of}", label, done, **said)
    )


def _found(person: Person, shown: ContestShown, stage: ContestStage) -> Assignment | None:
    return read(contest_judges.assignment, person, shown.id, stage, topics=contest_view.SEEN)


def _give(shown: ContestShown, stage: ContestStage, each: EntryJudged) -> None:
    names, form = dict(each.others), f"give-{each.id}"
    with st.popover(t("Give it to one more judge"), icon=":material/person_add:", key=form):
        chosen = one(t("Judge"), list(names), None, names.get, key=f"{form}-{nonce(form)}")
        if st.button(t("Give"), key=f"{form}-sure", disabled=chosen is None):
            submit(
                assignments.give,
                shown.id,
                done=t("Given to {name}.", name=plain(names[chosen])),
                form=form,
                stage=stage,
                entry_id=each.id,
                judge_id=chosen,
            )
