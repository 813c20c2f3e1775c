"""The window in which an activity is repeated by a rule: how often, on which days, until when, and what that gives."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from components import office_gaps
from components.choosing import one
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import send
from components.session import current_user, nonce
from components.texts import plain, t
from components.typed_moments import local
from domain import activity_repeats, topics
from domain.clock import LOCAL
from domain.queries import activity_series
from domain.queries.activity import ActivityShown
from domain.queries.activity_series import Time

MOST_TIMES, MOST_STEP = activity_repeats.MOST_TIMES, 12
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY, ON_DAY, ON_WEEKDAY, ON_LAST = "weekly", "day", "weekday", "last"


def repeat(shown: ActivityShown) -> None:
    """Every few weeks or months, a number of times or until a day; each time becomes a draft of its own."""
    name = f"repeat-{shown.id}"
    key = f"{name}-{nonce(name)}"
    begin = local(shown.plan.starts_at)
    st.markdown(f"**{plain(named(shown.plan.title, shown.plan.title_en))}** · {moment(begin)}")
    rule = ";".join((*_how_often(begin, key), _end(begin, key)))
    skips = st.checkbox(t("Leave out days on which the offices rest"), True, key=f"{key}-skips")
    found = read(
        activity_series.times,
        current_user(),
        shown.plan.starts_at,
        rule,
        topics=(topics.RULES,),
    )
    kept = [each for n, each in enumerate(found) if n == 0 or not (skips and each.is_rest)]
    _preview(found, skips)
    if found:
        office_gaps.caption(current_user(), found[0].at.date(), found[-1].at.date())
    st.caption(t("Each time has seats and registrations of its own and can be moved by itself."))
    if st.button(
        t("Repeat by a rule"),
        type="primary",
        icon=":material/repeat:",
        disabled=len(kept) < 2,
        key=f"{key}-send",
    ):
        send(
            activity_repeats.recur,
            shown.id,
            form_name=name,
            done=t("Drafted {n} times.", n=len(kept)),
            rule=rule,
            skips_rest=skips,
        )


def go_on(shown: ActivityShown) -> None:
    """So many times more by the rule of a recurring activity, also once it has begun; each is a draft of its own."""
    name = f"extend-{shown.first_id}"
    key = f"{name}-{nonce(name)}"
    times = st.number_input(t("How many times more"), 1, MOST_TIMES, value=1, key=f"{key}-times")
    skips = st.checkbox(t("Leave out days on which the offices rest"), True, key=f"{key}-skips")
    asked = (current_user(), shown.first_id, times, skips)
    found = read(activity_series.further, *asked, topics=(topics.ACTIVITIES, topics.RULES))
    _preview(found, skips=False)
    if found:
        office_gaps.caption(current_user(), found[0].at.date(), found[-1].at.date())
    st.caption(
        t(
            "They are as the last one is, drafts until somebody else has looked them over; who has registered "
            "registers for each of them."
        )
    )
    if st.button(
        t("Draft these times"),
        type="primary",
        icon=":material/playlist_add:",
        disabled=not found,
        key=f"{key}-send",
    ):
        send(
            activity_repeats.extend,
            shown.first_id,
            form_name=name,
            done=t("Drafted {n} times.", n=len(found)),
            times=times,
            skips_rest=skips,
        )


def _how_often(begin: datetime, key: str) -> list[str]:
    """The parts of the rule that say on which days."""
    ways = {
        WEEKLY: t("By weeks, on some weekdays"),
        ON_DAY: t("By months, on day {day}", day=begin.day),
        ON_WEEKDAY: t(
            "By months, on the {n}. {weekday}", n=_nth(begin), weekday=_weekdays()[begin.weekday()]
        ),
        ON_LAST: t("By months, on the last {weekday}", weekday=_weekdays()[begin.weekday()]),
    }
    is_last = (begin + timedelta(days=7)).month != begin.month
    offered = [each for each in ways if each != ON_LAST or is_last]
    offered = [each for each in offered if each != ON_WEEKDAY or _nth(begin) < 5]
    left, right = st.columns([3, 1])
    way = one(t("How often"), offered, WEEKLY, ways.get, key=f"{key}-way", place=left) or WEEKLY
    label = t("Every … weeks") if way == WEEKLY else t("Every … months")
    step = right.number_input(label, 1, MOST_STEP, value=1, key=f"{key}-step")
    if way != WEEKLY:
        code = DAYS[begin.weekday()]
        on = {ON_DAY: "", ON_WEEKDAY: f"BYDAY={_nth(begin)}{code}", ON_LAST: f"BYDAY=-1{code}"}
        return [part for part in ("FREQ=MONTHLY", f"INTERVAL={step}", on[way]) if part]
    names = dict(zip(DAYS, _weekdays(), strict=True))
    own = DAYS[begin.weekday()]
    days = st.pills(
        t("On these weekdays"),
        DAYS,
        default=[own],
        selection_mode="multi",
        format_func=names.get,
        key=f"{key}-days",
    )
    chosen = [each for each in DAYS if each in (days or ())] or [own]
    if own not in chosen:
        chosen = [each for each in DAYS if each in (*chosen, own)]
        st.caption(t("The day of the activity itself stays among them."))
    return ["FREQ=WEEKLY", f"INTERVAL={step}", f"BYDAY={','.join(chosen)}"]


def _end(begin: datetime, key: str) -> str:
    """The part of the rule that says when it ends."""
    ends = {"count": t("After a number of times"), "until": t("On a day")}
    left, right = st.columns(2)
    how = one(t("It ends"), list(ends), "count", ends.get, key=f"{key}-end", place=left) or "count"
    if how == "count":
        times = right.number_input(
            t("Times, this one included"), 2, MOST_TIMES, value=4, key=f"{key}-times"
        )
        return f"COUNT={times}"
    chosen = right.date_input(
        t("Last day"),
        begin.date() + timedelta(weeks=12),
        min_value=begin.date(),
        format="YYYY-MM-DD",
        key=f"{key}-until",
    )
    return f"UNTIL={_end_of(chosen or begin.date()):%Y%m%dT%H%M%SZ}"


def _preview(found: tuple[Time, ...], skips: bool) -> None:
    """Every time that the rule gives; those that are left out are struck through."""
    if not found:
        st.warning(
            t(
                "A rule repeats an activity between once and {most} times, with an end.",
                most=MOST_TIMES,
            ),
            icon=":material/error:",
        )
        return
    left_out = [each for n, each in enumerate(found) if n and skips and each.is_rest]
    st.caption(
        t("{n} times, {out} left out:", n=len(found) - len(left_out), out=len(left_out))
        if left_out
        else t("{n} times:", n=len(found))
    )
    gone = set(left_out)
    words = [
        f":gray[~~{moment(each.at)}~~]"
        if each in gone
        else f"{moment(each.at)}{office_gaps.rests(each.is_rest)}"
        for each in found
    ]
    with st.container(height=180 if len(words) > 8 else "content", key="rule-preview"):
        st.markdown("  \n".join(words))


def _end_of(day: date) -> datetime:
    """The last second of a day of the city, in UTC, as a rule wants it."""
    return datetime.combine(day, time(23, 59, 59), LOCAL).astimezone(UTC)


def _nth(day: datetime) -> int:
    """Which one of its weekday in its month."""
    return (day.day - 1) // 7 + 1


def _weekdays() -> tuple[str, ...]:
    return (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
