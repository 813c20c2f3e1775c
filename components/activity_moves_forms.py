"""The windows for other times of an activity: moved, held again as a new draft, repeated by a rule."""

from datetime import datetime, timedelta

import streamlit as st

from components import activity_words, record_window, rows, window
from components.choosing import one
from components.naming import named
from components.reading import read
from components.record_window import form, send, sent
from components.rows import Link
from components.session import current_user, nonce
from components.submitting import attempt, tell
from components.texts import plain, t
from components.typed_moments import local, typed_moment
from domain import activity_moves, topics
from domain.queries import activity_clashes
from domain.queries.activity import ActivityShown

MOST_TIMES = activity_moves.MOST_TIMES


def move(shown: ActivityShown) -> None:
    """Another time or place; what would be in the way there is shown while one chooses."""
    name, plan = f"move-{shown.id}", shown.plan
    key = f"{name}-{nonce(name)}"
    starts = typed_moment(t("Begins"), plan.starts_at, key=f"{key}-starts")
    ends = typed_moment(t("Ends"), plan.ends_at, key=f"{key}-ends")
    place = st.text_input(t("Place"), plan.place, max_chars=120, key=f"{key}-place")
    link = st.text_input(t("Link"), plan.link, max_chars=300, key=f"{key}-link")
    seen = []
    if starts and ends:
        found = read(
            activity_clashes.in_the_way,
            current_user(),
            shown.id,
            starts,
            ends,
            place,
            topics=(topics.ACTIVITIES,),
        )
        if found:
            st.caption(t("Please tick each one that was looked at and may stay."))
        seen = [
            each.key
            for each in found
            if st.checkbox(plain(activity_words.clash(each)), key=f"{key}-{each.key}")
        ]
    st.caption(t("Whoever has registered for a published activity is told."))
    if st.button(t("Save"), type="primary", icon=":material/save:", key=f"{key}-save"):
        send(
            activity_moves.move,
            shown.id,
            form_name=name,
            done=t("Moved."),
            starts_at=starts,
            ends_at=ends,
            place=place,
            link=link,
            acknowledged=seen,
        )


def clone(shown: ActivityShown) -> None:
    """The same again on another day, such as last year's: a draft of its own, which is then opened."""
    name, plan = f"clone-{shown.id}", shown.plan
    with form(name) as key:
        starts = typed_moment(t("Begins"), _next_year(plan.starts_at), key=key("starts"))
        title = st.text_input(t("Title"), plan.title, max_chars=80, key=key("title"))
        st.caption(t("Everything else is taken along and can be corrected in the draft."))
        if sent(t("Draft the same again"), icon="content_copy"):
            is_done, new_id = attempt(
                activity_moves.clone, shown.id, form=name, starts_at=starts, title=title
            )
            if is_done:
                tell(t("Drafted."))
                window.close(record_window.NAME)
                rows.follow(
                    Link("pages/activities/activity.py", "activity", (("id", str(new_id)),))
                )


def repeat(shown: ActivityShown) -> None:
    """By week or month, a number of times; each time becomes a draft of its own."""
    name = f"repeat-{shown.id}"
    day = local(shown.plan.starts_at)
    rules = {
        "FREQ=WEEKLY": t("Every week"),
        "FREQ=WEEKLY;INTERVAL=2": t("Every two weeks"),
        "FREQ=MONTHLY": t("Every month on day {day}", day=day.day),
        f"FREQ=MONTHLY;BYDAY={_weekday(day)}": t("Every month on the same weekday"),
    }
    with form(name) as key:
        st.text(named(shown.plan.title, shown.plan.title_en))
        rule = one(t("Rule of repetition"), list(rules), "FREQ=WEEKLY", rules.get, key=key("rule"))
        times = st.number_input(
            t("Times, this one included"), 2, MOST_TIMES, value=4, key=key("times")
        )
        st.caption(
            t("Each time has seats and registrations of its own and can be moved by itself.")
        )
        if sent(t("Repeat by a rule"), icon="repeat"):
            send(
                activity_moves.recur,
                shown.id,
                form_name=name,
                done=t("Drafted {n} times.", n=times),
                rule=f"{rule or ''};COUNT={times}",
            )


def _next_year(at: datetime) -> datetime:
    """The same weekday a year later."""
    return at + timedelta(weeks=52)


def _weekday(day: datetime) -> str:
    """Which weekday of its month, as a rule says it; the fifth is said to be the last."""
    number = (day.day - 1) // 7 + 1
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()]
    return f"{number if number < 5 else -1}{code}"
