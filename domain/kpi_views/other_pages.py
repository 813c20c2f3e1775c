"""What stands on a page of its own, told as the other views are: the order of the sub-platforms in the newest month
that is published, after its corrections, and how far the conditions of the national title are met.

Neither is told by unit, field, channel or industry; the title is that of the whole platform.
"""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from db.assessment_vocabulary import MonthStage
from db.indicator_vocabulary import KpiView, Unit, ViewWord
from db.models import AssessedMonth
from domain.assessment import corrected, freezing
from domain.assessment.gauges import Reached
from domain.assessment.scoring import Assessed
from domain.indicators.allowed import PLATFORM
from domain.indicators.periods import Period
from domain.kpi_views import naming
from domain.kpi_views.table import (
    NOTHING,
    Asked,
    Content,
    Head,
    Label,
    Look,
    Month,
    Row,
    Table,
    View,
)
from domain.permissions import Person
from domain.queries import assessment

VIEWS = (KpiView.ORDER, KpiView.TITLE)
PATH = "assessment"
_LAST = 99  # after every rank
REMARKS: tuple[tuple[Head, Callable[[Reached], Content]], ...] = (
    (Head(ViewWord.TOLD_UNTIL, ViewWord.TOLD_UNTIL, None), lambda each: each.until),
    (Head(ViewWord.WITHOUT_A_DAY, ViewWord.WITHOUT_A_DAY), lambda each: each.undated or None),
)  # what is to be known of how a condition is counted


def order(session: Session, person: Person, asked: Asked) -> View:
    """Group by group from the first rank to the last; nothing to others than the platform's people, as on its page."""
    month = newest(session, person, asked.period)
    text = corrected.document(session, month) if month else None
    if text is None or not asked.scope.is_whole:
        return NOTHING
    found = freezing.read(text)
    names = naming.areas(session)
    groups: dict[str, Label] = {
        each.key: (each.name, each.name_en or each.name) for each in found.scheme.groups
    }
    places = list(groups)

    def place(each: Assessed) -> tuple[int, int, float, str]:
        at = places.index(each.group) if each.group in groups else len(places)
        return at, each.rank or _LAST, -float(each.total or 0), each.code

    rows = tuple(
        Row(
            each.code,
            names[each.code],
            (
                None if each.total is None else float(each.total),
                None if each.rank is None else float(each.rank),
                groups.get(each.group),
                each.standing,
                Month(month),
            ),
        )
        for each in sorted(found.assessed, key=place)
        if each.code in names and asked.scope.area in (None, each.code)
    )
    heads = (
        Head(ViewWord.POINTS, ViewWord.POINTS, Unit.POINTS),
        Head(ViewWord.RANK, ViewWord.RANK),
        Head(ViewWord.GROUP, ViewWord.GROUP, None),
        Head(ViewWord.STANDING, ViewWord.STANDING, None),
        Head(ViewWord.MONTH, ViewWord.MONTH, None),
    )
    return View((Table(ViewWord.ASSESSED, ViewWord.SUB_PLATFORM, heads, rows, Look.BARS),))


def title(session: Session, person: Person, asked: Asked) -> View:
    """Each condition by the part of it that is reached in the year of the period; where one is told of a part of the
    year alone, or counts what has no day, a column says so."""
    measured = assessment.title_gauges(session, person, asked.period.until.year)
    if measured is None or asked.scope.area or not asked.scope.is_whole:
        return NOTHING
    heads = (
        Head(ViewWord.REACHED, ViewWord.REACHED, Unit.SHARE),
        Head(ViewWord.VALUE, ViewWord.VALUE, None),
        Head(ViewWord.WANTED, ViewWord.WANTED, None),
        Head(ViewWord.STANDING, ViewWord.STANDING, None),
    )
    remarks = tuple(each for each in REMARKS if any(map(each[1], measured.reached)))
    heads += tuple(head for head, _ in remarks)
    rows = tuple(
        _condition(each, *(remark(each) for _, remark in remarks)) for each in measured.reached
    )
    return View((Table(ViewWord.CONDITIONS, ViewWord.CONDITION, heads, rows, Look.BARS),))


def newest(session: Session, person: Person, period: Period) -> date | None:
    """The first day of the newest month of a period, or before it, that is published; none to others than the
    platform's people."""
    if person.kind not in PLATFORM:
        return None
    asked = select(AssessedMonth.month).where(
        AssessedMonth.stage == MonthStage.FROZEN, AssessedMonth.month <= period.until
    )
    return session.exec(asked.order_by(col(AssessedMonth.month).desc()).limit(1)).first()


def address(
    session: Session, person: Person, view: KpiView, period: Period
) -> tuple[tuple[str, str], ...]:
    """What leads to it on its page."""
    if view is KpiView.TITLE:
        return ("view", view.value), ("year", str(period.until.year))
    month = newest(session, person, period)
    return (("view", view.value), *((("month", f"{month:%Y-%m}"),) if month else ()))


def _condition(each: Reached, *remarks: Content) -> Row:
    wanted, value = each.wanted, each.value
    share = None if value is None else value / wanted.least
    told = None if value is None else _told(value, is_share=wanted.is_share)
    least = _told(wanted.least, is_share=wanted.is_share)
    return Row(wanted.gauge.value, wanted.gauge, (share, told, least, _standing(each), *remarks))


def _standing(each: Reached) -> ViewWord:
    if each.value is None:
        return ViewWord.NOT_RECORDED
    return ViewWord.MET if each.is_met else ViewWord.NOT_YET


def _told(value: float, *, is_share: bool) -> str:
    return f"{100 * value:.1f} %" if is_share else f"{value:,.0f}"
