"""The schemes by which months are assessed: drafted, published, and which one holds for a month."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from db.assessment_vocabulary import MonthStage
from db.engine import queue_up
from db.models import AssessedMonth, AssessmentScheme
from domain.assessment import scheme as schemes
from domain.assessment.scheme import LAID_DOWN, Scheme
from domain.command import Act, command
from domain.errors import Refused, Unclear
from domain.permissions import scheme_makers
from domain.records import NothingChanged
from domain.written import line


class PublishedScheme(Refused):
    message = "A published scheme is never changed. Please draft a new one."


class RedraftedMeanwhile(Refused):
    message = "This scheme was redrafted after you opened it. Please read it once more, then go on."


class OverAlready(Refused):
    message = "A scheme begins with a month that is not published yet."


@command(AssessmentScheme, by=scheme_makers, makes=True)
def draft(act: Act, *, name: str, valid_from: date, document: Mapping[str, Any]) -> int:
    """Draft the next version of the scheme; returns its id. Raises UnclearScheme, OverAlready."""
    said = _document(document)
    queue_up(act.session, "assessment_scheme")  # each has a number of its own
    number = 1 + (act.session.exec(select(func.max(AssessmentScheme.number))).one() or 0)
    row = act.add(
        AssessmentScheme(
            number=number,
            name=line(name, most=80, name="Name of the scheme"),
            valid_from=_open_from(act.session, valid_from),
            document=said,
            made_by_id=act.actor.id,
            made_at=act.now,
        )
    )
    act.record("scheme_drafted", row, number=number)
    return row.id


@command(AssessmentScheme, by=scheme_makers)
def redraft(
    act: Act,
    row: AssessmentScheme,
    *,
    name: str,
    valid_from: date,
    document: Mapping[str, Any],
    version: int | None = None,
) -> None:
    """Change a scheme that is not published yet.

    `version`: the one that the change began with, where a page showed it. Raises PublishedScheme, RedraftedMeanwhile,
    UnclearScheme, OverAlready, NothingChanged.
    """
    _check_read(row, version)
    said = {
        "name": line(name, most=80, name="Name of the scheme"),
        "valid_from": _open_from(act.session, valid_from),
        "document": _document(document),
    }
    changed = [part for part, value in said.items() if getattr(row, part) != value]
    if not changed:
        raise NothingChanged
    row.sqlmodel_update(said)
    act.record("scheme_redrafted", row, number=row.number, parts=changed)


@command(AssessmentScheme, by=scheme_makers)
def publish(act: Act, row: AssessmentScheme, *, version: int | None = None) -> None:
    """Publish a scheme: the months from its first on are assessed by it.

    `version`: the one that was read, where it has been read on a page. Raises RedraftedMeanwhile.
    """
    _check_read(row, version)
    row.valid_from = _open_from(act.session, row.valid_from)
    row.published_at = act.now
    act.record("scheme_published", row, number=row.number, since=f"{row.valid_from:%Y-%m}")


def in_force(session: Session, month: date) -> tuple[int, Scheme]:
    """The scheme that a month is assessed by, with its number; 0: the one that is laid down."""
    row = session.exec(
        select(AssessmentScheme)
        .where(
            col(AssessmentScheme.published_at).is_not(None),
            AssessmentScheme.valid_from <= month.replace(day=1),
        )
        .order_by(col(AssessmentScheme.valid_from).desc(), col(AssessmentScheme.number).desc())
    ).first()
    return (row.number, schemes.read(row.document)) if row else (0, LAID_DOWN)


def _check_read(row: AssessmentScheme, version: int | None) -> None:
    if row.published_at:
        raise PublishedScheme
    if version is not None and version != row.version:
        raise RedraftedMeanwhile


def _document(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is drafted now counts by the rules of now; raises UnclearScheme."""
    return schemes.written(replace(schemes.read(said), edition=schemes.EDITION))


def _open_from(session: Session, month: date) -> date:
    """The first day of a month that no published one stands after or on; raises OverAlready."""
    if month is None:
        raise Unclear(field="First month")
    first = month.replace(day=1)
    frozen = select(AssessedMonth.id).where(
        AssessedMonth.stage == MonthStage.FROZEN, AssessedMonth.month >= first
    )
    if session.exec(frozen).first() is not None:
        raise OverAlready
    return first
