"""Taking a demand down while somebody speaks: who calls, what it is about, what was asked before."""

from dataclasses import replace

import streamlit as st

from components import finder, hotline_call, hotline_known, receipt, session
from components.area_choice import area_choice
from components.finder import Hit
from components.hotline_call import CHANNELS, FORM, Call, Desk
from components.reading import read
from components.session import current_user
from components.submitting import attempt
from components.texts import plain, t, term
from db.vocabulary import Channel
from domain import demands, organisations, topics
from domain.permissions import Person
from domain.queries import enterprises
from domain.queries.enterprises import Enterprise

WRITTEN_IN = {"zh": "中文", "en": "English"}
NEVER = 10_000  # more than anybody types


@st.fragment
def take_call() -> None:
    """The whole screen: the receipt of the call just saved, or the call being taken."""
    person = current_user()
    saved, noted = receipt.of(FORM), hotline_known.noted()
    if saved or noted:
        _saved(person, saved, noted)
        return
    desk = hotline_call.current(person)
    left, right = st.columns([3, 2], gap="large")
    with left:
        call = _call(person, desk)
    with right:
        hotline_known.show(person, call)


def _saved(person: Person, saved: demands.Receipt | None, noted: str | None) -> None:
    number = saved.number if saved else noted
    with st.container(width=720):
        if saved:
            st.success(t("Saved. Please read out:"), icon=":material/check_circle:")
            receipt.show(saved)
            st.caption(t("With both the enterprise can follow its demand on the public page."))
        else:
            st.success(
                t("Noted on demand {number}.", number=number), icon=":material/check_circle:"
            )
        with st.container(horizontal=True):
            is_next = st.button(
                t("Next call"), key="hotline-next", type="primary", icon=":material/call:"
            )
            where = hotline_known.link(number)
            st.link_button(t("Open the demand"), where, icon=":material/open_in_new:")
    if is_next:
        receipt.forget(FORM)
        hotline_known.forget_noted()
        hotline_call.clear(person)
        session.redraw()


def _call(person: Person, desk: Desk) -> Call:
    """The form as it now stands, saved if that was asked."""
    asked = _asked_for(person, desk)
    call = _record(person, desk.call, asked)
    call = _contact(person, call, desk)
    call = _story(call, desk)
    _follow_choice(person, desk, call, asked)
    hotline_call.keep(person, desk, call)
    above = st.container()
    with st.container(horizontal=True):
        is_sent = st.button(
            t("Save"),
            key="hotline-save",
            type="primary",
            icon=":material/save:",
            shortcut="Ctrl+Enter",
        )
        is_cleared = call.is_begun and st.button(
            t("Clear"), key="hotline-clear", icon=":material/delete_sweep:", type="tertiary"
        )
    if is_sent:
        with above:
            _save(person, desk, call)
    if is_cleared:
        hotline_call.clear(person)
        session.redraw()
    return call


def _asked_for(person: Person, desk: Desk) -> finder.Found:
    """The enterprise: found as typed, or taken down as it is called."""

    def found(typed: str) -> list[Hit]:
        hits = read(enterprises.like, person, typed, topics=(topics.ORGANISATIONS,))
        return [Hit(hit.id, hit.name, _lines(hit)) for hit in hits]

    is_settled = desk.call.enterprise_id is not None
    return finder.finder(
        t("Enterprise"),
        find=found,
        key="hotline-enterprise",
        placeholder=t("Part of the name, initials, credit code or phone"),
        text=desk.begun.caller,
        reset=desk.number,
        min_chars=NEVER if is_settled else 1,
    )


def _lines(hit: Enterprise) -> tuple[str, ...]:
    known = (hit.credit_code, hit.area), (hit.contact_name, hit.phone)
    return tuple(filter(None, (" · ".join(filter(None, line)) for line in known)))


def _record(person: Person, call: Call, asked: finder.Found) -> Call:
    """What the directory knows of the caller, or the offer to put it there."""
    if call.enterprise_id is not None and _chosen(call, asked) == call.enterprise_id:
        known = _one(person, call.enterprise_id)
        if known:
            says = " · ".join(filter(None, (known.credit_code, known.area)))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.badge(t("In the directory"), icon=":material/verified:", color="green")
                st.caption(plain(says))
        return call
    call = replace(call, caller=asked.query)
    if not asked.query:
        return call
    with st.container(horizontal=True, vertical_alignment="bottom"):
        is_new = st.toggle(
            t("Not in the list: put it into the directory"), call.is_new, key="hotline-new"
        )
        code = call.credit_code
        if is_new:
            code = st.text_input(
                t("Credit code (if known)"), code, max_chars=40, key="hotline-code", width=260
            )
    return replace(call, is_new=is_new, credit_code=code)


