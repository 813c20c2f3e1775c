"""The fields of a record in the reader's words, and what a change changed."""

from collections.abc import Mapping

from components.texts import t, term
from db.vocabulary import PriceKind, QualificationType, ServiceField, SizeClass
from domain.identifiers import dialled

Said = dict
Names = Mapping[str, str]  # of areas and industries, by code


def label(name: str) -> str:
    """What a field of the record is called."""
    return _labels().get(name, name)


def value(name: str, text: str, names: Names) -> str:
    """A field's kept text as it is read: codes by their names, numbers as they are dialled."""
    if not text:
        return "–"
    if name in ("area_code", "industry_code"):
        return names.get(text, text)
    if name == "size_class":
        return term(SizeClass(text))
    if name == "phone":
        return dialled(text)
    return text


def details(said: Said, names: Names) -> list[str]:
    """What a change changed, field by field, and the reason given."""
    told = []
    for name, was, now in said.get("changes", ()):
        if not was and not now:
            told.append(t("{field}: changed", field=label(name)))
        else:
            before, after = value(name, was, names), value(name, now, names)
            told.append(f"{label(name)}: {before} → {after}")
    for name, was, now in said.get("parts", ()):
        before, after = (_part(name, text, names) for text in (was, now))
        told.append(f"{_product_labels().get(name, name)}: {before} → {after}")
    return [*told, *filter(None, [said.get("reason"), said.get("how")])]


def _labels() -> dict[str, str]:
    return {
        "name": t("Name of the organisation"),
        "name_en": t("Name in English"),
        "credit_code": t("Credit code"),
        "area_code": t("Area"),
        "industry_code": t("Industry"),
        "size_class": t("Size"),
        "founded_on": t("Founded on"),
        "products": t("Products"),
        "tags": t("Tags"),
        "summary": t("About"),
        "summary_en": t("About in English"),
        "website": t("Website"),
        "address": t("Address"),
        "opening_hours": t("Opening hours"),
        "contact_name": t("Contact person"),
        "phone": t("Telephone"),
        "email": t("E-mail"),
    }


def _product_labels() -> dict[str, str]:
    return {
        "name": t("Service"),
        "name_en": t("Name in English"),
        "field": t("Service field"),
        "summary": t("About"),
        "summary_en": t("About in English"),
        "eligibility": t("Who may have it"),
        "for_industries": t("For industries"),
        "for_sizes": t("For sizes"),
        "for_tags": t("For tags"),
        "price_kind": t("What it costs"),
        "price": t("Price"),
        "areas": t("Areas served"),
        "how_to_apply": t("How to apply"),
        "documents": t("Documents"),
        "opening_times": t("Opening hours"),
        "needs": t("Needs the qualification"),
    }


def _part(name: str, text: str, names: Names) -> str:
    """A part of a service as it is read."""
    if text and name in _LISTS:
        return term(_LISTS[name](text))
    words = [_word(name, each, names) for each in text.split("、")] if text else ["–"]
    return "、".join(words)


def _word(name: str, text: str, names: Names) -> str:
    if name == "for_sizes":
        return term(SizeClass(text))
    return names.get(text, text) if name in ("areas", "for_industries") else text


_LISTS = {"field": ServiceField, "price_kind": PriceKind, "needs": QualificationType}
