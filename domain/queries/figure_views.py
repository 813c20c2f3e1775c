"""What a subscription tells: composed when it is sent, by what its owner may see at that moment."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from db.indicator_vocabulary import By, Indicator, KpiView
from db.models import Area, FigureSending, FigureSubscription, Industry, Message, Organisation, User
from db.subscription_vocabulary import Crossing, EndReason, Rhythm, SendingCause
from db.vocabulary import Channel, ServiceField
from domain import clock, figure_rhythm, limits
from domain import figure_subscriptions as subscriptions
from domain.clock import LOCAL
from domain.figure_files import telling
from domain.figure_sending import hindrance
from domain.indicators import aims, allowed, comparing, freshness, metric, periods, present
from domain.indicators.aims import Aim
from domain.indicators.comparing import Before, WorkingDays
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure, Figures
from domain.indicators.periods import Period
from domain.indicators.reading import Scope
from domain.kpi_views import other_pages, views
from domain.kpi_views.table import NOTHING, Asked
from domain.kpi_views.table import View as Shown
from domain.office_calendar import Calendar
from domain.permissions import Person, person
from domain.queries import targets


@dataclass(frozen=True)
class Line:
    """One figure: with what it was in the period before, and how it stands to its target.

    `is_whole`: the period before is told as a whole, because there is no part of it (a median). `days`: how many
    working days both have.
    """

    figure: Figure
    before: Figure | None
    is_whole: bool
    aim: Aim | None
    days: WorkingDays = WorkingDays(0, 0)


@dataclass(frozen=True)
class View:
    """A view of the key figures as of one moment, with everything that it was narrowed to."""

    subscription_id: int
    name: str
    reader: str
    cause: SendingCause
    rhythm: Rhythm
    weekday: int
    hour: int
    at: datetime
    period: Period
    area: tuple[str, str] | None  # in Chinese and in English
    unit: tuple[str, str] | None
    field: ServiceField | None
    channel: Channel | None
    industry: tuple[str, str] | None  # "" where it is those that said none
    lines: tuple[Line, ...]
    untold: tuple[Indicator, ...]  # not counted for this selection
    watched: Indicator | None
    crossing: Crossing | None
    bound: float | None
    value: float | None  # of the watched figure when it crossed
    address: tuple[tuple[str, str], ...]  # of the same view on its page
    path: str = "kpi"  # of that page
    looked_at: KpiView | None = None  # that was chosen besides the figures
    pictured: Indicator | None = None  # what the picture shows: the watched figure, else the first
    picture: KpiView | None = None  # that is drawn
    shown: Shown = NOTHING
    is_kept_back: bool = False  # what is drawn is not told its reader before its month is published
    is_unconfirmed: bool = False  # targets are told that the platform has carried on


@dataclass(frozen=True)
class Hindered:
    """Why nothing may be told: of which subscription, and for what reason."""

    subscription_id: int
    why: EndReason | None  # none: it has ended


def view(session: Session, message: Message) -> View | Hindered:
    """What a message of a subscription says now."""
    sending = session.exec(
        select(FigureSending).where(FigureSending.message_id == message.id)
    ).one()
    row = session.get_one(FigureSubscription, sending.subscription_id)
    if row.ended_at is not None:
        return Hindered(row.id, None)
    if why := hindrance(session, row):
        return Hindered(row.id, why)
    user, bot = subscriptions.way(session, row)
    who = subscriptions.reader(person(session, user.id), bot)
    return _view(session, row, sending, who, user)


def _view(
    session: Session, row: FigureSubscription, sending: FigureSending, who: Person, user: User
) -> View:
    period = _period(row, sending)
    scope = allowed.narrowed(who, subscriptions.scope_of(row, period))
    wanted = tuple(Indicator(each) for each in row.indicators)
    if row.watched and row.watched not in wanted:
        wanted = (row.watched, *wanted)
    lines = _lines(session, who, wanted, scope, period)
    area = session.get(Area, scope.area) if scope.area else None
    told = [each.figure.indicator for each in lines]
    pictured = row.watched if row.watched in told else next(iter(told), wanted[0])
    picture = _picture(row, scope, pictured)
    asked = Asked(picture, pictured, period, scope, with_people=row.bot_id is None)
    unit = session.get(Organisation, scope.unit_id) if scope.unit_id else None
    return View(
        subscription_id=row.id,
        name=row.name,
        reader=user.name,
        cause=sending.cause,
        rhythm=row.rhythm,
        weekday=row.weekday,
        hour=row.hour,
        at=freshness.now().as_of,
        period=period,
        area=(area.name, area.name_en) if area else None,
        unit=(unit.name, unit.name_en or unit.name) if unit else None,
        field=scope.field,
        channel=scope.channel,
        industry=_industry(session, scope),
        lines=lines,
        untold=tuple(each for each in wanted if each not in told),
        watched=row.watched,
        crossing=row.crossing,
        bound=row.bound,
        value=sending.value,
        address=other_pages.address(session, who, picture, period)
        if picture in other_pages.VIEWS
        else _address(row, scope, period),
        path=other_pages.PATH if picture in other_pages.VIEWS else "kpi",
        looked_at=KpiView(row.view) if row.view else None,
        pictured=telling.figure_of(picture, pictured),
        picture=picture,
        shown=_with_rows(views.view(session, who, asked)),
        is_kept_back=_is_kept_back(session, who, asked),
        is_unconfirmed=any(each.aim for each in lines)
        and bool(targets.month(session, who, period.first).unconfirmed),
    )


def _period(row: FigureSubscription, sending: FigureSending) -> Period:
    """Of a turn it is told from the day on which it was due, also by a message that comes late."""
    if row.rhythm is Rhythm.THRESHOLD:
        return figure_rhythm.period(row.span, clock.now().date())
    due = sending.due_at.astimezone(LOCAL).date()
    return subscriptions.turns(row).period(row.span, due)


def _picture(row: FigureSubscription, scope: Scope, indicator: Indicator) -> KpiView:
    """The view that was chosen; else the sub-platforms side by side, or in one of them, and of what is not told by
    sub-platform, the last twelve months."""
    if row.view:
        return KpiView(row.view)
    is_by_area = By.AREA in DEFINITIONS[indicator].by and not scope.area
    return KpiView.PLACES if is_by_area else KpiView.TREND


def _with_rows(shown: Shown) -> Shown:
    """Without the tables that tell nothing: no picture is drawn of them, and no file goes along."""
    return replace(shown, tables=tuple(each for each in shown.tables if each.rows))


def _is_kept_back(session: Session, who: Person, asked: Asked) -> bool:
    """Of the figure that is drawn, over the days that its view shows."""
    if asked.view not in views.OF_THE_FIGURE:
        return False
    scope, period = asked.scope, asked.period
    if asked.view is KpiView.MONTH:
        scope = replace(scope, since=period.latest, until=period.end_of_latest)
    return metric.is_kept_back(session, who, asked.indicator, scope)


def _lines(
    session: Session, who: Person, wanted: tuple[Indicator, ...], scope: Scope, period: Period
) -> tuple[Line, ...]:
    calendar = limits.calendar(session)
    now = present.table(session, who, wanted, scope)[None] | _at_moment(session, who, wanted, scope)
    before = comparing.before(session, who, wanted, scope, period, calendar)[None]
    aimed = _aims(session, who, now, scope, period, calendar)
    days = comparing.working_days(period, periods.previous(period, calendar), calendar)
    return tuple(
        _line(now[each], before.get(each), aimed.get(each), days) for each in wanted if each in now
    )


def _at_moment(
    session: Session, who: Person, wanted: tuple[Indicator, ...], scope: Scope
) -> Figures:
    """What is open now is told as of now, whichever period has ended."""
    told = tuple(each for each in wanted if DEFINITIONS[each].is_now)
    today = clock.now().date()
    return metric.table(session, who, told, replace(scope, since=today, until=today))[None]


def _line(figure: Figure, before: Before | None, aimed: Aim | None, days: WorkingDays) -> Line:
    return Line(figure, before and before.figure, bool(before and before.is_whole), aimed, days)


def _aims(
    session: Session, who: Person, now: Figures, scope: Scope, period: Period, calendar: Calendar
) -> dict[Indicator, Aim | None]:
    """How the figures stand to the targets, which are of months and of whole sub-platforms."""
    if period.months != 1 or not scope.is_whole:
        return {}
    found = targets.month(session, who, period.first).values
    return {
        each: aims.of(figure, found, scope.area, period, calendar) for each, figure in now.items()
    }


def _address(row: FigureSubscription, scope: Scope, period: Period) -> tuple[tuple[str, str], ...]:
    """The same view on the page of the key figures."""
    said = (
        ("period", figure_rhythm.code(row.span, period)),
        ("area", scope.area),
        ("unit", str(scope.unit_id) if scope.unit_id else None),
        ("field", scope.field.value if scope.field else None),
        ("channel", scope.channel.value if scope.channel else None),
        ("industry", scope.industry),
        ("figure", _figure(row)),
        ("view", row.view if row.view and row.view != KpiView.PLACES else None),
    )
    return tuple((name, value) for name, value in said if value)


def _industry(session: Session, scope: Scope) -> tuple[str, str] | None:
    """Its name in both languages; empty names: those that said none."""
    if not scope.industry:
        return None
    row = session.get(Industry, scope.industry)
    return (row.name, row.name_en) if row else ("", "")


def _figure(row: FigureSubscription) -> str | None:
    """The figure that the page is to show: the watched one, or that of the view."""
    if row.watched:
        return row.watched.value
    return row.indicators[0] if row.view in views.OF_THE_FIGURE else None
