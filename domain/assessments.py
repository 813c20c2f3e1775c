"""Assessing a month: marks given, the month published, appealed against and corrected."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from db.assessment_vocabulary import MarkGrade, MonthStage, Ruling
from db.engine import queue_up
from db.models import (
    Area,
    AssessedMonth,
    AssessmentAppeal,
    AssessmentCorrection,
    Demand,
    OrderLeftOut,
    QualitativeMark,
)
from db.vocabulary import Kind
from domain import clock, limits
from domain.assessment import freezing, inputs, leaving_out, settled
from domain.assessment.scheme import Scheme
from domain.assessment_schemes import in_force
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Named, NotFound, Refused, Unclear
from domain.indicators.periods import month_after
from domain.permissions import allows, appellants, assessors, first_assessors, scheme_makers
from domain.records import NothingChanged
from domain.written import line, paragraph


class MonthNotOver(Refused):
    message = "This month is not over yet."


class FrozenAlready(Refused):
    message = "This month has been published; what is found later becomes a correction."


class NotFrozen(Refused):
    message = "This month has not been published yet."


class NothingMarked(Refused):
    message = "Nobody has marked {item} of {area} yet. Please mark it, or publish knowing that it is not measured."


class TooLate(Refused):
    message = "Appeals against this month could be made until {day}."


class RuledAlready(Refused):
    message = "This appeal has been decided."


class AppealedAlready(Refused):
    message = "There is an open appeal about this already."


class NothingFollows(Refused):
    message = "Only an upheld appeal changes something: a grade of what is graded, orders of what is a rate of orders."


class NotCounted(Refused):
    message = "Order {number} is not among those that were counted for this item."


class NothingToCorrect(Refused):
    message = "Counted anew, the month comes to the same."


class BeforeTheFirst(Refused):
    message = (
        "Months have been assessed since {month} only. From an earlier one on, what enterprises answered would be kept"
        " back until each month is published: a leader can begin it."
    )


@command(AssessedMonth, by=assessors, makes=True)
def begin(act: Act, *, month: date) -> int:
    """Open a month for marks; returns its id. One that is open already is returned as it is.

    Raises BeforeTheFirst: from the first assessed month on answers are told once they are published, so an earlier
    beginning takes told ones back, for which a leader stands.
    """
    first = month.replace(day=1)
    if first > act.today:
        raise MonthNotOver
    queue_up(
        act.session, f"assessed_month:{first}"
    )  # of two who open it at once the later finds it
    asked = select(AssessedMonth).where(AssessedMonth.month == first).with_for_update()
    known = act.session.exec(asked).first()
    earliest = act.session.exec(select(func.min(AssessedMonth.month))).one()
    if earliest and first < earliest and not allows(first_assessors, act.actor, None):
        raise BeforeTheFirst(month=f"{earliest:%Y-%m}")
    row = known or act.add(AssessedMonth(month=first))
    act.record("assessment_begun", row, month=f"{first:%Y-%m}")
    return row.id


@command(AssessedMonth, by=assessors)
def mark(
    act: Act, row: AssessedMonth, *, area_code: str, item: str, grade: str, note: str = ""
) -> None:
    """Mark one item of a sub-platform by a grade; one's last word counts, and everybody's word counts alike.

    After the month is published only what an appeal was upheld about can be marked anew.
    """
    _, scheme = in_force(act.session, row.month)
    if item not in {each.key for each in scheme.qualities}:
        raise Unclear(field="Item")
    if act.session.get(Area, area_code) is None:
        raise Unclear(field="Area")
    if row.stage is MonthStage.FROZEN and not _is_upheld(act.session, row, area_code, item):
        raise FrozenAlready
    said, text = (
        chosen(MarkGrade, grade, "Grade"),
        line(note, most=400, name="Note", required=False),
    )
    asked = select(QualitativeMark).where(
        QualitativeMark.month_id == row.id,
        QualitativeMark.area_code == area_code,
        QualitativeMark.item == item,
        QualitativeMark.by_id == act.actor.id,
    )
    known = act.session.exec(asked).first()
    if known and (known.grade, known.note) == (said, text):
        raise NothingChanged
    given = known or QualitativeMark(
        month_id=row.id, area_code=area_code, item=item, by_id=act.actor.id, at=act.now, grade=said
    )
    given.at, given.grade, given.note = act.now, said, text
    act.add(given)
    act.record("month_marked", row, area=area_code, item=item, grade=said.value, note=text)


@command(AssessedMonth, by=scheme_makers)
def freeze(act: Act, row: AssessedMonth, *, even_unmarked: bool = False) -> str:
    """Publish a month that is over, as one text that is never changed again; returns its digest.

    `even_unmarked`: although some item was marked by nobody; it is left out, and the total is told of the rest.
    """
    if row.stage is MonthStage.FROZEN:
        raise FrozenAlready
    if month_after(row.month, 1) > act.today:
        raise MonthNotOver
    with settled.figures_of(row.month) as figures:
        number, scheme = in_force(figures, row.month)
        places = inputs.places(figures, row.month, scheme)
    if not even_unmarked:
        _check_marked(act.session, scheme, places)
    row.document = freezing.write(row.month, number, scheme, places)
    row.digest = freezing.digest(row.document)
    row.stage, row.frozen_at, row.frozen_by_id = MonthStage.FROZEN, act.now, act.actor.id
    act.record("month_frozen", row, month=f"{row.month:%Y-%m}", digest=row.digest, scheme=number)
    return row.digest


@command(AssessedMonth, by=appellants)
def appeal(act: Act, row: AssessedMonth, *, item: str, text: str) -> int:
    """Say what is wrong with one's own assessment, within the scheme's days after it was published; returns its id."""
    if row.stage is not MonthStage.FROZEN:
        raise NotFrozen
    if act.actor.kind is not Kind.SUB_PLATFORM or not act.actor.area_code:
        raise Forbidden
    scheme = freezing.read(row.document).scheme
    if item not in {each.key for each in scheme.items}:
        raise Unclear(field="Item")
    until = appeal_until(act.session, row, scheme)
    if act.today > until:
        raise TooLate(day=until.isoformat())
    said = paragraph(text, most=2000, name="Grounds of the appeal")
    where = {"month_id": row.id, "area_code": act.actor.area_code, "item": item}
    open_one = select(AssessmentAppeal).filter_by(**where)
    if act.session.exec(open_one.where(col(AssessmentAppeal.ruling).is_(None))).first():
        raise AppealedAlready
    made = act.add(AssessmentAppeal(text=said, by_id=act.actor.id, at=act.now, **where))
    act.record("appealed", row, area=act.actor.area_code, item=item, text=said, appeal=made.id)
    return made.id


@command(AssessedMonth, by=scheme_makers)
def rule(
    act: Act,
    row: AssessedMonth,
    *,
    appeal_id: int,
    ruling: str,
    reason: str,
    grade: str = "",
    left_out: Sequence[str] = (),
) -> None:
    """Decide an appeal, and say why. What follows from one that is upheld is a correction of the month.

    Upheld, it may give an item of grades another `grade` in place of its marks, or leave orders out of an item that is
    a rate of orders: `left_out`, by their numbers. Raises NothingFollows, NotCounted.
    """
    found = act.session.get(AssessmentAppeal, appeal_id)
    if found is None or found.month_id != row.id:
        raise NotFound
    if found.ruling is not None:
        raise RuledAlready
    found.ruling = chosen(Ruling, ruling, "Ruling")
    found.reason = paragraph(reason, most=2000, name="Reason")
    found.ruled_by_id, found.ruled_at = act.actor.id, act.now
    _follow(act, row, found, grade, left_out)
    said = {"area": found.area_code, "item": found.item, "ruling": found.ruling.value}
    said |= {"grade": found.grade.value} if found.grade else {}
    said |= {"left_out": list(left_out)} if left_out else {}
    act.record("appeal_ruled", row, reason=found.reason, appeal=found.id, **said)


@command(AssessedMonth, by=scheme_makers)
def correct(act: Act, row: AssessedMonth, *, reason: str) -> int:
    """Count a published month anew, by the scheme it was published with; returns the correction's number.

    What was published stays as it is; the correction stands beside it.
    """
    if row.stage is not MonthStage.FROZEN:
        raise NotFrozen
    why = line(reason, most=400, name="Reason")
    published = freezing.read(row.document)
    with settled.figures_of(row.month) as figures:
        places = inputs.places(figures, row.month, published.scheme)
    text = freezing.write(row.month, published.number, published.scheme, places)
    told = select(AssessmentCorrection).where(AssessmentCorrection.month_id == row.id)
    last = act.session.exec(told.order_by(col(AssessmentCorrection.number).desc())).first()
    if text == (last.document if last else row.document):
        raise NothingToCorrect
    number = 1 + (last.number if last else 0)
    act.add(
        AssessmentCorrection(
            month_id=row.id,
            number=number,
            document=text,
            digest=freezing.digest(text),
            reason=why,
            by_id=act.actor.id,
            at=act.now,
        )
    )
    act.record("month_corrected", row, month=f"{row.month:%Y-%m}", number=number, reason=why)
    return number


def appeal_until(session: Session, row: AssessedMonth, scheme: Scheme) -> date:
    """The last day on which a sub-platform may appeal against a published month."""
    calendar, day = limits.calendar(session), row.frozen_at.astimezone(clock.LOCAL).date()
    left = scheme.appeal_days
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    return day


def _follow(
    act: Act, row: AssessedMonth, found: AssessmentAppeal, grade: str, left_out: Sequence[str]
) -> None:
    """What an upheld appeal changes when the month is counted anew."""
    can_leave_out = leaving_out.can_be_left_out_of(found.item)
    is_graded = found.item in {each.key for each in freezing.read(row.document).scheme.qualities}
    if (grade or left_out) and found.ruling is not Ruling.UPHELD:
        raise NothingFollows
    if (grade and not is_graded) or (left_out and not can_leave_out):
        raise NothingFollows
    found.grade = chosen(MarkGrade, grade, "Grade") if grade else None
    for number in dict.fromkeys(left_out):
        asked = select(Demand.id).where(Demand.number == number)
        demand_id = act.session.exec(asked).first()
        place = (found.area_code, found.item, row.month)
        if not demand_id or not leaving_out.is_counted(act.session, demand_id, *place):
            raise NotCounted(number=number)
        act.session.add(OrderLeftOut(appeal_id=found.id, demand_id=demand_id))


def _is_upheld(session: Session, row: AssessedMonth, area_code: str, item: str) -> bool:
    found = select(AssessmentAppeal.id).where(
        AssessmentAppeal.month_id == row.id,
        AssessmentAppeal.area_code == area_code,
        AssessmentAppeal.item == item,
        AssessmentAppeal.ruling == Ruling.UPHELD,
    )
    return session.exec(found).first() is not None


def _check_marked(session: Session, scheme: Scheme, places) -> None:
    rows = session.exec(select(Area.code, Area.name, Area.name_en))
    names = {code: Named(name, name_en or name) for code, name, name_en in rows}
    for place in places:
        for item in scheme.qualities:
            if not place.marks.get(item.key):
                what = Named(item.name, item.name_en or item.name)
                raise NothingMarked(item=what, area=names[place.code])
