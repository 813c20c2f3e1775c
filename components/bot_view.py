"""The bots of groups, for those who keep them: entered, tried, changed, closed. An address is never shown again."""

import streamlit as st

from components import subscription_words as words
from components.area_choice import area_names
from components.moments import moment
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term
from db.subscription_vocabulary import Carrier
from db.vocabulary import Kind
from domain import bots, topics
from domain.bots import BotWishes
from domain.command import can
from domain.permissions import Person
from domain.queries import subscriptions as queries
from domain.queries.subscriptions import BotShown

MAKE = "bot-make"
PROVIDERS = [each for each in Carrier if each is not Carrier.MAIL]
PLATFORM = (Kind.CITY, Kind.SUB_PLATFORM)


def show(person: Person) -> None:
    """Nothing for those who keep no bots."""
    if not can(person, bots.make) or person.kind not in PLATFORM:
        return
    st.subheader(t("Bots of groups"), anchor=False)
    st.caption(
        t(
            "A bot brings subscriptions into a group of WeCom, DingTalk or Feishu. Into the group of a sub-platform go"
            " only figures that the sub-platform may know."
        )
    )
    st.caption(words.pictures())
    seen = (topics.BOTS, topics.OUTBOX, topics.RULES)
    found = read(queries.kept, person, topics=seen)
    in_use = [each for each in found if each.closed_at is None]
    if not in_use:
        st.info(
            t(
                "No bot yet. Add one in the group's settings, copy its webhook address, and enter it here."
            ),
            icon=":material/smart_toy:",
        )
    for each in in_use:
        _one(each)
    _make(person, is_first=not in_use)
    gone = [each for each in found if each.closed_at]
    if gone:
        with st.expander(t("{n} closed", n=len(gone)), icon=":material/block:"):
            for each in gone:
                st.text(f"{each.name} · {term(each.carrier)} · {moment(each.closed_at)}")


def _one(bot: BotShown) -> None:
    place = named(*bot.area_name) if bot.area_name else t("Whole city")
    with st.container(border=True, key=f"bot-{bot.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(bot.name)}**", width="content")
            st.badge(term(bot.carrier), color="blue")
            if bot.is_signed:
                st.badge(t("signed"), color="green", icon=":material/key:")
        address = t("{host}, address ending in {end}", host=bot.host, end=bot.address_end)
        st.text(f"{place} · {address} · {t('{n} subscriptions', n=bot.many)}")
        made = t("Entered by {name}, {at}", name=bot.made_by, at=moment(bot.made_at))
        st.caption(plain(f"{made} · {words.came(bot.last)}"))
        with st.container(horizontal=True, gap="small"):
            _buttons(bot)


def _buttons(bot: BotShown) -> None:
    form = f"bot-test-{bot.id}"
    if st.button(t("Send a test"), icon=":material/send:", key=f"{form}-{nonce(form)}"):
        done = t("A test is on its way; what the provider answers shows here.")
        submit(bots.test, bot.id, form=form, done=done)
    with st.popover(t("Change"), icon=":material/edit:"):
        _change(bot)
    with st.popover(t("Close the bot"), icon=":material/block:"):
        form = f"bot-close-{bot.id}"
        st.text(t("The platform forgets its address, and the subscriptions sent by it end."))
        if st.button(t("Close it"), type="primary", key=f"{form}-{nonce(form)}"):
            submit(bots.close, bot.id, form=form, done=t("The bot is closed."))


def _make(person: Person, *, is_first: bool) -> None:
    with st.expander(t("Enter a bot"), icon=":material/add:", expanded=is_first):
        key = f"{MAKE}-{nonce(MAKE)}"
        with st.form(key, border=False):
            left, right = st.columns(2)
            name = left.text_input(t("Name of the bot"), max_chars=80, key=f"name-{key}")
            carrier = right.selectbox(
                t("Provider"), PROVIDERS, format_func=term, key=f"carrier-{key}"
            )
            area = _area(person, key)
            address, signing = _secrets(key, is_change=False)
            is_sent = st.form_submit_button(t("Enter it"), type="primary")
        if is_sent:
            wishes = BotWishes(name, carrier, area, address, signing)
            done = t("The bot is entered. Send a test to see whether it speaks.")
            submit(bots.make, form=MAKE, done=done, wishes=wishes)


def _area(person: Person, key: str) -> str | None:
    """Of which place; a sub-platform's people enter their own only."""
    if person.kind is Kind.SUB_PLATFORM:
        return person.area_code
    names = area_names(person)
    area = st.selectbox(
        t("Whose group"),
        ["", *names],
        format_func=lambda code: names.get(code) or t("Whole city"),
        key=f"area-{key}",
    )
    return area or None


def _change(bot: BotShown) -> None:
    form = f"bot-change-{bot.id}"
    key = f"{form}-{nonce(form)}"
    with st.form(key, border=False):
        name = st.text_input(t("Name of the bot"), bot.name, max_chars=80, key=f"name-{key}")
        address, signing = _secrets(key, is_change=True)
        is_sent = st.form_submit_button(t("Save"), type="primary")
    if is_sent:
        wishes = BotWishes(name, bot.carrier, bot.area, address, signing)
        submit(bots.change, bot.id, form=form, done=t("Saved."), wishes=wishes)


def _secrets(key: str, *, is_change: bool) -> tuple[str, str]:
    """The address and the signing secret: typed unseen, shown never."""
    if is_change:
        st.caption(t("Left empty, the address and the secret stay as they are."))
    address = st.text_input(
        t("Webhook address"),
        type="password",
        max_chars=500,
        key=f"address-{key}",
        autocomplete="off",
        help=t("Kept sealed; of the address only the last four characters are shown again."),
    )
    signing = st.text_input(
        t("Signing secret"),
        type="password",
        max_chars=200,
        key=f"signing-{key}",
        autocomplete="off",
        help=t("For DingTalk and Feishu, where the group's settings demand a signature."),
    )
    return address, signing
