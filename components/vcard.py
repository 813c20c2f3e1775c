"""Taking an organisation's address home: a visiting card for one's own address book."""

import streamlit as st

from components.naming import named
from components.texts import t
from domain import vcards
from domain.queries.organisation import Record
from domain.vcards import Card


def vcard_button(record: Record) -> None:
    """A download with what this reader may know; nothing where there is no way to reach it."""
    contact = record.contact
    if not (contact.phone or contact.email):
        return
    card = Card(
        organisation_id=record.id,
        organisation=named(record.name, record.name_en),
        person=contact.name,
        phone=contact.phone,
        email=contact.email,
        address=record.address,
        area=named(record.area, record.area_en),
        website=record.website,
    )
    st.download_button(
        t("Visiting card"),
        vcards.written(card),
        file_name=f"{record.id}.vcf",
        mime=vcards.MEDIA_TYPE,
        icon=":material/contact_page:",
        on_click="ignore",
        help=t("Keep it in the address book of your telephone or mail programme."),
        key=f"vcard-{record.id}",
    )
