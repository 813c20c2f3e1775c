"""Competitions on the pages: the list, one with its stages, what it is about, and who was awarded."""

import streamlit as st

from components import activity_series_view, activity_view, record_window, rows
from components import facts as fact_list
from components.contest_words import STAGES
from components.facts import Fact
from components.moments import day, moment
from components.naming import named
from components.rows import Cell, Column, Link, Tone
from components.submitting import submit
from components.texts import plain, t, term
from db.contest_vocabulary import ContestStage
from domain import topics
from domain.command import can
from domain.contest import announcing, closing, contests
from domain.permissions import Person
from domain.queries.contests import ContestShown, Line

PAGE, PATH = "pages/activities/contest.py", "contest"
LIST_PAGE = "pages/activities/contests.py"
PLAN = ("pages/activities/contest_plan.py", "contest-plan")
PROJECT = ("pages/activities/project.py", "project")
SEEN = (topics.CONTESTS,)


def link(contest_id: int) -> Link:
    return Link(PAGE, PATH, (("id", str(contest_id)),))


def plan(contest_id: int | None = None) -> Link:
    """The form of a competition, or of a new one."""
    return Link(*PLAN, (("id", str(contest_id)),) if contest_id else ())


def project(entry_id: int) -> Link:
    return Link(*PROJECT, (("id", str(entry_id)),))


def new(person: Person) -> None:
    """The way to a new competition, for those who may begin one."""
    if can(person, contests.begin) and st.button(
        t("New competition"), type="primary", icon=":material/add:", key="contest-new"
    ):
        rows.follow(plan())


def listing(found: tuple[Line, ...]) -> None:
    """The competitions, the newest first."""
    if not found:
        st.info(t("There is no competition yet."), icon=":material/trophy:")
        return
    columns = (
        Column(t("Competition"), 7),
        Column(t("Entries until"), 4, is_said=True),
        Column(t("Entries"), 2, is_said=True),
        Column(t("Stage"), 3),
    )
    lines = [
        (
            Cell(
                named(each.title, each.title_en),
                " · ".join((str(each.year), named(each.organiser.name, each.organiser.name_en))),
                link=link(each.id),
            ),
            Cell(moment(each.closes_at)),
            Cell(str(each.entries)),
            Cell(word, tone=tone),
        )
        for each in found
        for word, tone in (_stage(each),)
    ]
    wanted = rows.show(columns, lines, key="contests", label=t("Competitions"))
    if wanted:
        rows.follow(wanted)


