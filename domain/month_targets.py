"""Setting targets: what each sub-platform shall reach in a month, and its word on why it did not.

Where a month has begun and nobody has set any, the platform carries on those of the month before, so that figures do
not lose their colours; they are marked as not confirmed until somebody confirms them, sets others or takes them back.
"""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, or_, select

from db.engine import queue_up
from db.indicator_vocabulary import Indicator, Unit
from db.models import Area, MonthNote, Target, TargetMonth
from db.vocabulary import Kind
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Refused, Unclear
from domain.indicators.aims import AIMED_AT, CITY
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import month_after
from domain.permissions import engine, explainers, target_setters
from domain.written import paragraph

MOST = 2_000_000_000


class OutOfRange(Refused):
    message = "A target of this kind lies between {least} and {most}."


class NotAimedAt(Refused):
    message = "No target can be set for this figure: it tells of this moment, or neither more nor less of it is better."


class NothingCarriedOn(Refused):
    message = "The month before has no targets."


class NothingUnconfirmed(Refused):
    message = "No targets of this month wait to be confirmed."


class SetMeanwhile(Refused):
    message = (
        "Somebody else has set a target here since you opened this. What you typed is still here, and what is set now"
        " stands below it. Please look at it, then save again."
    )


class SaidMeanwhile(Refused):
    message = (
        "Somebody else has changed this note since you opened it. What you wrote is still here, and theirs stands above"
        " it. Please read it, then keep yours."
    )


class NothingChanged(Refused):
    message = "Nothing was changed."


@command(TargetMonth, by=explainers, makes=True)
def begin(act: Act, *, month: date) -> int:
    """Open a month for targets and notes; returns its id. One that is open already is returned as it is."""
    row = _opened(act, month)
    act.record("target_month_opened", row, month=f"{row.month:%Y-%m}")
    return row.id


@command(TargetMonth, by=target_setters)
def put(
    act: Act,
    month: TargetMonth,
    *,
    indicator: Indicator,
    values: Mapping[str, float | None],
    seen: Mapping[str, float | None] | None = None,
) -> None:
    """Set the targets of one indicator by area's code (empty: the city); none takes one away.

    `seen`: what was set when these were decided, where that was looked at; raises SetMeanwhile where one of them is
    another by now.
    """
    which = chosen(Indicator, indicator, "Figure")
    if which not in AIMED_AT:
        raise NotAimedAt
    codes = set(act.session.exec(select(Area.code))) | {CITY}
    if set(values) - codes:
        raise Unclear(field="Area")
    rows = {row.area_code: row for row in _targets(act.session, month, which)}
    changes = []
    for code, value in values.items():
        row, wanted = rows.get(code), None if value is None else _checked(which, value)
        before = row.value if row else None
        if wanted == before and not (row and row.is_unconfirmed):
            continue
        if seen is not None and before not in (seen.get(code), wanted):
            raise SetMeanwhile
        changes.append([code, before, wanted])
        if wanted is None:
            act.session.delete(row)
        elif row:
            row.value, row.is_unconfirmed = wanted, False
        else:
            act.session.add(
                Target(month_id=month.id, area_code=code, indicator=which, value=wanted)
            )
    if not changes:
        raise NothingChanged
    act.record("targets_put", month, indicator=which.value, changes=changes)


@command(TargetMonth, by=target_setters)
def carry_on(act: Act, month: TargetMonth) -> None:
    """Take over the targets of the month before, where this one has none yet."""
    act.record("targets_carried_on", month, many=_take_over(act, month))


@command(TargetMonth, by=engine, makes=True)
def carry_on_unset(act: Act, *, month: date) -> int:
    """Take over the targets of the month before where nobody has set any, to be confirmed; returns the month's id.

    Once for a month: what somebody takes back does not come again.
    """
    row = _opened(act, month)
    if row.carried_on_at or _targets(act.session, row):
        raise NothingCarriedOn
    row.carried_on_at = act.now
    many = _take_over(act, row, is_unconfirmed=True)
    act.record("targets_carried_on_unset", row, month=f"{row.month:%Y-%m}", many=many)
    return row.id


@command(TargetMonth, by=target_setters)
def confirm(act: Act, month: TargetMonth) -> None:
    """Say yes to the targets that the platform has carried on."""
    rows = _unconfirmed(act.session, month)
    for row in rows:
        row.is_unconfirmed = False
    act.record("targets_confirmed", month, many=len(rows))


