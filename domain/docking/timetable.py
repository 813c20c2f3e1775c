"""What comes out of planning a docking day: the meetings, how good they are, and who is left out and why."""

from dataclasses import dataclass
from enum import StrEnum

from db.research_vocabulary import MeetsNobody
from domain.docking.day import Meeting


class Side(StrEnum):
    NEED = "need"
    TEAM = "team"


@dataclass(frozen=True, order=True)
class Unserved:
    """A need or a team that wants a meeting and has none."""

    side: Side
    number: int
    reason: MeetsNobody


@dataclass(frozen=True)
class Timetable:
    """The meetings by slot and table, and what was proved of them.

    First as many as can stay of the confirmed meetings stay, then of the other kept ones (of equally many, the most
    valuable); around those, as many participants as can be are served, and among such timetables `worth` is the
    largest: `value`, the meetings' values added up, and what evenness adds.
    """

    meetings: tuple[Meeting, ...]
    value: float
    worth: float
    bound: float  # no timetable around the kept meetings that serves as many is worth more
    served: int  # participants with a meeting
    most_served: int  # no timetable around the kept meetings serves more
    idle: int  # slots without a meeting between somebody's first and last, added up
    moves: int  # how often a team's next meeting is at another table than its last
    unserved: tuple[Unserved, ...]
    lost: tuple[Meeting, ...]  # confirmed or kept meetings that could not stay, as they were told

    @property
    def gap(self) -> float:
        """How far `worth` may be from the optimum, as a share of `bound`."""
        return max(0.0, self.bound - self.worth) / max(self.bound, 1e-9)

    @property
    def is_optimal(self) -> bool:
        """Whether it is proved that nothing better exists, up to the seventh digit."""
        return self.served >= self.most_served and self.gap <= 1e-6
