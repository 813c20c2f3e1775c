"""What happened with a match, as this reader may know it: what people typed may tell a name that is still hidden."""

from sqlmodel import Session, col, select

from db.models import Event, Match, User
from domain.permissions import Person
from domain.queries.happened import MOST, Happened, on_its_day
from domain.research_visible import matches_visible_to, texts_visible_to

TYPED = ("note", "what")  # the particulars of an event that somebody has typed


def story(
    session: Session, person: Person, match_id: int, *, tells_who: bool
) -> tuple[Happened, ...]:
    """The newest first; without the texts that are not for this reader yet; of the other side, while it is not named,
    with the day alone."""
    rows = session.exec(
        select(
            Event,
            User.name,
            User.organisation_id,
            texts_visible_to(person, col(User.organisation_id)),
        )
        .select_from(Event)
        .join(Match, Match.id == Event.subject_id)
        .outerjoin(User, User.id == Event.actor_id)
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == match_id,
            matches_visible_to(person),
        )
        .order_by(col(Event.position).desc())
        .limit(MOST)
    )
    found = []
    for event, who, house, reads in rows:
        said = event.particulars if reads else _without_texts(event.particulars)
        each = Happened(event.at, event.action, said, who or "" if tells_who else "")
        is_told = tells_who or house == person.organisation_id
        found.append(each if is_told else on_its_day(each))
    return tuple(found)


def _without_texts(said: dict) -> dict:
    return {name: value for name, value in said.items() if name not in TYPED}
