"""Bringing a need or a result of one's own to a docking day: from the day's page, or uninvited from the calendar."""

import streamlit as st

from components import activity_view, docking_view
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.texts import plain, t
from db.vocabulary import Role
from domain import docking_offers
from domain.permissions import Person
from domain.queries import docking_announced, inviting
from domain.queries.named import Named

SEEN = (*docking_view.SEEN, *activity_view.SEEN)
SPACE = "pages/research/our_space.py"  # asks visitors to sign in


def of_activity(person: Person, activity_id: int) -> None:
    """On the page of an activity that announces docking days: the way in for who was not invited to them."""
    for day in read(docking_announced.open_days_of, person, activity_id, topics=SEEN):
        if person.id is None:
            label = t("Sign in to bring a need or a result to it")
            st.page_link(SPACE, label=label, icon=":material/login:")
            return
        if not person.has(Role.ENTERPRISE, Role.UNIVERSITY_LIAISON):
            return
        label = plain(t("Bring a need or a result: {name}", name=day.name))
        with st.popover(label, icon=":material/add:", key=f"docking-bring-{day.id}"):
            own = own_needs(person), own_results(person)
            if any(own):
                offer(day.id, *own)
            else:
                st.info(t("Publish a need or a result first: it is what you bring."))


def own_needs(person: Person) -> dict[int, str]:
    """The published needs of one's own, by their ids."""
    return _names(read(inviting.own_needs, person, topics=SEEN))


def own_results(person: Person) -> dict[int, str]:
    """The published results of one's own, by their ids."""
    return _names(read(inviting.invitable_results, person, True, topics=SEEN))


def offer(day_id: int, needs: dict[int, str], results: dict[int, str]) -> None:
    """Which of them; those who run the day agree first."""
    name = f"docking-offer-{day_id}"
    with form(name) as key:
        need_ids = _several(t("Technical needs"), needs, key("needs")) if needs else []
        result_ids = _several(t("Research results"), results, key("results")) if results else []
        st.caption(t("They take part once those who run the day agree."))
        if sent(t("Offer"), icon="add"):
            send(
                docking_offers.offer,
                day_id,
                form_name=name,
                done=t("Offered. Those who run the day are told."),
                need_ids=need_ids,
                result_ids=result_ids,
            )


def _several(label: str, names: dict[int, str], key: str) -> list[int]:
    return st.multiselect(label, list(names), format_func=names.__getitem__, key=key)


def _names(found: tuple[Named, ...]) -> dict[int, str]:
    return {each.id: named(each.name, each.name_en) for each in found}
