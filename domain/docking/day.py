"""A docking day before it is planned: who comes when, who wishes to meet whom, and what is settled already.

Needs, teams, slots and tables are numbered from 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Wish(NamedTuple):
    """A pair that should meet, and what the meeting is worth: what the engine scored, lifted by wishes."""

    need: int
    team: int
    value: float


class Meeting(NamedTuple):
    """A pair that meets. `table` is None where any table will do."""

    need: int
    team: int
    slot: int
    table: int | None = None


class Delegation(NamedTuple):
    """Participants of one side with fewer people than tables they could be at: `people` of them meet at a time."""

    members: tuple[int, ...]
    people: int = 1


@dataclass(frozen=True)
class Day:
    """What a timetable is made of; raises ValueError of what contradicts itself or lies outside of the day.

    `tables` is one number for all slots, or one for each. `need_away` and `team_away` hold (who, slot). A participant
    without a limit takes a meeting in every slot. `evenness` keeps the day from going to a few: somebody's first
    meeting adds that share of the largest value of all to what it is worth, the second a half of it, the third a third,
    the fourth a quarter, later ones nothing. That everybody gets a first meeting comes before all values.
    Nobody is of two delegations; who is of none comes with people of its own.
    """

    needs: int
    teams: int
    slots: int
    tables: int | tuple[int, ...]
    wishes: tuple[Wish, ...]
    vetoes: frozenset[tuple[int, int]] = frozenset()
    need_away: frozenset[tuple[int, int]] = frozenset()
    team_away: frozenset[tuple[int, int]] = frozenset()
    need_limits: Mapping[int, int] = field(default_factory=dict)
    team_limits: Mapping[int, int] = field(default_factory=dict)
    confirmed: tuple[Meeting, ...] = ()
    need_delegations: tuple[Delegation, ...] = ()
    team_delegations: tuple[Delegation, ...] = ()
    evenness: float = 0.1

    def __post_init__(self) -> None:
        if min(self.needs, self.teams, self.slots) < 0 or self.evenness < 0:
            raise ValueError("a day of fewer than none")
        if len(self.rooms) != self.slots or min(self.rooms, default=0) < 0:
            raise ValueError("the tables are to be told once, or for each slot")
        self._known(((wish.need, wish.team) for wish in self.wishes), self.teams)
        self._known(((met.need, met.team) for met in self.confirmed), self.teams)
        self._known(((met.need, met.slot) for met in self.confirmed), self.slots)
        self._known(self.vetoes, self.teams)
        self._known(self.need_away, self.slots)
        if any(not (0 <= who < self.teams and 0 <= k < self.slots) for who, k in self.team_away):
            raise ValueError("a team or a slot that there is not")
        if len({(wish.need, wish.team) for wish in self.wishes}) < len(self.wishes):
            raise ValueError("a pair is wished twice")
        if any(not 0 <= wish.value < float("inf") for wish in self.wishes):
            raise ValueError("a value is a number from 0 on")
        self._limits(self.need_limits, self.needs)
        self._limits(self.team_limits, self.teams)
        self._together(self.need_delegations, self.needs)
        self._together(self.team_delegations, self.teams)

    def _known(self, pairs: Iterable[tuple[int, int]], many: int) -> None:
        if any(not (0 <= need < self.needs and 0 <= other < many) for need, other in pairs):
            raise ValueError("a need, a team or a slot that there is not")

    @staticmethod
    def _limits(limits: Mapping[int, int], many: int) -> None:
        if any(not 0 <= who < many or limit < 0 for who, limit in limits.items()):
            raise ValueError("a limit of nobody, or below none")

    @staticmethod
    def _together(delegations: Iterable[Delegation], many: int) -> None:
        members = [who for each in delegations for who in each.members]
        if len(set(members)) < len(members) or any(not 0 <= who < many for who in members):
            raise ValueError("a delegation of nobody, or somebody of two")
        if any(each.people < 1 for each in delegations):
            raise ValueError("a delegation without people")

    @property
    def delegations(self) -> tuple[Delegation, ...]:
        """All of them, the teams counted on from the needs."""
        theirs = (
            each._replace(members=tuple(self.needs + who for who in each.members))
            for each in self.team_delegations
        )
        return (*self.need_delegations, *theirs)

    @property
    def rooms(self) -> tuple[int, ...]:
        """How many tables there are in each slot."""
        return (self.tables,) * self.slots if isinstance(self.tables, int) else self.tables
