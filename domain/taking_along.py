"""Taking lists of matchmaking along as a table: who may, as the list stands at this moment, and the trace of it.

A table tells what the list tells its reader: a hidden name is not in it, and of a name that is, it is kept who saw it.
"""

from collections.abc import Callable
from typing import Any

from db.engine import snapshot
from db.models import Organisation
from db.research_vocabulary import ListTaken
from db.vocabulary import Role
from domain import choices
from domain.command import Act, command
from domain.permissions import Person, record_takers

MOST = 5000  # lines of one table; beyond that, narrowing down helps more


@command(Organisation, by=record_takers)
def take(act: Act, house: Organisation, *, what: ListTaken, narrowed: str, many: int) -> None:
    """Take a list of needs, results or matches along; who took what is kept with the taker's own organisation."""
    act.record(
        "records_taken",
        house,
        what=choices.chosen(ListTaken, what, "List").value,
        narrowed=narrowed[:400],
        many=many,
    )


def may_take(person: Person) -> bool:
    """Whether they have a house with which it can be kept; what they read is for the lists to say."""
    return person.organisation_id is not None and person.has(*Role)


def now(query: Callable, person: Person, *args: Any) -> Any:
    """What the query finds at this moment, for a file that is made when it is fetched."""
    with snapshot() as session:
        return query(session, person, *args)
