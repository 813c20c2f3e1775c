"""What happened with a match, as this reader may know it: what people typed may tell a name that is still hidden."""

from sqlmodel import Session, case, col, null, select

from db.models import Event, Match, Organisation, User
from domain.permissions import Person
from domain.queries.happened import MOST, Happened, is_known_to, on_its_day
from domain.research_visible import matches_visible_to, texts_visible_to

TYPED = ("note", "what")  # the particulars of an event that somebody has typed


def story(
    session: Session, person: Person, match_id: int, *, tells_who: bool
) -> tuple[Happened, ...]:
    """The newest first; without the texts that are not for this reader yet.

    Unless it `tells_who`, only the people of the reader's own house and of the platform are named, and what others than
    the own house did is told with its day alone.
    """
    name = col(User.name) if tells_who else case((is_known_to(person), User.name), else_=null())
    house = col(User.organisation_id)
    rows = session.exec(
        select(Event, name, house, texts_visible_to(person, house))
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
    found = []
    for event, who, of, reads in rows:
        said = event.particulars if reads else _without_texts(event.particulars)
        each = Happened(event.at, event.action, said, who or "")
        is_told = tells_who or of == person.organisation_id
        found.append(each if is_told else on_its_day(each))
    return tuple(found)


def _without_texts(said: dict) -> dict:
    return {name: value for name, value in said.items() if name not in TYPED}
