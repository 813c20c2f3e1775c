"""The people and organisations of the demo city: invented, but complete enough to live a year."""

from dataclasses import dataclass, field
from random import Random

from db.vocabulary import Role


@dataclass(frozen=True)
class Known:
    """An enterprise as the year needs it."""

    id: int
    name: str
    area_code: str
    industry: str
    credit_code: str
    contact: str
    phone: str


@dataclass
class Town:
    """Who there is: ids of users by what they do and where."""

    administrator: int
    enterprises: list[Known] = field(default_factory=list)
    desk: dict[str, list[int]] = field(default_factory=dict)  # by role, of the city
    local: dict[str, list[int]] = field(default_factory=dict)  # by area, of its sub-platform
    handlers: dict[int, list[int]] = field(default_factory=dict)  # by unit
    heads: dict[int, int] = field(default_factory=dict)

    @property
    def arbiter(self) -> int:
        return self.desk[Role.ARBITER][0]

    @property
    def officers(self) -> list[int]:
        return self.desk[Role.RETURN_VISIT_OFFICER]

    def intake(self, area: str, rng: Random) -> int:
        return self._near(Role.INTAKE, area, rng)

    def dispatcher(self, area: str, rng: Random) -> int:
        return self._near(Role.DISPATCHER, area, rng)

    def handler(self, unit_id: int, rng: Random) -> int:
        return rng.choice(self.handlers[unit_id])

    def head(self, unit_id: int) -> int:
        return self.heads[unit_id]

    def _near(self, role: Role, area: str, rng: Random) -> int:
        """Half of the work is done by the city's desk, half by the area's own sub-platform."""
        return rng.choice(self.desk[role] if rng.random() < 0.5 else self.local[area])
