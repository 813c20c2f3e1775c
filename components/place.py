"""One page of the platform: its script, its address, and who may open it."""

from dataclasses import dataclass
from pathlib import Path

from db.vocabulary import Role
from domain.permissions import Person

FOLDER = Path(__file__).parents[1] / "pages"
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Place:
    """One page: `file` below pages/, `path` in the address (the first page has none).

    A public one is open to everybody; the navigation shows it to `roles` and to visitors. One that is not listed is
    reached by links only; `listed_to` are those to whom the navigation shows one that more may open.
    """

    file: str
    path: str
    title: str
    icon: str
    section: str = ""
    roles: frozenset[Role] = EVERYBODY
    is_public: bool = False
    is_listed: bool = True
    listed_to: frozenset[Role] = EVERYBODY

    @property
    def script(self) -> Path:
        return FOLDER / f"{self.file}.py"

    def is_open_to(self, person: Person) -> bool:
        return self.is_public or (person.id is not None and person.has(*self.roles))
