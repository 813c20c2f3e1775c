"""Bringing a need, a result or a team of one's own to a docking day: from the day's page, or uninvited from the
calendar.
"""

import streamlit as st

from components import activity_view, docking_view
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.texts import plain, t
from db.research_vocabulary import MatchKind
from db.vocabulary import Role
from domain import docking_offers, topics
from domain.permissions import Person
from domain.queries import docking_announced, inviting
from domain.queries.named import Named

SEEN = (*docking_view.SEEN, *activity_view.SEEN)
SPACE = "pages/research/our_space.py"  # asks visitors to sign in


def of_activity(person: Person, activity_id: int) -> None:
    """On the page of an activity that announces docking days: the way in for who was not invited to them."""
    for day in read(docking_announced.open_days_of, person, activity_id, topics=SEEN):
        if person.id is None:
            label = t("Sign in to bring a need, a result or a team to it")
            st.page_link(SPACE, label=label, icon=":material/login:")
            return
        if not person.has(Role.ENTERPRISE, Role.UNIVERSITY_LIAISON):
            return
        label = plain(t("Bring something to it: {name}", name=day.name))
        with st.popover(label, icon=":material/add:", key=f"docking-bring-{day.id}"):
            own = own_of(person)
            if any(own.values()):
                offer(day.id, own)
            elif person.has(Role.UNIVERSITY_LIAISON):
                st.info(t("Publish a result or enter an expert team first: it is what you bring."))
            else:
                st.info(t("Publish a need first: it is what you bring."))


def own_of(person: Person) -> dict[MatchKind, dict[int, str]]:
    """What is of one's own: published needs and results, and expert teams, each by its id."""
    topics_seen = {"topics": (*SEEN, topics.ORGANISATIONS)}
    return {
        MatchKind.NEED: _names(read(inviting.own_needs, person, **topics_seen)),
        MatchKind.RESULT: _names(read(inviting.invitable_results, person, True, **topics_seen)),
        MatchKind.TEAM: _names(read(inviting.own_teams, person, **topics_seen)),
    }


def offer(day_id: int, own: dict[MatchKind, dict[int, str]]) -> None:
    """Which of them; those who run the day agree first."""
    name = f"docking-offer-{day_id}"
    labels = {
        MatchKind.NEED: t("Technical needs"),
        MatchKind.RESULT: t("Research results"),
        MatchKind.TEAM: t("Expert teams, each as a whole"),
    }
    with form(name) as key:
        chosen = {
            kind: _several(labels[kind], names, key(f"{kind}s")) if names else []
            for kind, names in own.items()
        }
        st.caption(t("They take part once those who run the day agree."))
        if sent(t("Offer"), icon="add"):
            send(
                docking_offers.offer,
                day_id,
                form_name=name,
                done=t("Offered. Those who run the day are told."),
                need_ids=chosen[MatchKind.NEED],
                result_ids=chosen[MatchKind.RESULT],
                team_ids=chosen[MatchKind.TEAM],
            )


def _several(label: str, names: dict[int, str], key: str) -> list[int]:
    return st.multiselect(label, list(names), format_func=names.__getitem__, key=key)


def _names(found: tuple[Named, ...]) -> dict[int, str]:
    return {each.id: named(each.name, each.name_en) for each in found}
