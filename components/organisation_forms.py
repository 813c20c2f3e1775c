"""What keepers do with a record, each in a window: change it, close it, check it, record a visit."""

from collections.abc import Callable

import streamlit as st

from components import (
    bring_in_house,
    equipment_view,
    merge_forms,
    offer_forms,
    record_window,
    research_list,
    window,
)
from components.area_choice import area_names
from components.choosing import industry_names, one
from components.reading import read
from components.record_labels import label
from components.record_window import NAME, button, form, send, sent
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.vocabulary import Kind, SizeClass
from domain import checks, clock, records, visits
from domain.identifiers import dialled
from domain.permissions import Person, allows, intake_staff
from domain.queries import organisation_story
from domain.queries.organisation import Record
from domain.records import PLATFORMS
from domain.research_files.owners import RESEARCHERS
from domain.visits import MOST_FINDINGS

WIDE = ("edit", "merge", "product", "visit")
LONG = {"summary", "summary_en"}
LENGTHS = {"name": 120, "name_en": 160, "credit_code": 40, "products": 400, "tags": 600}
LENGTHS |= {"summary": 2000, "summary_en": 2000, "website": 200, "address": 200}
LENGTHS |= {"opening_hours": 200, "contact_name": 40, "phone": 40, "email": 120, "founded_on": 20}


def actions(record: Record) -> None:
    """What may be done with the record as a whole."""
    if not record.may_keep:
        return
    with st.container(horizontal=True, gap="small"):
        button("edit", t("Change the record"), icon="edit")
        button("check", t("Record checked"), icon="fact_check")
        if record.kind in PLATFORMS:
            return
        if record.is_active:
            _research(record)
            button("merge", t("Merge another record"), icon="merge")
            button("close", t("Close the record"), icon="block")
        elif record.merged_into:
            button("part", t("Undo the merge"), icon="call_split")
        else:
            button("reopen", t("Open it again"), icon="lock_open")


def _research(record: Record) -> None:
    """The ways to a need of this enterprise, or to a result of this house, that is entered for it."""
    if record.kind is Kind.ENTERPRISE:
        page, label = research_list.NEEDS_PAGE, t("Enter a technical need")
    elif record.kind in RESEARCHERS:
        page, label = research_list.RESULTS_PAGE, t("Enter a research result")
    else:
        return
    st.page_link(page, label=label, icon=":material/add:", query_params={NAME: f"new-{record.id}"})
    if record.kind in RESEARCHERS:
        bring_in_house.way(record.id)


def opened(person: Person, record: Record, seen: tuple[str, ...]) -> None:
    """The window that the address asks for, for those who may use it."""
    if equipment_view.opened(person, record, seen):
        return
    verb, of = record_window.asked()
    keeps = record.may_keep_house if verb in offer_forms.OF_HOUSE else record.may_keep
    if not verb or not (keeps or record.may_give_duties):
        return
    windows: dict[str, tuple[str, Callable]] = {
        "edit": (t("Change the record"), _edit),
        "check": (t("Record checked"), _check),
        "close": (t("Close the record"), _close),
        "reopen": (t("Open it again"), _reopen),
        "merge": (t("Merge another record"), merge_forms.choose),
        "part": (t("Undo the merge"), merge_forms.undo),
        "visit": (t("Record a visit"), _visit),
        "raise": (t("Make it a demand"), _raise),
    }
    windows |= offer_forms.windows()
    if verb in windows:
        title, draw = windows[verb]
        record_window.show(title, draw, person, record, of, seen, is_wide=verb in WIDE)


def fields(person: Person, key: Callable[[str], str], shown: dict[str, str]) -> dict[str, str]:
    """A field for each part of a record, as it stands; returns what stands there now."""
    typed: dict[str, str] = {}
    left, right = st.columns(2)
    for n, (name, text) in enumerate(shown.items()):
        place = st if name in LONG else (left, right)[n % 2]
        if name == "area_code":
            typed[name] = _code(place, name, area_names(person), text, key)
        elif name == "industry_code":
            typed[name] = _code(place, name, industry_names(person), text, key)
        elif name == "size_class":
            sizes = {size.value: term(size) for size in SizeClass}
            typed[name] = _code(place, name, sizes, text, key)
        elif name in LONG:
            typed[name] = place.text_area(
                label(name), text, max_chars=LENGTHS[name], height=100, key=key(name)
            )
        else:
            typed[name] = place.text_input(
                label(name),
                dialled(text) if name == "phone" and text else text,
                max_chars=LENGTHS[name],
                placeholder="2018-06-30" if name == "founded_on" else None,
                key=key(name),
            )
    return typed


