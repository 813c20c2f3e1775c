"""Who hears inside the platform of what happens to an entry of a competition."""

from sqlmodel import Session, col, select

from db.models import Contest, ContestEntry, Event, User

# The same as by mail; that it was awarded is told when it is published.
OF_ENTRANT = (
    "entry_accepted",
    "entry_incomplete",
    "entry_refused",
    "entry_withdrawn",
    "entry_goes_on",
    "entry_out",
    "entry_reopened",
    "entry_called_off",
    "entry_won",
    "entry_unawarded",
)
OF_ORGANISER = ("entered", "entry_withdrawn", "conflict_declared")
OF_OWNER = ("follow_planned", "follow_due")


def recipients(session: Session, event: Event) -> set[int]:
    """The active users who hear of it: who entered it, who began the competition, who follows the project up."""
    entry = session.get_one(ContestEntry, event.subject_id)
    found = set()
    if event.action in OF_ENTRANT:
        found.add(entry.user_id)
    if event.action in OF_ORGANISER:
        found.add(session.get_one(Contest, entry.contest_id).by_id)
    if event.action in OF_OWNER:
        found.add(entry.owner_id)
    active = select(User.id).where(col(User.id).in_(found - {None}), User.is_active)
    return set(session.exec(active)) if found - {None} else set()
