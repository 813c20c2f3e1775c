"""Activities on the pages: the list of a month, one activity with its agenda and seats, who has registered."""

from datetime import datetime

import streamlit as st

from components import activity_files, rows
from components import facts as fact_list
from components.facts import Fact
from components.moments import moment
from components.money import yuan
from components.naming import named
from components.rows import Cell, Column, Link, Tone
from components.texts import listed, plain, t, term
from db.activity_vocabulary import ActivityStage, RegistrationState
from domain import clock, topics
from domain.activity_seats import Room
from domain.clock import LOCAL
from domain.queries.activity import ActivityShown, SpeakerShown

PAGE, PATH = "pages/activities/activity.py", "activity"
LIST_PAGE = "pages/activities/calendar.py"
SEEN = (topics.ACTIVITIES,)
RAISED = (topics.DEMANDS, topics.NEEDS, topics.MATCHES)  # what comes of it
TONES: dict[ActivityStage, Tone] = {
    ActivityStage.DRAFT: "grey",
    ActivityStage.IN_REVIEW: "orange",
    ActivityStage.PUBLISHED: "green",
    ActivityStage.HELD: "blue",
    ActivityStage.REPORTED: "blue",
    ActivityStage.CANCELLED: "red",
}
AHEAD = (ActivityStage.PUBLISHED, ActivityStage.CANCELLED)  # with something to hear
STATES: dict[RegistrationState, Tone] = {
    RegistrationState.REGISTERED: "green",
    RegistrationState.WAITING: "orange",
    RegistrationState.AWAITING_APPROVAL: "orange",
    RegistrationState.REFUSED: "red",
    RegistrationState.WITHDRAWN: "grey",
    RegistrationState.ATTENDED: "blue",
}


def link(activity_id: int) -> Link:
    return Link(PAGE, PATH, (("id", str(activity_id)),))


def seen(activity_id: int) -> tuple[str, ...]:
    """The topics that one activity's page depends on."""
    return (*SEEN, topics.of_registrations(activity_id))


def head(shown: ActivityShown) -> None:
    """What it is, when, where, by whom, for whom."""
    plan = shown.plan
    st.title(plain(named(plan.title, plan.title_en)), anchor=False)
    with st.container(horizontal=True, gap="small"):
        tone = TONES[shown.stage]
        st.badge(term(shown.stage), color="gray" if tone == "grey" else tone)
        st.badge(term(plan.kind), color="gray")
        st.badge(shown.number, color="gray", icon=":material/tag:")
    if shown.cancelled_because:
        st.error(plain(shown.cancelled_because), icon=":material/event_busy:")
    series = shown.series
    partners = listed(named(each.name, each.name_en) for each in shown.partners)
    area = named(shown.area.name, shown.area.name_en) if shown.area else t("The whole city")
    fact_list.show(
        [
            Fact(t("Begins"), moment(plan.starts_at)),
            Fact(t("Ends"), moment(plan.ends_at)),
            Fact(t("Place"), t("Online") if shown.is_online else plan.place),
            Fact(t("Link"), plan.link, plan.link),  # of those who hold it
            Fact(
                t("Series"),
                named(series.name, series.name_en) if series else "",
                f"/activity-series?id={series.id}" if series else "",
            ),
            Fact(t("Organiser"), named(shown.organiser.name, shown.organiser.name_en)),
            Fact(t("Co-organisers"), partners),
            Fact(t("Area"), area),
            Fact(t("For whom it is"), _whom(shown)),
            Fact(t("Seats"), _given(shown)),
            Fact(t("On the waiting list"), str(shown.waiting) if shown.waiting else ""),
            Fact(t("Registration opens"), _opens(shown)),
            Fact(t("Registration closes"), moment(shown.window.closes_at)),
            *_inside(shown),
        ],
        key="activity-facts",
    )


def programme(shown: ActivityShown) -> None:
    """What it is about, who speaks, what comes when, what there is to read, and what came of it."""
    plan = shown.plan
    summary = named(plan.summary, plan.summary_en)
    if summary:
        st.text(summary)
    if shown.agenda:
        st.subheader(t("Agenda"), anchor=False)
        for item in shown.agenda:
            st.text(f"{_at(item.at, plan.starts_at)}  {item.title}")
    if shown.speakers:
        st.subheader(t("Speakers"), anchor=False)
        for each in shown.speakers:
            st.text(_speaker(each))
        _to_be_called(shown)
    if shown.materials or shown.files:
        st.subheader(t("Materials"), anchor=False)
        for each in shown.materials:
            st.link_button(
                plain(each.title), each.address, icon=":material/attach_file:", type="tertiary"
            )
        activity_files.show(shown)
    if shown.report:
        st.subheader(t("Report"), anchor=False)
        st.text(shown.report)


