"""Matches as cards in the columns of their way; a card is carried to where it has come."""

from dataclasses import replace
from datetime import date

import streamlit as st

from components import kanban, match_filters, research_list, rows
from components.moments import day
from components.money import yuan
from components.naming import named
from components.rows import Link
from components.submitting import submit
from components.texts import t, term
from db.research_vocabulary import MatchFigure, MatchStage
from domain import clock
from domain.matchmaking import pipeline
from domain.matchmaking.figures import Scope
from domain.queries.matches import Board, Card

PAGE, PATH = "pages/research/match.py", "match"
SOON = 3  # days


def link(match_id: int) -> Link:
    """The page of one match."""
    return Link(PAGE, PATH, (("id", str(match_id)),))


def show(board: Board, scope: Scope, figure: MatchFigure = MatchFigure.PROPOSALS) -> None:
    """Draw the board, of those in a scope that a figure counts, and carry out what the person does with it."""
    act = kanban.board(_columns(board), [_card(card) for card in board.cards], key="match-board")
    by_id = {card.id: card for card in board.cards}
    match act:
        case kanban.Opened(card_id) if card_id in by_id:
            st.switch_page(PAGE, query_params={"id": str(card_id)})
        case kanban.Move(card_id, to_column, version) if card_id in by_id:
            _move(by_id[card_id], to_column, version)
        case kanban.Listed(column):
            rows.follow(match_filters.link(replace(scope, stage=MatchStage(column)), figure))


def empty(is_whole: bool) -> None:
    """What to do where no match is shown: begin one, or ask for less."""
    if not is_whole:
        st.info(t("No match is like this. Take a filter away."), icon=":material/filter_alt_off:")
        return
    st.info(
        t("No match yet. Open a technical need, look at what fits it, and bring the two together."),
        icon=":material/handshake:",
    )
    st.page_link(
        research_list.NEEDS_PAGE, label=t("Technical needs"), icon=":material/help_center:"
    )


def _move(card: Card, to: str, version: int) -> None:
    stage = MatchStage(to)
    if version != card.version:
        st.toast(
            t("This match has already moved on. The page now shows where it stands."),
            icon=":material/update:",
        )
    elif stage in pipeline.STEPS:
        submit(
            pipeline.advance,
            card.id,
            done=t("Done: {step}.", step=term(stage)),
            form=f"match-{card.id}-{to}-{version}",
            to=to,
            version=version,
        )
    else:
        verb = {"contract": "sign", "declined": "decline", "transformed": "transform"}.get(to, "")
        st.switch_page(PAGE, query_params={"id": str(card.id), "do": verb})


def _columns(board: Board) -> list[kanban.Column]:
    shown = {stage: 0 for stage, _ in board.counts}
    for card in board.cards:
        shown[card.stage] += 1
    return [
        kanban.Column(stage.value, term(stage), count, more=count - shown[stage])
        for stage, count in board.counts
    ]


def _card(card: Card) -> kanban.Card:
    hidden = t("Name hidden")
    enterprise = named(card.enterprise, card.enterprise_en) or hidden
    provider = named(card.provider, card.provider_en) or hidden
    return kanban.Card(
        id=card.id,
        column=card.stage.value,
        title=named(card.need, card.need_en),
        number=card.number,
        lines=(named(card.result, card.result_en), f"{enterprise} · {provider}", card.next_action),
        badges=tuple(_badges(card)),
        due=_due(card.next_on),
        allowed=_allowed(card),
        version=card.version,
        href=link(card.id).href,
    )


def _badges(card: Card):
    if not card.is_named and card.stage is not MatchStage.DECLINED:
        yield t("Names hidden"), "orange"
    if card.value:
        yield yuan(card.value), "green"
    if card.declined_as:
        yield term(card.declined_as), "grey"


def _due(on: date | None) -> tuple[str, kanban.Tone] | None:
    if on is None:
        return None
    left = (on - clock.now().date()).days
    return day(on), "red" if left < 0 else "orange" if left <= SOON else "grey"


def _allowed(card: Card) -> dict[str, str]:
    """Where a card may be carried: forward only, and out of the way at any time before it is in use; nowhere by who
    only reads it."""
    if not card.may_move or card.stage in (MatchStage.DECLINED, MatchStage.TRANSFORMED):
        return {}
    at = pipeline.ORDER.index(card.stage)
    if card.stage is MatchStage.CONTRACT:
        further = (MatchStage.TRANSFORMED,)
    else:
        further = pipeline.ORDER[at + 1 : pipeline.ORDER.index(MatchStage.CONTRACT) + 1]
    return {stage.value: stage.value for stage in (*further, MatchStage.DECLINED)}
