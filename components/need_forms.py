"""Entering a technical need, making one of a demand, and changing one, each in a window."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components import origin_asked, record_window, research_list
from components.choosing import industry_names, one
from components.reading import read
from components.record_window import form, send, sent
from components.submitting import as_first_drawn, attempt, tell
from components.texts import plain, t, term
from db.research_vocabulary import Confidentiality
from db.vocabulary import Kind
from domain import needs, topics
from domain.command import can
from domain.permissions import Person, allows, demand_brokers
from domain.queries import enterprises
from domain.queries import needs as queries
from domain.queries.demand import Shown
from domain.queries.needs import NeedShown

NEW, GROW = "new", "grow"


def button(person: Person) -> None:
    """For an enterprise: the way to a need of its own."""
    if person.kind is Kind.ENTERPRISE and can(person, needs.enter):
        record_window.button(NEW, t("Enter a technical need"), icon="add")


def grow_link(person: Person, demand: Shown) -> None:
    """From a demand whose problem is a technical one to the need that grows out of it."""
    if demand.enterprise_id and allows(demand_brokers, person, demand):
        st.page_link(
            research_list.NEEDS_PAGE,
            label=t("Make a technical need of it"),
            icon=":material/science:",
            query_params={record_window.NAME: f"{GROW}-{demand.id}"},
        )


def window(person: Person) -> None:
    """The window that the address asks for: a need of one's own, of an enterprise, or out of a demand."""
    verb, of = record_window.asked()
    if verb == NEW and can(person, needs.enter):
        record_window.show(t("Enter a technical need"), _new, person, of, is_wide=True)
    elif verb == GROW and of:
        record_window.show(t("Make a technical need of it"), _grow, person, of, is_wide=True)


def edit(person: Person, shown: NeedShown) -> None:
    """All that is said of one need."""
    name = f"need-{shown.id}"
    if shown.stage not in needs.publishing.OPEN:
        st.info(t("What is published and changed is reviewed again."), icon=":material/info:")
    with form(name) as key:
        version = as_first_drawn(key("title"), shown.version)
        said = _fields(person, key, shown)
        if sent(t("Save")):
            done = t("The need is saved.")
            send(needs.change, shown.id, form_name=name, done=done, version=version, **said)


def _new(person: Person, enterprise_id: int | None) -> None:
    name = f"need-new-{enterprise_id or 0}"
    _whose(person, enterprise_id)
    activity = origin_asked.activity(person)
    with form(name) as key:
        said = _fields(person, key)
        if sent(t("Save as a draft")):
            at = {"activity_id": activity.id} if activity else {}
            _made(name, needs.enter, None, enterprise_id=enterprise_id, **at, **said)


def _whose(person: Person, enterprise_id: int | None) -> None:
    """Whoever enters a need of somebody else reads whose it will be."""
    if not enterprise_id or person.kind is Kind.ENTERPRISE:
        return
    found = read(enterprises.one, person, enterprise_id, topics=(topics.ORGANISATIONS,))
    if found is not None:
        st.caption(t("Enterprise: {name}", name=plain(found.name)))


def _grow(person: Person, demand_id: int) -> None:
    demand = read(queries.of_demand, person, demand_id)
    if demand is None:
        st.warning(
            t("There is no such record, or it is not open to you."), icon=":material/search_off:"
        )
        return
    name = f"need-grow-{demand_id}"
    st.info(
        t(
            "If the name is to stay hidden, write title and problem in other words: whoever handled the demand would "
            "know the need by its own."
        ),
        icon=":material/visibility_off:",
    )
    with form(name) as key:
        said = _fields(person, key, title=demand.title[:120], problem=demand.problem)
        if sent(t("Save as a draft")):
            _made(name, needs.grow, demand_id, **said)


def _made(name: str, command, subject_id: int | None, **said: Any) -> None:
    """Carry it out, and go to the need's page."""
    is_done, made = attempt(command, subject_id, form=name, **said)
    if is_done:
        tell(t("The need is a draft. Hand it in for review when it is complete."))
        link = research_list.need(made)
        st.switch_page(link.script, query_params=dict(link.query))


def _fields(
    person: Person,
    key: Callable[[str], str],
    now: NeedShown | None = None,
    *,
    title: str = "",
    problem: str = "",
) -> dict[str, Any]:
    """The fields of the form; `now` is what stands there already."""
    said: dict[str, Any] = {
        "title": st.text_input(
            t("Title"), now.title if now else title, max_chars=120, key=key("title")
        ),
        "problem": st.text_area(
            t("Problem"),
            now.problem if now else problem,
            max_chars=4000,
            height=140,
            key=key("problem"),
            help=t("What happens, under which conditions, and what is wanted."),
        ),
        "tried": st.text_area(
            t("What was tried"),
            now.tried if now else "",
            max_chars=2000,
            height=80,
            key=key("tried"),
        ),
        "figures": st.text_area(
            t("Target figures"),
            "\n".join(now.targets) if now else "",
            height=80,
            key=key("figures"),
            placeholder=t("One on each line: leak rate <= 0.01 %"),
        ),
        "keywords": st.text_input(
            t("Keywords"),
            "、".join(now.keywords) if now else "",
            max_chars=600,
            key=key("keywords"),
        ),
    }
    names = industry_names(person)
    left, right = st.columns(2)
    said["industry_code"] = one(
        t("Industry"),
        list(names),
        now.industry_code if now else None,
        names.__getitem__,
        key=key("industry"),
        place=left,
    )
    said["least_readiness"] = one(
        t("Readiness wanted, 1 to 9"),
        list(range(1, 10)),
        now.least_readiness if now else None,
        str,
        key=key("readiness"),
        place=right,
        none=t("Any"),
    )
    said["budget"] = left.number_input(
        t("Budget in yuan"),
        min_value=0,
        max_value=needs.MOST_BUDGET,
        value=now.budget if now else None,
        step=10_000,
        key=key("budget"),
    )
    said["wanted_by"] = right.date_input(
        t("Wanted by"), now.wanted_by if now else None, format="YYYY-MM-DD", key=key("by")
    )
    said["confidentiality"] = st.radio(
        t("Confidentiality"),
        list(Confidentiality),
        index=list(Confidentiality).index(
            now.confidentiality if now else Confidentiality.NAME_HIDDEN
        ),
        format_func=term,
        horizontal=True,
        key=key("confidentiality"),
        help=t("A hidden name is shown to the other side only when both have agreed."),
    )
    said["title_en"] = st.text_input(
        t("Title in English"), now.title_en if now else "", max_chars=200, key=key("title-en")
    )
    said["problem_en"] = st.text_area(
        t("Problem in English"),
        now.problem_en if now else "",
        max_chars=4000,
        height=80,
        key=key("problem-en"),
    )
    return said
