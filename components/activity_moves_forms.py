"""The windows for other times of an activity: moved, with a way back, and held again as a new draft."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from components import (
    activity_calls,
    activity_view,
    activity_words,
    office_gaps,
    record_window,
    rows,
    window,
)
from components.editing import opened_on, reopened_on
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Link
from components.session import current_user, nonce
from components.submitting import attempt, remember, remembered, submit, tell
from components.texts import plain, t
from components.typed_moments import typed_moment
from domain import activity_moves, activity_plans, activity_repeats, topics
from domain.activity_again import YEAR
from domain.activity_clashes import Clash
from domain.activity_plans import Plan
from domain.permissions import Person
from domain.queries import activity, activity_clashes, office_days
from domain.queries.activity import ActivityShown

UNDO = "move-to-undo"
NOWHERE = "–"  # no place, or no link


@dataclass(frozen=True)
class Before:
    """Where an activity stood before it was moved, and the clashes that stood there already."""

    id: int
    version: int
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    seen: tuple[str, ...]
    with_following: bool


def move(shown: ActivityShown, to: datetime | None = None) -> None:
    """Another time or place; what would be in the way there is shown while one chooses. `to`: where it was carried."""
    name, plan = f"move-{shown.id}", shown.plan
    key = f"{name}-{nonce(name)}{f'-{to:%Y%m%d%H%M}' if to else ''}"
    version = opened_on(key, shown.version, field=f"{key}-place")
    begin = to or plan.starts_at
    if to:
        at = activity_words.span(plan.starts_at, plan.ends_at)
        title = plain(named(plan.title, plan.title_en))
        st.markdown(t("“{title}” stands at {at}.", title=title, at=at))
    starts = typed_moment(t("Begins"), begin, key=f"{key}-starts")
    _day(starts)
    ends = typed_moment(t("Ends"), begin + (plan.ends_at - plan.starts_at), key=f"{key}-ends")
    place = st.text_input(t("Place"), plan.place, max_chars=120, key=f"{key}-place")
    link = st.text_input(t("Link"), plan.link, max_chars=300, key=f"{key}-link")
    note = t("They are moved by as much.")
    with_following = activity_view.following(shown, key=f"{key}-following", note=note)
    seen = []
    if starts and ends:
        found = _in_the_way(shown, starts, ends, place, with_following)
        if found:
            st.caption(t("Please tick each one that was looked at and may stay."))
        seen = [
            each.key
            for each in found
            if st.checkbox(plain(activity_words.clash(each)), key=f"{key}-{each.key}")
        ]
        lost = [each.title for each in activity_plans.left_out(plan, starts, ends)]
        if lost:
            st.warning(plain(activity_words.left_out(lost)), icon=":material/event_busy:")
    st.caption(
        t(
            "Who has registered for a published activity and who speaks there is told by mail, if there is an address."
        )
    )
    activity_calls.note(shown)
    if st.button(t("Save"), type="primary", icon=":material/save:", key=f"{key}-save"):
        stood = _in_the_way(shown, plan.starts_at, plan.ends_at, plan.place, with_following)
        is_done, _ = attempt(
            activity_moves.move,
            shown.id,
            form=name,
            starts_at=starts,
            ends_at=ends,
            place=place,
            link=link,
            acknowledged=seen,
            version=version,
            with_following=with_following,
        )
        if is_done:
            _offer_undo(shown, stood, with_following)
            window.close(record_window.NAME)
            tell(t("Moved."))
            st.rerun()
        reopened_on(key, shown.version)


def undo(person: Person, activity_id: int | None = None) -> None:
    """After a move, the way back, as long as nothing else has happened; of one activity, or of whichever was moved."""
    before = remembered(UNDO)
    if before is None or activity_id not in (None, before.id):
        return
    asked = (person, before.id)
    shown = read(activity.activity, *asked, topics=(topics.ACTIVITIES,))
    if shown is None or shown.version != before.version + 1:
        return remember(UNDO, None)
    plan = shown.plan
    title = plain(named(plan.title, plan.title_en))
    stood, stands = _told_apart(before, plan)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="move-undo"):
        st.markdown(
            t(
                "“{title}” was moved from {before} to {now}.",
                title=title,
                before=plain(stood),
                now=plain(stands),
            )
        )
        if st.button(t("Undo"), icon=":material/undo:", key="undo-move"):
            submit(
                activity_moves.move,
                shown.id,
                done=t("It stands where it stood before."),
                form=f"undo-{shown.id}",
                starts_at=before.starts_at,
                ends_at=before.ends_at,
                place=before.place,
                link=before.link,
                acknowledged=before.seen,
                version=shown.version,
                with_following=before.with_following,
            )


def _told_apart(before: Before, plan: Plan) -> tuple[str, str]:
    """Where it stood and where it stands now, as far as the two differ: times, place, link. Plain text."""
    span = activity_words.span
    pairs = [
        (span(before.starts_at, before.ends_at), span(plan.starts_at, plan.ends_at)),
        (before.place, plan.place),
        (before.link, plan.link),
    ]
    others = [(each or NOWHERE, now or NOWHERE) for each, now in pairs if each != now]
    stood, stands = zip(*(others or pairs[:1]), strict=True)
    return " · ".join(stood), " · ".join(stands)


def _in_the_way(
    shown: ActivityShown, starts: datetime, ends: datetime, place: str, with_following: bool
) -> tuple[Clash, ...]:
    return read(
        activity_clashes.in_the_way,
        current_user(),
        shown.id,
        starts,
        ends,
        place,
        with_following,
        topics=(topics.ACTIVITIES,),
    )


def _offer_undo(shown: ActivityShown, stood: tuple[Clash, ...], with_following: bool) -> None:
    plan = shown.plan
    remember(
        UNDO,
        Before(
            shown.id,
            shown.version,
            plan.starts_at,
            plan.ends_at,
            plan.place,
            plan.link,
            tuple(each.key for each in stood),
            with_following,
        ),
    )


def clone(shown: ActivityShown) -> None:
    """The same again on another day, such as last year's: a draft of its own, which is then opened."""
    name, plan = f"clone-{shown.id}", shown.plan
    key = f"{name}-{nonce(name)}"
    starts = typed_moment(t("Begins"), plan.starts_at + YEAR, key=f"{key}-starts")
    _day(starts)
    title = st.text_input(t("Title"), plan.title, max_chars=80, key=f"{key}-title")
    st.caption(t("Everything else, files too, is taken along and can be corrected in the draft."))
    gone = [named(each.name, each.name_en) for each in shown.speakers if not each.is_active]
    if gone:
        st.caption(plain(activity_words.speakers_gone(gone)))
    if st.button(
        t("Draft the same again"),
        type="primary",
        icon=":material/content_copy:",
        key=f"{key}-send",
    ):
        is_done, new_id = attempt(
            activity_repeats.clone, shown.id, form=name, starts_at=starts, title=title
        )
        if is_done:
            tell(t("Drafted."))
            window.close(record_window.NAME)
            rows.follow(Link("pages/activities/activity.py", "activity", (("id", str(new_id)),)))


def _day(starts: datetime | None) -> None:
    """Below a beginning that is chosen: on which day of the week it is, and whether the offices rest on it."""
    if starts is None:
        return
    person, day = current_user(), starts.date()
    rests = day in read(office_days.rest, person, day, day, topics=(topics.RULES,))
    st.caption(f"{moment(starts)}{office_gaps.rests(rests)}")
    office_gaps.caption(person, day, day)
