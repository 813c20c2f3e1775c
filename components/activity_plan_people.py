"""Speakers and co-organisers of an activity: found by name, added and removed one by one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import streamlit as st

from components import activity_words
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t
from domain import activities, topics
from domain.activity_clashes import Clash
from domain.activity_plans import Plan, Speaker
from domain.permissions import Person
from domain.queries import activity_choices, activity_clashes
from domain.queries.activity import ActivityShown
from domain.queries.named import Named


def show(person: Person, shown: ActivityShown) -> None:
    """Who speaks and who helps, as it stands, with a search for more."""
    st.subheader(t("Speakers and co-organisers"), anchor=False)
    left, right = st.columns(2)
    with left:
        _speakers(person, shown)
    with right:
        _partners(person, shown)


def _speakers(person: Person, shown: ActivityShown) -> None:
    plan = shown.plan
    _those_there(
        shown,
        "speaker",
        (
            (each.expert_id, _with_topic(named(each.name, each.name_en), each.topic))
            for each in shown.speakers
        ),
        lambda gone: replace(
            plan, speakers=tuple(each for each in plan.speakers if each.expert_id != gone)
        ),
    )
    key = f"speaker-{nonce(f'speaker-{shown.id}')}"
    found = _found(person, activity_choices.speakers, t("Find a speaker"), key)
    topic = st.text_input(t("Speaks on"), max_chars=120, key=f"{key}-topic") if found else ""
    known = {each.expert_id for each in plan.speakers}
    new = [each for each in found if each.id not in known]
    ids = tuple(each.id for each in new)
    _add(
        shown,
        "speaker",
        new,
        lambda one: replace(plan, speakers=(*plan.speakers, Speaker(one, topic))),
        read(activity_clashes.of_speakers, person, shown.id, ids, topics=(topics.ACTIVITIES,)),
    )


def _partners(person: Person, shown: ActivityShown) -> None:
    plan = shown.plan
    _those_there(
        shown,
        "partner",
        ((each.id, named(each.name, each.name_en)) for each in shown.partners),
        lambda gone: replace(
            plan, partner_ids=tuple(each for each in plan.partner_ids if each != gone)
        ),
    )
    key = f"partner-{nonce(f'partner-{shown.id}')}"
    found = _found(person, activity_choices.co_organisers, t("Find a co-organiser"), key)
    known = {*plan.partner_ids, shown.organiser.id}
    _add(
        shown,
        "partner",
        [each for each in found if each.id not in known],
        lambda one: replace(plan, partner_ids=(*plan.partner_ids, one)),
    )


def _those_there(
    shown: ActivityShown,
    what: str,
    names: Iterable[tuple[int, str]],
    without: Callable[[int], Plan],
) -> None:
    for number, name in names:
        label = t("Remove {name}", name=plain(name))
        if st.button(label, icon=":material/close:", type="tertiary", key=f"{what}-gone-{number}"):
            _correct(shown, what, without(number))


def _found(person: Person, query: Callable, label: str, key: str) -> tuple[Named, ...]:
    typed = st.text_input(label, max_chars=40, key=f"{key}-find", icon=":material/search:")
    if not typed.strip():
        return ()
    found = read(query, person, typed.strip(), topics=(topics.ORGANISATIONS,))
    if not found:
        st.caption(t("Nobody found."))
    return found


def _add(
    shown: ActivityShown,
    what: str,
    found: Iterable[Named],
    with_one: Callable[[int], Plan],
    in_the_way: Mapping[int, tuple[Clash, ...]] | None = None,
) -> None:
    """Each with a button; whoever is elsewhere at that time is added by who has read where."""
    for each in found:
        clashes = (in_the_way or {}).get(each.id, ())
        name = plain(named(each.name, each.name_en))
        label = t("Add {name} all the same", name=name) if clashes else t("Add {name}", name=name)
        for one in clashes:
            st.caption(plain(activity_words.clash(one)))
        if st.button(label, icon=":material/add:", type="tertiary", key=f"{what}-add-{each.id}"):
            _correct(shown, what, with_one(each.id), tuple(one.key for one in clashes))


def _correct(
    shown: ActivityShown, what: str, plan: Plan, acknowledged: tuple[str, ...] = ()
) -> None:
    form = f"{what}-{shown.id}"
    submit(
        activities.correct,
        shown.id,
        done=t("Corrected."),
        form=form,
        plan=plan,
        acknowledged=acknowledged,
        version=shown.version,
    )


def _with_topic(name: str, topic: str) -> str:
    return f"{name}: {topic}" if topic else name
