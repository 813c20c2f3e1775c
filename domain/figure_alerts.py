"""Alerts: told once when the figure of a sub-platform or a unit crosses its threshold, and again when it has come back.

Somebody who answers for the figure can say that they deal with it. If it becomes clearly worse after that, it is told
once more and waits for somebody again.

A figure is judged in the running month, or as of this moment. An alert that is open keeps the rule quiet for that place
until the figure is back by the rule's margin, so that one that hovers about its threshold is not told every hour. With
a new month every figure of a month begins anew: its open alerts end without a word. What tells of this moment goes on.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import AlertRule, Area, FigureAlert
from db.subscription_vocabulary import SendingCause
from db.supervision_vocabulary import AlertEnd, Watched
from domain import clock
from domain.alert_rules import BY
from domain.command import Act, command, perform
from domain.errors import NotFound, Refused
from domain.figure_thresholds import Threshold, judged
from domain.indicators import metric, publication
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure, Figures
from domain.indicators.reading import Scope
from domain.permissions import ENGINE, alert_answerers, engine
from domain.written import line

log = logging.getLogger(__name__)


MOST_NOTED = 200  # characters


class AlertMovedOn(Refused):
    message = "This alert has begun or ended meanwhile."


@dataclass(frozen=True)
class Place:
    """Whose figure is watched: a sub-platform or a unit."""

    area_code: str | None = None
    unit_id: int | None = None

    @property
    def said(self) -> dict[str, str | int]:
        """As an event tells it."""
        return {"unit_id": self.unit_id} if self.unit_id else {"area": self.area_code}


@dataclass(frozen=True)
class Found:
    """What a look at the figures found: an alert that begins, one that has become worse, or one that ends."""

    rule_id: int
    place: Place
    alert_id: int | None  # none: one that begins
    end: AlertEnd | None  # none: it goes on
    value: float | None
    n: int


def threshold(rule: AlertRule) -> Threshold:
    return Threshold(rule.indicator, rule.crossing, rule.bound, rule.margin)


@command(FigureAlert, by=engine, makes=True)
def begin(act: Act, *, found: Found, month: date) -> int:
    """Raise an alert; by the platform. Returns its id."""
    rule = act.session.get(AlertRule, found.rule_id, with_for_update=True)
    place = found.place
    same = select(FigureAlert.id).where(
        FigureAlert.rule_id == found.rule_id,
        FigureAlert.area_code == place.area_code
        if place.area_code
        else FigureAlert.unit_id == place.unit_id,
        col(FigureAlert.ended_at).is_(None),
    )
    if rule is None or rule.ended_at is not None or act.session.exec(same).first():
        raise AlertMovedOn
    alert = act.add(
        FigureAlert(
            rule_id=rule.id,
            area_code=place.area_code,
            unit_id=place.unit_id,
            month=month,
            began_at=act.now,
            value=found.value,
            n=found.n,
        )
    )
    said = {"indicator": rule.indicator.value, **place.said}
    act.record("alert_began", alert, **said, value=str(alert.value))
    return alert.id


@command(FigureAlert, by=engine)
def end(act: Act, alert: FigureAlert, *, found: Found) -> None:
    """End an alert: the figure has recovered, none is left, or its month is over; by the platform."""
    if alert.ended_at is not None:
        raise AlertMovedOn
    alert.ended_at, alert.ended_as, alert.end_value = act.now, found.end, found.value
    rule = act.session.get_one(AlertRule, alert.rule_id)
    action = "alert_recovered" if found.end is AlertEnd.RECOVERED else "alert_ended"
    said = {"indicator": rule.indicator.value, **found.place.said, "why": found.end.value}
    said |= {"seen_by_id": alert.seen_by_id}
    act.record(action, alert, **said, value=None if found.value is None else str(found.value))


@command(FigureAlert, by=engine)
def worsen(act: Act, alert: FigureAlert, *, found: Found) -> None:
    """Tell that a figure which somebody deals with has become worse: it waits for somebody again; by the platform."""
    if alert.ended_at is not None or alert.seen_at is None:
        raise AlertMovedOn
    rule = act.session.get_one(AlertRule, alert.rule_id)
    said = {"indicator": rule.indicator.value, **found.place.said, "seen_by_id": alert.seen_by_id}
    alert.value, alert.n, alert.worse_at = found.value, found.n, act.now
    alert.seen_at, alert.seen_by_id, alert.seen_note = None, None, ""
    act.record("alert_worsened", alert, **said, value=str(alert.value))


@command(FigureAlert, by=alert_answerers)
def acknowledge(act: Act, alert: FigureAlert, *, note: str = "") -> None:
    """Say that one has seen an alert and deals with it; who says so last is the one who does.

    Whoever did so before is told.
    """
    rule = act.session.get_one(AlertRule, alert.rule_id)
    if DEFINITIONS[rule.indicator].needs_publishing and not publication.is_told_all(act.actor):
        raise NotFound
    if alert.ended_at is not None:
        raise AlertMovedOn
    words = line(note, most=MOST_NOTED, name="What is being done", required=False)
    action, said = "alert_seen", {"indicator": rule.indicator.value, "note": words}
    if alert.seen_by_id not in (None, act.actor.id):
        action, said = "alert_taken_over", said | {"seen_by_id": alert.seen_by_id}
    alert.seen_at, alert.seen_by_id, alert.seen_note = act.now, act.actor.id, words
    place = Place(alert.area_code, alert.unit_id)
    act.record(action, alert, **said, **place.said)


def judge() -> int:
    """One tick: look at every watched figure of every place; returns how many alerts began, became worse or ended."""
    today = clock.now().date()
    first = today.replace(day=1)
    with snapshot() as session:
        news = list(_news(session, first, today))
    done = 0
    for each in news:
        try:
            if each.alert_id is None:
                perform(ENGINE, begin, found=each, month=first)
            else:
                perform(ENGINE, end if each.end else worsen, each.alert_id, found=each)
            done += 1
        except Refused as refusal:  # somebody else was faster
            log.info("alert of rule %s at %s: %s", each.rule_id, each.place, refusal)
    return done


def _news(session: Session, first: date, today: date) -> Iterator[Found]:
    live = select(AlertRule).where(col(AlertRule.ended_at).is_(None)).order_by(AlertRule.id)
    rules = session.exec(live).all()
    is_open = col(FigureAlert.ended_at).is_(None)
    known = {
        (alert.rule_id, Place(alert.area_code, alert.unit_id)): alert
        for alert in session.exec(select(FigureAlert).where(is_open))
    }
    for watched in Watched:
        some = [rule for rule in rules if rule.watched is watched]
        if not some:
            continue
        wanted = tuple(dict.fromkeys(rule.indicator for rule in some))
        told = metric.table(session, ENGINE, wanted, Scope(first, today), BY[watched])
        for rule in some:
            for place in _places(session, watched, told, known, rule):
                alert = known.get((rule.id, place))
                if alert and alert.month != first and not DEFINITIONS[rule.indicator].is_now:
                    yield Found(rule.id, place, alert.id, AlertEnd.MONTH_OVER, None, 0)
                    continue
                key = place.area_code or place.unit_id
                figure = told.get(key, {}).get(rule.indicator) or _nothing(rule)
                yield from _judged(rule, place, alert, figure)


def _places(
    session: Session,
    watched: Watched,
    told: Mapping[object, Figures],
    known: Mapping[tuple[int, Place], FigureAlert],
    rule: AlertRule,
) -> list[Place]:
    """Every sub-platform; every unit of which there is a figure, or an alert that is open."""
    if watched is Watched.AREA:
        codes = session.exec(select(Area.code).order_by(Area.position, Area.code))
        return [Place(area_code=code) for code in codes]
    units = {key for key in told if key}
    units |= {place.unit_id for rule_id, place in known if rule_id == rule.id}
    return [Place(unit_id=unit) for unit in sorted(units)]


def _nothing(rule: AlertRule) -> Figure:
    """Of a place without anything that is open."""
    definition = DEFINITIONS[rule.indicator]
    return Figure(rule.indicator, 0 if definition.is_now and definition.is_zero_of_none else None)


def _judged(
    rule: AlertRule, place: Place, alert: FigureAlert | None, figure: Figure
) -> Iterator[Found]:
    is_gone = figure.value is None and figure.definition.is_now
    if alert and is_gone:  # no order is left that it was about
        yield Found(rule.id, place, alert.id, AlertEnd.RECOVERED, None, 0)
        return
    cause = judged(figure, threshold(rule), is_armed=alert is None)
    if cause is SendingCause.CROSSED:
        yield Found(rule.id, place, None, None, float(figure.value), figure.n)
    elif cause is SendingCause.RECOVERED:
        yield Found(rule.id, place, alert.id, AlertEnd.RECOVERED, float(figure.value), figure.n)
    elif alert and alert.seen_at and _is_worse(rule, alert, figure):
        yield Found(rule.id, place, alert.id, None, float(figure.value), figure.n)


def _is_worse(rule: AlertRule, alert: FigureAlert, figure: Figure) -> bool:
    if figure.value is None or figure.is_few:
        return False
    return threshold(rule).is_worse(figure.value, alert.value)
