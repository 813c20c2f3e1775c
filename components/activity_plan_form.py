"""The form in which an activity is drafted, and corrected as long as that can be done."""

from dataclasses import replace

import streamlit as st

from components import activity_changes, activity_lines, activity_view, activity_words, rows
from components.area_choice import area_names
from components.choosing import industry_names, one, several
from components.editing import opened_on, reopened_on
from components.naming import named
from components.reading import read
from components.session import nonce
from components.sheet import Sheet, sheet
from components.submitting import attempt, tell
from components.texts import plain, t, term, told
from components.typed_moments import typed_moment
from db.activity_vocabulary import ActivityKind, ActivityStage
from db.vocabulary import Kind, SizeClass
from domain import activities, topics
from domain.activity_checks import EARLY, MOST_BUDGET, MOST_SEATS
from domain.activity_plans import Plan
from domain.errors import Refused
from domain.permissions import Person
from domain.queries import activities as calendar
from domain.queries import activity_choices, activity_clashes
from domain.queries.activity import ActivityShown

EMPTY = Plan("", None, None)


def may_correct(shown: ActivityShown) -> bool:
    return activities.correct.name in shown.steps


def head(shown: ActivityShown | None) -> None:
    """What one is about to plan, and the way back to it."""
    if shown is None:
        st.title(t("New activity"), anchor=False)
        return
    st.title(plain(named(shown.plan.title, shown.plan.title_en)), anchor=False)
    if st.button(t("See the activity"), icon=":material/event:", key="plan-back"):
        rows.follow(activity_view.link(shown.id))


def show(person: Person, shown: ActivityShown | None) -> None:
    """All fields; sent, the activity's own page follows."""
    plan = shown.plan if shown else EMPTY
    name = f"plan-{shown.id if shown else 'new'}"
    form = f"{name}-{nonce(name)}"
    version, plan = opened_on(form, (shown.version if shown else 0, plan), field=f"{form}-title")
    with sheet(name) as drawn:
        said = _what(person, plan, drawn)
        said |= _when(plan, drawn, is_public=shown is not None and _is_public(shown))
        said |= _registering(plan, drawn)
        said |= _audience(person, plan, drawn)
        said |= _lines(person, plan, drawn)
        note = t("Only what you change here; what they have of their own stays.")
        with_following = shown is not None and activity_view.following(
            shown, key=drawn.field("following"), note=note
        )
        label = t("Save") if shown else t("Draft the activity")
        is_sent = drawn.sent(label, icon="save")
    if is_sent:
        with drawn.above:
            _send(person, shown, version, plan, name, said, with_following=with_following)
    if shown is not None and plan != shown.plan:
        activity_changes.meanwhile(plan, shown.plan, name, said)


def _send(
    person: Person,
    shown: ActivityShown | None,
    version: int,
    plan: Plan,
    name: str,
    said: dict,
    *,
    with_following: bool,
) -> None:
    """`plan`: the one that the form began with. What its writer left alone stays as it is by now."""
    try:
        said["agenda"] = activity_lines.read_agenda(said["agenda"], said["starts_at"], plan.agenda)
        said["materials"] = activity_lines.read_materials(said["materials"])
        said["questions"] = activity_lines.read_questions(said["questions"], plan.questions)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    if shown is None:
        new = replace(plan, **said)
        is_done, activity_id = attempt(activities.draft, form=name, plan=new)
    else:
        typed = {field: value for field, value in said.items() if value != getattr(plan, field)}
        new, activity_id = replace(shown.plan, **typed), shown.id
        is_done, _ = attempt(
            activities.correct,
            shown.id,
            form=name,
            plan=new,
            version=version,
            with_following=with_following,
            acknowledged=_looked_at(person, shown, new, name, with_following),
        )
    if is_done:
        tell(t("Corrected.") if shown else t("Drafted."))
        rows.follow(activity_view.link(activity_id))
    elif shown is not None:
        reopened_on(f"{name}-{nonce(name)}", (shown.version, plan))


def _looked_at(
    person: Person, shown: ActivityShown, new: Plan, name: str, with_following: bool
) -> tuple[str, ...]:
    """What a published activity would clash with once it calls these people: the keys of those that are ticked."""
    found = read(
        activity_clashes.of_plan, person, shown.id, new, with_following, topics=activity_view.SEEN
    )
    if found:
        st.caption(t("Please tick each one that was looked at and may stay."))
    key = f"{name}-{nonce(name)}"
    return tuple(
        each.key
        for each in found
        if st.checkbox(plain(activity_words.clash(each)), key=f"{key}-clash-{each.key}")
    )


def _what(person: Person, plan: Plan, drawn: Sheet) -> dict:
    key = drawn.field
    left, right = st.columns(2)
    below, beside = st.columns(2)
    kinds, series = list(ActivityKind), _series(person, plan)
    said = {
        "title": left.text_input(t("Title"), plan.title, max_chars=80, key=key("title")),
        "title_en": right.text_input(
            t("Title in English"), plan.title_en, max_chars=160, key=key("title-en")
        ),
        "kind": below.selectbox(
            t("Kind of activity"),
            kinds,
            index=kinds.index(plan.kind),
            format_func=term,
            key=key("kind"),
        ),
        "series_id": one(
            t("Series"),
            list(series),
            plan.series_id,
            series.get,
            key=key("series"),
            place=beside,
            none=t("None of a series"),
        ),
        "summary": st.text_area(
            t("About the activity"), plan.summary, max_chars=4000, key=key("summary")
        ),
        "summary_en": st.text_area(
            t("About the activity, in English"),
            plan.summary_en,
            max_chars=4000,
            height=80,
            key=key("summary-en"),
        ),
    }
    if person.kind is not Kind.SUB_PLATFORM:  # theirs is the area that they stand for
        areas = area_names(person)
        said["area_code"] = one(
            t("Area"),
            list(areas),
            plan.area_code,
            areas.get,
            key=key("area"),
            none=t("The whole city"),
        )
    return said


