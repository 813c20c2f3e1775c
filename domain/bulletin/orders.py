"""Single orders that a bulletin names: those that are long overdue."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from db.models import Demand, Organisation
from domain import clock, limits
from domain.indicators import parts
from domain.indicators.periods import month_after
from domain.workflow import OPEN

NAMED_AFTER = 6  # working days past what was promised: five after the chase notice
MOST_NAMED = 50


def moments(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month, and that of the month after it."""
    following = month_after(month, 1)
    return tuple(
        datetime(each.year, each.month, 1, tzinfo=clock.LOCAL) for each in (month, following)
    )


def named_before(session: Session) -> date:
    """Promises for a day before this one are named."""
    calendar, day = limits.calendar(session), clock.now().astimezone(clock.LOCAL).date()
    left = NAMED_AFTER
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    return day


def _long_overdue(session: Session) -> tuple:
    return col(Demand.stage).in_(OPEN), *parts.is_long_overdue(named_before(session))


def overdue(session: Session) -> list[dict[str, Any]]:
    """The oldest of those that are long overdue. By number and field: what the enterprise wrote is open to fewer people
    than the bulletin, and a complaint not to whom it is about."""
    rows = session.exec(
        select(
            Demand.number,
            Demand.field,
            Demand.area_code,
            Demand.promised_at,
            Organisation.name,
            Organisation.name_en,
        )
        .outerjoin(Organisation, Organisation.id == Demand.unit_id)
        .where(*_long_overdue(session))
        .order_by(col(Demand.promised_at), Demand.id)
        .limit(MOST_NAMED)
    )
    today = clock.now().astimezone(clock.LOCAL).date()
    return [
        {
            "number": row.number,
            "field": row.field.value if row.field else None,
            "area": row.area_code,
            "promised_on": f"{row.promised_at.astimezone(clock.LOCAL):%Y-%m-%d}",
            "days": (today - row.promised_at.astimezone(clock.LOCAL).date()).days,
            "unit": row.name or "",
            "unit_en": row.name_en or row.name or "",
        }
        for row in rows
    ]


def overdue_many(session: Session) -> int:
    return session.exec(select(func.count(Demand.id)).where(*_long_overdue(session))).one()
