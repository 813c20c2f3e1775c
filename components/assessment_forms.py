"""What is done with the assessment of a month: marking, publishing, appealing, deciding, correcting."""

import streamlit as st

from components import assessment_view, rows
from components.area_choice import area_names
from components.choosing import one
from components.moments import moment
from components.reading import read
from components.record_window import form, sent
from components.rows import Cell, Column
from components.submitting import attempt, submit
from components.texts import listed, plain, t, term
from db.assessment_vocabulary import MarkGrade, Ruling
from domain import assessments
from domain.assessment.scheme import Quality, Quantity
from domain.command import can
from domain.permissions import Person
from domain.queries import assessment as queries
from domain.queries.assessment import Appeal, MonthShown


def marks(person: Person, found: MonthShown) -> None:
    """Marking one item for all sub-platforms, and what has been marked."""
    if not found.scheme.qualities:
        st.info(t("This scheme asks for no grades."), icon=":material/info:")
        return
    items = {each.key: each for each in found.scheme.qualities}
    chosen = st.segmented_control(
        t("Item"),
        list(items),
        format_func=lambda key: assessment_view.item_name(items[key]),
        default=next(iter(items)),
        required=True,
        key="assessment-item",
        label_visibility="collapsed",
    )
    item = items[chosen]
    names = area_names(person)
    given = [each for each in found.marks if each.item == item.key]
    if given:
        columns = (Column(t("Sub-platform"), 3), Column(t("Grade"), 2), Column(t("Note"), 6))
        lines = [
            (
                Cell(names[each.area_code]),
                Cell(term(each.grade), each.by, tone="blue"),
                Cell(each.note),
            )
            for each in given
        ]
        rows.show(columns, lines, key=f"assessment-marks-{item.key}", label=t("Grades"))
    else:
        st.caption(t("Nobody has given a grade yet."))
    if can(person, assessments.mark) and not found.is_frozen:
        _mark(found, item, names)


def _mark(found: MonthShown, item: Quality, names: dict[str, str]) -> None:
    name = f"mark-{found.month}-{item.key}"
    with form(name) as key:
        left, right = st.columns(2)
        codes = [each.code for each in found.assessed]
        area = one(t("Sub-platform"), codes, None, names.get, key=key("area"), place=left)
        grade = one(t("Grade"), list(MarkGrade), None, term, key=key("grade"), place=right)
        note = st.text_input(t("Note"), max_chars=400, key=key("note"))
        if sent(t("Give the grade"), icon="grading"):
            month_id = _opened(found, name)
            if month_id:
                said = {"area_code": area or "", "item": item.key, "grade": grade or ""}
                submit(assessments.mark, month_id, form=name, done=t("Marked."), note=note, **said)


def publish(person: Person, found: MonthShown) -> None:
    """Publishing the month: it is said what that means before it is done."""
    if found.is_frozen or not found.is_over or not can(person, assessments.freeze):
        return
    unmarked = [
        (item, each.code)
        for each in found.assessed
        for item, told in zip(found.scheme.items, each.items, strict=True)
        if isinstance(item, Quality) and told.points is None
    ]
    name = f"freeze-{found.month}"
    with st.expander(t("Publish this month"), icon=":material/lock:"), form(name) as key:
        st.markdown(
            t(
                "The points, ranks, cards and commendations are kept as one text that nobody can change. Sub-platforms"
                " see it and may appeal. What is found later becomes a correction beside it."
            )
        )
        even = False
        if unmarked:
            st.warning(
                t(
                    "{n} grades are missing. What nobody has marked is not measured.",
                    n=len(unmarked),
                ),
                icon=":material/rule:",
            )
            even = st.checkbox(t("Publish without them"), key=key("even"))
        if sent(t("Publish this month"), icon="lock"):
            month_id = _opened(found, name)
            if month_id:
                done = t("The month is published.")
                submit(assessments.freeze, month_id, form=name, done=done, even_unmarked=even)


def correct(person: Person, found: MonthShown) -> None:
    """Counting a published month anew."""
    if not found.is_frozen or not can(person, assessments.correct):
        return
    name = f"correct-{found.month}"
    with st.expander(t("Count it anew as a correction"), icon=":material/edit:"), form(name) as key:
        st.caption(t("What was published stays as it is; the correction stands beside it."))
        reason = st.text_input(t("Reason"), max_chars=400, key=key("reason"))
        if sent(t("Correct"), icon="edit"):
            done = t("The correction is kept.")
            submit(assessments.correct, found.id, form=name, done=done, reason=reason)