def _to_be_called(shown: ActivityShown) -> None:
    """Of what is ahead, for those who hold it: the speakers whom no mail reaches."""
    if shown.stage not in AHEAD or shown.plan.ends_at <= clock.now():
        return
    names = [
        " ".join(filter(None, (named(each.name, each.name_en), each.phone)))
        for each in shown.speakers
        if not each.is_reached
    ]
    if names:
        st.caption(
            t(
                "No mail reaches these speakers, as they have no address in the expert list or stand there no more. "
                "Please tell them yourselves what is new: {names}",
                names=plain(listed(names)),
            )
        )


def other_times(shown: ActivityShown) -> None:
    """When else the same is held, each leading there."""
    if not shown.occurrences:
        return
    st.subheader(t("Other times"), anchor=False)
    columns = (Column(t("Begins"), 4), Column(t("Stage"), 2))
    lines = [
        (
            Cell(moment(each.starts_at), each.number, link=link(each.id)),
            Cell(term(each.stage), tone=TONES[each.stage]),
        )
        for each in shown.occurrences
    ]
    wanted = rows.show(columns, lines, key="other-times", label=t("Other times"))
    if wanted:
        rows.follow(wanted)


def following(shown: ActivityShown, *, key: str, note: str = "") -> bool:
    """Whether a step is to take those along that its rule has after it; asked only where there are any.

    `note`: what that means for them.
    """
    if not shown.following:
        return False
    label = t("Also the {n} that follow and stand at the same stage", n=shown.following)
    is_wanted = st.checkbox(label, key=key)
    if note:
        st.caption(note)
    return is_wanted


def seats(taken: int | None, capacity: int | None, room: Room) -> str:
    """How many of the seats are given; where that is not told, whether any are left."""
    if taken is None:
        return {
            Room.UNLIMITED: t("Seats without limit"),
            Room.FREE: t("seats are free"),
            Room.FEW: t("few seats are left"),
            Room.FULL: t("full, the waiting list is open"),
        }[room]
    return t("{n} given, no limit", n=taken) if capacity is None else f"{taken} / {capacity}"


def _whom(shown: ActivityShown) -> str:
    """Industries, sizes and areas that it is for; nothing where it is for all."""
    whom = shown.whom
    sorts = (
        [named(each.name, each.name_en) for each in whom.industries],
        [term(each) for each in whom.sizes],
        [named(each.name, each.name_en) for each in whom.areas],
    )
    told = " · ".join(listed(each) for each in sorts if each)
    return t("{whom} (only they may register)", whom=told) if told and whom.binds else told


def _opens(shown: ActivityShown) -> str:
    return moment(shown.window.opens_at) if shown.window.opens_at else ""


def _inside(shown: ActivityShown) -> list[Fact]:
    """What only those concerned with holding it are told."""
    project = shown.project
    return [
        Fact(t("Budget"), yuan(shown.plan.budget_yuan)),
        Fact(t("Money spent"), yuan(shown.spent_yuan)),
        Fact(t("Brand project"), named(project.name, project.name_en) if project else ""),
    ]


def _given(shown: ActivityShown) -> str:
    taken, capacity = shown.taken, shown.plan.capacity
    if capacity is None:
        return seats(taken, capacity, shown.room)
    if taken is None:
        return t("{n} in all: {left}", n=capacity, left=seats(taken, capacity, shown.room))
    return t("{taken} of {capacity} given", taken=taken, capacity=capacity)


def _at(at: datetime, begins: datetime | None) -> str:
    """The hour; on another day than that on which it begins, with the day."""
    local = at.astimezone(LOCAL)
    is_same = begins is not None and begins.astimezone(LOCAL).date() == local.date()
    return f"{local:%H:%M}" if is_same else moment(at)


def _speaker(each: SpeakerShown) -> str:
    name = f"{named(each.name, each.name_en)} {named(each.title, each.title_en)}".strip()
    return f"{name}: {each.topic}" if each.topic else name
