"""Reviewing many needs or results: one table, several ticked, published or sent back with a coded reason; and from the
page of one on to the next."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import research_list, ticking
from components.choosing import one
from components.naming import naming
from components.reading import read
from components.session import nonce, renew_nonce
from components.submitting import attempt_each, tell
from components.texts import t, term
from db.research_vocabulary import MatchKind, ReturnReason
from domain import needs, results
from domain.permissions import Person
from domain.queries import reviews
from domain.queries.needs import NeedShown
from domain.queries.results import ResultShown
from domain.queries.reviews import Waiting

FORM = "review-queue"
_QUERIES = {MatchKind.NEED: reviews.needs, MatchKind.RESULT: reviews.results}
_LINKS = {MatchKind.NEED: research_list.need, MatchKind.RESULT: research_list.result}


def for_needs(person: Person) -> None:
    """All needs that wait, for those who review; nothing where none does."""
    _show(person, MatchKind.NEED)


def for_results(person: Person) -> None:
    """All results that wait, for those who review; nothing where none does."""
    _show(person, MatchKind.RESULT)


def steps(person: Person, shown: NeedShown | ResultShown) -> None:
    """On the page of one that waits: which of how many it is, and the ways to its neighbours."""
    kind = MatchKind.NEED if isinstance(shown, NeedShown) else MatchKind.RESULT
    queue = read(_QUERIES[kind], person, topics=research_list.SEEN)
    ids = [each.id for each in queue.waiting]
    if shown.id not in ids:
        if ids and shown.may_review:
            _to(kind, ids[0], t("On to the next that waits"), "arrow_forward")
        return
    at = ids.index(shown.id)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="review-steps"
    ):
        st.caption(t("{n} of {all} that wait for a review", n=at + 1, all=f"{queue.many:,}"))
        if at:
            _to(kind, ids[at - 1], t("The one before"), "arrow_back")
        if at + 1 < len(ids):
            _to(kind, ids[at + 1], t("The one after"), "arrow_forward")


def _show(person: Person, kind: MatchKind) -> None:
    is_need = kind is MatchKind.NEED
    queue = read(_QUERIES[kind], person, topics=research_list.SEEN)
    if not queue.waiting:
        return
    waiting = f"{queue.many:,}"
    label = (
        t("{n} needs wait for a review", n=waiting)
        if is_need
        else t("{n} results wait for a review", n=waiting)
    )
    commands = needs if is_need else results
    with st.expander(label, icon=":material/rate_review:", key="review-queue"):
        ticked = _table(kind, queue.waiting)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if st.button(
                t("Publish {n}", n=len(ticked)),
                icon=":material/publish:",
                type="primary",
                disabled=not ticked,
                key="review-publish",
            ):
                _each(commands.publish, ticked, _published)
            reason = one(t("Reason"), list(ReturnReason), None, term, key="review-reason")
            if st.button(
                t("Send back {n}", n=len(ticked)),
                icon=":material/undo:",
                disabled=not (ticked and reason),
                key="review-return",
            ):
                said = {"reason": reason.value, "code": reason.value}
                _each(commands.send_back, ticked, _sent_back, **said)


def _to(kind: MatchKind, record_id: int, label: str, icon: str) -> None:
    link = _LINKS[kind](record_id)
    st.page_link(link.script, label=label, icon=f":material/{icon}:", query_params=dict(link.query))


def _table(kind: MatchKind, waiting: Sequence[Waiting]) -> list[int]:
    """Returns the ids of those that are ticked."""
    speak = naming()
    is_need = kind is MatchKind.NEED
    text, owner = (
        (t("Problem"), t("Enterprise"))
        if is_need
        else (t("Abstract"), t("University or institute"))
    )
    last = (
        {t("Budget"): [each.money for each in waiting]}
        if is_need
        else {t("Patents"): [each.patents for each in waiting]}
    )
    columns = {
        t("Number"): [_LINKS[kind](each.id).href for each in waiting],
        t("Title"): [speak(each.title, each.title_en) for each in waiting],
        text: [each.text for each in waiting],
        owner: [speak(each.owner, each.owner_en) or t("Name hidden") for each in waiting],
        t("Readiness"): [each.readiness for each in waiting],
    } | last
    key = f"review-table-{kind}-{nonce(FORM)}-{waiting[0].id}-{len(waiting)}"
    looks = {text: ticking.CONFIG.TextColumn(width="large")}
    return ticking.ticked([each.id for each in waiting], columns, key=key, looks=looks)


def _each(command, ids: Sequence[int], done: Callable[[int], str], **said: str) -> None:
    """One after the other: what cannot be done says why, and the others are done all the same."""
    many, refused = attempt_each(command, ids, form=FORM, **said)
    renew_nonce(FORM)
    for why, left_out in refused.items():
        tell(t("{n} left out: {why}", n=left_out, why=why))
    if many:
        tell(done(many))
    st.rerun()


def _published(many: int) -> str:
    return t("{n} published.", n=many)


def _sent_back(many: int) -> str:
    return t("{n} sent back.", n=many)