def appeals(person: Person, found: MonthShown) -> None:
    """What was said against it and what became of that; and one's own appeal."""
    if not found.is_frozen:
        st.info(t("Appeals can be made once the month is published."), icon=":material/gavel:")
        return
    names = area_names(person)
    items = {each.key: each for each in found.scheme.items}
    for each in found.appeals:
        with st.container(border=True, gap="small", key=f"appeal-{each.id}"):
            _appeal(person, found, each, names, items)
    if not found.appeals:
        st.caption(t("Nobody has appealed."))
    if can(person, assessments.appeal):
        _make_appeal(found)


def _appeal(person, found: MonthShown, each: Appeal, names, items) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(plain(names[each.area_code]), color="gray")
        if each.item in items:
            st.badge(plain(assessment_view.item_name(items[each.item])), color="gray")
        if each.ruling:
            tone = "green" if each.ruling is Ruling.UPHELD else "red"
            st.badge(term(each.ruling), color=tone, icon=":material/gavel:")
    st.text(each.text)
    st.caption(plain(f"{each.by} · {moment(each.at)}"))
    if each.ruling:
        st.text(each.reason)
        st.caption(plain(f"{each.ruled_by} · {moment(each.ruled_at)}"))
        _what_follows(each)
    elif can(person, assessments.rule):
        name = f"rule-{each.id}"
        with form(name) as key:
            ruling = st.radio(
                t("Ruling"),
                list(Ruling),
                format_func=term,
                index=None,
                horizontal=True,
                key=key("r"),
            )
            reason = st.text_area(t("Reason"), max_chars=2000, height=80, key=key("reason"))
            follows = _choose_what_follows(person, found, each, items.get(each.item), key)
            if sent(t("Rule"), icon="gavel"):
                said = {"appeal_id": each.id, "ruling": ruling or "", "reason": reason} | follows
                submit(assessments.rule, found.id, form=name, done=t("It is ruled."), **said)


def _what_follows(each: Appeal) -> None:
    """What an upheld appeal changes, and whether the month has been counted anew since."""
    if each.grade:
        st.caption(t("Graded anew: {grade}", grade=term(each.grade)))
    if each.left_out:
        st.caption(plain(t("Left out of the count: {numbers}", numbers=listed(each.left_out))))
    if each.ruling is Ruling.UPHELD and not each.is_corrected:
        words = t("No correction has been made of it yet: count the month anew under “The order”.")
        st.caption(words)


def _choose_what_follows(person: Person, found: MonthShown, each: Appeal, item, key) -> dict:
    """If it is upheld: another grade, or the orders that are left out of the count."""
    if isinstance(item, Quality):
        grade = one(t("Grade anew, if upheld"), list(MarkGrade), None, term, key=key("grade"))
        return {"grade": grade or ""}
    asked = (found.month, each.area_code, each.item)
    records = read(queries.behind, person, *asked, topics=queries.TOPICS)
    if not records:
        return {}
    titles = {record.number: f"{record.number} {record.title}" for record in records}
    left = st.multiselect(
        t("Orders left out of the count, if upheld"),
        list(titles),
        format_func=lambda number: titles.get(number, number),
        accept_new_options=True,
        help=t("The newest {n} are offered; type the number of any other.", n=queries.MOST_BEHIND),
        key=key("left"),
    )
    return {"left_out": tuple(number.strip() for number in left)}


def _make_appeal(found: MonthShown) -> None:
    name = f"appeal-{found.month}"
    with st.expander(t("Appeal"), icon=":material/gavel:"), form(name) as key:
        item = one(
            t("Item"), list(found.scheme.items), None, assessment_view.item_name, key=key("item")
        )
        text = st.text_area(t("Grounds of the appeal"), max_chars=2000, height=120, key=key("text"))
        if sent(t("Appeal"), icon="gavel"):
            said = {"item": _key(item), "text": text}
            submit(assessments.appeal, found.id, form=name, done=t("The appeal is made."), **said)


def _key(item: Quantity | Quality | None) -> str:
    return item.key if item else ""


def _opened(found: MonthShown, name: str) -> int | None:
    if found.id:
        return found.id
    is_done, made = attempt(assessments.begin, form=f"open-{name}", month=found.month)
    return made if is_done else None
