"""What the pages of a need and of a result share: the head, the steps to the public, what is lacking, the story."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import streamlit as st

from components import record_window, research_list
from components.happened import earlier, newest, when
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.record_window import button, form, send, sent
from components.texts import plain, t, term
from db.research_vocabulary import (
    Confidentiality,
    NotThis,
    RecordStage,
    ReturnReason,
    Side,
    Verdict,
)
from domain import drafting, publishing
from domain.command import Command
from domain.permissions import Person
from domain.queries import match_keepers
from domain.queries.happened import Happened
from domain.queries.match_keepers import Seen
from domain.queries.needs import NeedShown
from domain.queries.results import ResultShown

Shown = NeedShown | ResultShown


def head(shown: Shown, title: str, other: str) -> None:
    """Title, number, stage, and how much of it others see."""
    st.title(plain(title), anchor=False)
    if other and other != title:
        st.caption(plain(other))
    tone = {"grey": "gray"}.get(research_list.TONES[shown.stage], research_list.TONES[shown.stage])
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(term(shown.stage), color=tone)
        st.badge(plain(shown.number), color="gray")
        if shown.confidentiality is not Confidentiality.OPEN:
            st.badge(term(shown.confidentiality), color="orange", icon=":material/lock:")
        if shown.stage is RecordStage.PUBLISHED and shown.expires_on:
            until = t("Until {day}", day=day(shown.expires_on))
            st.badge(until, color="gray", icon=":material/event:")
    if shown.returned_because:
        st.warning(
            plain(t("Sent back: {reason}", reason=returned(shown.returned_because))),
            icon=":material/undo:",
        )


def is_compared(shown: Shown) -> bool:
    """Whether this reader is told what fits it: one's own and what one reviews always, others' while it is offered."""
    is_offered = (
        shown.stage is RecordStage.PUBLISHED
        and shown.confidentiality is not Confidentiality.BROKERS_ONLY
    )
    return is_offered or shown.may_change or shown.may_review


def returned(because: str) -> str:
    """Why it was sent back: a coded reason in the reader's language, others as they were typed."""
    return term(ReturnReason(because)) if because in list(ReturnReason) else because


def steps(shown: Shown) -> None:
    """The buttons of those who may change or review it."""
    if not (shown.may_change or shown.may_review):
        return
    with st.container(horizontal=True, gap="small"):
        if shown.may_change and shown.stage in publishing.CHANGEABLE:
            button("edit", t("Edit"), icon="edit")
        if shown.may_change and shown.stage in publishing.OPEN:
            button("hand-in", t("Hand in for review"), icon="send")
        if shown.may_review and shown.stage is RecordStage.IN_REVIEW:
            button("publish", t("Publish"), icon="publish")
            button("send-back", t("Send back"), icon="undo")
        if shown.may_change and shown.stage is RecordStage.PUBLISHED:
            button("pause", t("Pause"), icon="pause")
        if shown.may_change and shown.stage is RecordStage.PAUSED:
            button("resume", t("Offer it again"), icon="play_arrow")
        if shown.may_change and shown.stage in publishing.REOPENED:
            button("renew", t("Renew for a year"), icon="update")
        if shown.may_change and shown.stage in publishing.RENEWABLE:
            button("solve", t("Mark as solved"), icon="task_alt")
        if shown.may_change and shown.stage in publishing.UNFINISHED:
            button("withdraw", t("Withdraw"), icon="block")


def window(shown: Shown, commands: ModuleType, edit: Callable[[], None]) -> None:
    """The window that the address asks for; `commands` is the module of its commands."""
    verb, _ = record_window.asked()
    sure = {
        "hand-in": (t("Hand in for review"), commands.hand_in, t("Handed in for review.")),
        "publish": (t("Publish"), commands.publish, t("Published for a year.")),
        "pause": (t("Pause"), commands.pause, t("Paused: it is not offered for now.")),
        "resume": (t("Offer it again"), commands.resume, t("It is offered again.")),
        "renew": (t("Renew for a year"), commands.renew, t("Renewed for a year.")),
    }
    why = {
        "send-back": (t("Send back"), commands.send_back, t("Sent back.")),
        "withdraw": (t("Withdraw"), commands.withdraw, t("Withdrawn.")),
    }
    if verb == "edit" and shown.may_change:
        record_window.show(t("Edit"), edit, is_wide=True)
    elif verb in sure:
        label, command, done = sure[verb]
        record_window.show(label, record_window.sure, command, shown.id, label, done)
    elif verb in why:
        label, command, done = why[verb]
        name = f"{command.name}-{shown.id}"
        record_window.show(label, record_window.ask_reason, command, shown.id, name, label, done)
    elif verb == "solve":
        record_window.show(t("Mark as solved"), _solve, commands.solve, shown)


def lacks(sentences: tuple[str, ...]) -> None:
    """Drafting help: what would help others to find it."""
    if not sentences:
        return
    told = _lacking()
    label = t("What would help others to find it ({n})", n=len(sentences))
    with st.expander(label, icon=":material/lightbulb:"):
        for sentence in sentences:
            st.markdown(f":material/chevron_right: {told[sentence]}")


