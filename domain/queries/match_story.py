"""What happened with a match, as this reader may know it: what people typed may tell a name that is still hidden."""

from sqlmodel import Session, case, col, null, select

from db.models import Event, Match, Organisation, User
from domain.permissions import Person
from domain.queries.happened import MOST, Happened, is_known_to
from domain.research_visible import matches_visible_to, texts_visible_to

TYPED = ("note", "what")  # the particulars of an event that somebody has typed


def story(
    session: Session, person: Person, match_id: int, *, tells_who: bool
) -> tuple[Happened, ...]:
    """The newest first; without the texts that are not for this reader yet.

    Unless it `tells_who`, only the people of the reader's own house and of the platform are named.
    """
    name = col(User.name) if tells_who else case((is_known_to(person), User.name), else_=null())
    rows = session.exec(
        select(Event, name, texts_visible_to(person, col(User.organisation_id)))
        .select_from(Event)
        .join(Match, Match.id == Event.subject_id)
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == match_id,
            matches_visible_to(person),
        )
        .order_by(col(Event.position).desc())
        .limit(MOST)
    )
    return tuple(
        Happened(
            event.at,
            event.action,
            event.particulars if reads else _without_texts(event.particulars),
            who or "",
        )
        for event, who, reads in rows
    )


def _without_texts(said: dict) -> dict:
    return {name: value for name, value in said.items() if name not in TYPED}
