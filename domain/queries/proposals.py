"""What is proposed to this reader: results for a need, needs for a result, and who else could help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlmodel import Session, and_, case, col, null, select

from db.models import (
    ExpertTeam,
    Match,
    MatchJudgement,
    MatchText,
    Organisation,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import MatchKind, MatchStage, RecordStage, Verdict
from domain import clock, match_texts
from domain.matchmaking import judging, learned, seen, shelves, starting
from domain.matchmaking.fields import Beside, Why
from domain.matchmaking.proposals import Judged, Proposed, of, propose
from domain.permissions import Person
from domain.queries import set_aside, track_records
from domain.research_visible import (
    matches_visible_to,
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

MOST = 10
EXPLORED_FROM, EXPLORED_TO = (
    12,
    40,
)  # one place of the ten goes to one of these, to learn what is said of it


@dataclass(frozen=True)
class Shown:
    """One proposal as its reader may know it: a result, or a need; a name that is hidden is not in it."""

    why: Proposed
    id: int
    number: str
    title: str
    title_en: str
    text: str
    text_en: str
    readiness: int | None
    money: int | None  # yuan: a result's price, a need's budget
    organisation_id: int | None  # none: not for this reader
    organisation: str
    organisation_en: str
    match_id: int | None
    match_stage: MatchStage | None
    verdict: Verdict | None  # what this reader has said of it
    may_judge: bool = False
    may_start: bool = False


@dataclass(frozen=True)
class Proposals:
    """What is proposed, the best first."""

    shown: tuple[Shown, ...]
    aside: tuple[set_aside.SetAside, ...] = ()
    said: int = 0  # judgements that were taken into account
    engine: str = ""  # what ranked them
    is_whole: bool = True  # not while the engine has read the newest records only


def results_for(
    session: Session, person: Person, need_id: int, own_only: bool = False
) -> Proposals | None:
    """The results that fit a need best; None where the need is not for this reader."""
    need = session.exec(
        select(TechnicalNeed).where(TechnicalNeed.id == need_id, needs_visible_to(person))
    ).first()
    if need is None:
        return None
    asked = of(session, MatchKind.NEED, need.id) or MatchText(**match_texts.of_need(need))
    said = judging.of_need(session, need.id, judging.house_of(person))
    # Among one's own nothing is explored: nobody notes there what was shown in which place.
    among = (
        {"allowed": _own_results(session, person)}
        if own_only
        else {"explore": partial(_explored, need.id)}
    )
    found = propose(
        session,
        asked,
        MatchKind.RESULT,
        most=MOST,
        known=partial(results_beside, session, person),
        judged=said,
        **among,
    )
    return Proposals(
        shown=results_told(session, person, need, found),
        aside=set_aside.results(session, person, need.id),
        said=_heeded(said),
        engine=learned.engine(session),
        is_whole=shelves.is_whole(MatchKind.RESULT),
    )


def needs_for(session: Session, person: Person, result_id: int) -> Proposals | None:
    """The needs that a result fits best; None where the result is not for this reader."""
    result = session.exec(
        select(ResearchResult).where(ResearchResult.id == result_id, results_visible_to(person))
    ).first()
    if result is None:
        return None
    asked = of(session, MatchKind.RESULT, result.id) or MatchText(**match_texts.of_result(result))
    known = partial(needs_beside, session, person, is_placed=_is_placed(session, person, result_id))
    said = judging.of_result(session, result.id, judging.house_of(person))
    found = propose(session, asked, MatchKind.NEED, most=MOST, known=known, judged=said)
    return Proposals(
        shown=_needs(session, person, result, found),
        aside=set_aside.needs(session, person, result.id),
        said=_heeded(said),
        engine=learned.engine(session),
        is_whole=shelves.is_whole(MatchKind.NEED),
    )


def _heeded(said: Judged) -> int:
    return len({key for key, _ in said.grades} | said.left_out)


def _explored(need_id: int, found: int) -> int | None:
    """The place further down that is shown in the last of the ten today: to learn what is said of it."""
    further = range(EXPLORED_FROM, min(found, EXPLORED_TO))
    if not further:
        return None
    return further[(need_id * 31 + clock.now().date().toordinal()) % len(further)]


def results_beside(session: Session, person: Person, keys: Sequence[int]) -> Mapping[int, Beside]:
    """The results that this reader may see, with what is known of their people; where one lies only if they may know
    whose it is: few areas hold more than one house, and how far away it is would tell which."""
    is_placed = case((result_names_visible_to(person), 1), else_=0)
    rows = session.exec(
        select(
            ResearchResult.id,
            ResearchResult.organisation_id,
            ResearchResult.team_id,
            ExpertTeam.yearly_capacity,
            is_placed,
        )
        .outerjoin(ExpertTeam, ExpertTeam.id == ResearchResult.team_id)
        .where(col(ResearchResult.id).in_(keys), results_visible_to(person))
    ).all()
    track = track_records.track(session, {row[1] for row in rows})
    taken = track_records.taken_on(session, {row[2] for row in rows if row[2]})
    return {
        key: Beside(capacity, taken.get(team, 0), *track.get(owner, (0, 0)), is_placed=bool(placed))
        for key, owner, team, capacity, placed in rows
    }


def needs_beside(
    session: Session, person: Person, keys: Sequence[int], *, is_placed: bool = True
) -> Mapping[int, Beside]:
    """The needs that this reader may see; `is_placed`: they may know where the result lies that asks."""
    rows = session.exec(
        select(TechnicalNeed.id).where(col(TechnicalNeed.id).in_(keys), needs_visible_to(person))
    )
    return {key: Beside(is_placed=is_placed) for key in rows}


def _is_placed(session: Session, person: Person, result_id: int) -> bool:
    asked = select(ResearchResult.id).where(
        ResearchResult.id == result_id, result_names_visible_to(person)
    )
    return session.exec(asked).first() is not None


def _own_results(session: Session, person: Person) -> list[int]:
    owned = select(ResearchResult.id).where(
        ResearchResult.organisation_id == person.organisation_id,
        ResearchResult.stage == RecordStage.PUBLISHED,
    )
    return list(session.exec(owned.order_by(ResearchResult.id)))


def results_told(
    session: Session, person: Person, need: TechnicalNeed, found: Sequence[Proposed]
) -> tuple[Shown, ...]:
    """Results that are proposed for a need, as this reader may know them."""
    named = result_names_visible_to(person)
    of_both = and_(Match.result_id == ResearchResult.id, Match.need_id == need.id)
    match = and_(of_both, matches_visible_to(person))
    rows = session.exec(
        select(
            ResearchResult,
            case((named, Organisation.id), else_=null()),
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
            Match.id,
            Match.stage,
            MatchJudgement.verdict,
        )
        .join(Organisation, Organisation.id == ResearchResult.organisation_id)
        .outerjoin(Match, match)
        .outerjoin(
            MatchJudgement,
            and_(
                MatchJudgement.result_id == ResearchResult.id,
                MatchJudgement.need_id == need.id,
                MatchJudgement.by_id == person.id,
            ),
        )
        .where(col(ResearchResult.id).in_([each.key for each in found]))
    ).all()
    seen.told(session, person, MatchKind.RESULT, (row[0].id for row in rows if row[1]))
    by_id = {row[0].id: row for row in rows}
    return tuple(
        _with_rights(person, need, by_id[each.key][0], _result(each, *by_id[each.key]))
        for each in found
    )


def _with_rights(
    person: Person, need: TechnicalNeed, result: ResearchResult, shown: Shown
) -> Shown:
    """With what this reader may do about the two."""
    is_open = need.stage == result.stage == RecordStage.PUBLISHED
    is_new = shown.match_id is None
    return replace(
        shown,
        may_judge=result.stage is RecordStage.PUBLISHED and judging.may_judge(person, need, result),
        may_start=is_open and is_new and starting.may_start(person, need, result),
    )


def _without_fingerprints(why: Proposed) -> Proposed:
    """Without the numbers that stand beside the same house's open results too: they would tell whose it is."""
    telling = (Why.TRACK_RECORD, Why.TEAM_FULL)
    fields = tuple(replace(part, said=()) if part.why in telling else part for part in why.fields)
    return replace(why, fields=fields)


