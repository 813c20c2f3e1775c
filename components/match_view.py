"""One match on its page: who and what, how far it has come, what is next, what came of it, and its story."""

from datetime import date

import streamlit as st

from components import facts as fact_list
from components import match_reasons, origin_view, research_list, research_record, rows
from components.facts import Fact
from components.happened import earlier, newest, when
from components.moments import day, moment
from components.naming import named
from components.texts import listed, plain, t, term
from components.track import Station, track
from db.research_vocabulary import AgreementWay, MatchDecline, MatchStage, Side
from domain.matchmaking.pipeline import ORDER
from domain.queries.happened import Happened
from domain.queries.match_keepers import AgreedFor, Seen
from domain.queries.matches import MatchShown


def head(shown: MatchShown) -> None:
    """The two that are brought together, and how far they have come."""
    card = shown.card
    need, result = named(card.need, card.need_en), named(card.result, card.result_en)
    st.title(plain(need), anchor=False)
    st.caption(plain(f"{card.number} · {result}"))
    if card.stage is MatchStage.DECLINED:
        why = term(card.declined_as) if card.declined_as else ""
        st.warning(plain(t("Ended: {reason}", reason=why)), icon=":material/block:")
    else:
        at = ORDER.index(card.stage)
        tones = ("done",) * at + ("now",) + ("later",) * (len(ORDER) - at - 1)
        stations = [Station(term(stage), tone) for stage, tone in zip(ORDER, tones, strict=True)]
        track(stations, key="match", name=t("How far it has come"), dense=True)


def facts(shown: MatchShown) -> None:
    """Who is on either side, who looks after it, what is next."""
    card = shown.card
    hidden = t("Name hidden until both agree")
    enterprise = named(card.enterprise, card.enterprise_en)
    provider = named(card.provider, card.provider_en)
    need = research_list.need(card.need_id)
    told = [
        Fact(t("Technical need"), named(card.need, card.need_en), need.href),
        _other(shown),
        Fact(
            t("Enterprise"),
            enterprise or hidden,
            rows.organisation(shown.enterprise_id).href if shown.enterprise_id else "",
        ),
        Fact(
            t("University or institute"),
            provider or hidden,
            rows.organisation(shown.provider_id).href if shown.provider_id else "",
        ),
        *origin_view.fact(shown.raised_at),
        Fact(t("Looked after by"), listed(_people(shown))),
        Fact(t("Both say"), listed(shown.words[:8])),
        Fact(t("In two languages"), match_reasons.pairs(shown.pairs)),
        Fact(t("Next action"), _next(shown)),
        Fact(t("Value in yuan"), f"{card.value:,}" if card.value is not None else ""),
        Fact(t("Signed on"), day(shown.agreement_on) if shown.agreement_on else ""),
    ]
    fact_list.show(told, key="match-facts")


def _other(shown: MatchShown) -> Fact:
    """What the need is brought together with."""
    card = shown.card
    name = named(card.result, card.result_en)
    if card.result_id:
        return Fact(t("Research result"), name, research_list.result(card.result_id).href)
    link = rows.organisation(shown.provider_id).href if shown.provider_id else ""
    return Fact(t("Expert team"), name, link)


def names(shown: MatchShown) -> None:
    """Whether the two sides know each other yet."""
    if shown.card.is_named:
        st.caption(f":material/lock_open: {t('Both sides have agreed to show their names.')}")
        return
    waits = []
    if not shown.enterprise_agreed:
        waits.append(t("the enterprise"))
    if not shown.provider_agreed:
        waits.append(t("the university"))
    st.info(
        t("Names stay hidden until both agree. Still to agree: {who}.", who=listed(waits)),
        icon=":material/lock:",
    )


def seen(sights: tuple[Seen, ...], agreed: tuple[AgreedFor, ...] = ()) -> None:
    """Who has seen a name that was hidden: each side reads it of its own, the brokers of both; and by whose word it was
    opened, where the side has not agreed itself."""
    if not sights and not agreed:
        return
    with st.expander(
        t("Who has seen the names ({n})", n=len(sights)), icon=":material/visibility:"
    ):
        for each in agreed:
            st.text(_agreed_for(each))
        for each in sights:
            whose = _whose(each.side)
            st.text(
                t("The name of {whose}: {told}", whose=whose, told=research_record.seen_line(each))
            )


def _agreed_for(each: AgreedFor) -> str:
    return t(
        "{who} wrote down on {at} that {whose} agreed on {on} ({way}).",
        who=each.who,
        at=moment(each.at),
        whose=_whose(each.side),
        on=day(each.on),
        way=term(each.way),
    )


