"""The figures of a published sheet as they are counted now, which is what the lists behind them count."""

from datetime import date

from sqlmodel import Session

from db.indicator_vocabulary import Indicator
from domain.assessment import inputs
from domain.assessment.scoring import Counted
from domain.indicators import allowed, metric
from domain.indicators.periods import last_of_month
from domain.indicators.reading import Scope
from domain.permissions import Person


def of_sheet(
    session: Session, person: Person, month: date, code: str, wanted: tuple[Indicator, ...]
) -> dict[Indicator, Counted]:
    """By indicator, of one sub-platform in one month; without those that are kept back from this reader."""
    scope = Scope(month, last_of_month(month), code)
    found = metric.table(session, person, wanted, allowed.narrowed(person, scope))[None]
    return {each: inputs.as_counted(said) for each, said in found.items() if not said.is_kept_back}
