"""The certificate of somebody who came to an activity: from the link of their registration, among one's own, and for
those who hold it, who print it for whoever left no address."""

import streamlit as st

from components import activity_view
from components.moments import day
from components.naming import named
from components.reading import read
from components.texts import t, told
from domain import registration_mails
from domain.bulletin import pdf_file
from domain.bulletin.fonts import PACKAGE, chinese
from domain.bulletin.telling import NoFont
from domain.errors import NotFound
from domain.permissions import PUBLIC
from domain.queries import registrations
from domain.queries.registrations import Own


def button(own: Own) -> None:
    """For who came to what was held; where it cannot be drawn, that is said."""
    if own.has_certificate and chinese() is None:
        why = told(NoFont(package=PACKAGE))
        st.caption(t("Certificate of attendance: {reason}", reason=why))
    elif own.has_certificate:
        token = registration_mails.token_of(own.activity_id, own.ticket)
        st.download_button(
            t("Certificate of attendance"),
            lambda: written(token),
            file_name=f"certificate-{own.number}-{own.ticket}.pdf",
            mime=pdf_file.MEDIA_TYPE,
            icon=":material/workspace_premium:",
            key=f"registration-certificate-{own.registration_id}",
            on_click="ignore",
        )


def of_ticket(activity_id: int, ticket: int) -> None:
    """The same for those who hold the activity, who see who came."""
    token = registration_mails.token_of(activity_id, ticket)
    own = read(registrations.by_token, PUBLIC, token, topics=activity_view.SEEN)
    if own is not None:
        button(own)


def written(token: str) -> bytes:
    """The sheet, made when it is asked for. Raises NotFound for who has not come, or no more."""
    own = read(registrations.by_token, PUBLIC, token, topics=activity_view.SEEN)
    if own is None or not own.has_certificate:
        raise NotFound
    issued = (
        named(own.organiser.name, own.organiser.name_en),
        t("Certificate number {number}", number=f"{own.number}-{own.ticket:04d}"),
    )
    return pdf_file.certificate(
        title=t("Certificate of attendance"), lines=lines(own), issued="\n".join(issued)
    )


def lines(own: Own) -> tuple[str, ...]:
    """Who was there, for whom, at what and when."""
    first, last = own.starts_at.date(), own.ends_at.date()
    return (
        " · ".join(filter(None, (own.person_name, own.enterprise))),
        t("has taken part in the activity"),
        named(own.title, own.title_en),
        t("on {days}", days=day(first) if first == last else f"{day(first)} – {day(last)}"),
    )
