"""The service menu on its page: which month, what is offered, the free times, and booking one of them."""

from itertools import groupby

import streamlit as st

from components import (
    activity_series_view,
    address,
    calls,
    door_code,
    enterprise_finder,
    not_found,
    public_rations,
    record_window,
    rows,
    session,
    window,
)
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.rows import Link
from components.session import nonce
from components.submitting import attempt, remember, remembered
from components.texts import plain, t, term
from db.vocabulary import Kind, ServiceField
from domain import clock, topics
from domain.clock import LOCAL
from domain.command import can
from domain.menu import bookings, mails, menus
from domain.permissions import Person
from domain.queries import menus as query
from domain.queries.menus import Hearing, MenuLine, MenuShown, OfferShown, SlotShown

LIST_PAGE = "pages/public/service_menu.py"
PLAN = ("pages/activities/menu_plan.py", "menu-plan")
SEEN = (topics.MENUS,)
DAY = 88  # pixels; two times stand beside it on a telephone


def link(menu_id: int) -> Link:
    return Link(LIST_PAGE, "service-menu", (("menu", str(menu_id)),))


def plan(menu_id: int | None = None) -> Link:
    return Link(*PLAN, (("id", str(menu_id)),) if menu_id else ())


def chosen(person: Person) -> MenuShown | None:
    """The menu that the address names, else that of this month or the next one; with the field it is narrowed by."""
    found = read(query.listing, person, not_found.number("menu") or None, topics=SEEN)
    if not found:
        st.info(
            t("No services can be booked at the moment. Please come back next month."),
            icon=":material/menu_book:",
        )
        return None
    names = {str(each.id): _name(each) for each in _this_month_first(found)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        asked = address.always("menu", t("Month"), list(names), names.get, width=280)
        field = address.one_of(
            "field",
            t("Field of the service"),
            [each.value for each in ServiceField],
            lambda value: term(ServiceField(value)),
            none=t("Every field"),
            width=240,
        )
    wanted = ServiceField(field) if field else None
    return read(query.menu, person, int(asked), wanted, topics=SEEN)


def show(shown: MenuShown) -> None:
    """Every offer with its free times, day by day."""
    if not shown.is_published:
        st.caption(t("Not published yet: only those who keep the menu see it."))
    st.page_link(
        activity_series_view.PAGE,
        label=plain(named(shown.series, shown.series_en)),
        icon=":material/event_repeat:",
        query_params={"id": str(shown.series_id)},
    )
    told_share = t("One enterprise may book {n} times in this menu.", n=shown.per_enterprise)
    st.caption(told_share)
    if not shown.offers:
        st.info(t("Nothing of this field is offered this month."), icon=":material/search_off:")
    for each in shown.offers:
        with st.container(border=True, gap="small"):
            _offer(each)


def book(person: Person, shown: MenuShown) -> None:
    """The window in which a time is booked; in its place what somebody takes away who has just booked."""
    verb, of = record_window.asked()
    if verb != "book" or not of:
        return
    found = next(((o, s) for o in shown.offers for s in o.slots if s.id == of and s.is_free), None)
    if found is None and remembered(f"book-{of}") is None:
        record_window.show(t("Book a time"), _gone)
        return
    record_window.show(t("Book a time"), _book, person, shown, of, found)


def line(offer: OfferShown) -> str:
    """Who gives it, how long and where."""
    plan_of = offer.plan
    expert = named(offer.expert.name, offer.expert.name_en) if offer.expert else ""
    return " · ".join(
        filter(
            None,
            (
                named(offer.provider.name, offer.provider.name_en),
                expert,
                t("{n} minutes", n=plan_of.minutes),
                plan_of.place or t("Online"),
            ),
        )
    )


def hearing(each: OfferShown) -> None:
    """That whoever gives it does not hear of bookings inside the platform."""
    name = plain(named(each.provider.name, each.provider.name_en))
    if each.hearing is Hearing.MAIL:
        words = t("Nobody of {name} has an account: they hear of bookings by mail only.", name=name)
        st.caption(f":material/mail: {words}")
    elif each.hearing is Hearing.NOT:
        words = t(
            "Nobody of {name} has an account or a known address: please tell them of bookings yourselves.",
            name=name,
        )
        st.warning(words, icon=":material/notifications_off:")


def span(slot: SlotShown) -> str:
    ends = slot.ends_at.astimezone(LOCAL)
    return f"{slot.starts_at.astimezone(LOCAL):%H:%M}–{ends:%H:%M}"


def _offer(each: OfferShown) -> None:
    plan_of = each.plan
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{plain(named(plan_of.title, plan_of.title_en))}**")
        st.badge(term(plan_of.field), color="gray")
    st.caption(plain(line(each)))
    if plan_of.summary:
        st.text(plan_of.summary)
    free = [slot for slot in each.slots if slot.is_free]
    if not each.is_active or not free:
        st.caption(t("No time is free."))
        return
    for on, slots in groupby(free, lambda slot: slot.starts_at.astimezone(LOCAL).date()):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.caption(day(on), width=DAY)
            with st.container(horizontal=True, gap="xsmall"):
                for slot in slots:
                    _time(slot)


def _time(slot: SlotShown) -> None:
    if st.button(span(slot), key=f"slot-{slot.id}"):
        window.turn_to(record_window.NAME, f"book-{slot.id}")
        st.rerun()


def _book(person: Person, shown: MenuShown, slot_id: int, found) -> None:
    form = f"book-{slot_id}"
    receipt = remembered(form)
    if receipt is not None:
        st.success(t("The time is yours."), icon=":material/check_circle:")
        st.markdown(t("At the door please say this code: **{code}**", code=receipt.code))
        door_code.picture(mails.door_path(receipt.code))
        st.caption(t("With this link you can see how it stands, or withdraw. Please keep it:"))
        st.page_link(
            "pages/public/booking.py",
            label=t("My booking"),
            icon=":material/event:",
            query_params={"t": receipt.token},
        )
        return
    offer, slot = found
    st.markdown(f"**{plain(named(offer.plan.title, offer.plan.title_en))}**")
    st.caption(f"{moment(slot.starts_at)} · {plain(line(offer))}")
    key, whose = f"{form}-{nonce(form)}", {}
    if shown.is_keeper:  # books for whoever calls
        whose = enterprise_finder.field(person, key=f"{form}-whose", reset=nonce(form))
    with st.form(key, border=False):
        said = {
            "person_name": st.text_input(t("Name"), max_chars=40, key=f"{key}-name", required=True)
        }
        if not (shown.is_keeper or person.kind is Kind.ENTERPRISE):
            whose["enterprise_name"] = st.text_input(
                t("Enterprise"), max_chars=120, key=f"{key}-enterprise", required=True
            )
        said["phone"] = st.text_input(t("Telephone"), max_chars=40, key=f"{key}-phone")
        said["email"] = st.text_input(t("E-mail"), max_chars=120, key=f"{key}-email")
        said["subject"] = st.text_area(
            t("What you wish to talk about"), max_chars=400, height=80, key=f"{key}-subject"
        )
        if person.id is None:
            st.caption(calls.without_mail(shown.organiser))
        if not shown.is_keeper:
            st.caption(
                t(
                    "Only those who keep the menu and whoever gives the service may see these details."
                )
            )
        above = st.container()
        is_sent = st.form_submit_button(
            t("Book this time"), type="primary", icon=":material/event_available:"
        )
    if is_sent:
        with above:
            _send(shown, slot_id, form, said | whose)


def _gone() -> None:
    """Somebody else was first, perhaps while the window was open; or it is one's own, and the page was loaded anew."""
    st.warning(
        t("This time can no longer be booked. Please choose another one."),
        icon=":material/event_busy:",
    )
    st.caption(
        t(
            "If you have just booked it yourself and gave an e-mail address: what you need for it "
            "was sent there."
        )
    )


def _send(shown: MenuShown, slot_id: int, form: str, said: dict) -> None:
    reached = {"phone": said["phone"], "email": said["email"]}
    if not public_rations.is_left("book", shown.id, is_keeper=shown.is_keeper, **reached):
        return
    is_done, receipt = attempt(
        bookings.book,
        shown.id,
        form=form,
        slot_id=slot_id,
        language=session.language(),
        **said,
    )
    if is_done:
        remember(form, receipt)
        st.rerun()


def keeping(person: Person, shown: MenuShown | None) -> None:
    """The ways to a menu's plan, for those who keep it."""
    with st.container(horizontal=True, gap="small"):
        if can(person, menus.begin) and st.button(
            t("New service menu"), icon=":material/add:", key="menu-new"
        ):
            rows.follow(plan())
        if (
            shown is not None
            and shown.is_keeper
            and st.button(t("Correct the menu"), icon=":material/edit:", key="menu-correct")
        ):
            rows.follow(plan(shown.id))


def _this_month_first(found: tuple[MenuLine, ...]) -> list[MenuLine]:
    """Of menus that come the newest first: this month's, those ahead, then those that are over."""
    this = clock.now().astimezone(LOCAL).date().replace(day=1)
    ahead = [each for each in reversed(found) if each.month >= this]
    return [*ahead, *(each for each in found if each.month < this)]


def _name(each: MenuLine) -> str:
    return f"{each.month:%Y-%m} {named(each.series, each.series_en)}"
