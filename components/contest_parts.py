"""What those who keep a competition see of it, part by part: entries, judges, assignment, scoring, ranking."""

import streamlit as st

from components import (
    address,
    contest_assignment,
    contest_entries,
    contest_follow,
    contest_judges_view,
    contest_ranking,
)
from components.texts import t, term
from db.contest_vocabulary import ContestStage
from domain.contest.plans import ROUNDS
from domain.permissions import Person
from domain.queries.contests import ContestShown


def show(person: Person, shown: ContestShown) -> None:
    """The part that the address names, the entries unless it names another."""
    if not shown.is_keeper:
        return
    words = {
        "entries": t("Entries"),
        "judges": t("Judges"),
        "assignment": t("Assignment"),
        "sheet": t("Scoring sheet"),
        "ranking": t("Ranking"),
        "follow": t("Follow-up"),
    }
    part = address.segment("part", t("Part"), list(words), words.get)
    if part == "entries":
        contest_entries.everybody(person, shown)
        return
    if part == "follow":
        contest_follow.show(person, shown)
        contest_follow.window(person, shown.id)
        return
    stage = _stage(shown)
    match part:
        case "judges":
            contest_judges_view.show(person, shown, stage)
            contest_judges_view.window(person, shown, stage)
        case "assignment":
            contest_assignment.show(person, shown, stage)
            contest_assignment.window(person, shown, stage)
        case "sheet":
            contest_ranking.sheet(person, shown, stage)
            contest_ranking.window(person, shown, stage)
        case "ranking":
            contest_ranking.show(person, shown, stage)
            contest_ranking.window(person, shown, stage)


def _stage(shown: ContestShown) -> ContestStage:
    """The preliminary until it is closed, then the final; the address may name the other."""
    stages = list(ROUNDS)
    if shown.rounds[ContestStage.PRELIMINARY].closed_at is not None:
        stages.reverse()
    chosen = address.segment(
        "stage", t("Stage"), [each.value for each in stages], lambda one: term(ContestStage(one))
    )
    st.space("small")
    return ContestStage(chosen)
