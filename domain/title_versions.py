"""Versions of the rules of the national title that people lay down, beside the one that the platform was built with."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from sqlmodel import Session, col, select

from db.assessment_vocabulary import Gauge
from db.models import TitleRules
from domain.assessment.title_rules import VERSIONS, Rules, Wanted
from domain.command import Act, command
from domain.errors import Refused, Unclear
from domain.permissions import scheme_makers
from domain.records import NothingChanged
from domain.written import line

SHARES = (Gauge.SATISFACTION, Gauge.PUBLIC_BENEFIT)  # between 0 and 1
FURTHEST = 10  # years ahead that rules are laid down for
MOST = 1_000_000


class YearHasRules(Refused):
    message = "There are rules for that year already: change them, or choose a later year."


class YearHasBegun(Refused):
    message = (
        "A year that has begun stays measured by its rules; new ones hold from a later year on."
    )


@command(TitleRules, by=scheme_makers, makes=True)
def lay_down(act: Act, *, since: int, name: str, name_en: str, least: Mapping[Gauge, float]) -> int:
    """Lay down what the national title asks from a year on; returns the version's id.

    `least`: of each condition at least so much, a share between 0 and 1. Raises YearHasBegun, YearHasRules.
    """
    said = _said(act, since, name, name_en, least)
    known = select(TitleRules.id).where(TitleRules.since == said["since"])
    if act.session.exec(known).first():
        raise YearHasRules
    row = act.add(TitleRules(**said, by_id=act.actor.id, at=act.now))
    act.record("title_rules_laid_down", row, since=row.since, least=dict(row.least))
    return row.id


@command(TitleRules, by=scheme_makers)
def amend(
    act: Act,
    row: TitleRules,
    *,
    since: int,
    name: str,
    name_en: str,
    least: Mapping[Gauge, float],
) -> None:
    """Change a version whose first year has not begun."""
    if row.since <= act.today.year:
        raise YearHasBegun
    said = _said(act, since, name, name_en, least)
    other = select(TitleRules.id).where(TitleRules.since == said["since"], TitleRules.id != row.id)
    if act.session.exec(other).first():
        raise YearHasRules
    if all(getattr(row, part) == value for part, value in said.items()):
        raise NothingChanged
    row.sqlmodel_update(said)
    act.record("title_rules_amended", row, since=row.since, least=dict(row.least))


def known(session: Session) -> tuple[Rules, ...]:
    """Every version, the oldest first."""
    rows = session.exec(select(TitleRules).order_by(col(TitleRules.since)))
    return (*VERSIONS, *map(rules, rows))


def rules(row: TitleRules) -> Rules:
    wanted = (
        Wanted(gauge, float(row.least[gauge.value]), is_share=gauge in SHARES)
        for gauge in Gauge
        if gauge.value in row.least
    )
    return Rules(row.name_en, row.name, row.since, tuple(wanted))


def _said(
    act: Act, since: int, name: str, name_en: str, least: Mapping[Gauge, float]
) -> dict[str, object]:
    if not isinstance(since, int) or not act.today.year < since <= act.today.year + FURTHEST:
        raise YearHasBegun
    return {
        "since": since,
        "name": line(name, name="Cited as, in Chinese"),
        "name_en": line(name_en, name="Cited as, in English"),
        "least": {gauge.value: _number(gauge, least.get(gauge)) for gauge in Gauge},
    }


def _number(gauge: Gauge, said: object) -> str:
    """As text, so that it comes to the same on every machine."""
    try:
        number = Decimal(str(said))
    except InvalidOperation:
        raise Unclear(field="Wanted") from None
    most = 1 if gauge in SHARES else MOST
    if not (number.is_finite() and 0 < number <= most):
        raise Unclear(field="Wanted")
    return f"{number.normalize():f}"
