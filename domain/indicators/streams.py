"""What is counted, and when: each stream is one kind of record at one of its moments, with the sums taken of it.

The one definition of every measure. The rollups are added up by it, the lists behind a figure are selected by it, and
`manage.py verify` counts by it anew. Sources: domain reference, section 4; [WZ] Wenzhou's four rates.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, null, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import and_, case, col, func, literal, or_, select

from db.models import ActivityOrigin, Demand, Leg, ReturnVisit, Survey
from db.spans import local_day
from db.vocabulary import ClosingCode, LegOutcome, Satisfaction, Solved, Stage
from domain.indicators.steps import SHARES, TIMES, step_of

Joined = Callable[[Select], Select]


@dataclass(frozen=True, eq=False)
class Stream:
    """Records that count at one moment. `measures`: what is added up of each, whole numbers; `kept`: what else is
    remembered of each. One that `falls_due` may lie in the future and does not count before its moment. `near`: a
    condition that all between two moments meet, and perhaps some others; for a moment that no index can hold."""

    name: str
    subject: ColumnElement  # the id of the record; of a list, each of its lines
    moment: ColumnElement
    measures: dict[str, ColumnElement]
    where: tuple[ColumnElement[bool], ...] = ()
    unit: ColumnElement = field(default_factory=lambda: col(Demand.unit_id))
    joined: Joined = lambda asked: asked  # noqa: E731
    kept: dict[str, ColumnElement] = field(default_factory=dict)
    falls_due: bool = False
    done: ColumnElement = field(default_factory=null)  # when what it asks for was done
    near: Callable[[datetime, datetime], ColumnElement[bool]] | None = None

    @property
    def day(self) -> ColumnElement:
        return local_day(self.moment)

    def place(self) -> dict[str, ColumnElement]:
        """Where a record belongs; an empty code or a unit of 0 where there is none."""
        return {
            "area_code": col(Demand.area_code),
            "unit_id": func.coalesce(self.unit, 0),
            "field": func.coalesce(type_coerce(col(Demand.field), String), ""),
            "channel": type_coerce(col(Demand.channel), String),
        }

    def select(self, *columns: ColumnElement) -> Select:
        """These columns of every record that counts, whenever it does."""
        asked = self.joined(select(*columns).select_from(Demand))
        return asked.where(self.moment.is_not(None), *self.where)


def one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _with_leg(asked: Select) -> Select:
    return asked.join(Leg, Leg.demand_id == Demand.id)


def _with_origin(asked: Select) -> Select:
    """The activity at which an order was raised."""
    return asked.join(ActivityOrigin, ActivityOrigin.demand_id == Demand.id)


def _with_last_words(asked: Select) -> Select:
    """The survey and the return visit of the last round."""
    survey = and_(Survey.demand_id == Demand.id, Survey.round == Demand.round)
    visit = and_(ReturnVisit.demand_id == Demand.id, ReturnVisit.round == Demand.round)
    return asked.outerjoin(Survey, survey).outerjoin(ReturnVisit, visit)


def _with_answers(asked: Select) -> Select:
    """Each round's survey, the return visit that followed it, and the leg whose answer was judged."""
    visit = and_(ReturnVisit.demand_id == Demand.id, ReturnVisit.round == Survey.round)
    leg = and_(
        Leg.demand_id == Demand.id,
        Leg.round == Survey.round,
        Leg.outcome == LegOutcome.ANSWERED,
    )
    asked = asked.join(Survey, Survey.demand_id == Demand.id)
    return asked.outerjoin(ReturnVisit, visit).outerjoin(Leg, leg)


