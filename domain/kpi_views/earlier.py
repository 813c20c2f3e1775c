"""What an earlier period is called beside the one that is looked at: once for pages, files, mails and bulletins."""

from db.indicator_vocabulary import Earlier
from domain.indicators.periods import Period
from domain.kpi_views.table import Label, Said


def before(period: Period) -> Label:
    """The one just before it, by its kind: the month before, the quarter before, the 3 months before."""
    if period.is_year:
        return Earlier.YEAR
    if period.is_half:
        return Earlier.HALF
    if period.is_quarter:
        return Earlier.QUARTER
    if period.months == 1:
        return Earlier.MONTH
    return Said(Earlier.MONTHS, str(period.months)) if period.months else Earlier.DAYS


def year_before(period: Period) -> Label | None:
    """The same a year before; none where that is the period just before, too."""
    if period.months == 12:
        return None
    if period.is_quarter:
        return Earlier.SAME_QUARTER
    return Earlier.SAME_MONTH if period.months == 1 else Earlier.SAME_TIME
