"""Whom to invite to a docking day: needs that are published, and the results that fit them best."""

from sqlmodel import Session, col, select

from db.models import TechnicalNeed
from db.research_vocabulary import RecordStage
from domain.permissions import Person
from domain.queries.named import Named
from domain.queries.proposals import results_for
from domain.research_visible import needs_visible_to

MOST_INVITED = 600


def invitable(session: Session, person: Person) -> tuple[Named, ...]:
    """The published needs that could be invited, the newest first."""
    rows = session.exec(
        select(TechnicalNeed.id, TechnicalNeed.number, TechnicalNeed.title, TechnicalNeed.title_en)
        .where(TechnicalNeed.stage == RecordStage.PUBLISHED, needs_visible_to(person))
        .order_by(col(TechnicalNeed.id).desc())
        .limit(MOST_INVITED)
    )
    return tuple(
        Named(need_id, f"{number} {title}", f"{number} {title_en or title}")
        for need_id, number, title, title_en in rows
    )


def best_results(
    session: Session, person: Person, need_ids: tuple[int, ...], many: int
) -> tuple[int, ...]:
    """The results that fit these needs best, so many for each; each once."""
    found: dict[int, None] = {}
    for need_id in need_ids[:MOST_INVITED]:
        proposed = results_for(session, person, need_id)
        shown = proposed.shown[:many] if proposed else ()
        found |= dict.fromkeys(each.id for each in shown)
    return tuple(found)
