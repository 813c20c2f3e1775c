"""Reviewing many research results: one table, several ticked, published or sent back with a coded reason; and from one
result's page on to the next."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import research_list
from components.choosing import one
from components.naming import naming
from components.reading import read
from components.session import nonce, renew_nonce
from components.submitting import attempt_each, tell
from components.texts import t, term
from db.research_vocabulary import ReturnReason
from domain import results
from domain.permissions import Person
from domain.queries import reviews
from domain.queries.results import ResultShown
from domain.queries.reviews import Waiting

FORM = "review-queue"


def show(person: Person) -> None:
    """All that wait, for those who review; nothing where none does."""
    queue = read(reviews.results, person, topics=research_list.SEEN)
    if not queue.waiting:
        return
    label = t("{n} results wait for a review", n=f"{queue.many:,}")
    with st.expander(label, icon=":material/rate_review:", key="review-queue"):
        ticked = _table(queue.waiting)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if st.button(
                t("Publish {n}", n=len(ticked)),
                icon=":material/publish:",
                type="primary",
                disabled=not ticked,
                key="review-publish",
            ):
                _each(results.publish, ticked, _published)
            reason = one(t("Reason"), list(ReturnReason), None, term, key="review-reason")
            if st.button(
                t("Send back {n}", n=len(ticked)),
                icon=":material/undo:",
                disabled=not (ticked and reason),
                key="review-return",
            ):
                said = {"reason": reason.value, "code": reason.value}
                _each(results.send_back, ticked, _sent_back, **said)


def steps(person: Person, shown: ResultShown) -> None:
    """On the page of one that waits: which of how many it is, and the ways to its neighbours."""
    queue = read(reviews.results, person, topics=research_list.SEEN)
    ids = [each.id for each in queue.waiting]
    if shown.id not in ids:
        if ids and shown.may_review:
            _to(ids[0], t("On to the next that waits"), "arrow_forward")
        return
    at = ids.index(shown.id)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="review-steps"
    ):
        st.caption(t("{n} of {all} that wait for a review", n=at + 1, all=f"{queue.many:,}"))
        if at:
            _to(ids[at - 1], t("The one before"), "arrow_back")
        if at + 1 < len(ids):
            _to(ids[at + 1], t("The one after"), "arrow_forward")


def _to(result_id: int, label: str, icon: str) -> None:
    link = research_list.result(result_id)
    st.page_link(link.script, label=label, icon=f":material/{icon}:", query_params=dict(link.query))


def _table(waiting: Sequence[Waiting]) -> list[int]:
    """Returns the ids of those that are ticked."""
    speak = naming()
    config = st.column_config
    shown = {
        t("Tick"): [False] * len(waiting),
        t("Number"): [research_list.result(each.id).href for each in waiting],
        t("Title"): [speak(each.title, each.title_en) for each in waiting],
        t("Abstract"): [each.text for each in waiting],
        t("University or institute"): [
            speak(each.owner, each.owner_en) or t("Name hidden") for each in waiting
        ],
        t("Readiness"): [each.readiness for each in waiting],
        t("Patents"): [each.patents for each in waiting],
    }
    edited = st.data_editor(
        shown,
        hide_index=True,
        num_rows="fixed",
        height=min(36 * (len(waiting) + 1) + 4, 480),
        disabled=[name for name in shown if name != t("Tick")],
        column_config={
            t("Number"): config.LinkColumn(display_text=r"id=(\d+)"),
            t("Title"): config.TextColumn(width="large"),
            t("Abstract"): config.TextColumn(width="large"),
        },
        key=f"review-table-{nonce(FORM)}-{waiting[0].id}-{len(waiting)}",
    )
    return [each.id for each, is_on in zip(waiting, edited[t("Tick")], strict=True) if is_on]


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