def _when(plan: Plan, drawn: Sheet, *, is_public: bool) -> dict:
    key = drawn.field
    if is_public:
        st.caption(t("The activity is published: time and place are changed by moving it."))
        return {"starts_at": plan.starts_at}
    left, right = st.columns(2)  # pair by pair, so that on a telephone they follow each other
    with left:
        starts = typed_moment(t("Begins"), plan.starts_at, key=key("starts"))
    with right:
        ends = typed_moment(t("Ends"), plan.ends_at, key=key("ends"))
    left, right = st.columns(2)
    place = left.text_input(t("Place"), plan.place, max_chars=120, key=key("place"))
    link = right.text_input(t("Link"), plan.link, max_chars=300, key=key("link"))
    return {"starts_at": starts, "ends_at": ends, "place": place, "link": link}


def _registering(plan: Plan, drawn: Sheet) -> dict:
    st.subheader(t("Registration"), anchor=False)
    left, right = st.columns(2)
    with left:
        seats = _number(t("Seats"), plan.capacity, MOST_SEATS, drawn.field("seats"))
    with right:
        each = _number(
            t("Seats of one enterprise"), plan.per_enterprise, MOST_SEATS, drawn.field("share")
        )
    left, right = st.columns(2)
    with left:
        opens = typed_moment(t("Registration opens"), plan.opens_at, key=drawn.field("opens"))
    with right:
        closes = typed_moment(t("Registration closes"), plan.closes_at, key=drawn.field("closes"))
    return {
        "capacity": seats,
        "per_enterprise": each,
        "opens_at": opens,
        "closes_at": closes,
        "wants_approval": st.checkbox(
            t("Registrations are approved one by one"),
            plan.wants_approval,
            key=drawn.field("approval"),
        ),
        "reminder_days": _number(
            t("Early reminder, days before"),
            plan.reminder_days,
            EARLY[1],
            drawn.field("reminder"),
            least=EARLY[0],
            none=t("only the day before"),
        ),
    }


def _audience(person: Person, plan: Plan, drawn: Sheet) -> dict:
    st.subheader(t("For whom it is"), anchor=False)
    key = drawn.field
    sizes = {each.value: term(each) for each in SizeClass}
    chosen = several(t("Sizes it is for"), sizes, plan.sizes, key=key("sizes"))
    return {
        "industries": several(
            t("Industries it is for"), industry_names(person), plan.industries, key=key("trades")
        ),
        "sizes": tuple(map(SizeClass, chosen)),
        "areas": several(t("Areas it is for"), area_names(person), plan.areas, key=key("areas")),
        "audience_binds": st.checkbox(
            t("Only they may register"), plan.audience_binds, key=key("binds")
        ),
    }


def _lines(person: Person, plan: Plan, drawn: Sheet) -> dict:
    st.subheader(t("What happens"), anchor=False)
    said = {}
    for name, label, text, hint in (
        (
            "agenda",
            t("Agenda"),
            activity_lines.agenda(plan) if plan.agenda else "",
            t("A line for each: 09:30 and what comes; on a later day 03-13 09:30."),
        ),
        (
            "materials",
            t("Materials"),
            activity_lines.materials(plan),
            t("A line for each: the title, then its address https://…"),
        ),
        (
            "questions",
            t("Questions"),
            activity_lines.questions(plan),
            t("A line for each question; * where an answer is needed; choices after |"),
        ),
    ):
        said[name] = st.text_area(
            label, text, max_chars=8000, height=100, placeholder=hint, key=drawn.field(name)
        )
    projects = {
        each.id: named(each.name, each.name_en)
        for each in read(activity_choices.brand_projects, person, topics=(topics.ORGANISATIONS,))
    }
    left, right = st.columns(2)
    with right:
        said["project_id"] = one(
            t("Brand project"),
            list(projects),
            plan.project_id,
            projects.get,
            key=drawn.field("project"),
            none=t("None"),
        )
    with left:
        said["budget_yuan"] = st.number_input(
            t("Budget in yuan"),
            0,
            MOST_BUDGET,
            value=plan.budget_yuan,
            step=1,
            key=drawn.field("budget"),
        )
    return said


def _number(
    label: str, value: int | None, most: int, key: str, least: int = 1, none: str = ""
) -> int | None:
    return st.number_input(
        label, least, most, value, step=1, key=key, placeholder=none or t("without limit")
    )


def _series(person: Person, plan: Plan) -> dict[int, str]:
    """Those that go on, and the one it stands in."""
    found = read(calendar.series, person, topics=activity_view.SEEN)
    return {
        each.id: named(each.name, each.name_en)
        for each in found
        if each.is_active or each.id == plan.series_id
    }


def _is_public(shown: ActivityShown) -> bool:
    return shown.stage is ActivityStage.PUBLISHED
