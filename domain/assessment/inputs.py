"""What a month's assessment starts from: the sub-platforms' figures, the marks they were given, the month before."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session, col, select

from db.assessment_vocabulary import MarkGrade
from db.indicator_vocabulary import By, Indicator, Unit
from db.models import Area, AssessedMonth, QualitativeMark
from domain.assessment import corrected, leaving_out
from domain.assessment.leaving_out import Ruled
from domain.assessment.scheme import HUNDRED, TIMES, Scheme
from domain.assessment.scoring import FINE, Counted, Place
from domain.indicators import metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure
from domain.indicators.periods import last_of_month, month_after
from domain.indicators.reading import Scope
from domain.permissions import ENGINE


def places(session: Session, month: date, scheme: Scheme) -> tuple[Place, ...]:
    """Every sub-platform as its month is known now, in the order in which they are always named."""
    scope = Scope(month, last_of_month(month))
    wanted = dict.fromkeys([Indicator.RECEIVED, *(each.indicator for each in scheme.quantities)])
    figures = metric.table(session, ENGINE, tuple(wanted), scope, By.AREA)
    marks, before = _marks(session, month), totals(session, month_after(month, -1))
    ruled = leaving_out.ruled(session, month)
    found = []
    for code in session.exec(select(Area.code).order_by(col(Area.position), Area.code)):
        told = figures.get(code, {})
        counted = {
            each.indicator: _without(as_counted(told.get(each.indicator)), ruled, code, each.key)
            for each in scheme.quantities
            if _is_covered(each.indicator, scope, code)
        }
        found.append(
            Place(
                code=code,
                volume=as_counted(told.get(Indicator.RECEIVED)).n,
                counted=counted,
                marks=_ruled_marks(marks.get(code, {}), ruled, code),
                before=before.get(code),
                left_out=_left_out(scheme, ruled, code),
            )
        )
    return tuple(found)


def totals(session: Session, month: date) -> dict[str, Decimal]:
    """The totals of a month after its last correction; none of a month that is not published."""
    found = corrected.places(session, month)
    return {code: each.total for code, each in found.items() if each.total is not None}


def as_counted(figure: Figure | None) -> Counted:
    """A figure as whole numbers; there is none where nothing happened that it counts."""
    if figure is None:
        return Counted(0, 0)
    unit = figure.definition.unit
    if unit is Unit.SHARE:
        is_all = figure.coverage is None or figure.coverage >= 1
        coverage = None if is_all else Decimal(figure.coverage).quantize(FINE, ROUND_HALF_UP)
        return Counted(figure.top, figure.n, coverage)
    if unit in TIMES:
        hundredths = Decimal(figure.value or 0) * HUNDRED
        return Counted(int(hundredths.quantize(Decimal(1), ROUND_HALF_UP)), figure.n)
    return Counted(int(figure.value or 0), figure.n)


def _is_covered(indicator: Indicator, scope: Scope, code: str) -> bool:
    """Whether an indicator tells of this sub-platform and month at all: what it does not is missing, and not zero."""
    definition = DEFINITIONS[indicator]
    if definition.areas and code not in definition.areas:
        return False
    return metric.is_told(definition, scope, By.AREA)


def _without(known: Counted, ruled: Ruled, code: str, item: str) -> Counted:
    top, n = ruled.off.get((code, item), (0, 0))
    return replace(known, top=known.top - top, n=known.n - n) if n else known


def _left_out(scheme: Scheme, ruled: Ruled, code: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.key, number)
        for each in scheme.quantities
        for number in ruled.numbers.get((code, each.key), ())
    )


def _ruled_marks(
    given: Mapping[str, tuple[MarkGrade, ...]], ruled: Ruled, code: str
) -> dict[str, tuple[MarkGrade, ...]]:
    anew = {item: (grade,) for (area, item), grade in ruled.grades.items() if area == code}
    return dict(given) | anew


def _marks(session: Session, month: date) -> Mapping[str, Mapping[str, tuple[MarkGrade, ...]]]:
    found: dict[str, dict[str, tuple[MarkGrade, ...]]] = defaultdict(dict)
    given = (
        select(QualitativeMark)
        .join(AssessedMonth, AssessedMonth.id == QualitativeMark.month_id)
        .where(AssessedMonth.month == month)
        .order_by(QualitativeMark.id)
    )
    for row in session.exec(given):
        known = found[row.area_code].get(row.item, ())
        found[row.area_code][row.item] = (*known, row.grade)
    return found
