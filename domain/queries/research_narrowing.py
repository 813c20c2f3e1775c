"""What lists of needs and results are narrowed to beside words: industry, readiness, ways of transfer, the house."""

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, col, select

from db.models import Organisation, ResearchResult, TechnicalNeed
from db.research_vocabulary import RecordStage, Ripeness, TransferKind
from domain.permissions import Person
from domain.queries.named import Named
from domain.research_visible import result_names_visible_to, results_visible_to

LEVELS = {Ripeness.EARLY: (1, 3), Ripeness.TRIED: (4, 6), Ripeness.READY: (7, 9)}
Records = type[ResearchResult] | type[TechnicalNeed]


def of_industry(table: Records, code: str) -> ColumnElement[bool]:
    """Within the industry: a longer code lies within a shorter one. The codes of a result stand in a list."""
    if table is TechnicalNeed:
        return col(TechnicalNeed.industry_code).startswith(code, autoescape=True)
    return cast(ResearchResult.industry_codes, String).contains(f'"{code}', autoescape=True)


def of_ripeness(table: Records, ripeness: Ripeness) -> ColumnElement[bool]:
    """As ready as this, or a need that asks for it."""
    level = table.least_readiness if table is TechnicalNeed else table.readiness
    return col(level).between(*LEVELS[ripeness])


def of_transfer(transfer: TransferKind) -> ColumnElement[bool]:
    """Results that may be handed on in this way."""
    kinds = cast(ResearchResult.transfer_kinds, String)
    return kinds.contains(f'"{transfer.value}"', autoescape=True)


def of_house(person: Person, organisation_id: int) -> ColumnElement[bool]:
    """Results of one house, those that this reader may know to be its own."""
    return (ResearchResult.organisation_id == organisation_id) & result_names_visible_to(person)


def houses(session: Session, person: Person) -> tuple[Named, ...]:
    """Whose published results this reader may see and know to be theirs, by name."""
    owners = select(ResearchResult.organisation_id).where(
        ResearchResult.stage == RecordStage.PUBLISHED,
        results_visible_to(person),
        result_names_visible_to(person),
    )
    rows = session.exec(
        select(Organisation.id, Organisation.name, Organisation.name_en)
        .where(col(Organisation.id).in_(owners))
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple(Named(*row) for row in rows)


houses.by_scope = True