def _whose(side: Side) -> str:
    return t("the enterprise") if side is Side.ENTERPRISE else t("the university")


def story(happened: tuple[Happened, ...]) -> None:
    """What happened, the newest first."""
    st.header(t("What happened"), anchor=False)
    newest(happened, _line)
    earlier(happened, _line)


def _line(each: Happened) -> None:
    with st.container(gap="xsmall"):
        st.markdown(plain(sentence(each)))
        if note := each.said.get("note"):
            st.text(note)
        st.caption(when(each))


def sentence(each: Happened) -> str:
    """One event of a match as a sentence, plain text."""
    who, said = each.who or t("Somebody"), each.said
    match each.action:
        case "match_proposed":
            return t("{who} brought the two together.", who=who)
        case "match_agreed":
            return t("{who} agreed to show the name.", who=who)
        case "match_agreed_for":
            return t(
                "{who} wrote down that {whose} agrees to show its name ({way}, {on}).",
                who=who,
                whose=_whose(Side(said["side"])),
                way=term(AgreementWay(said["way"])),
                on=day(date.fromisoformat(said["on"])),
            )
        case "match_advanced":
            return t("{who} took it on: {stage}.", who=who, stage=term(MatchStage(said["to"])))
        case "match_met":
            return t("They met at a docking day.")
        case "match_signed":
            return t("{who} recorded the agreement: {n} yuan.", who=who, n=f"{said['value']:,}")
        case "match_transformed":
            return t("{who}: the result is in use.", who=who)
        case "match_stepped_back":
            was, to = (term(MatchStage(said[name])) for name in ("was", "to"))
            return t("{who} took the last step back: {was} → {to}.", who=who, was=was, to=to)
        case "agreement_corrected" | "outcome_corrected":
            return _corrected(each.action, said, who)
        case "match_declined":
            why = term(MatchDecline(said["reason"]))
            return t("{who} ended it: {reason}.", who=who, reason=why)
        case "match_taken_up":
            return t("{who} took it up again.", who=who)
        case "match_planned" if "what" not in said:
            return t("{who} planned what is next ({on}).", who=who, on=said["on"])
        case "match_planned":
            return t("{who} planned: {what} ({on}).", who=who, what=said["what"], on=said["on"])
        case "match_entrusted":
            return t("{who} said who looks after it.", who=who)
        case "match_noted" if "note" not in said:
            return t("{who} made a note.", who=who)
        case "match_noted":
            return t("{who} noted:", who=who)
        case "match_file_added":
            return t("{who} added a file.", who=who)
        case "match_file_taken_back":
            return t("{who} took a file back.", who=who)
        case "match_next_due":
            return t("The next action is due: {on}.", on=day(date.fromisoformat(said["on"])))
        case "match_outcome_due":
            return t("The outcome after {n} months is to be told.", n=said["months"])
        case "outcome_told":
            return t("{who} told the outcome after {n} months.", who=who, n=said["months"])
        case "outcome_verified":
            return t("{who} verified the outcome after {n} months.", who=who, n=said["months"])
    return research_record.sentence(each.action, said, each.who)


def _corrected(action: str, said: dict, who: str) -> str:
    """What was put right, the old and the new, as far as this reader is told."""
    labels = {
        "value": t("Value in yuan"),
        "on": t("Signed on"),
        "revenue": t("Revenue in yuan"),
        "jobs": t("Jobs"),
        "patents": t("Patents"),
    }
    what = "; ".join(
        f"{label} {_said(said[name][0])} → {_said(said[name][1])}"
        for name, label in labels.items()
        if name in said and said[name][0] != said[name][1]
    )
    if action == "agreement_corrected":
        return t("{who} corrected the agreement: {what}.", who=who, what=what)
    told = t("{who} corrected the outcome after {n} months", who=who, n=said["months"])
    return f"{told}: {what}." if what else f"{told}."


def _said(value: int | str | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else value


def _people(shown: MatchShown) -> list[str]:
    """Each with what they stand for."""
    people = (
        (shown.broker, t("the platform")),
        (shown.contact, t("the enterprise")),
        (shown.liaison, t("the university")),
    )
    return [t("{name} (for {of})", name=each.name, of=of) for each, of in people if each]


def _next(shown: MatchShown) -> str:
    card = shown.card
    if not card.next_action:
        return day(card.next_on) if card.next_on else ""
    return f"{card.next_action} · {day(card.next_on)}" if card.next_on else card.next_action