def story(happened: tuple[Happened, ...]) -> None:
    """What happened with it, the newest first."""
    if not happened:
        return
    with st.expander(t("What happened"), icon=":material/history:"):
        newest(happened, _line)
    earlier(happened, _line)


def _line(each: Happened) -> None:
    with st.container(gap="xsmall"):
        st.markdown(plain(sentence(each.action, each.said, each.who)))
        if reason := each.said.get("reason") if "sent_back" in each.action else "":
            st.text(returned(each.said.get("code") or reason))
        st.caption(when(each))


def seen(person: Person, shown: Shown) -> None:
    """Who has seen the name that is hidden, in which match, and when first; for whose it is, and the brokers."""
    side = Side.ENTERPRISE if isinstance(shown, NeedShown) else Side.PROVIDER
    sights = read(match_keepers.names_seen_of, person, side, shown.id, topics=research_list.NAMES)
    if not sights:
        return
    label = t("Who has seen the hidden name ({n})", n=len(sights))
    with st.expander(label, icon=":material/visibility:"):
        for each in sights:
            told = seen_line(each)
            if each.match_id is None:
                st.text(told)
                continue
            st.page_link(
                "pages/research/match.py",
                label=plain(told),
                query_params={"id": str(each.match_id)},
            )


def seen_line(each: Seen) -> str:
    """Who has seen a name, of which house, on how many days, and when first and last."""
    said = {"who": each.who, "house": named(each.house, each.house_en), "at": moment(each.at)}
    if each.days == 1:
        return t("{who} ({house}) saw it first on {at}.", **said)
    last = moment(each.last)
    return t(
        "{who} ({house}) saw it on {n} days, from {at} to {last}.", n=each.days, last=last, **said
    )


def sentence(action: str, said: Mapping[str, Any], who: str) -> str:
    """One event as a sentence, plain text."""
    actor = who or t("Somebody else")
    _, _, verb = action.partition("_")
    match verb:
        case "entered" | "grown":
            return t("{who} entered it.", who=actor)
        case "brought_in":
            return t("{who} brought it in from a file.", who=actor)
        case "changed":
            return t("{who} changed it.", who=actor)
        case "completed":
            return t("{who} completed it.", who=actor)
        case "handed_in":
            return t("{who} handed it in for review.", who=actor)
        case "published":
            return t("{who} published it.", who=who or t("The platform"))
        case "sent_back":
            return t("{who} sent it back.", who=who or t("The platform"))
        case "renewed":
            return t("{who} renewed it for a year.", who=actor)
        case "kept_open":
            return t("{who} said that it goes on being offered.", who=actor)
        case "paused":
            return t("{who} paused it.", who=actor)
        case "resumed":
            return t("{who} offers it again.", who=actor)
        case "withdrawn":
            return t("{who} withdrew it.", who=actor)
        case "solved":
            return t("{who} said that it is solved.", who=actor)
        case "expired":
            return t("Its time is over.")
        case "expires_soon":
            return t("Its time is over soon.")
        case "judged":
            return t("{who} said of {result}: {verdict}.", who=actor, **_judged(said))
        case "set_aside":
            why = term(NotThis(said["reason"]))
            return t(
                "{who} set {what} aside: {reason}.", who=actor, what=said["result"], reason=why
            )
        case "taken_back":
            return t("{who} took back what was said of {result}.", who=actor, **_judged(said))
    return t("{who} worked on it.", who=actor)


def _judged(said: Mapping[str, Any]) -> dict[str, str]:
    verdict = said.get("verdict")
    return {"result": said.get("result", ""), "verdict": term(Verdict(verdict)) if verdict else ""}


def _solve(command: Command, shown: Shown) -> None:
    name = f"{command.name}-{shown.id}"
    with form(name) as key:
        note = st.text_area(t("How it was solved (need not be)"), max_chars=400, key=key("note"))
        if sent(t("Mark as solved"), icon="task_alt"):
            send(command, shown.id, form_name=name, done=t("Marked as solved."), note=note)


def _lacking() -> dict[str, str]:
    """The sentences of drafting.py in the reader's language."""
    return {
        drafting.NO_FIGURE: t(
            "Name at least one target figure: a result can then be compared with it."
        ),
        drafting.TOO_SHORT: t(
            "The text is short. Say what happens, under which conditions, and what is wanted."
        ),
        drafting.NO_KEYWORDS: t(
            "Give three keywords or more, as specialists would search for them."
        ),
        drafting.NO_INDUSTRY: t("Choose the industry in which it is to be used."),
        drafting.NO_READINESS: t("Say how ready a solution must be."),
        drafting.NO_READINESS_OF_RESULT: t("Say how ready the result is, from 1 to 9."),
        drafting.NOT_TRIED: t("Say what was tried already, so that nobody proposes it again."),
        drafting.NO_BUDGET: t("A budget, even a rough one, keeps proposals within reach."),
        drafting.NO_DATE: t("Say until when a solution is wanted."),
        drafting.ONE_LANGUAGE: t(
            "It stands in one language only. A title in the other one finds more."
        ),
        drafting.NO_TRANSFER: t("Say how the result may pass to an enterprise."),
        drafting.NO_PATENT: t("No patent is named. If there is one, an enterprise wants to know."),
    }
