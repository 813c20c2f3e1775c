"""The people of a university's space: its teams with what they can take on, and who is in them."""

from dataclasses import dataclass

from sqlmodel import Session, and_, col, func, or_, select

from db.models import Expert, ExpertTeam, Match, ResearchResult
from db.research_vocabulary import RecordStage
from domain import clock
from domain.permissions import Person
from domain.queries.space_tasks import ON_THE_WAY
from domain.queries.spaces import own, whose
from domain.queries.track_records import CONTRACTED
from domain.research_visible import matches_visible_to

MOST = 100
MOST_NAMED = 6  # people of one team


@dataclass(frozen=True)
class Team:
    """One team: what it can take on in a year, has taken on, and has on its way."""

    id: int
    name: str
    name_en: str
    topics: str
    topics_en: str
    capacity: int | None
    taken: int
    open: int
    results: int
    experts: tuple[tuple[str, str], ...]  # names in both languages


def teams(session: Session, person: Person, organisation_id: int) -> tuple[Team, ...]:
    """The teams of a space with their load: contracts of this year beside what they can take on.

    Its own people count all of it; a broker what they may see, and may know to be this house's.
    """
    found = whose(session, person, organisation_id)
    if found is None:
        return ()
    year = clock.now().date().replace(month=1, day=1)
    of_team = func.coalesce(Match.team_id, ResearchResult.team_id) == ExpertTeam.id
    # What a reader may not know to be this house's is not counted for them: a number would tell it too.
    known = own(person, found.id, ResearchResult)
    loads = (
        select(func.count(Match.id))
        .select_from(Match)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .where(matches_visible_to(person), or_(col(Match.result_id).is_(None), and_(*known)))
    )
    taken = loads.where(of_team, col(Match.stage).in_(CONTRACTED), Match.agreement_on >= year)
    on_the_way = loads.where(of_team, col(Match.stage).in_(ON_THE_WAY))
    results = select(func.count(ResearchResult.id)).where(
        ResearchResult.team_id == ExpertTeam.id,
        ResearchResult.stage == RecordStage.PUBLISHED,
        *known,
    )
    asked_for = (
        each.correlate(ExpertTeam).scalar_subquery() for each in (taken, on_the_way, results)
    )
    rows = session.exec(
        select(ExpertTeam, *asked_for)
        .where(ExpertTeam.organisation_id == found.id, col(ExpertTeam.is_active))
        .order_by(ExpertTeam.name)
        .limit(MOST)
    ).all()
    people = _experts(session, found.id)
    return tuple(
        Team(
            id=team.id,
            name=team.name,
            name_en=team.name_en or team.name,
            topics=team.topics,
            topics_en=team.topics_en or team.topics,
            capacity=team.yearly_capacity,
            taken=taken,
            open=on_the_way,
            results=many,
            experts=people.get(team.id, ()),
        )
        for team, taken, on_the_way, many in rows
    )


def _experts(session: Session, organisation_id: int) -> dict[int, tuple[tuple[str, str], ...]]:
    rows = session.exec(
        select(Expert.team_id, Expert.name, Expert.name_en)
        .where(
            Expert.organisation_id == organisation_id,
            col(Expert.team_id).is_not(None),
            col(Expert.is_active),
        )
        .order_by(Expert.team_id, Expert.id)
        .limit(MOST * MOST_NAMED)
    )
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for team, name, name_en in rows:
        found[team] = (*found.get(team, ()), (name, name_en or name))[:MOST_NAMED]
    return found
