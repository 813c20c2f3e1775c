"""What comes up at an activity is written down: by those who hold it in a window, by enterprises on their own forms."""

import streamlit as st

from components import activity_view, enterprise_finder, need_forms, record_window
from components.area_choice import area_choice
from components.filling import misread, missing
from components.reading import read
from components.record_window import form, send, sent
from components.session import nonce, visitor
from components.texts import plain, sentences, t
from db.activity_vocabulary import RegistrationState
from db.vocabulary import Kind
from domain import activity_origins, demands, identifiers, needs
from domain.command import can
from domain.permissions import Person
from domain.queries import activity_origins as query
from domain.queries import registrations
from domain.queries.activity import ActivityShown
from domain.queries.registrations import Line

DEMAND, NEED = "demand", "need"
ASK_PAGE = "pages/public/ask.py"


def ways(person: Person, shown: ActivityShown) -> None:
    """For everybody who was there: the way to the forms, with this activity as where it came up."""
    if not shown.can_raise or shown.is_keeper:
        return
    with st.container(horizontal=True, gap="small"):
        ask_link(shown.id)
        if person.kind is Kind.ENTERPRISE and can(person, needs.enter):
            st.page_link(
                need_forms.research_list.NEEDS_PAGE,
                label=t("Enter a technical need"),
                icon=":material/science:",
                query_params={record_window.NAME: need_forms.NEW, "activity": str(shown.id)},
            )


def ask_link(activity_id: int | None) -> None:
    """The way to the public form; of no activity: after a booked service."""
    st.page_link(
        ASK_PAGE,
        label=t("Ask for help with what came up here"),
        icon=":material/contact_support:",
        query_params={"activity": str(activity_id)} if activity_id else None,
    )


def button(shown: ActivityShown) -> None:
    """For those who hold it: a demand or a need of somebody who may stand on no list."""
    if shown.is_keeper and shown.can_raise:
        with st.container(horizontal=True, gap="small"):
            record_window.button(DEMAND, t("Note a demand"), icon="add_comment")
            record_window.button(NEED, t("Note a need"), icon="science")


def buttons(shown: ActivityShown, each: Line) -> None:
    """The same at the line of somebody who came."""
    if not shown.can_raise or each.state is not RegistrationState.ATTENDED:
        return
    record_window.button(DEMAND, t("Note a demand"), of=each.id, icon="add_comment")
    record_window.button(NEED, t("Note a need"), of=each.id, icon="science")


def window(person: Person, shown: ActivityShown) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if verb not in (DEMAND, NEED) or not (shown.is_keeper and shown.can_raise):
        return
    seen = activity_view.seen(shown.id)
    line = read(registrations.one, person, shown.id, of, topics=seen) if of else None
    label, draw = (t("Note a demand"), _demand) if verb == DEMAND else (t("Note a need"), _need)
    record_window.show(label, draw, person, shown, line, is_wide=True)


def _whose(
    person: Person, shown: ActivityShown, line: Line | None, name: str, *, must_be_known: bool
) -> dict[str, str | int]:
    """What the commands take to know the enterprise; nothing where the registration knows it."""
    if line is not None and line.enterprise_id:
        st.markdown(f"**{plain(line.enterprise)}**")
        return {}
    if line is None:
        return enterprise_finder.field(
            person,
            key=f"{name}-whose",
            reset=nonce(name),
            must_be_known=must_be_known,
            required=True,
        )
    return enterprise_finder.of_whoever_came(
        person,
        query,
        (shown.id, line.id),
        name,
        seen=activity_view.seen(shown.id),
        typed=line.enterprise,
        must_be_known=must_be_known,
        required=True,
    )


def _demand(person: Person, shown: ActivityShown, line: Line | None) -> None:
    name = f"raise-demand-{shown.id}-{line.id if line else 0}"
    whose = _whose(person, shown, line, name, must_be_known=False)
    with form(name) as key:
        said = {
            "contact_name": st.text_input(
                t("Contact person"),
                line.person_name if line else "",
                max_chars=40,
                key=key("contact"),
                required=True,
            ),
            "contact_phone": st.text_input(
                t("Phone"),
                line.phone if line else "",
                max_chars=40,
                key=key("phone"),
                required=True,
            ),
            "contact_email": line.email if line else "",
            "title": st.text_input(t("Subject"), max_chars=80, key=key("title"), required=True),
            "body": st.text_area(
                t("What it is about"),
                max_chars=demands.MAX_BODY,
                height=160,
                key=key("body"),
                required=True,
            ),
        }
        if "enterprise_name" in whose:
            here = shown.plan.area_code or ""
            said["area_code"] = area_choice(
                t("Area"), visitor(), here, key=key("area"), required=True
            )
        if sent(t("Hand the demand in"), icon="send"):
            if wrong := _wrong(whose | said):
                st.error(wrong, icon=":material/error:")
                return
            send(
                activity_origins.raise_demand,
                shown.id,
                form_name=name,
                done=t("The demand is received, with this activity as its origin."),
                registration_id=line.id if line else None,
                **said,
                **whose,
            )


def _wrong(said: dict[str, str | int]) -> str:
    """Everything that a demand lacks or that cannot be read; of an enterprise that is known nothing is asked."""
    named = {t("Enterprise"): said["enterprise_name"]} if "enterprise_name" in said else {}
    where = {t("Area"): said["area_code"]} if "area_code" in said else {}
    left_out = missing(
        named
        | {
            t("Contact person"): said["contact_name"],
            t("Phone"): said["contact_phone"],
            t("Subject"): said["title"],
            t("What it is about"): said["body"],
        }
        | where
    )
    return sentences(left_out, misread((identifiers.phone, said["contact_phone"])))


def _need(person: Person, shown: ActivityShown, line: Line | None) -> None:
    name = f"raise-need-{shown.id}-{line.id if line else 0}"
    if activity_origins.only_for_who_came(person):
        st.caption(t("Only for an enterprise of which somebody came."))
    whose = _whose(person, shown, line, name, must_be_known=True)
    if "enterprise_name" in whose:  # a need belongs to an enterprise of the directory
        return
    with form(name) as key:
        st.caption(t("A draft: the enterprise and the brokers complete it before it is published."))
        title = st.text_input(t("Title"), max_chars=120, key=key("title"))
        problem = st.text_area(t("Problem"), max_chars=4000, height=160, key=key("problem"))
        if sent(t("Save as a draft")):
            send(
                activity_origins.raise_need,
                shown.id,
                form_name=name,
                done=t("The need is a draft, with this activity as its origin."),
                registration_id=line.id if line else None,
                title=title,
                problem=problem,
                **whose,
            )