def _result(why, result, owner_id, owner, owner_en, match_id, stage, verdict) -> Shown:
    return Shown(
        why=why if owner_id is not None else _without_fingerprints(why),
        id=result.id,
        number=result.number,
        title=result.title,
        title_en=result.title_en or "",
        text=result.abstract,
        text_en=result.abstract_en or "",
        readiness=result.readiness,
        money=result.price,
        organisation_id=owner_id,
        organisation=owner or "",
        organisation_en=owner_en or owner or "",
        match_id=match_id,
        match_stage=stage,
        verdict=verdict,
    )


def _needs(
    session: Session, person: Person, result: ResearchResult, found: Sequence[Proposed]
) -> tuple[Shown, ...]:
    named = need_names_visible_to(person)
    of_both = and_(Match.need_id == TechnicalNeed.id, Match.result_id == result.id)
    match = and_(of_both, matches_visible_to(person))
    rows = session.exec(
        select(
            TechnicalNeed,
            case((named, Organisation.id), else_=null()),
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
            Match.id,
            Match.stage,
            MatchJudgement.verdict,
        )
        .join(Organisation, Organisation.id == TechnicalNeed.enterprise_id)
        .outerjoin(Match, match)
        .outerjoin(
            MatchJudgement,
            and_(
                MatchJudgement.need_id == TechnicalNeed.id,
                MatchJudgement.result_id == result.id,
                MatchJudgement.by_id == person.id,
            ),
        )
        .where(col(TechnicalNeed.id).in_([each.key for each in found]))
    ).all()
    seen.told(session, person, MatchKind.NEED, (row[0].id for row in rows if row[1]))
    by_id = {row[0].id: row for row in rows}
    return tuple(
        _with_rights(person, by_id[each.key][0], result, _need(each, *by_id[each.key]))
        for each in found
    )


def _need(why, need, owner_id, owner, owner_en, match_id, stage, verdict) -> Shown:
    return Shown(
        why=why,
        id=need.id,
        number=need.number,
        title=need.title,
        title_en=need.title_en or "",
        text=need.problem,
        text_en=need.problem_en or "",
        readiness=need.least_readiness,
        money=need.budget,
        organisation_id=owner_id,
        organisation=owner or "",
        organisation_en=owner_en or owner or "",
        match_id=match_id,
        match_stage=stage,
        verdict=verdict,
    )
