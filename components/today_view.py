"""Today: what waits for the reader, what they were told, and for leaders how the areas stand."""

import streamlit as st

from components import (
    activity_view,
    activity_words,
    alert_view,
    assessment_words,
    booking_view,
    bulletin_view,
    case_view,
    contest_view,
    contest_words,
    docking_view,
    docking_words,
    match_view,
    research_list,
    research_record,
    rows,
    subscription_words,
    supervision_words,
    target_forms,
)
from components.due import due_words
from components.moments import moment
from components.naming import named
from components.rows import Cell, Column, Link
from components.session import current_user
from components.story import sentence
from components.submitting import attempt, submit
from components.texts import t, term
from db.research_vocabulary import Side
from db.subscription_vocabulary import EndReason
from db.vocabulary import Role
from domain import clock, my_notices
from domain.permissions import Person
from domain.queries import notices as queries
from domain.queries.happened import Happened
from domain.queries.notice_told import Told
from domain.queries.notices import Notices
from domain.queries.today import AreaLoad, Heap, Pile, Task, Waiting

OVERSEERS = (Role.LEADER, Role.ADMINISTRATOR)
LIST_PAGE = "pages/demands/list.py"
UNNUMBERED = (
    queries.SUBSCRIPTION,
    queries.ALERT,
    queries.MONTH,
    queries.BULLETIN,
    queries.ENTRY,
    queries.BOOKING,
    queries.TARGETS,
)


