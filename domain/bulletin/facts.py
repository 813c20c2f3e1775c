"""What a month's bulletin tells, drawn from the figures once: kept with the bulletin, whatever changes afterwards.

It is one document of plain values, so that the page, the Word file, the PDF and the article all read the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import By, Indicator
from db.models import Area, Demand, MonthNote, TargetMonth
from domain import clock, limits
from domain.assessment import gauges
from domain.bulletin import cases, orders, ranking
from domain.bulletin.hot_topics import Said, topics
from domain.indicators import metric, periods, publication
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figures
from domain.indicators.periods import last_of_month, month_after
from domain.indicators.publication import Published
from domain.indicators.reading import Scope
from domain.permissions import ENGINE

TOTALS = (
    Indicator.RECEIVED,
    Indicator.SERVICES_GIVEN,
    Indicator.ENTERPRISES_SERVED,
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.ON_TIME_CLOSING,
    Indicator.VISIT_VERIFICATION,
    Indicator.SATISFACTION_RATE,
    Indicator.HANDLING_TIME,
    Indicator.MATCHES_PROPOSED,
    Indicator.MATCHES_CONTRACTED,
)
MONTHS = 12  # of the curve
READ = 4000  # demands that are read for the topics; of more, every so many-th


def draw(session: Session, month: date) -> dict[str, Any]:
    """Everything that the bulletin of a month tells, as it is known now."""
    return {
        "month": f"{month:%Y-%m}",
        "drawn_at": clock.now().isoformat(),
        "totals": _totals(session, month),
        "kept_back": kept_back(session, month),
        "working_days": _working_days(session, month),
        "curve": _curve(session, month),
        "by_area": _by_area(session, month),
        **ranking.told(session, month),
        "topics": _topics(session, month),
        "overdue": orders.overdue(session),
        "overdue_many": orders.overdue_many(session),
        "overdue_before": orders.named_before(session).isoformat(),
        "suggested": cases.orders(session, month),
        "suggested_matches": cases.matches(session, month),
        "notes": notes(session, month),
        "title": _title(session, month),
    }


def kept_back(session: Session, month: date) -> list[str]:
    """The months beside this one that its figures are compared with or added up from and whose answers are told to
    nobody outside yet, such as "2026-10": they are told in no bulletin of a later month either (decision 0009)."""
    told = _told_when_sent(session, month)
    year = (month.replace(month=n) for n in range(1, month.month))
    beside = {month_after(month, -12), month_after(month, -1), *year}
    return [f"{each:%Y-%m}" for each in sorted(beside) if not told.has(each)]


def left_out(facts: Mapping[str, Any]) -> list[str]:
    """The months whose answers this bulletin leaves out; one that was drawn before any was left out tells them all."""
    return list(facts.get("kept_back", ()))


def without_assessment(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a city that does not assess its months: no order, no card, no commendation, and it says so."""
    return dict(facts) | {"groups": [], "digest": "", "is_without": True}


def is_without(facts: Mapping[str, Any]) -> bool:
    """Whether a bulletin does without an assessment; those that were drawn before this could be said do not."""
    return bool(facts.get("is_without"))


