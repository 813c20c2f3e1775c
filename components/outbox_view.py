"""The outbox as the administrator sees it: how it stands, the messages, and one of them with all its attempts."""

import streamlit as st

from components import address, rows, window
from components.moments import moment
from components.reading import read
from components.rows import Cell, Column, Link
from components.session import LANGUAGES, nonce, redraw
from components.submitting import attempt, remember, remembered, tell
from components.texts import plain, t, term
from db.vocabulary import MessageKind
from domain import outbox as commands
from domain import topics
from domain.permissions import Person
from domain.queries import outbox as queries
from domain.queries.outbox import AttemptShown, Count, MessageShown, MessageState, Outbox

NAME = "message"  # in the address
TONES = {
    MessageState.WAITING: "grey",
    MessageState.RETRYING: "orange",
    MessageState.SENT: "green",
    MessageState.GIVEN_UP: "red",
}
COLOURS = TONES | {MessageState.WAITING: "gray"}


def health(outbox: Outbox) -> None:
    """Whether mail is set up, and for how long something waits."""
    if not outbox.is_set_up:
        st.warning(
            t("No mail server is set up (SMTP_URL): messages wait until there is one."),
            icon=":material/mail_off:",
        )
    if outbox.oldest_at:
        st.caption(
            t(
                "{n} waiting, the oldest since {at}",
                n=outbox.waiting,
                at=moment(outbox.oldest_at),
            )
        )
    else:
        st.caption(t("Nothing waits to be sent."))


def filters() -> tuple[MessageState | None, MessageKind | None]:
    """By state and by kind; both stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        state = address.one_of(
            "state",
            t("State"),
            [each.value for each in MessageState],
            lambda value: term(MessageState(value)),
            none=t("Every state"),
            width=180,
        )
        kind = address.one_of(
            "kind",
            t("Kind of message"),
            [each.value for each in MessageKind],
            lambda value: term(MessageKind(value)),
            none=t("Every kind"),
            width=180,
        )
        address.clear("pages/administration/outbox.py")
    return MessageState(state) if state else None, MessageKind(kind) if kind else None


def counted(count: Count) -> None:
    """How many there are."""
    if count.is_more:
        st.caption(t("More than {n} messages", n=count.many))
    elif count.many:
        st.caption(t("{n} messages", n=count.many))


def table(found: tuple[MessageShown, ...]) -> int | None:
    """One page of messages; returns the number of the one that was just clicked."""
    if not found:
        st.info(t("There is no message here."), icon=":material/drafts:")
        return None
    columns = (
        Column(t("Message"), 4),
        Column(t("State"), 3),
        Column(t("Recipient"), 4),
        Column(t("Written"), 3, is_said=True),
        Column(t("Last answer"), 6),
    )
    lines = [_line(each) for each in found]
    link = rows.show(columns, lines, key="outbox", label=t("Outgoing messages"))
    return int(dict(link.query)[NAME]) if link else None


def chosen(person: Person, clicked: int | None) -> MessageShown | None:
    """The message whose window is open."""
    if clicked:
        window.turn_to(NAME, clicked)
    asked = window.opened(NAME)
    if not asked.isdecimal() or len(asked) > 9:
        return None
    return read(queries.message, person, int(asked), topics=(topics.OUTBOX,))


def one(person: Person, message: MessageShown) -> None:
    """A window with one message and every attempt to send it."""
    title = f"{term(message.kind)} · {plain(message.about)}"
    window.show(NAME, title, _one, person, message, width="medium")


def _one(person: Person, message: MessageShown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(term(message.state), color=COLOURS[message.state])
        st.caption(_when(message), width="content")
    _recipient(person, message)
    language = LANGUAGES.get(message.language, message.language)
    st.caption(t("Written {at} in {language}", at=moment(message.created_at), language=language))
    with st.container(horizontal=True):
        if message.state is MessageState.GIVEN_UP:
            _send_again(message)
        if message.demand and st.button(
            t("Open the demand"), icon=":material/open_in_new:", key="outbox-demand"
        ):
            rows.follow(rows.demand(message.demand))
    st.markdown(f"**{t('Attempts')}**")
    if not message.attempts:
        st.caption(t("It has not been tried yet."))
    for each in message.attempts:
        _attempted(each)


def _recipient(person: Person, message: MessageShown) -> None:
    """Masked until somebody needs to see it; the bot of a group by its name."""
    if message.is_by_bot:
        st.text(t("By the bot {name}", name=message.recipient))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_whole = remembered("outbox-address") == message.id
        shown = message.recipient
        if is_whole:
            shown = read(queries.address, person, message.id, topics=(topics.OUTBOX,))
        st.text(t("To {address}", address=shown), width="content")
        if message.kind in queries.UNNAMED:
            return
        label = t("Hide the address") if is_whole else t("Show the address")
        icon = ":material/visibility_off:" if is_whole else ":material/visibility:"
        if st.button(label, icon=icon, type="tertiary", key="outbox-address"):
            remember("outbox-address", None if is_whole else message.id)
            redraw()


def _attempted(one: AttemptShown) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if one.succeeded:
                st.badge(t("Accepted"), icon=":material/check:", color="green")
            else:
                st.badge(t("Not accepted"), icon=":material/close:", color="red")
            st.caption(moment(one.at), width="content")
        st.code(one.answer, language=None, wrap_lines=True)


def _send_again(message: MessageShown) -> None:
    form = f"outbox-again-{message.id}"
    if st.button(
        t("Send again"),
        type="primary",
        icon=":material/forward_to_inbox:",
        key=f"{form}-{nonce(form)}",
    ):
        is_done, _ = attempt(commands.send_again, message.id, form=form)
        if is_done:
            window.close(NAME)
            tell(t("It will be sent once more."))
            st.rerun()


def _when(message: MessageShown) -> str:
    match message.state:
        case MessageState.SENT:
            return t("sent {at}", at=moment(message.ended_at))
        case MessageState.GIVEN_UP:
            return t("given up {at}", at=moment(message.ended_at))
        case MessageState.RETRYING:
            return t("next attempt {at}", at=moment(message.due_at))
    return t("not before {at}", at=moment(message.due_at))


def _line(message: MessageShown) -> tuple[Cell, ...]:
    link = Link("pages/administration/outbox.py", "outbox", ((NAME, str(message.id)),))
    tries = t("{n} attempts", n=message.tries) if message.tries > 1 else ""
    return (
        Cell(term(message.kind), message.about, link=link),
        Cell(term(message.state), tries, tone=TONES[message.state]),
        Cell(message.recipient),
        Cell(moment(message.created_at)),
        Cell(message.answer),
    )
