"""Published months as they stand now: after their last correction, where there is one.

What was published and each correction of it are texts that are never changed. Whatever builds on a month that is over
builds on the last of them: the order in a bulletin, who has risen in the month after it.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from db.models import AssessedMonth, AssessmentCorrection
from domain.assessment import freezing
from domain.assessment.scoring import Assessed


def document(session: Session, month: date) -> str | None:
    """The last text of a month; none of one that is not published."""
    row = session.exec(
        select(AssessedMonth.document, AssessmentCorrection.document)
        .outerjoin(AssessmentCorrection, AssessmentCorrection.month_id == AssessedMonth.id)
        .where(AssessedMonth.month == month)
        .order_by(col(AssessmentCorrection.number).desc())
    ).first()
    published, last = row or (None, None)
    return last or published


def places(session: Session, month: date) -> dict[str, Assessed]:
    """What every sub-platform came to in a month, by its code; nothing of one that is not published."""
    text = document(session, month)
    return {each.code: each for each in freezing.read(text).assessed} if text else {}


def last(session: Session, month: date) -> tuple[int, datetime | None]:
    """The number and moment of a month's last correction; 0 where there is none."""
    found = (
        select(AssessmentCorrection.number, AssessmentCorrection.at)
        .join(AssessedMonth, AssessedMonth.id == AssessmentCorrection.month_id)
        .where(AssessedMonth.month == month)
        .order_by(col(AssessmentCorrection.number).desc())
    )
    return session.exec(found).first() or (0, None)
