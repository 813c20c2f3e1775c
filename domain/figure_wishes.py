"""What somebody wishes to be told of the key figures, and how an event keeps it."""

from dataclasses import dataclass

from db.indicator_vocabulary import Indicator, KpiView
from db.models import FigureSubscription
from db.subscription_vocabulary import Crossing, Rhythm, Span
from db.vocabulary import Channel, ServiceField

DEFAULT = (
    Indicator.RECEIVED,
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.ON_TIME_CLOSING,
    Indicator.SATISFACTION_RATE,
    Indicator.HANDLING_TIME,
)


@dataclass(frozen=True)
class Wishes:
    """A subscription as it is asked for. `bot_id` None: by mail to the own address; `view` None: figures alone."""

    name: str
    indicators: tuple[Indicator, ...] = DEFAULT
    span: Span = Span.THIS_MONTH
    area: str | None = None
    unit_id: int | None = None
    field: ServiceField | None = None
    channel: Channel | None = None
    rhythm: Rhythm = Rhythm.WEEKLY
    weekday: int = 0
    hour: int = 8
    watched: Indicator | None = None
    crossing: Crossing | None = None
    bound: float | None = None
    margin: float | None = None
    bot_id: int | None = None
    view: KpiView | None = None
    industry: str | None = None


def told(row: FigureSubscription) -> dict[str, object]:
    """As an event keeps it; numbers that are no whole ones as text."""
    return {
        "name": row.name,
        "span": str(row.span),
        "area": row.area_code,
        "unit_id": row.unit_id,
        "field": str(row.field) if row.field else None,
        "channel": str(row.channel) if row.channel else None,
        "indicators": list(row.indicators),
        "rhythm": str(row.rhythm),
        "weekday": row.weekday,
        "hour": row.hour,
        "watched": str(row.watched) if row.watched else None,
        "crossing": str(row.crossing) if row.crossing else None,
        "bound": None if row.bound is None else str(row.bound),
        "margin": None if row.margin is None else str(row.margin),
        "bot_id": row.bot_id,
        "view": str(row.view) if row.view else None,
        "industry": row.industry,
    }
