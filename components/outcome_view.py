"""What came of an activity or a series: from the registrations to the contracts, at each moment, and who came."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import (
    activity_people,
    activity_series_view,
    activity_view,
    address,
    attendance_files,
    feedback_view,
    linked_bars,
    outcome_lists,
    rows,
)
from components.activity_people import CAME, SEATED
from components.linked_bars import Bar
from components.moments import day
from components.money import yuan
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import t, term
from db.activity_vocabulary import ActivityResult, AttendedBy
from domain import topics
from domain.activity_numbers import LATER, PROJECTS, Numbers
from domain.permissions import Person
from domain.queries import activity_feedback, activity_outcome, activity_results, attendance
from domain.queries.activity import ActivityShown
from domain.queries.activity_outcome import Moment, Outcome
from domain.queries.attendance import Attended

R = ActivityResult
MOST_BARS = 12
OF_OUTCOME = (*activity_view.RAISED, topics.FIGURES, topics.MENUS, topics.CONTESTS)
KEPT = (R.CLOSED, R.NEEDS, R.MATCHES, R.CONTRACTS)
Line = tuple[str, int | None, str, Link | None]  # its name, the number, what else is told, its list
OnList = Callable[[str], Link]


def show(person: Person, shown: ActivityShown) -> tuple[int, ...]:
    """For those who hold it, once it was held: of this one, or of its whole series. Returns of which activities."""
    seen = (*OF_OUTCOME, *activity_view.seen(shown.id))
    outcome = read(activity_outcome.of_activity, person, shown.id, topics=seen)
    if outcome is None:
        return (shown.id,)
    st.subheader(t("What came of it"), anchor=False)
    here, query, of = activity_view.link(shown.id), activity_results.of_activity, shown.id
    single: ActivityShown | None = shown
    if shown.series is not None:
        names = {"this": t("This activity"), "series": t("The whole series")}
        if address.segment("of", t("Counted over"), list(names), names.get) == "series":
            outcome = read(activity_outcome.of_series, person, shown.series.id, topics=seen)
            _counted(outcome)
            here = Link(here.script, here.path, (*here.query, ("of", "series")))
            query, of, single = activity_results.of_series, shown.series.id, None
    _picture(outcome.now, here, activity_people.listed(shown.id) if single else None)
    _projects(outcome, here)
    _afterwards(outcome, here)
    outcome_lists.show(person, query, of, here, seen)
    _money(outcome)
    _kept(outcome)
    _attendance(person, outcome.ids, single)
    return outcome.ids


def of_series(person: Person, series_id: int) -> tuple[int, ...]:
    """For those who hold it: of all that was held of a series, and of the services that were booked of its menus.
    Returns of which activities."""
    seen = (*OF_OUTCOME, *activity_view.SEEN)
    outcome = read(activity_outcome.of_series, person, series_id, topics=seen)
    if outcome is None:
        return ()
    st.subheader(t("What came of it"), anchor=False)
    _counted(outcome)
    here = activity_series_view.link(series_id)
    _picture(outcome.now, here)
    _projects(outcome, here)
    _afterwards(outcome, here)
    outcome_lists.show(person, activity_results.of_series, series_id, here, seen)
    _money(outcome)
    if outcome.ids:
        _attendance(person, outcome.ids)
    return outcome.ids


def feedback(person: Person, ids: tuple[int, ...]) -> None:
    """What those who came to these activities say of them, together."""
    said = read(activity_feedback.said, person, ids, topics=_seen(ids))
    feedback_view.show(said, activities=len(ids))


def _seen(ids: tuple[int, ...]) -> tuple[str, ...]:
    """The topics of who came to these activities."""
    return (*activity_view.SEEN, *map(topics.of_registrations, ids))


def _counted(outcome: Outcome) -> None:
    """Of how much it is told."""
    told = [t("{n} activities that were held", n=outcome.activities)]
    if outcome.booked:
        services = {"given": outcome.given, "booked": outcome.booked}
        told.append(t("services given: {given} of {booked} booked", **services))
    told += [f"{term(each)} {many}" for each, many in outcome.became]
    st.caption(" · ".join(told))


def _picture(told: Numbers, here: Link, on_list: OnList | None = None) -> None:
    """Each bar leads to what it counts; those who came are on a list where it is one activity (`on_list`)."""
    without = t("{n} without a seat", n=told.walked_in) if told.walked_in else ""
    people = [
        (t("Had a seat or came"), told.registered, "", on_list and on_list(SEATED)),
        (t("Came"), told.came, without, on_list and on_list(CAME)),
        (t("Enterprises that came"), told.enterprises, "", None),
    ]
    raised = [
        _result(told, each, here, value(told) if each is ActivityResult.CONTRACTS else "")
        for each in ActivityResult
        if each not in LATER and each not in PROJECTS
    ]
    left, right = st.columns(2, gap="large")
    with left:
        _bars(people, "outcome-people", t("Who came"))
    with right:
        _bars(raised, "outcome-raised", t("What was raised there, and how far it went"))


def _result(told: Numbers, what: ActivityResult, here: Link, more: str = "") -> Line:
    many = getattr(told, what.value)
    return term(what), many, more, outcome_lists.link(here, what) if many else None


def value(told: Numbers) -> str:
    """What the contracts are worth; a sum that would tell a single contract is kept back."""
    if not told.contracts:
        return ""
    return t("value kept back") if told.value is None else yuan(told.value)


def _money(outcome: Outcome) -> None:
    """What it was to cost, what it has cost, and what the contracts that came of it are worth."""
    money, told = outcome.money, []
    if money.budgeted:
        told.append(t("budget {amount}", amount=_sum(money.budget, money.budgeted, outcome)))
    if money.told:
        told.append(t("spent {amount}", amount=_sum(money.spent, money.told, outcome)))
    if told and outcome.now.contracts:
        told.append(t("contracts {amount}", amount=value(outcome.now)))
    if told:
        st.caption(t("Money: {told}", told=" · ".join(told)))


def _sum(amount: int, known: int, outcome: Outcome) -> str:
    """Of a series also, of how many of its activities it is known, unless of all."""
    if known == outcome.activities:
        return yuan(amount)
    return t("{amount} (known of {n} activities)", amount=yuan(amount), n=known)


def _bars(told: Sequence[Line], key: str, label: str) -> None:
    st.caption(label)
    most = max((many or 0 for _, many, *_ in told), default=0) or 1
    bars = [
        Bar(
            name=name,
            value="–" if many is None else f"{many:,}",
            share=(many or 0) / most,
            more=more,
            link=link,
        )
        for name, many, more, link in told
    ]
    wanted = linked_bars.show(bars, key=key, label=label)
    if wanted:
        rows.follow(wanted)


def _projects(outcome: Outcome, here: Link) -> None:
    """How far the projects of its competitions have come since they were awarded."""
    if outcome.contests:
        told = [_result(outcome.now, each, here) for each in PROJECTS]
        _bars(told, "outcome-projects", t("Projects of its competitions, followed up"))


def _afterwards(outcome: Outcome, here: Link) -> None:
    """Demands of enterprises that came, raised elsewhere: afterwards is not because of."""
    label = t(
        "Demands that enterprises which came raised elsewhere afterwards, not necessarily because of it"
    )
    bars = [
        _result(outcome.now, each, here, t("so far") if each in outcome.running else "")
        for each in LATER
    ]
    _bars(bars, "outcome-later", label)


def _kept(outcome: Outcome) -> None:
    """What was kept at each moment; of one that has not come, when it does."""
    if not outcome.moments:
        return
    kept = (*KEPT, *(PROJECTS if outcome.contests else ()))
    heads = (t("Came"), t("Demands"), *(term(each) for each in kept))
    columns = (Column(t("Moment"), 4), *(Column(each, 2, is_said=True) for each in heads))
    lines = [_moment(each, kept) for each in outcome.moments]
    rows.show(columns, lines, key="moments", label=t("Moment"))


def _moment(each: Moment, kept: Sequence[ActivityResult]) -> tuple[Cell, ...]:
    name = t("After {days} days", days=each.days)
    told = each.numbers
    if told is None:
        nothing = (Cell("–") for _ in range(2 + len(kept)))
        return (Cell(name, t("Counted on {day}", day=day(each.on))), *nothing)
    return (
        Cell(name, t("As of {day}", day=day(each.taken_at.date()))),
        Cell(f"{told.came:,}"),
        Cell(f"{told.demands:,}"),
        *(_count(told, what) for what in kept),
    )


def _count(told: Numbers, what: ActivityResult) -> Cell:
    many = getattr(told, what.value)
    more = value(told) if what is ActivityResult.CONTRACTS else ""
    return Cell("–" if many is None else f"{many:,}", more)


def _attendance(
    person: Person, ids: tuple[int, ...], table_of: ActivityShown | None = None
) -> None:
    """Who came, put beside each other by enterprise, industry or area; with the table of one activity."""
    st.caption(t("Who came, and how many had registered"))
    chosen = address.segment(
        "by",
        t("By what"),
        [each.value for each in AttendedBy],
        lambda code: term(AttendedBy(code)),
    )
    found = read(attendance.attendance, person, ids, AttendedBy(chosen), topics=_seen(ids))
    most = max((each.registered for each in found), default=0) or 1
    bars = [_group(each, most) for each in found[:MOST_BARS]]
    linked_bars.show(
        bars, key="outcome-attendance", label=t("Who came, and how many had registered")
    )
    if len(found) > MOST_BARS:
        st.caption(t("and {n} more", n=len(found) - MOST_BARS))
    if found and table_of is not None:
        attendance_files.offer(person, table_of, AttendedBy(chosen))


def _group(each: Attended, most: int) -> Bar:
    return Bar(
        name=named(each.name, each.name_en) or t("Not known"),
        value=t("{came} of {registered}", came=each.attended, registered=each.registered),
        share=each.attended / most,
    )
