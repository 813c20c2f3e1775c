"""The board of cards: columns side by side, cards carried from one to the next.

A caller gives the columns and the cards as they stand and hears what the person did, once:

    act = kanban.board(columns, cards, key="demands-board")
    match act:
        case kanban.Move(card_id, to_column, version, nonce): ...   # perform the step
        case kanban.Opened(card_id): ...                            # show the demand
        case kanban.Listed(column): ...                             # show the list view, filtered

A card shows only columns that its `allowed` names as possible, yet the browser can send anything:
the command that carries a move out checks permission, step and version again. A moved card stands
in its new column at once and goes back by itself when the run ends without the card having changed
(the command was refused, or a dialog asks for more first). New pictures wait while a card is in
the hand. In a fragment, only the fragment is run again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from components.browser import component, unheard
from components.texts import t

Tone = Literal["red", "orange", "green", "blue", "grey"]

SCRIPTS = ("kanban", "kanban_sending", "kanban_moving", "kanban_keys")

_mount = component("board_of_cards", *SCRIPTS, style="kanban")


@dataclass(frozen=True)
class Column:
    """One column. `count` is everything in it; `more` of them are not among the cards given."""

    key: str
    label: str
    count: int
    hint: str = ""
    more: int = 0


@dataclass(frozen=True)
class Card:
    """One card. `allowed` maps the key of a column to the step that carries the card there.

    `version` is any number that the move is checked against; `href` is where the title leads when
    it is opened in a browser tab of its own; `due` is a short text with its tone.
    """

    id: int
    column: str
    title: str
    number: str = ""
    lines: tuple[str, ...] = ()
    badges: tuple[tuple[str, Tone], ...] = ()
    due: tuple[str, Tone] | None = None
    allowed: dict[str, str] = field(default_factory=dict)
    version: int = 0
    href: str = ""


@dataclass(frozen=True)
class Words:
    """What the board itself says. `{n}`, `{title}` and `{column}` are filled in by the browser."""

    move_to: str
    more: str
    nothing: str
    help: str
    picked: str
    dropped: str
    cancelled: str
    fixed: str


@dataclass(frozen=True)
class Move:
    """A card was dropped. `version` is that of the picture it was dragged in; `nonce` is new for
    every drop, so that a command can refuse to run twice for one."""

    card_id: int
    to_column: str
    version: int
    nonce: str


@dataclass(frozen=True)
class Opened:
    """The title of a card was clicked."""

    card_id: int


@dataclass(frozen=True)
class Listed:
    """The line "n more in the list" below a column was clicked."""

    column: str


Act = Move | Opened | Listed


def board(
    columns: Sequence[Column],
    cards: Sequence[Card],
    *,
    key: str,
    height: str = "70vh",
) -> Act | None:
    """Draw the board; return what the person just did, if anything.

    `height` is a CSS length, kept whatever the cards are, so that nothing on the page jumps.
    Cards keep the order given within their column; a card of an unknown column is left out.
    """
    keys = {column.key for column in columns}
    result = _mount(
        key=key,
        data={
            "columns": [vars(column) for column in columns],
            "cards": [vars(card) for card in cards if card.column in keys],
            "words": asdict(_words()),
            "height": height,
        },
        on_act_change=unheard,
    )
    return _act(result.act, keys)


def _act(said: Any, keys: set[str]) -> Act | None:
    """What the browser said, if it has the right shape: it comes from outside."""
    match said:
        case {"kind": "move", "card": int(card), "to": str(to), "version": int(version), **rest}:
            nonce = rest.get("nonce")
            if to in keys and isinstance(nonce, str) and 0 < len(nonce) <= 64:
                return Move(card, to, version, nonce)
        case {"kind": "open", "card": int(card)}:
            return Opened(card)
        case {"kind": "list", "column": str(column)} if column in keys:
            return Listed(column)
    return None


def _words() -> Words:
    return Words(
        move_to=t("Move to…"),
        more=t("{n} more in the list"),
        nothing=t("Nothing here"),
        help=t("Arrow keys move between cards, space picks a card up, Tab reaches its title."),
        picked=t("Picked up: {title}. Arrow keys choose a column, Enter drops, Escape puts back."),
        dropped=t("{title}: moved to {column}."),
        cancelled=t("{title}: put back."),
        fixed=t("{title} cannot be moved."),
    )
