"""What keepers do with what an organisation offers, each in a window: services, qualifications, experts, duties."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import record_window
from components.area_choice import area_names
from components.choosing import one
from components.naming import named
from components.product_forms import product
from components.reading import read
from components.record_window import form, send, sent
from components.submitting import as_first_drawn
from components.texts import t, term
from db.vocabulary import EntryKind, QualificationType, ServiceField
from domain import duties, experts, products, qualifications
from domain.command import Command
from domain.identifiers import dialled
from domain.permissions import Person
from domain.queries import organisation_offers as queries
from domain.queries.organisation import Record
from domain.queries.organisation_offers import ExpertShown, TeamShown

Seen = tuple[str, ...]
OF_HOUSE = ("team", "retire-team", "expert", "retire-expert")  # that the house itself may use


def windows() -> dict[str, tuple[str, Callable]]:
    """Every window by its name in the address."""
    checked, gone = t("The check is recorded."), t("It is no longer in the directory.")
    return {
        "product": (term(EntryKind.SERVICE_PRODUCT), product),
        "check-product": (
            t("Checked"),
            partial(_sure, products.check, "product_id", t("Checked"), checked),
        ),
        "retire-product": (
            t("No longer offered"),
            partial(_why, products.retire, "product_id", t("No longer offered"), gone),
        ),
        "qualification": (t("Add a qualification"), _qualification),
        "check-qualification": (
            t("Certificate seen"),
            partial(_sure, qualifications.check, "qualification_id", t("It holds"), checked),
        ),
        "withdraw": (
            t("Take off the record"),
            partial(
                _why, qualifications.withdraw, "qualification_id", t("Take off the record"), gone
            ),
        ),
        "team": (term(EntryKind.EXPERT_TEAM), _team),
        "retire-team": (
            t("Take out"),
            partial(_why, experts.retire_team, "team_id", t("Take out"), gone),
        ),
        "expert": (term(EntryKind.EXPERT), _expert),
        "retire-expert": (
            t("Take out"),
            partial(_why, experts.retire, "expert_id", t("Take out"), gone),
        ),
        "duty": (t("Add a duty"), _duty),
        "remove-duty": (
            t("Remove"),
            partial(_sure, duties.remove, "duty_id", t("Remove"), t("The duty is removed.")),
        ),
    }


def _sure(
    command: Command,
    what: str,
    label: str,
    done: str,
    _person,
    record: Record,
    of: int,
    _seen: Seen,
) -> None:
    record_window.sure(command, record.id, label, done, **{what: of})


def _why(
    command: Command,
    what: str,
    label: str,
    done: str,
    _person,
    record: Record,
    of: int,
    _seen: Seen,
) -> None:
    record_window.ask_reason(command, record.id, f"{command.name}-{of}", label, done, **{what: of})


def _qualification(_person: Person, record: Record, _of: int | None, _seen: Seen) -> None:
    name = f"qualification-{record.id}"
    with form(name) as key:
        kind = one(t("Kind of qualification"), list(QualificationType), None, term, key=key("type"))
        called = st.text_input(t("Qualification"), max_chars=120, key=key("name"))
        left, right = st.columns(2)
        issuer = left.text_input(t("Issuer"), max_chars=120, key=key("issuer"))
        number = right.text_input(t("Certificate number"), max_chars=60, key=key("number"))
        since = left.date_input(t("Valid from"), None, format="YYYY-MM-DD", key=key("from"))
        until = right.date_input(t("Valid until"), None, format="YYYY-MM-DD", key=key("until"))
        seen = st.checkbox(t("I have seen the certificate"), key=key("seen"))
        if sent(t("Add a qualification"), icon="add"):
            send(
                qualifications.add,
                record.id,
                form_name=name,
                done=t("The qualification is added."),
                type=kind,
                issuer=issuer,
                number=number,
                valid_from=since,
                valid_until=until,
                is_seen=seen,
                name=called,
            )


def _team(person: Person, record: Record, of: int | None, seen: Seen) -> None:
    found = read(queries.experts, person, record.id, topics=seen)
    was = next((each for each in found.teams if each.id == of), None)
    now = was or TeamShown(0, "", "", "", "", "", None)
    name = f"team-{record.id}-{of or 0}"
    with form(name) as key:
        version = as_first_drawn(key("name"), now.version)
        called = st.text_input(t("Team"), now.name, max_chars=120, key=key("name"))
        english = st.text_input(t("Name in English"), now.name_en, max_chars=160, key=key("en"))
        topics = st.text_input(t("Topics"), now.topics, max_chars=400, key=key("topics"))
        topics_en = st.text_input(
            t("Topics in English"), now.topics_en, max_chars=400, key=key("topics-en")
        )
        summary = st.text_area(t("About"), now.summary, max_chars=2000, key=key("about"))
        capacity = st.number_input(
            t("Technical needs that it can take on in a year"),
            value=now.yearly_capacity,
            min_value=1,
            max_value=experts.MOST_A_YEAR,
            key=key("capacity"),
        )
        if sent(t("Save")):
            send(
                experts.change_team if was else experts.add_team,
                record.id,
                form_name=name,
                done=t("The team is saved."),
                name=called,
                name_en=english,
                topics=topics,
                topics_en=topics_en,
                summary=summary,
                yearly_capacity=capacity,
                **({"team_id": was.id, "version": version} if was else {}),
            )


def _expert(person: Person, record: Record, of: int | None, seen: Seen) -> None:
    found = read(queries.experts, person, record.id, topics=seen)
    was = next((each for each in found.experts if each.id == of), None)
    now = was or ExpertShown(0, None, "", "", "", "", None, "", "")
    teams = {each.id: named(each.name, each.name_en) for each in found.teams}
    name = f"expert-{record.id}-{of or 0}"
    with form(name) as key:
        version = as_first_drawn(key("name"), now.version)
        left, right = st.columns(2)
        called = left.text_input(t("Expert"), now.name, max_chars=40, key=key("name"))
        english = right.text_input(t("Name in English"), now.name_en, max_chars=80, key=key("en"))
        title = left.text_input(t("Position"), now.title, max_chars=60, key=key("title"))
        title_en = right.text_input(
            t("Position in English"), now.title_en, max_chars=80, key=key("title-en")
        )
        field = one(
            t("Service field"), list(ServiceField), now.field, term, key=key("field"), place=left
        )
        team = one(t("Team"), list(teams), now.team_id, teams.get, key=key("team"), place=right)
        topics = st.text_input(t("Topics"), now.topics, max_chars=400, key=key("topics"))
        topics_en = st.text_input(
            t("Topics in English"), now.topics_en, max_chars=400, key=key("topics-en")
        )
        left, right = st.columns(2)
        known = dialled(now.phone) if now.phone else ""
        phone = left.text_input(t("Telephone"), known, max_chars=40, key=key("phone"))
        email = right.text_input(t("E-mail"), now.email, max_chars=120, key=key("email"))
        st.caption(t("Telephone and e-mail are shown to staff only."))
        if sent(t("Save")):
            send(
                experts.change if was else experts.add,
                record.id,
                form_name=name,
                done=t("The expert is saved."),
                name=called,
                name_en=english,
                title=title,
                title_en=title_en,
                field=field,
                team_id=team,
                topics=topics,
                topics_en=topics_en,
                phone=phone,
                email=email,
                **({"expert_id": was.id, "version": version} if was else {}),
            )


def _duty(person: Person, record: Record, _of: int | None, _seen: Seen) -> None:
    name, areas = f"duty-{record.id}", area_names(person)
    with form(name) as key:
        field = one(t("Service field"), list(ServiceField), None, term, key=key("field"))
        area = one(t("Area"), list(areas), None, areas.get, key=key("area"), none=t("Whole city"))
        leads = st.checkbox(t("It leads; without this it supports"), value=True, key=key("leads"))
        if sent(t("Add a duty"), icon="add"):
            send(
                duties.add,
                record.id,
                form_name=name,
                done=t("The duty is on the list."),
                field=field,
                area_code=area,
                leads=leads,
            )