@command(TargetMonth, by=target_setters)
def take_back(act: Act, month: TargetMonth) -> None:
    """Take away the targets that the platform has carried on and nobody has confirmed."""
    rows = _unconfirmed(act.session, month)
    for row in rows:
        act.session.delete(row)
    act.record("targets_taken_back", month, many=len(rows))


@command(TargetMonth, by=explainers)
def note(
    act: Act, month: TargetMonth, *, area_code: str, text: str, seen: str | None = None
) -> None:
    """Say why a sub-platform's figures of the month are what they are; an empty text takes the note away.

    `seen`: what was said when this was written, empty for nothing, where that was looked at; raises SaidMeanwhile where
    it is another by now.
    """
    is_own = act.actor.kind is Kind.SUB_PLATFORM and act.actor.area_code == area_code
    if act.actor.kind is not Kind.CITY and not is_own:
        raise Forbidden
    if act.session.get(Area, area_code) is None:
        raise Unclear(field="Area")
    words = paragraph(text, most=2000, name="Note", required=False)
    mine = select(MonthNote).where(MonthNote.month_id == month.id, MonthNote.area_code == area_code)
    row = act.session.exec(mine).first()
    if seen is not None and (row.text if row else "") not in (seen, words):
        raise SaidMeanwhile
    if words and row:
        row.text = words
    elif words:
        act.session.add(MonthNote(month_id=month.id, area_code=area_code, text=words))
    elif row:
        act.session.delete(row)
    else:
        raise NothingChanged
    act.record("month_noted", month, area=area_code, text=words)


def is_unset(session: Session, first: date) -> bool:
    """Whether nobody has set targets of a month, and those of the month before can be carried on."""
    decided = select(TargetMonth.id).where(
        TargetMonth.month == first,
        or_(
            col(TargetMonth.carried_on_at).is_not(None),
            select(Target.id).where(Target.month_id == TargetMonth.id).exists(),
        ),
    )
    if session.exec(decided).first() is not None:
        return False
    return session.exec(_of_month(month_after(first, -1)).limit(1)).first() is not None


def _opened(act: Act, month: date) -> TargetMonth:
    first = month.replace(day=1)
    queue_up(act.session, f"target_month:{first}")  # of two who open it at once the later finds it
    known = select(TargetMonth).where(TargetMonth.month == first).with_for_update()
    return act.session.exec(known).first() or act.add(TargetMonth(month=first))


def _of_month(first: date):
    return (
        select(Target)
        .join(TargetMonth, TargetMonth.id == Target.month_id)
        .where(TargetMonth.month == first)
    )


def _take_over(act: Act, month: TargetMonth, *, is_unconfirmed: bool = False) -> int:
    """Those of the month before that this one has not; returns how many. Raises NothingCarriedOn."""
    rows = act.session.exec(_of_month(month_after(month.month, -1))).all()
    known = {(row.area_code, row.indicator) for row in _targets(act.session, month)}
    new = [row for row in rows if (row.area_code, row.indicator) not in known]
    if not new:
        raise NothingCarriedOn
    for row in new:
        said = {"area_code": row.area_code, "indicator": row.indicator, "value": row.value}
        said["is_unconfirmed"] = is_unconfirmed
        act.session.add(Target(month_id=month.id, **said))
    return len(new)


def _unconfirmed(session: Session, month: TargetMonth) -> list[Target]:
    """Raises NothingUnconfirmed."""
    rows = [row for row in _targets(session, month) if row.is_unconfirmed]
    if not rows:
        raise NothingUnconfirmed
    return rows


def _targets(
    session: Session, month: TargetMonth, indicator: Indicator | None = None
) -> list[Target]:
    asked = select(Target).where(Target.month_id == month.id)
    if indicator:
        asked = asked.where(Target.indicator == indicator)
    return list(session.exec(asked.order_by(col(Target.id)).with_for_update()).all())


def _checked(indicator: Indicator, value: float) -> float:
    most = 1.0 if DEFINITIONS[indicator].unit is Unit.SHARE else MOST
    if not 0 <= value <= most:
        shown = "100 %" if most == 1.0 else f"{most:,}"
        raise OutOfRange(least=0, most=shown)
    return float(value)