def greeting(person: Person) -> None:
    st.title(t("Today"), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.text(
            f"{person.name} · {named(person.organisation, person.organisation_en)}", width="content"
        )
        for role in sorted(person.roles):
            st.badge(term(role), color="gray")


def waiting(heaps: tuple[Heap, ...], *, waits_above: bool = False) -> None:
    """The demands that wait, the most urgent first; `waits_above`: something else does, which is shown before them."""
    for heap in heaps:
        match heap.pile:
            case Pile.MINE if heap.count or not waits_above:
                _heading(t("Waits for you"), heap)
                _mine(heap)
            case Pile.COLLEAGUES if heap.count:
                _heading(t("Handled by colleagues"), heap)
                _rows(heap)
            case Pile.OTHERS if heap.count:
                _heading(t("Under way for you"), heap)
                _rows(heap)


def notices(found: Notices) -> None:
    """What the reader was told, the new first."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(t("Notices"), anchor=False, width="content")
        if found.unread:
            st.badge(t("{n} new", n=found.unread), color="blue")
            st.space("stretch")
            if st.button(
                t("Mark all as read"), icon=":material/done_all:", type="tertiary", key="read-all"
            ):
                person = current_user()
                submit(my_notices.read_all, person.id, done=t("Marked as read."), form="read-all")
    if not found.told:
        st.caption(t("No notices yet. You are told here when something concerns you."))
        return
    lines = [(_told(each),) for each in found.told]
    link = rows.show(
        (Column(t("Notices")),), lines, key="notices", label=t("Notices"), is_headed=False
    )
    if link:
        _read(link, found)


def load(areas: tuple[AreaLoad, ...]) -> None:
    """How many demands are under way in each area, and how many of them are late."""
    st.subheader(t("The areas today"), anchor=False)
    many, late = sum(each.open for each in areas), sum(each.late for each in areas)
    whole = AreaLoad("", t("The whole city"), t("The whole city"), many, late)
    said = (t("Under way"), t("Late"), t("On time"))
    columns = (Column(t("Area"), 3), *(Column(each, 2, is_said=True) for each in said))
    lines = [_load(each) for each in (whole, *areas)]
    link = rows.show(columns, lines, key="areas", label=t("The areas today"))
    if link:
        rows.follow(link)


def _heading(words: str, heap: Heap) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.subheader(words, anchor=False, width="content")
        st.badge(str(heap.count), color="blue" if heap.count else "gray")
        if heap.late and heap.pile is not Pile.OTHERS:
            st.badge(t("{n} late", n=heap.late), color="red", icon=":material/warning:")


def _mine(heap: Heap) -> None:
    if heap.count:
        _rows(heap)
        return
    st.success(
        t("Nothing waits for you. What comes next appears here by itself."),
        icon=":material/task_alt:",
    )
    if current_user().has(Role.ENTERPRISE):
        st.page_link(
            "pages/public/ask.py", label=t("Ask for help"), icon=":material/contact_support:"
        )
    else:
        st.page_link(
            "pages/demands/board.py", label=t("Demand board"), icon=":material/view_kanban:"
        )


def _rows(heap: Heap) -> None:
    columns = (Column(t("Subject"), 10), Column(t("Due"), 4), Column(t("What is to be done"), 3))
    lines = [_line(each) for each in heap.waiting]
    link = rows.show(
        columns, lines, key=f"heap-{heap.pile}", label=term(heap.pile), is_headed=False
    )
    if heap.count > len(heap.waiting):
        st.page_link(
            LIST_PAGE,
            label=t("{n} more in the list", n=heap.count - len(heap.waiting)),
            icon=":material/list_alt:",
        )
    if link:
        rows.follow(link)


def _line(each: Waiting) -> tuple[Cell, ...]:
    known = [each.number, each.enterprise, named(each.area, each.area_en)]
    if each.task in (Task.HANDLE, Task.CHASE) and each.handler:
        known.append(each.handler)
    due = Cell("", moment(each.submitted_at))
    if each.due_at:
        text, tone = due_words(each.due_at, clock.now())
        due = Cell(text, tone=tone)
    is_followed = each.task is Task.FOLLOW
    return (
        Cell(each.title, " · ".join(known), link=rows.demand(each.number)),
        due,
        Cell(
            term(each.stage if is_followed else each.task), tone="grey" if is_followed else "blue"
        ),
    )


def _told(each: Told) -> Cell:
    title = named(each.title, each.title_en)
    below = " · ".join(filter(None, (each.number, title, moment(each.at))))
    return Cell(_sentence(each), below, link=_link(each), is_new=each.is_new)


def _sentence(each: Told) -> str:
    if each.about == queries.DEMAND:
        unit = named(each.unit.name, each.unit.name_en) if each.unit else ""
        return sentence(each.action, each.said, actor=each.actor, unit=unit)
    if each.about == queries.SUBSCRIPTION:
        return subscription_words.ended(EndReason(each.said["why"]))
    if each.about == queries.CASE:
        unit = named(each.unit.name, each.unit.name_en) if each.unit else ""
        return supervision_words.of_case(each.action, each.said, each.actor, unit)
    if each.about == queries.ALERT:
        place = named(each.title, each.title_en)
        return supervision_words.of_alert(each.action, each.said, place, each.actor)
    if each.about in (queries.MONTH, queries.BULLETIN):
        return assessment_words.sentence(each.action, each.said, each.actor)
    if each.about == queries.TARGETS:
        return target_forms.sentence(each.said)
    if each.about in (queries.ACTIVITY, queries.REGISTRATION, queries.TASK):
        return activity_words.sentence(each.action, each.said, each.actor)
    if each.about == queries.ENTRY:
        return contest_words.sentence(each.action, each.said, each.actor)
    if each.about == queries.BOOKING:
        return booking_view.sentence(each.action, each.said)
    if each.about == queries.DOCKING:
        return docking_words.sentence(each.action)
    if each.about != queries.MATCH:
        return research_record.sentence(each.action, each.said, each.actor)
    told = match_view.sentence(Happened(each.at, each.action, each.said, _who(each)))
    asked = t("You are asked to agree to show your name.") if each.asks else ""
    return f"{told} {asked}".strip()


def _who(each: Told) -> str:
    """Who acted in a match: their name, or else for whom they did it."""
    if each.actor:
        return each.actor
    if each.side is Side.ENTERPRISE:
        return t("The enterprise")
    if each.side is Side.PROVIDER:
        return t("The university")
    return t("The platform")


def _link(each: Told) -> Link:
    match each.about:
        case queries.DEMAND:
            return rows.demand(each.number)
        case queries.MATCH:
            return research_list.match(each.subject_id)
        case queries.NEED:
            return research_list.need(each.subject_id)
        case queries.SUBSCRIPTION:
            return subscription_words.link(each.subject_id)
        case queries.CASE:
            return case_view.link(each.subject_id)
        case queries.ALERT:
            return alert_view.LINK
        case queries.MONTH:
            return assessment_words.link(each.action, each.said)
        case queries.ACTIVITY | queries.REGISTRATION | queries.TASK:
            return activity_view.link(each.subject_id)
        case queries.ENTRY:
            return contest_view.project(each.subject_id)
        case queries.BOOKING:
            return booking_view.link(each.action, each.said)
        case queries.DOCKING:
            return docking_view.link(each.subject_id)
        case queries.TARGETS:
            return target_forms.link(each.said)
        case queries.BULLETIN:
            return bulletin_view.link(each.subject_id)
    return research_list.result(each.subject_id)


def _read(link: Link, found: Notices) -> None:
    """Open what a notice tells of; then all that was told of it is no news any more."""
    new = next((each for each in found.told if each.is_new and _link(each) == link), None)
    me = current_user().id
    if new and new.about in UNNUMBERED:
        one = new.subject_id
        of = {"about": new.about, "one_id": one}
        attempt(my_notices.read_of, me, form=f"read-{new.about}-{one}", **of)
    elif new:
        number = new.number
        attempt(my_notices.read_about, me, form=f"read-{number}", number=number)
    rows.follow(link)


def _load(each: AreaLoad) -> tuple[Cell, ...]:
    """One area; of what is under way, how much is not late, in per cent."""
    area = (("area", each.code),) if each.code else ()
    late = Link(LIST_PAGE, "demands", (*area, ("late", "true")))
    on_time = f"{round(100 * (each.open - each.late) / each.open)} %" if each.open else ""
    return (
        Cell(named(each.name, each.name_en), link=Link(LIST_PAGE, "demands", area)),
        Cell(str(each.open)),
        Cell(str(each.late), tone="red", link=late) if each.late else Cell("0"),
        Cell(on_time),
    )
