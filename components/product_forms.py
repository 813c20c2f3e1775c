"""Adding a service product, or changing one, in a window."""

from collections.abc import Callable

import streamlit as st

from components.area_choice import area_names
from components.choosing import industry_names, one, several
from components.reading import read
from components.record_window import form, send, sent
from components.texts import t, term
from db.vocabulary import PriceKind, QualificationType, ServiceField, SizeClass
from domain import products
from domain.permissions import Person
from domain.queries import organisation_offers
from domain.queries.organisation import Record
from domain.queries.organisation_offers import ProductShown

EMPTY = ProductShown(
    0, "", "", None, "", "", "", (), (), (), (), None, "", (), (), "", "", "", None, False, None
)


def product(person: Person, record: Record, of: int | None, seen: tuple[str, ...]) -> None:
    """All that is said of one service; without an id a new one."""
    found = read(organisation_offers.products, person, record.id, topics=seen)
    was = next((each for each in found if each.id == of), None)
    name = f"product-{record.id}-{of or 0}"
    with form(name) as key:
        said = _fields(person, was or EMPTY, key)
        if sent(t("Save")):
            send(
                products.change if was else products.add,
                record.id,
                form_name=name,
                done=t("The service is saved."),
                **said,
                **({"product_id": was.id} if was else {}),
            )


def _fields(person: Person, now: ProductShown, key: Callable[[str], str]) -> dict:
    areas = area_names(person)
    sizes = {size.value: term(size) for size in SizeClass}
    left, right = st.columns(2)
    said = {
        "name": left.text_input(t("Service"), now.name, max_chars=120, key=key("name")),
        "name_en": right.text_input(
            t("Name in English"), now.name_en, max_chars=160, key=key("en")
        ),
        "field": one(
            t("Service field"), list(ServiceField), now.field, term, key=key("field"), place=left
        ),
        "needs": one(
            t("Needs the qualification"),
            list(QualificationType),
            now.needs,
            term,
            key=key("needs"),
            place=right,
        ),
        "price_kind": one(
            t("What it costs"), list(PriceKind), now.price_kind, term, key=key("kind"), place=left
        ),
        "price": right.text_input(t("Price"), now.price, max_chars=120, key=key("price")),
    }
    said["summary"] = _words(t("About"), now.summary, 2000, key("about"))
    said["summary_en"] = _words(t("About in English"), now.summary_en, 2000, key("about-en"))
    said["eligibility"] = _words(t("Who may have it"), now.eligibility, 1000, key("who"))
    left, right = st.columns(2)
    said["areas"] = several(t("Areas served"), areas, now.area_codes, key=key("areas"), place=left)
    said["for_sizes"] = several(
        t("For sizes"), sizes, [size.value for size in now.sizes], key=key("sizes"), place=right
    )
    said["for_industries"] = several(
        t("For industries"),
        industry_names(person),
        now.industry_codes,
        key=key("industries"),
        place=left,
    )
    said["for_tags"] = right.text_input(
        t("For tags"), "、".join(now.tags), max_chars=600, key=key("tags")
    )
    said["how_to_apply"] = _words(t("How to apply"), now.how_to_apply, 1000, key("apply"))
    said["documents"] = _words(t("Documents"), now.documents, 1000, key("documents"))
    said["opening_times"] = st.text_input(
        t("Opening hours"), now.opening_times, max_chars=200, key=key("times")
    )
    return said


def _words(label: str, text: str, most: int, key: str) -> str:
    return st.text_area(label, text, max_chars=most, height=80, key=key) or ""
