"""The fields of a need or a record, as its row for the engine keeps them."""

from collections.abc import Mapping

from sqlalchemy import Row

from db.models import MatchText
from domain.matchmaking.fields import ALONE, Beside, Fields
from domain.matchmaking.figures_met import Also

NOWHERE: Mapping[str, frozenset[str]] = {}
NOTHING_ELSE: Also = {}


def fields_of(
    row: MatchText | Row,
    beside: Beside = ALONE,
    near: Mapping[str, frozenset[str]] = NOWHERE,
    also: Also = NOTHING_ELSE,
) -> Fields:
    """The fields of a need or a record; `near`: by area, those that lie beside it; `also`: by name of a figure, what
    it is called too."""
    return Fields(
        industry_codes=tuple(row.industry_codes),
        area_code=row.area_code if beside.is_placed else None,
        near=near.get(row.area_code or "", frozenset()),
        targets=tuple(row.targets),
        also=also,
        readiness=row.readiness,
        money=row.money,
        beside=beside,
    )