def _contact(person: Person, call: Call, desk: Desk) -> Call:
    begun, key = desk.begun, f"{desk.number}-{desk.drawn}"
    left, right = st.columns(2)
    name = left.text_input(
        t("Contact person"), begun.contact_name, max_chars=40, key=f"hotline-contact-{key}"
    )
    phone = right.text_input(
        t("Phone"), begun.phone, max_chars=40, key=f"hotline-phone-{key}", live="300ms"
    )
    left, right = st.columns(2)
    with left:
        area = area_choice(t("Area"), person, begun.area_code, key=f"hotline-area-{key}")
    email = right.text_input(
        t("E-mail (for answers)"), begun.email, max_chars=120, key=f"hotline-email-{key}"
    )
    return replace(call, contact_name=name, phone=phone, area_code=area, email=email)


def _story(call: Call, desk: Desk) -> Call:
    begun, number = desk.begun, desk.number
    body = finder.typing_area(
        t("What it is about"),
        key="hotline-body",
        text=begun.body,
        reset=number,
        max_chars=demands.MAX_BODY,
        height=190,
        placeholder=t("As it is told; possible duplicates appear while you type"),
    )
    title = st.text_input(
        t("Subject"),
        begun.title,
        max_chars=80,
        key=f"hotline-title-{number}",
        placeholder=replace(call, title="", body=body).subject
        or t("Left empty: the beginning of what it is about"),
    )
    channel = st.segmented_control(
        t("Channel"),
        CHANNELS,
        default=Channel(begun.channel),
        required=True,
        format_func={each: term(each) for each in CHANNELS}.get,
        key=f"hotline-channel-{number}",
        wrap=True,
    )
    written_in = st.segmented_control(
        t("Written to in"),
        list(WRITTEN_IN),
        default=begun.language,
        required=True,
        format_func=WRITTEN_IN.get,
        key=f"hotline-language-{number}",
    )
    return replace(call, body=body, title=title, channel=channel.value, language=written_in)


def _follow_choice(person: Person, desk: Desk, call: Call, asked: finder.Found) -> None:
    """When another enterprise is meant, draw the fields anew with what its record says."""
    chosen, before = _chosen(call, asked), call.enterprise_id
    found = _one(person, chosen) if chosen is not None else None
    if chosen == before or (found is None and before is None):
        return
    known = _one(person, before) if before is not None else None
    call = replace(call, caller=asked.query)
    hotline_call.redraw(person, desk, hotline_call.with_enterprise(call, found, known))
    session.redraw()


def _chosen(call: Call, asked: finder.Found) -> int | None:
    """The enterprise meant: as chosen just now, or before and its name not touched since."""
    if isinstance(asked.chosen, int):
        return asked.chosen
    return call.enterprise_id if asked.query == call.caller else None


def _one(person: Person, enterprise_id: int) -> Enterprise | None:
    return read(enterprises.one, person, enterprise_id, topics=(topics.ORGANISATIONS,))


def _save(person: Person, desk: Desk, call: Call) -> None:
    if call.is_new and call.enterprise_id is None:
        is_done, made = attempt(
            organisations.register,
            form=f"hotline-register-{desk.number}",
            name=call.caller,
            area_code=call.area_code,
            credit_code=call.credit_code,
            contact_name=call.contact_name,
            phone=call.phone,
            email=call.email,
        )
        if not is_done:
            return
        call = replace(call, enterprise_id=made, is_new=False)
        hotline_call.keep(person, desk, call)
    receipt.expected(FORM)
    is_done, _ = attempt(
        demands.receive,
        form=FORM,
        channel=Channel(call.channel),
        title=call.subject,
        body=call.body,
        area_code=call.area_code,
        enterprise_id=call.enterprise_id,
        enterprise_name=call.caller,
        contact_name=call.contact_name,
        contact_phone=call.phone,
        contact_email=call.email,
        language=call.language,
    )
    if is_done:
        hotline_call.clear(person)
        session.redraw()
