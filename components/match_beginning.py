"""Beginning a match with a record that nobody proposed: one names a record of one's own, a broker any by its number."""

from collections.abc import Callable

import streamlit as st

from components import match_board, record_window, research_list
from components.naming import named
from components.reading import read
from components.submitting import attempt, tell
from components.texts import t
from db.research_vocabulary import RecordStage
from db.vocabulary import Role
from domain import clock
from domain.matchmaking import starting
from domain.permissions import Person
from domain.queries import beginning, inviting
from domain.queries.named import Named
from domain.queries.needs import NeedShown
from domain.queries.results import ResultShown
from domain.research_visible import is_broker

MOST_NUMBER = 20  # characters


def for_result(person: Person, shown: ResultShown) -> None:
    """The way from a result to a match: an enterprise names a need of its own, its house and brokers any by number."""
    if shown.stage is not RecordStage.PUBLISHED:
        return
    if _names_any(person, shown.organisation_id):
        with _offered(t("Bring together with a need"), f"result-{shown.id}"):
            _by_number(person, beginning.need_numbered, "need_id", {"result_id": shown.id}, "N")
    elif person.has(Role.ENTERPRISE):
        own = read(inviting.own_needs, person, topics=research_list.SEEN)
        with _offered(t("We are interested"), f"result-{shown.id}"):
            if own:
                words = t("The need of ours that it could serve")
                _of_ours(own, words, "need_id", {"result_id": shown.id})
            else:
                st.caption(t("Publish a technical need first: it says what you look for."))
                st.page_link(research_list.NEEDS_PAGE, label=t("Technical needs"))


def for_need(person: Person, shown: NeedShown) -> None:
    """The way from a need to a match: a house names a result of its own, the enterprise and brokers any by number."""
    if shown.stage is not RecordStage.PUBLISHED:
        return
    if _names_any(person, shown.enterprise_id):
        with _offered(t("Bring together with a result"), f"need-{shown.id}"):
            _by_number(person, beginning.result_numbered, "result_id", {"need_id": shown.id}, "R")
    elif person.has(Role.UNIVERSITY_LIAISON):
        own = read(inviting.invitable_results, person, True, topics=research_list.SEEN)
        with _offered(t("We have something for it"), f"need-{shown.id}"):
            if own:
                _of_ours(own, t("The result of ours"), "result_id", {"need_id": shown.id})
            else:
                st.caption(t("Publish a research result first: it says what you have."))
                st.page_link(research_list.RESULTS_PAGE, label=t("Research results"))


def _names_any(person: Person, owner_id: int | None) -> bool:
    """Whether they name the other record by its number: brokers, and those whose record the page is of."""
    is_theirs = owner_id is not None and owner_id == person.organisation_id
    is_side = is_theirs and person.has(Role.ENTERPRISE, Role.UNIVERSITY_LIAISON)
    return is_broker(person) or is_side


def _offered(label: str, key: str):
    return st.popover(label, icon=":material/handshake:", key=f"begin-{key}")


def _of_ours(own: tuple[Named, ...], words: str, field: str, of: dict[str, int]) -> None:
    names = {each.id: named(each.name, each.name_en) for each in own}
    form = _form(of)
    with record_window.form(form) as key:
        chosen = st.selectbox(words, list(names), format_func=names.__getitem__, key=key("own"))
        st.caption(t("It begins a match. Hidden names stay hidden until both sides agree."))
        if record_window.sent(t("Begin a match"), icon="handshake"):
            _begin(form, of | {field: chosen})


def _by_number(
    person: Person,
    query: Callable[..., Named | None],
    field: str,
    of: dict[str, int],
    sign: str,
) -> None:
    """`sign`: with which the numbers of such records begin."""
    form, like = _form(of), f"{sign}{clock.now().year}-48301749"
    with record_window.form(form) as key:
        typed = st.text_input(
            t("Its number"), max_chars=MOST_NUMBER, placeholder=like, key=key("number")
        )
        if record_window.sent(t("Begin a match"), icon="handshake"):
            found = read(query, person, typed, topics=research_list.SEEN) if typed.strip() else None
            if found is None:
                st.error(
                    t("Nothing published has this number, or it is not open to you."),
                    icon=":material/search_off:",
                )
            else:
                _begin(form, of | {field: found.id})


def _form(of: dict[str, int]) -> str:
    return "begin-" + "-".join(f"{name}-{number}" for name, number in of.items())


def _begin(form: str, of: dict[str, int]) -> None:
    is_done, made = attempt(starting.start, form=form, **of)
    if is_done:
        tell(t("The two are brought together."))
        st.switch_page(match_board.PAGE, query_params={"id": str(made)})
