"""What figures are called too: a technical term of the staff's glossary is one name in both languages."""

from collections.abc import Iterable

from sqlmodel import Session, col, func, or_, select

from db.models import GlossaryTerm, MatchText
from domain import targets
from domain.matchmaking.figures_met import Also, levelled

FEW = 200  # names that the database is asked for one by one; for more the whole glossary is read


def names(session: Session, asked: Iterable[MatchText]) -> Also:
    """By levelled name of a figure of these records, what else it is called, levelled too."""
    wanted = {
        " ".join(name.lower().split()) for row in asked for name in targets.names_of(row.targets)
    }
    if not wanted:
        return {}
    kept = select(GlossaryTerm.chinese, GlossaryTerm.english).where(col(GlossaryTerm.is_active))
    if len(wanted) <= FEW:
        terms = (func.lower(each) for each in (GlossaryTerm.chinese, GlossaryTerm.english))
        kept = kept.where(or_(*(term.in_(wanted) for term in terms)))
    found: dict[str, frozenset[str]] = {}
    for pair in session.exec(kept):
        ours, its = map(levelled, pair)
        found[ours] = found.get(ours, frozenset()) | {its}
        found[its] = found.get(its, frozenset()) | {ours}
    return found
