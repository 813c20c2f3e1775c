"""The demands as cards in the columns of the loop; a card is carried to where its next step leads."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock

import streamlit as st

from components import address, kanban
from components.due import due_words
from components.session import language
from components.submitting import submit
from components.texts import t, term
from db.vocabulary import Level, Stage, Timeliness
from domain import clock, steps
from domain.queries.board import COLUMN_OF, COLUMNS, Board, Card
from domain.workflow import Step

AT_ONCE = (Step.SIGN, Step.APPROVE)  # steps that ask for nothing
DEMAND_PAGE, LIST_PAGE = "pages/demands/demand.py", "pages/demands/list.py"
MOST_PICTURES = 64

_pictures: OrderedDict[tuple, tuple[Board, list]] = OrderedDict()
_lock = Lock()


def show(board: Board) -> None:
    """Draw the board and carry out what the person does with it."""
    columns, cards = _picture(board)
    act = kanban.board(columns, cards, key="demand-board")
    by_id = {card.id: card for card in board.cards}
    match act:
        case kanban.Opened(card_id) if card_id in by_id:
            _open(by_id[card_id])
        case kanban.Move(card_id, to_column, version) if card_id in by_id:
            _move(by_id[card_id], to_column, version)
        case kanban.Listed(column):
            stages = [stage.value for stage in COLUMNS[column]]
            st.switch_page(LIST_PAGE, query_params=address.asked_for() | {"stage": stages})


def _open(card: Card, step: Step | None = None) -> None:
    asked = {"number": card.number} | ({"step": step.value} if step else {})
    st.switch_page(DEMAND_PAGE, query_params=asked)


def _move(card: Card, to_column: str, version: int) -> None:
    step = dict(card.moves).get(to_column)
    if step is None or version != card.mark:
        st.toast(
            t("This demand has already moved on. The page now shows where it stands."),
            icon=":material/update:",
        )
    elif step in AT_ONCE:
        submit(
            steps.COMMANDS[step],
            card.id,
            done=t("Done: {step}.", step=term(step)),
            form=f"board-{step.value}-{card.id}-{version}",
        )
    else:
        _open(card, step)


def _picture(board: Board) -> tuple[list[kanban.Column], list[kanban.Card]]:
    """The board in the reader's words; made once a minute for all who read the same."""
    now = clock.now()
    key = (id(board), language(), now.strftime("%H:%M"))
    with _lock:
        kept = _pictures.get(key)
    if kept is None or kept[0] is not board:
        kept = (board, [_columns(board), [_card(card, now) for card in board.cards]])
        with _lock:
            _pictures[key] = kept
            while len(_pictures) > MOST_PICTURES:
                _pictures.popitem(last=False)
    return kept[1][0], kept[1][1]


def _columns(board: Board) -> list[kanban.Column]:
    words = {
        "submitted": (t("New"), t("Waiting to be accepted")),
        "sorted": (t("To dispatch"), t("Accepted, or to be done again")),
        "with_unit": (t("At the unit"), t("To be signed, or asked to be returned")),
        "in_progress": (t("In progress"), t("The unit works on it or waits for the enterprise")),
        "in_review": (t("In review"), t("A second person reads the answer")),
        "answered": (t("Answered"), t("The enterprise is asked whether it helped")),
        "return_visit": (t("Return visit"), t("To be called back")),
    }
    shown = dict.fromkeys(COLUMNS, 0)
    for card in board.cards:
        shown[COLUMN_OF[card.stage]] += 1
    return [
        kanban.Column(name, *_label(words[name], count), more=count - shown[name])
        for name, count in board.counts
    ]


def _label(words: tuple[str, str], count: int) -> tuple[str, int, str]:
    return words[0], count, words[1]


def _card(card: Card, now: datetime) -> kanban.Card:
    is_chinese = language() == "zh"
    unit = card.unit if is_chinese else card.unit_en
    area = card.area if is_chinese else card.area_en
    where = " · ".join(part for part in (area, unit) if part)
    return kanban.Card(
        id=card.id,
        column=COLUMN_OF[card.stage],
        title=card.title,
        number=card.number,
        lines=(card.enterprise, where),
        badges=tuple(_badges(card)),
        due=_due(card, now),
        allowed={column: step.value for column, step in card.moves},
        version=card.mark,
        href=f"/demand?number={card.number}",
    )


def _badges(card: Card):
    if card.timeliness is Timeliness.URGENT:
        yield term(card.timeliness), "red"
    if card.field:
        yield term(card.field), "blue"
    if card.stage is Stage.WAITING:
        yield t("Clock paused"), "grey"
    if card.stage in (Stage.RETURNED, Stage.REDO):
        yield term(card.stage), "orange"
    if card.round > 1:
        yield t("Round {n}", n=card.round), "orange"
    if card.level in (Level.CITY, Level.PROVINCE) and card.round > 1:
        yield term(card.level), "grey"


def _due(card: Card, now: datetime) -> tuple[str, str] | None:
    return due_words(card.due_at, now) if card.due_at else None
