"""The frame around every page: who is there, where they may go, what is new, and in which language."""

import time

import streamlit as st
from prometheus_client import Histogram

from components import account_menu, interface_words, page_list, session, sign_in, submitting
from components.place import FOLDER, Place
from components.texts import listed, t, term
from domain.permissions import Person

ASSETS = FOLDER.parent / "assets"
RUNS = Histogram("platform_page_run_seconds", "Time taken by one run of a page", ["page"])


def show() -> None:
    """One run of whatever page the address names."""
    began = time.perf_counter()
    person = session.visitor()
    # Before the navigation: the browser would fetch the icon of the page from the internet.
    st.set_page_config(page_icon=str(ASSETS / "favicon.png"), layout="wide")
    page, place = _navigation(page_list.places(), person)
    st.set_page_config(page_title=_tab(place, person))
    wordmark = ASSETS / f"logo_{session.language()}.svg"
    st.logo(str(wordmark), size="large", icon_image=str(ASSETS / "logo.svg"))
    interface_words.show(session.language())
    submitting.show_news()
    try:
        _open(page, place, person)
    finally:
        RUNS.labels(place.path or "today").observe(time.perf_counter() - began)


def _navigation(every: tuple[Place, ...], person: Person) -> tuple[st.Page, Place]:
    """All pages are there before anybody is known, so that a link leads to its page through the sign-in."""
    pages = {each.path: _page(each, person) for each in every}
    sections: dict[str, list[st.Page]] = {}
    for each in every:
        sections.setdefault(each.section, []).append(pages[each.path])
    if person.id is None:
        entrance_last = sorted(every, key=lambda each: not each.is_public)
        page = st.navigation([pages[each.path] for each in entrance_last], position="top")
    else:
        page = st.navigation(sections, position="sidebar", expanded=True)
    return page, next(each for each in every if each.path == page.url_path)


def _tab(place: Place, person: Person) -> str:
    """What the browser's tab says: at the entrance nothing but where one is."""
    platform = t("Wenzhou SME Service Platform")
    is_entrance = person.id is None and not place.path
    return platform if is_entrance else f"{place.title} · {platform}"


def _page(place: Place, person: Person) -> st.Page:
    is_visitor = person.id is None
    is_entrance = is_visitor and not place.path
    is_shown = place.is_listed and (
        is_entrance
        or (place.is_public and (is_visitor or person.has(*place.roles)))
        or (not place.is_public and place.is_open_to(person) and person.has(*place.listed_to))
    )
    return st.Page(
        place.script,
        title=t("Sign in") if is_entrance else place.title,
        icon=":material/login:" if is_entrance else f":material/{place.icon}:",
        url_path=place.path or None,
        default=not place.path,
        visibility="visible" if is_shown else "hidden",
    )


def _open(page: st.Page, place: Place, person: Person) -> None:
    if person.id is None:
        account_menu.for_visitors()
    else:
        account_menu.for_people(person)
    if place.is_open_to(person):
        page.run()
    elif person.id is None:
        sign_in.show(place.title if place.path else "")
    else:
        _refuse(place)
    account_menu.keep_language()


def _refuse(place: Place) -> None:
    st.title(place.title)
    roles = listed(term(role) for role in sorted(place.roles))
    st.warning(
        t("This page is for other roles than yours: {roles}.", roles=roles), icon=":material/lock:"
    )
    st.page_link(FOLDER / "home/today.py", label=t("Back to today"), icon=":material/arrow_back:")
