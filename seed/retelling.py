"""Orders by the thousand: lives that people of the city have led, retold of other enterprises and in other weeks.

What is retold keeps the steps, the people and the hours of a life that went through the real commands; its enterprise
is another one of the same area and industry, its texts are written anew, its dates are counted by the same clocks and
its chain is sealed link by link. Only closed lives are retold, and only where they would have been allowed: within the
time for a return, and with the month's sample falling as it fell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, col, update

from db.engine import snapshot, transaction
from db.models import Demand, Event, Leg, ReturnVisit, Survey, Topic
from domain import chain, clocks, demands, handling, limits, surveys, tokens, topics, work_orders
from domain.clock import LOCAL
from domain.errors import Refused
from domain.office_calendar import Calendar
from seed import lives
from seed.lives import Life
from seed.retold_texts import Writer

BATCH = 400  # demands of one transaction
WEEK = timedelta(days=7)
MOST_TRIED = 200  # lives that are tried for one place in the year
MOST_WEEKS = 8  # in which a life is looked for that the sample treats as it was treated
SEED = 4021

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Numbered:
    """What a drawing of the sample needs of a demand."""

    number: str


def retell(
    *, many: int, since: datetime, until: datetime, language: str, progress: Progress
) -> int:
    """Retell lives until there are so many more demands between two moments; returns how many there are."""
    rng = Random(SEED)
    with snapshot() as session:
        led, calendar = lives.led(session), limits.calendar(session)
        askers = lives.askers(session)
    led = [life for life in led if (life.demand["area_code"], life.industry) in askers]
    if not led:
        return 0
    weeks = sorted(rng.randrange(int((until - since) / WEEK)) for _ in range(many))
    done = 0
    while done < many:
        some = weeks[done : done + BATCH]
        with transaction() as session:
            teller = Teller(session, rng, calendar, language, since, until)
            teller.tell(led, askers, some)
        done += len(some)
        progress(done / many)
    return done


class Teller:
    """Writes one batch of retold lives."""

    def __init__(
        self,
        session: Session,
        rng: Random,
        calendar: Calendar,
        language: str,
        since: datetime,
        until: datetime,
    ):
        self.session, self.rng, self.calendar = session, rng, calendar
        self.language, self.since, self.until = language, since, until

    def tell(self, led: Sequence[Life], askers: dict, weeks: Sequence[int]) -> None:
        placed = [self._placed(led, week) for week in weeks]
        placed.sort(key=lambda life: life.begun)
        numbers = _numbers(self.session, [life.begun for life in placed])
        told = []
        for life, number in zip(placed, numbers, strict=True):
            fitting = self._as_drawn(life, led, number)
            told.append(self._of_another(fitting, number, askers))
        made = insert(Demand).returning(Demand.id, sort_by_parameter_order=True)
        columns = [self._columns(life) for life in told]
        ids = self.session.execute(made, columns).scalars().all()
        pairs = list(zip(ids, told, strict=True))
        self._write(Event, (row for id, life in pairs for row in _links(id, life)))
        self._write(Leg, (row for id, life in pairs for row in self._legs(id, life)))
        self._write(Survey, ({"demand_id": id} | row for id, x in pairs for row in x.surveys))
        self._write(ReturnVisit, ({"demand_id": id} | row for id, x in pairs for row in x.visits))

    def _write(self, table: type, rows: Iterator[dict]) -> None:
        found = list(rows)
        if found:
            self.session.execute(insert(table), found)

    def _placed(self, led: Sequence[Life], week: int) -> Life:
        """Some life, moved by whole weeks into one of the year; it must be over by the end of it."""
        for _ in range(MOST_TRIED):
            life = self.rng.choice(led)
            moved = self._moved_to(life, self.since + week * WEEK)
            if moved is not None:
                return moved
        return life  # where it was led it fits

    def _moved_to(self, life: Life, start: datetime) -> Life | None:
        weeks = -((life.begun - start) // WEEK)
        moved = _moved(life, weeks * WEEK)
        is_within = self.since <= moved.begun and moved.ended < self.until
        return moved if is_within and self._may_be_returned(moved) else None

    def _may_be_returned(self, life: Life) -> bool:
        """Whether a return was still asked in time; holidays lie elsewhere in another week."""
        for n, event in enumerate(life.events):
            if event.action == "return_asked":
                try:
                    clock = clocks.tell(life.events[:n])
                    work_orders.refuse_return(clock, self.calendar, event.at)
                except Refused:
                    return False
        return True

    def _as_drawn(self, life: Life, led: Sequence[Life], number: str) -> Life:
        """The life, or another of about that week, that the month's sample treats as it was treated."""
        if self._is_as_drawn(life, number):
            return life
        start = life.begun - timedelta(days=life.begun.weekday())
        for weeks in sorted(range(-MOST_WEEKS, MOST_WEEKS + 1), key=abs):
            for other in self.rng.sample(led, len(led)):
                tried = self._moved_to(other, max(start, self.since) + weeks * WEEK)
                if tried is not None and self._is_as_drawn(tried, number):
                    return tried
        raise RuntimeError(f"no life fits the sample of {number}")

    def _is_as_drawn(self, life: Life, number: str) -> bool:
        return all(
            surveys.falls_into_sample(self.session, Numbered(number), _month(event.at))
            is event.particulars["drawn"]
            for event in life.events
            if event.action == "survey_frozen"
        )

    def _of_another(self, life: Life, number: str, askers: dict) -> Life:
        """The life as another enterprise led it, in words of its own."""
        demand = life.demand
        id, name, contact, phone = self.rng.choice(askers[demand["area_code"], life.industry])
        writer = Writer(self.rng, self.language, demand, life.industry)
        events = tuple(
            replace(
                event, particulars=writer.particulars(event.action, event.particulars, event.at)
            )
            for event in life.events
        )
        said = demand | {
            "number": number,
            "secret_hash": tokens.hashed(tokens.spoken_secret(f"retold {number}")),
            "enterprise_id": id,
            "enterprise_name": name,
            "contact_name": contact,
            "contact_phone": phone,
            "language": self.language,
            "title": writer.title,
            "body": writer.body,
        }
        return replace(
            life,
            demand=said,
            events=events,
            surveys=tuple(row | writer.survey(row["round"]) for row in life.surveys),
            visits=tuple(row | writer.visit(row["round"]) for row in life.visits),
        )

    def _columns(self, life: Life) -> dict:
        demand, clock = Demand(**life.demand), clocks.tell(life.events)
        given, taken = handling.handled(demand, clock, self.calendar)
        return life.demand | {
            "given_minutes": given,
            "handled_minutes": taken,
            "promised_at": clock.promised(self.calendar),
            "due_at": clocks.next_due(demand, clock, self.calendar),
            "search_text": demands.search_text(demand),
        }

    def _legs(self, demand_id: int, life: Life) -> Iterator[dict]:
        for told in clocks.tell(life.events).legs:
            place = {"demand_id": demand_id, "position": told.position, "unit_id": told.unit_id}
            yield place | clocks.columns(told, self.calendar)


