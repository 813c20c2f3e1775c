"""Who hears inside the platform of what happens to an entry of a competition."""

from sqlmodel import Session, select

from db.models import Contest, ContestEntry, Event, User
from domain.activity_notices import instead_of

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
    """The active users who hear of it: who entered it, who began the competition, who follows the project up.

    Once one of the latter two has left, others who keep the competition hear in their place.
    """
    entry = session.get_one(ContestEntry, event.subject_id)
    contest = session.get_one(Contest, entry.contest_id)
    found = set()
    if event.action in OF_ENTRANT and entry.user_id is not None:
        entrant = select(User.id).where(User.id == entry.user_id, User.is_active)
        found |= set(session.exec(entrant))
    if event.action in OF_ORGANISER:
        found |= instead_of(session, contest, contest.by_id)
    if event.action in OF_OWNER and entry.owner_id is not None:
        found |= instead_of(session, contest, entry.owner_id)
    return found