def for_outside(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same without what is the platform's own business: yellow cards, who is below the mark, the title's gauges,
    and which demands a topic was found in."""
    told = [
        {name: value for name, value in each.items() if name != "orders"}
        for each in facts["topics"]
    ]
    return dict(facts) | ranking.for_outside(facts) | {"title": None, "topics": told}


def newer_notes(facts: Mapping[str, Any], said: Sequence[Mapping[str, str]]) -> int:
    """How many sub-platforms say something else now than what was taken in."""
    taken = {each["area"]: each["text"] for each in facts["notes"]}
    now = {each["area"]: each["text"] for each in said}
    return sum(taken.get(area) != now.get(area) for area in taken | now)


def area_names(session: Session) -> dict[str, tuple[str, str]]:
    rows = session.exec(select(Area.code, Area.name, Area.name_en))
    return {code: (name, name_en or name) for code, name, name_en in rows}


def _scope(month: date) -> Scope:
    return Scope(month, last_of_month(month))


def _told_when_sent(session: Session, month: date) -> Published:
    """Which months those may read who are sent this bulletin: its own is published before it goes out."""
    return publication.published(session).with_month(month)


def _totals(session: Session, month: date) -> list[dict[str, Any]]:
    told = _told_when_sent(session, month)
    since_january = Scope(month.replace(month=1), _scope(month).until)
    now, before, year, so_far = (
        _without_kept_back(metric.table(session, ENGINE, TOTALS, scope)[None], told, scope)
        for scope in (*(_scope(month_after(month, -back)) for back in (0, 1, 12)), since_january)
    )
    return [
        {
            "indicator": each.value,
            "value": _value(now, each),
            "n": _n(now, each),
            "coverage": _coverage(now, each),
            "before": _value(before, each),
            "n_before": _n(before, each),
            "so_far": _value(so_far, each),
            "n_so_far": _n(so_far, each),
            "year_before": _value(year, each),
            "n_year_before": _n(year, each),
        }
        for each in TOTALS
    ]


def _without_kept_back(figures: Figures, told: Published, scope: Scope) -> Figures:
    """Without what enterprises answered, where some month of these days is not published."""
    if told.has_all(scope.since, scope.until):
        return figures
    return {
        indicator: figure
        for indicator, figure in figures.items()
        if not DEFINITIONS[indicator].needs_publishing
    }


def _working_days(session: Session, month: date) -> dict[str, int]:
    """How many working days the month has, the one before and the same a year ago."""
    calendar = limits.calendar(session)
    named = (("value", 0), ("before", 1), ("year_before", 12))
    found = ((name, _scope(month_after(month, -back))) for name, back in named)
    return {name: periods.working_days(each.since, each.until, calendar) for name, each in found}


def _curve(session: Session, month: date) -> list[dict[str, Any]]:
    wanted = (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING)
    scope = Scope(month_after(month, 1 - MONTHS), _scope(month).until)
    found = metric.table(session, ENGINE, wanted, scope, By.MONTH)
    firsts = [month_after(month, n + 1 - MONTHS) for n in range(MONTHS)]
    return [{"month": f"{first:%Y-%m}"} | _told(found.get(first, {}), wanted) for first in firsts]


def _by_area(session: Session, month: date) -> list[dict[str, Any]]:
    wanted = (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING, Indicator.SATISFACTION_RATE)
    found = metric.table(session, ENGINE, wanted, _scope(month), By.AREA)
    codes = session.exec(select(Area.code).order_by(col(Area.position), Area.code))
    return [{"area": code} | _told(found.get(code, {}), wanted) for code in codes]


def _told(figures: Figures, wanted: Sequence[Indicator]) -> dict[str, Any]:
    """What each figure is, by its name, and of how many it is told, under `n`."""
    values = {each.value: _value(figures, each) for each in wanted}
    return values | {"n": {each.value: _n(figures, each) for each in wanted}}


def _n(figures: Figures, indicator: Indicator) -> int:
    return figures[indicator].n if indicator in figures else 0


def _coverage(figures: Figures, indicator: Indicator) -> float | None:
    found = figures[indicator].coverage if indicator in figures else None
    return None if found is None else round(found, 6)


def _value(figures: Figures, indicator: Indicator) -> float | None:
    figure = figures.get(indicator)
    if figure is None or figure.value is None:
        return None
    return round(figure.value, 6) if DEFINITIONS[indicator].bottom else float(figure.value)


def _topics(session: Session, month: date) -> list[dict[str, Any]]:
    rows, said, step = _said(session, month)
    _, before, step_before = _said(session, month_after(month, -1))
    found = []
    for topic in topics(said, before):
        inside = [rows[place] for place in topic.places]
        fields = _most(row.field.value for row in inside if row.field)
        areas = _most(row.area_code for row in inside)
        found.append(
            {
                "words": list(topic.words),
                "many": len(inside) * step,
                "before": topic.before * step_before,
                "is_estimate": step > 1,
                "field": fields[0] if fields else None,
                "areas": areas[:3],
                "orders": [row.id for row in inside],
            }
        )
    return found


def _said(session: Session, month: date) -> tuple[list, list[Said], int]:
    """The demands of a month that are read: all, or every so many-th."""
    begins, ends = orders.moments(month)
    inside = (Demand.submitted_at >= begins, Demand.submitted_at < ends)
    many = session.exec(select(func.count(Demand.id)).where(*inside)).one()
    step = max(1, -(-many // READ))
    rows = session.exec(
        select(
            Demand.id,
            Demand.title,
            Demand.enterprise_id,
            Demand.enterprise_name,
            Demand.field,
            Demand.area_code,
        )
        .where(*inside, Demand.id % step == 0)
        .order_by(Demand.id)
    ).all()
    said = [Said(row.title, row.enterprise_id or row.enterprise_name) for row in rows]
    return list(rows), said, step


def _most(values) -> list[str]:
    """What occurs, the most frequent first."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))


def _title(session: Session, month: date) -> dict[str, Any] | None:
    """How far the year had come towards the national title at the end of the month, by which rules."""
    found = gauges.measured(
        session,
        ENGINE,
        month.year,
        until=_scope(month).until,
        published=_told_when_sent(session, month),
    )
    if found is None:
        return None
    return {
        "rules": found.rules.name,
        "rules_zh": found.rules.name_zh,
        "gauges": [
            {
                "gauge": each.wanted.gauge.value,
                "least": each.wanted.least,
                "is_share": each.wanted.is_share,
                "value": None if each.value is None else round(each.value, 6),
                "is_met": each.is_met,
                "until": each.until and each.until.isoformat(),
            }
            for each in found.reached
        ],
    }


def notes(session: Session, month: date) -> list[dict[str, str]]:
    """What the sub-platforms say of their month, as it is now."""
    rows = session.exec(
        select(MonthNote.area_code, MonthNote.text)
        .join(TargetMonth, TargetMonth.id == MonthNote.month_id)
        .join(Area, Area.code == MonthNote.area_code)
        .where(TargetMonth.month == month)
        .order_by(col(Area.position), MonthNote.area_code)
    )
    return [{"area": code, "text": text} for code, text in rows]