def _code(place, name: str, names: dict[str, str], text: str, key: Callable[[str], str]) -> str:
    return one(label(name), list(names), text, names.get, key=key(name), place=place) or ""


def _edit(person: Person, record: Record, _of: int | None, _seen) -> None:
    name, was = f"record-{record.id}", dict(record.fields)
    with form(name) as key:
        typed = fields(person, key, was)
        shown = was | ({"phone": dialled(was["phone"])} if was["phone"] else {})
        changed = {each: text for each, text in typed.items() if (text or "") != shown[each]}
        if sent(t("Save")):
            send(
                records.change,
                record.id,
                form_name=name,
                done=t("The record is changed."),
                fields=changed,
                was={each: was[each] for each in changed},
            )


def _check(_person: Person, record: Record, _of: int | None, _seen) -> None:
    name = f"check-{record.id}"
    st.caption(t("You say that what stands here has been compared with the facts."))
    with form(name) as key:
        how = st.text_input(
            t("How it was checked"),
            max_chars=200,
            key=key("how"),
            placeholder=t("By telephone, by a visit, in the business register…"),
        )
        if sent(t("Record checked"), icon="fact_check"):
            send(
                checks.checked, record.id, form_name=name, done=t("The check is recorded."), how=how
            )


def _close(_person: Person, record: Record, _of: int | None, _seen) -> None:
    st.caption(
        t("It and what it offers are no longer found; its story stays, and it can be opened again.")
    )
    record_window.ask_reason(
        records.close,
        record.id,
        f"close-{record.id}",
        t("Close the record"),
        t("The record is closed."),
    )


def _reopen(_person: Person, record: Record, _of: int | None, _seen) -> None:
    record_window.ask_reason(
        records.reopen,
        record.id,
        f"reopen-{record.id}",
        t("Open it again"),
        t("The record is open again."),
    )


def _visit(_person: Person, record: Record, _of: int | None, _seen) -> None:
    name, today = f"visit-{record.id}", clock.now().date()
    with form(name) as key:
        left, right = st.columns(2)
        on = left.date_input(
            t("Visited on"), today, max_value=today, format="YYYY-MM-DD", key=key("on")
        )
        whom = right.text_input(t("Spoke with"), max_chars=200, key=key("whom"))
        summary = st.text_area(
            t("What was learned"), max_chars=2000, height=120, key=key("summary")
        )
        findings = st.text_area(
            t("Findings, one a line"),
            height=120,
            key=key("findings"),
            help=t("Each can be made a demand afterwards; {n} at most.", n=MOST_FINDINGS),
        )
        if sent(t("Record the visit"), icon="directions_walk"):
            send(
                visits.record,
                record.id,
                form_name=name,
                done=t("The visit is recorded."),
                on=on,
                with_whom=whom,
                summary=summary,
                findings=tuple((findings or "").splitlines()),
            )


def _raise(person: Person, record: Record, of: int | None, seen: tuple[str, ...]) -> None:
    found = read(organisation_story.visits, person, record.id, topics=seen)
    finding = next((f for visit in found for f in visit.findings if f.id == of), None)
    if finding is None or finding.is_raised or not allows(intake_staff, person, record):
        st.info(t("There is no such record, or it is not open to you."))
        return
    name = f"raise-{finding.id}"
    with form(name) as key:
        title = st.text_input(t("Subject"), finding.text[:80], max_chars=80, key=key("title"))
        body = st.text_area(
            t("What it is about"), finding.text, max_chars=4000, height=120, key=key("body")
        )
        left, right = st.columns(2)
        contact = left.text_input(
            t("Contact person"), record.contact.name, max_chars=40, key=key("contact")
        )
        known = dialled(record.contact.phone) if record.contact.phone else ""
        phone = right.text_input(t("Telephone"), known, max_chars=40, key=key("phone"))
        if sent(t("Make it a demand"), icon="campaign"):
            is_done, receipt = attempt(
                visits.raise_demand,
                record.id,
                form=name,
                finding_id=finding.id,
                title=title,
                body=body,
                contact_name=contact,
                contact_phone=phone,
            )
            if is_done:
                window.close(NAME)
                tell(t("Demand {number} has been made of it.", number=plain(receipt.number)))
                st.rerun()
