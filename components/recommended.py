"""Services that fit: what is needed, in one's own words, and each service with why it was chosen."""

import streamlit as st

from components import address, rows
from components.area_choice import area_names
from components.directory_search import rating, reason
from components.naming import named
from components.texts import plain, t, term
from db.vocabulary import ServiceField, SizeClass
from domain.fitting import Part, Why, Wish
from domain.permissions import Person
from domain.recommending import MOST_READ, Recommended

PAGE = "pages/public/services.py"
MOST_FOLDED = 3


def wish(person: Person) -> Wish | None:
    """What is needed and where; None while nothing is said. It stands in the address, so it can be sent as a link."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = address.words(
            "q",
            t("What do you need?"),
            most=MOST_READ,
            placeholder=t("What do you need? Say it in your own words"),
            width="stretch",
        )
        address.clear(PAGE)
    areas = area_names(person)
    with st.container(horizontal=True, gap="small"):
        area = address.one_of(
            "area", t("Area"), list(areas), areas.__getitem__, none=t("Every area"), width=160
        )
        field = address.one_of(
            "field",
            t("Field of the service"),
            [each.value for each in ServiceField],
            lambda code: term(ServiceField(code)),
            none=t("Every field"),
            width=200,
        )
        size = address.one_of(
            "size",
            t("Size"),
            [each.value for each in SizeClass],
            lambda code: term(SizeClass(code)),
            none=t("Every size"),
            width=140,
        )
    if not text.strip() and not field:
        return None
    return Wish(
        text=text,
        field=ServiceField(field) if field else None,
        area=area,
        size=SizeClass(size) if size else None,
    )


def examples() -> None:
    """What one may ask; a click asks it."""
    st.text(t("For example:"))
    with st.container(horizontal=True, gap="small"):
        for position, words in enumerate(_examples()):
            if st.button(
                words, key=f"example-{position}", type="tertiary", icon=":material/search:"
            ):
                st.switch_page(PAGE, query_params={"q": words})


def show(found: tuple[Recommended, ...]) -> None:
    """Each service with its reasons, what it costs and how to have it."""
    if not found:
        st.info(
            t("No service fits yet. Say it in other words, or ask the desk: it answers in person."),
            icon=":material/search_off:",
        )
        st.page_link(
            "pages/public/ask.py", label=t("Ask for help"), icon=":material/contact_support:"
        )
        return
    for each in found:
        _card(each)


def fold(found: tuple[Recommended, ...]) -> None:
    """The best few beside a demand, folded away until they are wanted."""
    if not found:
        return
    label = t("Services that may help ({n})", n=min(len(found), MOST_FOLDED))
    with st.expander(label, icon=":material/design_services:", key="services-that-help"):
        for each in found[:MOST_FOLDED]:
            _card(each, is_brief=True)


def _card(each: Recommended, *, is_brief: bool = False) -> None:
    with st.container(border=not is_brief, gap="small", key=f"service-{each.product_id}"):
        link = rows.organisation(each.organisation_id, each.product_id)
        label = f"**{plain(named(each.name, each.name_en))}**"
        st.page_link(link.script, label=label, query_params=dict(link.query))
        st.caption(plain(_facts(each)))
        summary = named(each.summary, each.summary_en)
        if summary and not is_brief:
            st.text(summary)
        with st.container(horizontal=True, gap="xsmall"):
            for part in each.parts:
                for words, icon in _said(part, each):
                    st.badge(plain(words), color="blue", icon=f":material/{icon}:")
            if each.is_for_others:
                st.badge(
                    t("Its conditions name other enterprises"),
                    color="orange",
                    icon=":material/block:",
                )
        if not is_brief:
            _conditions(each)


def _facts(each: Recommended) -> str:
    told = [
        named(each.provider, each.provider_en),
        term(each.field),
        t("Whole city") if each.whole_city else "",
        term(each.price_kind),
        each.price,
    ]
    return " · ".join(filter(None, told))


def _said(part: Part, each: Recommended) -> list[tuple[str, str]]:
    match part.why:
        case Why.WORDS:
            return [(reason(word), "match_word") for word in part.words]
        case Why.FIELD:
            return [(t("Same field: {field}", field=term(each.field)), "category")]
        case Why.AREA:
            words = t("Serves the whole city") if each.whole_city else t("In your area")
            return [(words, "location_on")]
        case Why.FOR_WHOM if part.points > part.most * 0.8:
            return [(t("Made for enterprises like this"), "factory")]
        case Why.RATING:
            share, many = rating(each.rating_good, each.rating_n)
            return [(t("{share} content ({many})", share=share, many=many), "thumb_up")]
        case Why.QUALIFICATION:
            return [(t("Qualified: {name}", name=each.qualification), "verified")]
        case Why.PRICE if part.points == part.most:
            return [(term(each.price_kind), "volunteer_activism")]
    return []


def _conditions(each: Recommended) -> None:
    told = ((t("Who may have it"), each.eligibility), (t("How to apply"), each.how_to_apply))
    rest = [(label, words) for label, words in told if words]
    if rest:
        with st.expander(t("Conditions and how to apply"), key=f"conditions-{each.product_id}"):
            for label, words in rest:
                st.caption(label)
                st.text(words)


def _examples() -> list[str]:
    return [
        t("Patent-pledge loan for a valve maker in Longwan"),
        t("Lawyer for an export contract dispute"),
        t("Testing laboratory for shoe materials"),
        t("Help with digital production"),
    ]
