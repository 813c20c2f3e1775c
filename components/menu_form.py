"""Keeping a service menu: begun for a month, offers put on it, their times added, published."""

from datetime import date
from itertools import groupby

import streamlit as st

from components import calls, menu_times, menu_view, record_window, rows
from components.choosing import one
from components.moments import day
from components.naming import named
from components.reading import read
from components.record_window import ask_reason, button, form, send, sent
from components.sheet import sheet
from components.submitting import attempt, submit, tell
from components.texts import plain, t, term
from db.vocabulary import ServiceField
from domain import clock, topics
from domain.clock import LOCAL
from domain.command import can
from domain.indicators.periods import month_after
from domain.menu import menus
from domain.menu.menus import LONGEST, SHORTEST, OfferPlan
from domain.menu.telephoning import note_call
from domain.permissions import Person
from domain.queries import activities as calendar
from domain.queries import menu_choices, telephoning
from domain.queries.menus import MenuShown, OfferShown, SlotShown

SPAN = 92  # pixels, for two hours: what can be done stands beside it on a telephone


def begin(person: Person) -> None:
    """Which series, which month, how many times for one enterprise."""
    st.title(t("New service menu"), anchor=False)
    series = {
        each.id: named(each.name, each.name_en)
        for each in read(calendar.series, person, topics=(topics.ACTIVITIES,))
        if each.is_active
    }
    with sheet("menu-new") as drawn:
        chosen = one(t("Series"), list(series), None, series.get, key=drawn.field("series"))
        month = st.selectbox(
            t("Month"), _months(), format_func=lambda each: f"{each:%Y-%m}", key=drawn.field("m")
        )
        share = st.number_input(
            t("Slots of one enterprise"), 1, 20, value=2, key=drawn.field("share")
        )
        is_sent = drawn.sent(t("Begin the menu"), icon="save")
    if is_sent:
        with drawn.above:
            is_done, menu_id = attempt(
                menus.begin,
                form="menu-new",
                series_id=chosen or 0,
                month=month,
                per_enterprise=share,
            )
            if is_done:
                tell(t("The menu has begun. Please put offers on it."))
                rows.follow(menu_view.plan(menu_id))


def keep(person: Person, shown: MenuShown) -> None:
    """Its offers with their times, and what can be done with each."""
    st.title(f"{shown.month:%Y-%m} {plain(named(shown.series, shown.series_en))}", anchor=False)
    with st.container(horizontal=True, gap="small"):
        if (
            not shown.is_published
            and shown.offers
            and st.button(
                t("Publish the menu"),
                type="primary",
                icon=":material/campaign:",
                key="menu-publish",
            )
        ):
            done = t("Everybody can book now.")
            submit(menus.publish, shown.id, done=done, form=f"publish-{shown.id}")
        button("offer", t("Put an offer on it"), icon="add")
        button("share", t("Slots of one enterprise: {n}", n=shown.per_enterprise), icon="edit")
        if shown.offers and can(person, menus.begin):
            button("again", t("Another month with these offers"), icon="content_copy")
        if st.button(t("See the menu"), icon=":material/menu_book:", key="menu-back"):
            st.switch_page(menu_view.LIST_PAGE, query_params={"menu": str(shown.id)})
    to_call = read(telephoning.of_menu, person, shown.id, topics=menu_view.SEEN)
    calls.those(to_call, note_call, shown.id, "booking_id")
    if not shown.offers:
        st.info(t("Nothing is offered yet."), icon=":material/menu_book:")
    for each in shown.offers:
        _offer(shown, each)


def window(person: Person, shown: MenuShown) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    offer = next((each for each in shown.offers if each.id == of), None)
    if verb == "offer":
        record_window.show(t("Put an offer on it"), _say, person, shown, None, is_wide=True)
    elif verb == "share":
        record_window.show(t("Slots of one enterprise"), _share, shown)
    elif verb == "again" and shown.offers:
        record_window.show(t("Another month with these offers"), _again, shown)
    elif verb == "change" and offer:
        record_window.show(t("Correct the offer"), _say, person, shown, offer, is_wide=True)
    elif verb == "end" and offer and offer.is_active:
        record_window.show(t("End the offer"), _end, shown, offer)
    elif verb == "times" and offer and offer.is_active:
        record_window.show(t("Add times"), menu_times.add, person, shown, offer)
    elif verb == "calloff" and of:
        label, name = t("Call the time off"), f"calloff-{of}"
        done = t("Called off; whoever has booked it is told, or stands above to be called.")
        record_window.show(
            label, lambda: ask_reason(menus.call_off, shown.id, name, label, done, slot_id=of)
        )


def _offer(shown: MenuShown, each: OfferShown) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{plain(named(each.plan.title, each.plan.title_en))}**")
            st.badge(term(each.plan.field), color="gray")
            if not each.is_active:
                st.badge(t("Ended"), color="gray")
        st.caption(plain(menu_view.line(each)))
        menu_view.hearing(each)
        with st.container(horizontal=True, gap="small"):
            if each.is_active:
                button("times", t("Add times"), of=each.id, icon="more_time")
            button("change", t("Correct the offer"), of=each.id, icon="edit")
            if each.is_active:
                button("end", t("End the offer"), of=each.id, icon="stop")
        with st.expander(t("Times: {n}", n=len(each.slots)), key=f"times-{each.id}"):
            for on, slots in groupby(
                each.slots, lambda slot: slot.starts_at.astimezone(LOCAL).date()
            ):
                st.caption(day(on))
                for slot in slots:
                    _slot(shown, each, slot)