def _said_near(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    """Those whose survey was answered or whose return visit was verified then: each is a range in an index."""
    survey, visit = aliased(Survey), aliased(ReturnVisit)
    same = and_(visit.demand_id == survey.demand_id, visit.round == survey.round)
    answered = select(survey.id).where(survey.answered_at.between(begins, ends))
    verified = select(survey.id).join(visit, same).where(visit.verified_at.between(begins, ends))
    return col(Survey.id).in_(answered.union(verified))


ONE = literal(1)
_LIVE = (
    col(Demand.stage).not_in((Stage.DECLINED, Stage.MERGED)),
    func.coalesce(col(Demand.closing_code), "").not_in((ClosingCode.WITHDRAWN, ClosingCode.MERGED)),
)
_satisfaction = func.coalesce(
    type_coerce(col(Survey.satisfaction), String),
    type_coerce(col(ReturnVisit.satisfaction), String),
)
_solved = func.coalesce(
    type_coerce(col(Survey.solved), String), type_coerce(col(ReturnVisit.solved), String)
)
_CONTENT = [level.value for level in Satisfaction if level.is_content]


def _came_before_its_end(due: ColumnElement, done: ColumnElement) -> ColumnElement[bool]:
    """A leg that ended before its limit, never signed or called, was not the unit's: it does not count."""
    return or_(col(done).is_not(None), col(Leg.ended_at).is_(None), Leg.ended_at > due)


_PAST = (Stage.ANSWERED, Stage.SURVEYED, Stage.RETURN_VISIT, Stage.CLOSED)  # an answer was given
_TAKEN_BACK = (Stage.DECLINED, Stage.MERGED)
_code = func.coalesce(type_coerce(col(Demand.closing_code), String), "")
_SAID_AT_LAST = (
    ClosingCode.EXPLAINED.value,
    ClosingCode.POLICY_DOES_NOT_ALLOW.value,
    ClosingCode.OUT_OF_SCOPE.value,
)
_is_closed = Demand.stage == Stage.CLOSED
_has_leg = select(Leg.id).where(Leg.demand_id == Demand.id).correlate(Demand).exists()
RECEIVED = Stream(
    "received",
    Demand.id,
    Demand.submitted_at,
    {
        "received": ONE,
        "taken_on": one_if(col(Demand.stage).not_in((Stage.SUBMITTED, *_TAKEN_BACK))),
        "sent": one_if(and_(_has_leg, col(Demand.stage).not_in(_TAKEN_BACK))),
        "replied": one_if(and_(col(Demand.stage).in_(_PAST), _code != ClosingCode.WITHDRAWN.value)),
        "judged": one_if(
            and_(
                col(Demand.stage).in_(_PAST[1:]),
                _code != ClosingCode.WITHDRAWN.value,
            )
        ),
        "finished": one_if(and_(_is_closed, _code != ClosingCode.WITHDRAWN.value)),
        "ended_solved": one_if(and_(_is_closed, _code == ClosingCode.SOLVED.value)),
        "ended_partly": one_if(and_(_is_closed, _code == ClosingCode.PARTLY.value)),
        "ended_explained": one_if(and_(_is_closed, _code.in_(_SAID_AT_LAST))),
        "ended_without": one_if(
            or_(
                col(Demand.stage).in_(_TAKEN_BACK),
                and_(_is_closed, _code == ClosingCode.WITHDRAWN.value),
            )
        ),
    },
)
CLOSING = Stream(
    "closing",
    Demand.id,
    Demand.promised_at,
    {
        "closing_due": ONE,
        "closed_in_time": one_if(
            func.coalesce(col(Demand.answered_at) <= Demand.promised_at, False)
        ),
    },
    where=_LIVE,
    falls_due=True,
    done=col(Demand.answered_at),
)
ANSWERED = Stream(
    "answered",
    Demand.id,
    Demand.answered_at,
    {"answered": ONE, "handled_minutes": func.coalesce(col(Demand.handled_minutes), 0)},
    where=_LIVE,
    kept={
        "time": step_of(func.coalesce(col(Demand.handled_minutes), 0), TIMES),
        "share": step_of(
            100
            * func.coalesce(col(Demand.handled_minutes), 0)
            / func.coalesce(func.nullif(col(Demand.given_minutes), 0), 1),
            SHARES,
        ),
        "enterprise_id": func.coalesce(col(Demand.enterprise_id), 0),
    },
)
CLOSED = Stream(
    "closed",
    Demand.id,
    Demand.closed_at,
    {
        "closed": ONE,
        "redone": one_if(Demand.round > 1),
        "transferred": one_if(Demand.transfers > 0),
        "visits_due": one_if(col(ReturnVisit.id).is_not(None)),
        "visits_verified": one_if(col(ReturnVisit.verified_at).is_not(None)),
        "heard": one_if(_satisfaction.is_not(None)),
    },
    where=_LIVE,
    joined=_with_last_words,
)
ANSWERS = Stream(
    "answers",
    Survey.id,
    func.coalesce(
        case((col(Survey.satisfaction).is_not(None), Survey.answered_at)),
        ReturnVisit.verified_at,
    ),
    {
        "answers": ONE,
        "content": one_if(_satisfaction.in_(_CONTENT)),
        "solved": one_if(func.coalesce(_solved, "") == Solved.YES.value),
    },
    where=(_satisfaction.is_not(None),),
    unit=Leg.unit_id,
    joined=_with_answers,
    near=_said_near,
)
SIGNING = Stream(
    "signing",
    Leg.id,
    Leg.sign_due_at,
    {
        "sign_due": ONE,
        "signed_in_time": one_if(func.coalesce(col(Leg.signed_at) <= Leg.sign_due_at, False)),
    },
    where=(_came_before_its_end(Leg.sign_due_at, Leg.signed_at),),
    done=col(Leg.signed_at),
    unit=Leg.unit_id,
    joined=_with_leg,
    falls_due=True,
)
CONTACT = Stream(
    "contact",
    Leg.id,
    Leg.contact_due_at,
    {
        "contact_due": ONE,
        "contacted_in_time": one_if(
            func.coalesce(col(Leg.contacted_at) <= Leg.contact_due_at, False)
        ),
    },
    where=(_came_before_its_end(Leg.contact_due_at, Leg.contacted_at),),
    done=col(Leg.contacted_at),
    unit=Leg.unit_id,
    joined=_with_leg,
    falls_due=True,
)

RAISED = Stream(
    "raised",
    Demand.id,
    col(ActivityOrigin.raised_at),
    {"raised_there": ONE},
    joined=_with_origin,
)

STREAMS = {
    each.name: each
    for each in (RECEIVED, CLOSING, ANSWERED, CLOSED, ANSWERS, SIGNING, CONTACT, RAISED)
}
MEASURES = {name: stream for stream in STREAMS.values() for name in stream.measures}
