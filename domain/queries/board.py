"""The demand board: every open demand in the column of its stage, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from db.models import Area, Demand, Organisation
from db.vocabulary import Level, ServiceField, Stage, Timeliness
from domain import steps, tokens
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.queries.narrowing import BRIEFLY, Filters, due_of, narrowed, urgency
from domain.workflow import FLOW, Step

COLUMNS: dict[str, tuple[Stage, ...]] = {
    "submitted": (Stage.SUBMITTED,),
    "sorted": (Stage.ACCEPTED, Stage.REDO),
    "with_unit": (Stage.DISPATCHED, Stage.RETURNED),
    "in_progress": (Stage.IN_PROGRESS, Stage.WAITING),
    "in_review": (Stage.IN_REVIEW,),
    "answered": (Stage.ANSWERED, Stage.SURVEYED),
    "return_visit": (Stage.RETURN_VISIT,),
}
COLUMN_OF = {stage: name for name, stages in COLUMNS.items() for stage in stages}
MOST_PER_COLUMN = 60
MOVES = (
    Step.ACCEPT,
    Step.DISPATCH,
    Step.RULE,
    Step.SIGN,
    Step.REPLY,
    Step.APPROVE,
    Step.SEND_BACK,
    Step.SUPPLEMENT,
    Step.REDO,
)


@dataclass(frozen=True)
class Card:
    """One demand as the board shows it."""

    id: int
    number: str
    title: str
    enterprise: str
    area: str
    area_en: str
    unit: str
    unit_en: str
    stage: Stage
    field: ServiceField | None
    timeliness: Timeliness | None
    level: Level
    due_at: datetime | None
    submitted_at: datetime
    round: int
    mark: int  # what a move is checked against: another one after each change that the reader is told of
    moves: tuple[tuple[str, Step], ...]  # columns it may be dropped on, and the step this takes


@dataclass(frozen=True)
class Board:
    """The cards, at most sixty of a column, and how many there are in all."""

    cards: tuple[Card, ...]
    counts: tuple[tuple[str, int], ...]


def board(session: Session, person: Person, filters: Filters) -> Board:
    """Every open demand that the person may see, the most urgent of each column first."""
    stage = told_stage.column(person)
    told = select(stage.label("stage")).where(*_where(person, filters)).subquery()
    counted = session.exec(select(told.c.stage, func.count()).group_by(told.c.stage)).all()
    ever = set(told_stage.choices(person))
    counts = {name: 0 for name, stages in COLUMNS.items() if ever.intersection(stages)}
    for each, many in counted:
        counts[COLUMN_OF[each]] += many
    by = {"partition_by": _column(person), "order_by": urgency(person)}
    place = func.row_number().over(**by).label("place")
    ranked = select(Demand.id, place).where(*_where(person, filters)).subquery()
    unit = Organisation
    found = session.exec(
        select(Demand, stage, Area.name, Area.name_en, unit.name, unit.name_en)
        .join(ranked, ranked.c.id == Demand.id)
        .join(Area, Area.code == Demand.area_code)
        .outerjoin(unit, unit.id == Demand.unit_id)
        .where(ranked.c.place <= MOST_PER_COLUMN)
        .options(*BRIEFLY)
        .order_by(ranked.c.place)
    ).all()
    return Board(tuple(_card(person, *row) for row in found), tuple(counts.items()))


board.by_minute = board.by_scope = True


def _where(person: Person, filters: Filters) -> list[ColumnElement[bool]]:
    return [col(Demand.stage).in_(COLUMN_OF), visible_to(person), *narrowed(person, filters)]


def _column(person: Person) -> ColumnElement[str]:
    return case(
        *((told_stage.is_at(person, stages), name) for name, stages in COLUMNS.items()), else_=""
    )


def _card(
    person: Person,
    demand: Demand,
    stage: Stage,
    area: str,
    area_en: str,
    unit: str | None,
    unit_en: str | None,
) -> Card:
    return Card(
        id=demand.id,
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        area=area,
        area_en=area_en,
        unit=unit or "",
        unit_en=unit_en or unit or "",
        stage=stage,
        field=demand.field,
        timeliness=demand.timeliness,
        level=demand.level,
        due_at=due_of(person, demand),
        submitted_at=demand.submitted_at,
        round=demand.round,
        mark=_mark(demand, stage),
        moves=_moves(person, demand, stage),
    )


def _mark(demand: Demand, stage: Stage) -> int:
    """An answered demand keeps its mark until the close: it does not tell whether anything was said of it. Nor can the
    changes that lie before it be counted."""
    told = "answered" if stage is told_stage.AS else demand.version
    return tokens.mark(f"card-{demand.id}-{told}")


def _moves(person: Person, demand: Demand, stage: Stage) -> tuple[tuple[str, Step], ...]:
    """Where the card may be dropped: one step on, as the loop has it."""
    here = COLUMN_OF[stage]
    moves: dict[str, Step] = {}
    for step in steps.open_to(person, demand):
        for stage in FLOW[step][1]:
            column = COLUMN_OF.get(stage)
            if step in MOVES and column and column != here:
                moves.setdefault(column, step)
    return tuple(moves.items())