def _slot(shown: MenuShown, offer: OfferShown, slot: SlotShown) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.text(menu_view.span(slot), width=SPAN)
        if slot.gone_because:
            st.badge(plain(slot.gone_because), color="red")
        is_past, name = slot.starts_at <= clock.now(), f"back-{slot.id}"
        if slot.gone_because:
            if (
                offer.is_active
                and not is_past
                and st.button(
                    t("Offer the time again"), type="tertiary", icon=":material/undo:", key=name
                )
            ):
                said = {"offer_id": offer.id, "starts": (slot.starts_at,)}
                done = t("The time can be booked again.")
                submit(menus.add_slots, shown.id, done=done, form=name, **said)
            return
        word = t("Free") if slot.is_free else t("Past") if is_past else t("Booked")
        st.badge(word, color="green" if slot.is_free else "gray")
        if not is_past:
            button("calloff", t("Call it off"), of=slot.id, icon="event_busy")


def _end(shown: MenuShown, offer: OfferShown) -> None:
    """Asked for once more, for there is no way back."""
    name = f"end-{offer.id}"
    with form(name):
        st.markdown(f"**{plain(named(offer.plan.title, offer.plan.title_en))}**")
        st.caption(t("What is booked stays. An offer that has ended is not begun again."))
        if sent(t("End the offer"), icon="stop"):
            done = t("It can be booked no more.")
            send(menus.end_offer, shown.id, form_name=name, done=done, offer_id=offer.id)


def _again(shown: MenuShown) -> None:
    """The menu of another month of the series, with the same offers."""
    name = f"again-{shown.id}"
    later = [each for each in _months() if each != shown.month]
    after = month_after(shown.month, 1)
    with form(name) as key:
        month = st.selectbox(
            t("Month"),
            later,
            index=later.index(after) if after in later else 0,
            format_func=lambda each: f"{each:%Y-%m}",
            key=key("month"),
        )
        st.caption(t("The offers are copied; their times are added anew."))
        if sent(t("Begin the menu")):
            is_done, menu_id = attempt(
                menus.begin,
                form=name,
                series_id=shown.series_id,
                month=month,
                per_enterprise=shown.per_enterprise,
                like=shown.id,
            )
            if is_done:
                tell(t("The menu has begun. Please add times to its offers."))
                rows.follow(menu_view.plan(menu_id))


def _share(shown: MenuShown) -> None:
    name = f"share-{shown.id}"
    with form(name) as key:
        share = st.number_input(
            t("Slots of one enterprise"), 1, 20, value=shown.per_enterprise, key=key("share")
        )
        st.caption(t("What is booked already stays."))
        if sent(t("Save")):
            send(menus.change, shown.id, form_name=name, done=t("Kept."), per_enterprise=share)


def _say(person: Person, shown: MenuShown, offer: OfferShown | None) -> None:
    """The provider and the expert are found by name outside the form, so that those found can be chosen."""
    plan = offer.plan if offer else None
    providers = (
        {offer.provider.id: named(offer.provider.name, offer.provider.name_en)} if offer else {}
    )
    typed = st.text_input(t("Find who provides it by name"), max_chars=40, key="offer-find")
    found = read(menu_choices.providers, person, typed or "", topics=menu_view.SEEN)
    providers |= {each.id: named(each.name, each.name_en) for each in found}
    provider = one(
        t("Who provides it"),
        list(providers),
        plan.provider_id if plan else next(iter(providers), None),
        providers.get,
        key=f"offer-provider-{len(providers)}",
    )
    known = read(menu_choices.experts, person, provider or 0, topics=menu_view.SEEN)
    experts = {each.id: named(each.name, each.name_en) for each in known}
    name = f"offer-{shown.id}-{offer.id if offer else 'new'}"
    with form(name) as key:
        fields = list(ServiceField)
        said = {
            "expert_id": one(
                t("Expert"),
                list(experts),
                plan.expert_id if plan else None,
                experts.get,
                key=key("expert"),
                none=t("Nobody in particular"),
            ),
            "title": st.text_input(
                t("Title"), plan.title if plan else "", max_chars=80, key=key("title")
            ),
            "title_en": st.text_input(
                t("Title in English"), plan.title_en if plan else "", max_chars=160, key=key("en")
            ),
            "field": st.selectbox(
                t("Field of the service"),
                fields,
                index=fields.index(plan.field if plan else ServiceField.LAW_AND_RIGHTS),
                format_func=term,
                key=key("field"),
            ),
            "minutes": st.number_input(
                t("Length in minutes"),
                SHORTEST,
                LONGEST,
                value=plan.minutes if plan else 45,
                step=5,
                key=key("minutes"),
            ),
            "place": st.text_input(
                t("Place"), plan.place if plan else "", max_chars=120, key=key("place")
            ),
            "link": st.text_input(
                t("Link"), plan.link if plan else "", max_chars=300, key=key("link")
            ),
            "summary": st.text_area(
                t("About the service"),
                plan.summary if plan else "",
                max_chars=1000,
                height=80,
                key=key("summary"),
            ),
        }
        if sent(t("Save")):
            inputs = {"plan": OfferPlan(provider_id=provider or 0, **said)}
            if offer:
                inputs["offer_id"] = offer.id
            command = menus.change_offer if offer else menus.offer
            send(command, shown.id, form_name=name, done=t("Kept."), **inputs)


def _months() -> list[date]:
    """The present one and those that follow for which a menu may be begun."""
    first = clock.now().date().replace(day=1)
    return [month_after(first, n) for n in range(6)]
