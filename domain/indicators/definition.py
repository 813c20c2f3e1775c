"""What an indicator says of itself: its formula and source, whose it is, what it covers, and what can move it."""

from dataclasses import dataclass
from datetime import date

from db.indicator_vocabulary import Better, By, Indicator, Over, Unit
from db.research_vocabulary import MatchFigure
from domain.indicators.streams import MEASURES, Stream

SUMS = (Unit.COUNT, Unit.HOURS, Unit.YUAN)  # what is told in these is added up
FEW = 10
EVERY_PLACE = frozenset({By.AREA, By.UNIT, By.FIELD, By.CHANNEL, By.MONTH, By.DAY})
HOTLINE, SUPERVISION, MATCHMAKING = "City desk", "Supervision group", "Matchmaking desk"
ACTIVITIES = "Those who hold activities"

# Events that move many figures, by why they do.
MERGED = (
    "record_merged",
    "merge_undone",
)  # the orders of two records become those of one, or go apart again
SORTED = ("accepted", "classified")  # another area or field
SENT = ("dispatched", "return_ruled")  # another unit
CALENDAR = ("day_entered", "year_entered", "undone")  # dates are counted anew
WAITED = ("asked", "supplemented", "resumed")  # the clock stood still


@dataclass(frozen=True)
class Definition:
    """One indicator. `top` and `bottom` are measures of one stream; a number has no `bottom`.

    `by`: what it can be split and narrowed by. `over`: over what it can be counted. `areas`: the sub-platforms that it
    covers, where these are not all of them; of the whole city it is not told then. `since`: the first day that it
    covers, where that is not the first day of the platform. `events`: the actions that can move it by themselves; what
    falls due moves some figures too. `told_of` and `out_of`: the measures of its coverage, where not everything can be
    known that it is about.
    """

    indicator: Indicator
    unit: Unit
    better: Better
    what: str
    formula: str
    source: str
    owner: str
    events: tuple[str, ...]
    top: str = ""
    bottom: str = ""
    match_figure: MatchFigure | None = None
    of_activities: bool = False  # only matches whose need was raised at an activity
    by: frozenset[By] = EVERY_PLACE
    over: Over = Over.DAYS
    areas: frozenset[str] = frozenset()
    since: date | None = None
    told_of: str = ""
    out_of: str = ""
    needs_publishing: bool = (
        False  # it tells what enterprises answered: to units once the month is published
    )

    @property
    def stream(self) -> Stream | None:
        """The records it is counted of, where it is read from the rollups."""
        return MEASURES.get(self.bottom or self.top)

    @property
    def few(self) -> int:
        """Of fewer records it is said that they are few: behind a rate or a middle. A sum says what it says."""
        return 0 if self.unit in SUMS else FEW

    def is_few(self, n: int) -> bool:
        """Whether so few records stand behind it that it says little; nothing is said of none."""
        return 0 < n < self.few

    def covers(self, area: str) -> bool:
        """Whether it is counted in a sub-platform: what is not counted there is neither zero nor short of a target."""
        return not self.areas or area in self.areas

    def has_begun(self, month: date) -> bool:
        """Whether it is counted of any day of a month, told by its first day."""
        return self.since is None or self.since.replace(day=1) <= month

    @property
    def is_now(self) -> bool:
        """Whether it tells of this moment, not of a period."""
        return self.over is Over.NOW

    @property
    def is_zero_of_none(self) -> bool:
        """Whether there being none of it is zero; a share, a middle or a mean of nothing is missing."""
        return self.unit in SUMS and self.indicator is not Indicator.LOAD

    @property
    def adds_up(self) -> bool:
        """Whether it is a number that grows as the month goes on."""
        return self.unit in SUMS and not self.is_now