def head(shown: ContestShown) -> None:
    """What it is, by whom, and when each stage is."""
    said = shown.plan
    st.title(plain(named(said.title, said.title_en)), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        word, tone = _stage(shown)
        st.badge(word, color=tone)
        st.badge(shown.number, color="gray", icon=":material/tag:")
        if shown.is_keeper and not shown.is_off:
            _keep(shown)
    if shown.is_off:
        st.warning(
            t("The competition is called off: {reason}", reason=plain(shown.off_because)),
            icon=":material/event_busy:",
        )
    elif shown.is_draft:
        _announce(shown)
    area = named(shown.area.name, shown.area.name_en) if shown.area else t("The whole city")
    fact_list.show(
        [
            Fact(t("Organiser"), named(shown.organiser.name, shown.organiser.name_en)),
            Fact(t("Area"), area),
            Fact(t("Entries are taken"), f"{moment(said.opens_at)} – {moment(said.closes_at)}"),
            Fact(t("Preliminary round"), _round(said.preliminary)),
            Fact(t("Final round"), _round(said.final)),
            Fact(t("Goes on from the preliminary"), str(said.preliminary.seats)),
            Fact(t("Prizes"), _prizes(shown)),
            Fact(t("Entries accepted"), str(shown.accepted)),
        ],
        key="contest-facts",
    )
    if said.summary:
        st.text(said.summary)
    hangs_on = activity_view.PAGE if shown.activity_id else activity_series_view.PAGE
    st.page_link(
        hangs_on,
        label=plain(named(shown.hangs_on.name, shown.hangs_on.name_en)),
        icon=":material/event:" if shown.activity_id else ":material/event_repeat:",
        query_params={"id": str(shown.hangs_on.id)},
    )


def _keep(shown: ContestShown) -> None:
    """What its keepers can do about the competition as a whole."""
    if st.button(
        t("Correct the plan"), icon=":material/edit:", type="tertiary", key="contest-correct"
    ):
        rows.follow(plan(shown.id))
    if shown.published_at is None:
        record_window.button("off", t("Call the competition off"), icon="event_busy")


def _announce(shown: ContestShown) -> None:
    st.caption(t("A draft: only those who keep the competition see it."))
    if st.button(
        t("Announce the competition"), type="primary", icon=":material/campaign:", key="announce"
    ):
        done = t("Everybody sees the competition now.")
        submit(announcing.announce, shown.id, done=done, form=f"announce-{shown.id}")


def window(shown: ContestShown) -> None:
    """Why it is called off: the window that the address asks for."""
    if record_window.asked() == ("off", None) and shown.is_keeper and not shown.is_off:
        label, name = t("Call the competition off"), f"off-{shown.id}"
        done = t("The competition is called off; entrants and judges are told.")
        record_window.show(
            label,
            lambda: record_window.ask_reason(announcing.call_off, shown.id, name, label, done),
        )


def awarded(shown: ContestShown) -> None:
    """The awarded projects, for everybody; before, with the way to publish them, for those who may."""
    if shown.published_at is None and not shown.may_publish:
        return
    st.subheader(t("Awarded projects"), anchor=False)
    if shown.may_publish:
        _publish(shown)
    if not shown.awarded:
        st.caption(t("No project was awarded."))
        return
    columns = (Column(t("Prize"), 3), Column(t("Project"), 6), Column(t("Enterprise or team"), 6))
    lines = [
        (
            Cell(named(each.prize, each.prize_en), tone="blue"),
            Cell(each.title),
            Cell(
                each.enterprise,
                link=rows.organisation(each.enterprise_id) if each.enterprise_id else None,
            ),
        )
        for each in shown.awarded
    ]
    wanted = rows.show(columns, lines, key="awarded", label=t("Awarded projects"))
    if wanted:
        rows.follow(wanted)


def own(shown: ContestShown) -> None:
    """The way to the projects that the reader's enterprise has entered."""
    for n, entry_id in enumerate(shown.own, start=1):
        label = t("My project") if len(shown.own) == 1 else t("My project {n}", n=n)
        if st.button(label, icon=":material/rocket_launch:", key=f"own-{entry_id}"):
            rows.follow(project(entry_id))


def _publish(shown: ContestShown) -> None:
    st.caption(t("Not published yet. Whoever awarded the prizes does not publish them."))
    if st.button(
        t("Publish the awards"), type="primary", icon=":material/campaign:", key="publish"
    ):
        done = t("Everybody sees now who was awarded.")
        submit(closing.publish, shown.id, done=done, form=f"publish-{shown.id}")


def _stage(each: Line | ContestShown) -> tuple[str, Tone]:
    """How far it is, as its list and its own page say it, and the colour of that."""
    if each.is_off or each.is_draft:
        return t("Called off") if each.is_off else t("Not announced yet"), "grey"
    if each.stage is ContestStage.REGISTERED:
        return (t("Takes entries"), "green") if each.is_open else (t("No entries now"), "grey")
    return term(each.stage), STAGES[each.stage]


def _round(said) -> str:
    return f"{day(said.starts_on)} – {day(said.ends_on)}"


def _prizes(shown: ContestShown) -> str:
    return " · ".join(
        f"{named(each.name, each.name_en)} × {each.count}" for each in shown.plan.prizes
    )
