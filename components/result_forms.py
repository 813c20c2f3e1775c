"""Entering a research result and changing one, in a window."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components import record_window, research_list
from components.choosing import industry_names, one, several
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.submitting import as_first_drawn, attempt, tell
from components.texts import t, term
from db.research_vocabulary import Confidentiality, PatentKind, PatentState, TransferKind
from domain import results, topics
from domain.command import can
from domain.permissions import Person
from domain.queries import results as queries
from domain.queries.results import PatentShown, ResultShown
from domain.results import PatentSaid

NEW = "new"
SEEN = (topics.ORGANISATIONS,)
SPARE = 2  # empty lines for further patents
EARLIEST = date(1900, 1, 1)


def button(person: Person) -> None:
    """For a liaison officer: the way to a new result of the house."""
    if person.organisation_id and can(person, results.enter) and _is_researcher(person):
        record_window.button(NEW, t("Enter a research result"), icon="add")


def window(person: Person) -> None:
    """The window that the address asks for: a result of one's own house, or of the organisation named."""
    verb, of = record_window.asked()
    if verb == NEW and can(person, results.enter):
        record_window.show(t("Enter a research result"), _new, person, of, is_wide=True)


def edit(person: Person, shown: ResultShown) -> None:
    """All that is said of one result."""
    name = f"result-{shown.id}"
    if shown.stage not in results.publishing.OPEN:
        st.info(t("What is published and changed is reviewed again."), icon=":material/info:")
    with form(name) as key:
        version = as_first_drawn(key("title"), shown.version)
        said = _fields(person, key, shown.organisation_id, shown)
        if sent(t("Save")):
            done = t("The result is saved.")
            send(results.change, shown.id, form_name=name, done=done, version=version, **said)


def _is_researcher(person: Person) -> bool:
    return person.kind in results.RESEARCHERS


def _new(person: Person, organisation_id: int | None) -> None:
    name = f"result-new-{organisation_id or 0}"
    with form(name) as key:
        said = _fields(person, key, organisation_id or person.organisation_id)
        if sent(t("Save as a draft")):
            is_done, made = attempt(
                results.enter, form=name, organisation_id=organisation_id, **said
            )
            if is_done:
                tell(t("The result is a draft. Hand it in for review when it is complete."))
                link = research_list.result(made)
                st.switch_page(link.script, query_params=dict(link.query))


def _fields(
    person: Person,
    key: Callable[[str], str],
    organisation_id: int | None,
    now: ResultShown | None = None,
) -> dict[str, Any]:
    said = _texts(key, now)
    left, right = st.columns(2)
    said["readiness"] = one(
        t("Readiness, 1 to 9"),
        list(range(1, 10)),
        now.readiness if now else None,
        str,
        key=key("readiness"),
        place=left,
    )
    said["price"] = right.number_input(
        t("Price thought of, in yuan"),
        min_value=0,
        max_value=results.MOST_PRICE,
        value=now.price if now else None,
        step=10_000,
        key=key("price"),
    )
    said["industry_codes"] = several(
        t("For industries"),
        industry_names(person),
        now.industry_codes if now else (),
        key=key("industries"),
        place=left,
    )
    said["transfer_kinds"] = several(
        t("Ways of transfer"),
        {kind.value: term(kind) for kind in TransferKind},
        [kind.value for kind in now.transfer_kinds] if now else (),
        key=key("transfer"),
        place=right,
        none=t("Please choose"),
    )
    kept = (now.team.id,) if now and now.team else ()
    teams = read(queries.teams, person, organisation_id or 0, kept, topics=SEEN)
    names = {team.id: named(team.name, team.name_en) for team in teams}
    said["team_id"] = one(
        t("Team"),
        list(names),
        now.team.id if now and now.team else None,
        names.__getitem__,
        key=key("team"),
        place=left,
    )
    said["year"] = right.number_input(
        t("Year"), 1950, 2100, value=now.year if now else None, key=key("year")
    )
    said["conditions"] = st.text_area(
        t("Conditions"),
        now.conditions if now else "",
        max_chars=1000,
        height=80,
        key=key("conditions"),
    )
    said["confidentiality"] = st.radio(
        t("Confidentiality"),
        list(Confidentiality),
        index=list(Confidentiality).index(now.confidentiality if now else Confidentiality.OPEN),
        format_func=term,
        horizontal=True,
        key=key("confidentiality"),
        help=t("A hidden name is shown to the other side only when both have agreed."),
    )
    said["patents"] = _patents(key, now.patents if now else ())
    return said


def _texts(key: Callable[[str], str], now: ResultShown | None) -> dict[str, Any]:
    return {
        "title": st.text_input(
            t("Title"), now.title if now else "", max_chars=300, key=key("title")
        ),
        "abstract": st.text_area(
            t("Abstract"),
            now.abstract if now else "",
            max_chars=6000,
            height=140,
            key=key("abstract"),
        ),
        "figures": st.text_area(
            t("Figures that it reaches"),
            "\n".join(now.targets) if now else "",
            height=80,
            key=key("figures"),
            placeholder=t("One on each line: leak rate <= 0.01 %"),
        ),
        "keywords": st.text_input(
            t("Keywords"), "、".join(now.keywords) if now else "", max_chars=600, key=key("words")
        ),
        "inventors": st.text_input(
            t("Inventors"), now.inventors if now else "", max_chars=400, key=key("inventors")
        ),
        "title_en": st.text_input(
            t("Title in English"), now.title_en if now else "", max_chars=300, key=key("title-en")
        ),
        "abstract_en": st.text_area(
            t("Abstract in English"),
            now.abstract_en if now else "",
            max_chars=6000,
            height=80,
            key=key("abstract-en"),
        ),
    }


def _patents(key: Callable[[str], str], now: Sequence[PatentShown]) -> list[PatentSaid]:
    """One line for each patent, and empty ones for more; a line without a number is no patent."""
    st.markdown(f"**{t('Patents')}**")
    said = []
    for n in range(len(now) + SPARE):
        was = now[n] if n < len(now) else None
        number, kind, state = st.columns([3, 2, 2])
        typed = number.text_input(
            t("Patent number"), was.number if was else "", max_chars=60, key=key(f"patent-{n}")
        )
        sort = one(
            t("Kind of patent"),
            list(PatentKind),
            was.kind if was else PatentKind.INVENTION,
            term,
            key=key(f"kind-{n}"),
            place=kind,
        )
        stands = one(
            t("Legal status"),
            list(PatentState),
            was.state if was else PatentState.GRANTED,
            term,
            key=key(f"state-{n}"),
            place=state,
        )
        title, day = st.columns([5, 2])
        name = title.text_input(
            t("Name of the patent"),
            was.name if was else "",
            max_chars=200,
            key=key(f"patent-name-{n}"),
        )
        filed_on = day.date_input(
            t("Filed on"),
            was.filed_on if was else None,
            min_value=EARLIEST,
            format="YYYY-MM-DD",
            key=key(f"filed-{n}"),
        )
        if typed.strip():
            said.append(PatentSaid(typed, sort or "", stands or "", name, filed_on))
    return said
