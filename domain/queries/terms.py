"""The bilingual glossary as a list that can be searched."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from db.models import GlossaryTerm, User
from domain.permissions import Person, allows, registrars

PAGE = 100


@dataclass(frozen=True)
class TermShown:
    """One technical term."""

    id: int
    chinese: str
    english: str
    by: str  # nobody: it came with the platform


def terms(
    session: Session, person: Person, words: str = "", page: int = 1
) -> tuple[TermShown, ...]:
    """Those in which the words occur, the newest first; pages count from one."""
    found = select(GlossaryTerm, User.name).outerjoin(User, User.id == GlossaryTerm.by_id)
    rows = session.exec(
        found.where(*_asked(person, words))
        .order_by(col(GlossaryTerm.id).desc())
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    return tuple(TermShown(row.id, row.chinese, row.english, by or "") for row, by in rows)


def how_many(session: Session, person: Person, words: str = "") -> int:
    return session.exec(select(func.count(GlossaryTerm.id)).where(*_asked(person, words))).one()


terms.by_scope = how_many.by_scope = True


def _asked(person: Person, words: str):
    if not allows(registrars, person, None):
        return [GlossaryTerm.id == 0]
    parts = words[:100].split()
    return [
        col(GlossaryTerm.is_active),
        *(
            or_(
                col(GlossaryTerm.chinese).icontains(part, autoescape=True),
                col(GlossaryTerm.english).icontains(part, autoescape=True),
            )
            for part in parts
        ),
    ]
