"""Whom a docking day invites: needs, results and teams chosen by hand, and what fits each of them best."""

import streamlit as st

from components import docking_view
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.texts import t
from db.research_vocabulary import MatchKind
from domain import docking_days, topics
from domain.permissions import Person
from domain.queries import inviting
from domain.queries.docking import DayShown
from domain.queries.inviting import TeamInvited
from domain.queries.named import Named

TEAMS_SEEN = (*docking_view.SEEN, topics.ORGANISATIONS)
FIRST = 20  # the newest needs, or one's own results, stand chosen


def show(person: Person, shown: DayShown) -> None:
    """The platform begins with needs, a house with its own results; either adds what fits."""
    seen = {"topics": docking_view.SEEN}
    needs = _names(read(inviting.invitable, person, **seen), shown.needs)
    achieved = tuple(each for each in shown.results if not each.is_team)
    results = _names(read(inviting.invitable_results, person, **seen), achieved)
    own = read(inviting.invitable_results, person, True, **seen) if not shown.hears_all else ()
    ours = [each.id for each in own if each.id in results]
    of_day = {each.key for each in shown.results}
    teams = {
        each.id: each
        for each in read(inviting.invitable_teams, person, topics=TEAMS_SEEN)
        if (MatchKind.TEAM, each.id) not in of_day
    }
    name = f"docking-invite-{shown.id}"
    with form(name) as key:
        need_ids = st.multiselect(
            t("Technical needs"),
            list(needs),
            default=list(needs)[:FIRST] if shown.hears_all else [],
            format_func=needs.__getitem__,
            key=key("needs"),
        )
        many = st.slider(
            t("Results invited for each"), 0, 10, 5 if shown.hears_all else 0, key=key("many")
        )
        result_ids = st.multiselect(
            t("Research results"),
            list(results),
            default=ours[:FIRST],
            format_func=results.__getitem__,
            key=key("results"),
        )
        team_ids = st.multiselect(
            t("Expert teams, with their results or as a whole"),
            list(teams),
            format_func=lambda id: _of_team(teams[id]),
            key=key("teams"),
        )
        many_needs = st.slider(
            t("Needs invited for each result"),
            0,
            10,
            0 if shown.hears_all else 3,
            key=key("many-needs"),
        )
        has_said = st.checkbox(
            t("They have all said already that they come")
            if shown.hears_all
            else t("Our own results and teams come"),
            value=not shown.hears_all,
            key=key("said"),
        )
        st.caption(t("Only who has accepted is planned. Everybody else is asked."))
        if sent(t("Invite"), icon="group_add"):
            of_teams = [id for team in team_ids for id in teams[team].result_ids]
            chosen = tuple(dict.fromkeys((*result_ids, *of_teams)))
            with st.spinner(t("Looking for what fits …")):
                best = read(inviting.best_results, person, tuple(need_ids), many, **seen)
                more = read(inviting.best_needs, person, chosen, many_needs, **seen)
            send(
                docking_days.invite,
                shown.id,
                form_name=name,
                done=t("Invited."),
                need_ids=tuple(dict.fromkeys((*need_ids, *more))),
                result_ids=tuple(dict.fromkeys((*chosen, *best))),
                team_ids=tuple(team for team in team_ids if not teams[team].result_ids),
                have_accepted=has_said,
            )


def _of_team(team: TeamInvited) -> str:
    name = named(team.name, team.name_en)
    many = len(team.result_ids)
    return t("{name} · {n} results", name=name, n=many) if many else name


def _names(found: tuple[Named, ...], coming) -> dict[int, str]:
    """By their ids, the ones that are not invited yet."""
    known = {each.record_id for each in coming}
    return {each.id: named(each.name, each.name_en) for each in found if each.id not in known}
