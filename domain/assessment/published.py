"""Whether published months are still what they were: the text of its digest, and the result of its own inputs."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from db.models import AssessedMonth, AssessmentCorrection
from domain.assessment import freezing


def differences(session: Session) -> Iterator[str]:
    """What is wrong with any published month or correction."""
    months = select(AssessedMonth.month, AssessedMonth.document, AssessedMonth.digest)
    for month, document, digest in session.exec(
        months.where(col(AssessedMonth.document).is_not(None)).order_by(AssessedMonth.month)
    ):
        yield from _wrong(f"Assessment of {month:%Y-%m}", document, digest)
    corrected = (
        select(
            AssessedMonth.month,
            AssessmentCorrection.number,
            AssessmentCorrection.document,
            AssessmentCorrection.digest,
        )
        .join(AssessedMonth, AssessedMonth.id == AssessmentCorrection.month_id)
        .order_by(AssessedMonth.month, AssessmentCorrection.number)
    )
    for month, number, document, digest in session.exec(corrected):
        yield from _wrong(f"Correction {number} of {month:%Y-%m}", document, digest)


def _wrong(name: str, document: str, digest: str | None) -> Iterator[str]:
    if freezing.digest(document) != digest:
        yield f"{name}: the text is not the one that was published."
        return
    if freezing.reproduce(document) != document:
        yield f"{name}: counted anew from what it says itself, it comes to something else."
