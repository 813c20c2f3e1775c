"""One's own subscriptions: when each is told next, what came of the last message, and what may be done about it."""

import streamlit as st

from components import rows, window
from components import subscription_words as words
from components.moments import moment
from components.reading import read
from components.session import nonce
from components.submitting import attempt, submit, tell
from components.subscription_forms import form
from components.texts import plain, t, term
from db.subscription_vocabulary import Rhythm
from domain import figure_subscriptions as commands
from domain import topics
from domain.permissions import Person
from domain.queries import subscriptions as queries
from domain.queries.subscriptions import SubscriptionShown

NAME = "change"  # in the address


def seen(person: Person) -> tuple[str, ...]:
    """The topics whose changes this page shows."""
    mine = topics.of_subscriptions(person.id)
    return (mine, topics.OUTBOX, topics.BOTS, topics.PEOPLE, topics.RULES)


def show(person: Person) -> None:
    """Those that run, and below them the last that ended."""
    found = read(queries.mine, person, topics=seen(person))
    running = [each for each in found if each.ended_at is None]
    if not running:
        st.info(
            t(
                "You have no subscription. Open the key figures, choose your filters, and press “Subscribe”:"
                " that view then comes to you by mail or into a group."
            ),
            icon=":material/notifications:",
        )
        st.page_link(
            "pages/performance/kpi.py", label=t("Key figures"), icon=":material/monitoring:"
        )
    for each in running:
        _one(person, each)
    gone = [each for each in found if each.ended_at]
    if gone:
        with st.expander(t("{n} ended", n=len(gone)), icon=":material/notifications_off:"):
            for each in gone:
                st.text(
                    f"{each.wishes.name} · {moment(each.ended_at)} · {term(each.ended_because)}"
                )
    _change(person, running)


def _one(person: Person, shown: SubscriptionShown) -> None:
    wishes = shown.wishes
    with st.container(border=True, key=f"subscription-{shown.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(wishes.name)}**", width="content")
            _state(shown)
        st.text(words.when(wishes))
        st.text(words.filters(person, wishes, shown.unit))
        st.caption(words.figures(wishes))
        way = f"{shown.bot} · {term(shown.carrier)}" if shown.bot else term(shown.carrier)
        st.caption(plain(f"{way} · {words.came(shown.last)}"))
        with st.container(horizontal=True, gap="small"):
            _buttons(shown)


def _state(shown: SubscriptionShown) -> None:
    if shown.is_paused:
        st.badge(t("paused"), color="gray", icon=":material/pause:")
    elif shown.next_at:
        at = plain(moment(shown.next_at))
        st.badge(t("next {at}", at=at), color="blue", icon=":material/schedule:")
    elif shown.wishes.rhythm is Rhythm.THRESHOLD and shown.is_armed:
        st.badge(t("watching"), color="green", icon=":material/visibility:")
    else:
        st.badge(t("crossed; waits until it is back"), color="orange", icon=":material/flag:")


def _buttons(shown: SubscriptionShown) -> None:
    if st.button(t("Open the view"), icon=":material/monitoring:", key=f"view-{shown.id}"):
        rows.follow(words.view(shown.wishes))
    now = f"subscription-now-{shown.id}"
    if st.button(t("Send now"), icon=":material/send:", key=f"{now}-{nonce(now)}"):
        done = t("It is on its way and arrives within a minute.")
        submit(commands.send_now, shown.id, form=now, done=done)
    rest = f"subscription-pause-{shown.id}"
    label, icon = (t("Resume"), "play_arrow") if shown.is_paused else (t("Pause"), "pause")
    if st.button(label, icon=f":material/{icon}:", key=f"{rest}-{nonce(rest)}"):
        done = t("It goes on with its next turn.") if shown.is_paused else t("It is paused.")
        submit(commands.pause, shown.id, form=rest, done=done, paused=not shown.is_paused)
    if st.button(t("Change"), icon=":material/edit:", key=f"subscription-change-{shown.id}"):
        window.turn_to(NAME, shown.id)
    with st.popover(t("End the subscription"), icon=":material/notifications_off:"):
        end = f"subscription-end-{shown.id}"
        st.text(t("You are told no more by this subscription."))
        if st.button(t("Do not send it any more"), type="primary", key=f"{end}-{nonce(end)}"):
            submit(commands.end, shown.id, form=end, done=t("The subscription has ended."))


def _change(person: Person, running: list[SubscriptionShown]) -> None:
    """The window in which one is changed; it stands in the address."""
    said = window.opened(NAME)
    shown = next((each for each in running if str(each.id) == said), None)
    if shown:
        window.show(NAME, t("Change the subscription"), _changing, person, shown, width="medium")


def _changing(person: Person, shown: SubscriptionShown) -> None:
    name = f"subscription-changing-{shown.id}"
    wishes = form(person, name, shown.wishes, shown.unit, t("Save"))
    if wishes:
        is_done, _ = attempt(commands.change, shown.id, form=name, wishes=wishes)
        if is_done:
            window.close(NAME)
            tell(t("Saved."))
            st.rerun()