def _links(demand_id: int, life: Life) -> Iterator[dict]:
    """The chain of a retold demand."""
    previous = chain.START
    for position, event in enumerate(life.events, start=1):
        link = chain.link(
            at=event.at,
            actor_id=event.actor_id,
            action=event.action,
            subject=(Demand.__tablename__, demand_id),
            position=position,
            particulars=event.particulars,
            previous_hash=previous,
        )
        previous = link["hash"]
        yield link


def _moved(life: Life, by: timedelta) -> Life:
    return replace(
        life,
        demand=_later(life.demand, by),
        events=tuple(
            replace(event, at=event.at + by, particulars=_said_later(event.particulars, by))
            for event in life.events
        ),
        surveys=tuple(_later(row, by) for row in life.surveys),
        visits=tuple(_later(row, by) for row in life.visits),
    )


def _later(row: dict, by: timedelta) -> dict:
    return {
        name: value + by if isinstance(value, datetime) else value for name, value in row.items()
    }


def _said_later(particulars: dict, by: timedelta) -> dict:
    if "until" not in particulars:
        return particulars
    until = date.fromisoformat(particulars["until"]) + by
    return particulars | {"until": until.isoformat()}


def _numbers(session: Session, moments: Sequence[datetime]) -> list[str]:
    """The next numbers of the years in which these demands come in, counted on as commands count."""
    years: dict[int, int] = {}
    numbers = []
    for at in moments:
        year = at.astimezone(LOCAL).year
        if year not in years:
            years[year] = topics.next_in(session, f"number:{year}") - 1
        years[year] += 1
        numbers.append(f"{year}-{years[year]:06d}")
    for year, last in years.items():
        counter = update(Topic).where(col(Topic.name) == f"number:{year}")
        session.execute(counter.values(version=last))
    return numbers


def _month(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m")
