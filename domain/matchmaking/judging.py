"""What people say of a result that is proposed for a need: it fits, it fits in part, or not this one, because …

What became of a match of the two is heard as their word too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, case, col, select

from db.models import Match, MatchJudgement, Organisation, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import NotThis, RecordStage, Verdict
from db.vocabulary import Kind, Role
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.matchmaking import went
from domain.matchmaking.proposals import NOTHING_SAID, Judged
from domain.matchmaking.went import Went
from domain.permissions import Person, allows, judges
from domain.research_visible import is_broker, needs_visible_to, results_visible_to
from domain.written import line

GRADES = {Verdict.FITS: 1.0, Verdict.PARTLY: 0.6, Verdict.NOT_THIS: 0.0}
# Reasons that tell of the subject; the others tell of this one record and say nothing of those like it.
OF_SUBJECT = {NotThis.OTHER_SUBJECT, NotThis.OTHER_INDUSTRY, NotThis.TARGETS_MISSED}

Word = MatchJudgement | Went


class NotOpen(Refused):
    message = "Only what is published can be judged."


@command(TechnicalNeed, by=judges)
def judge(
    act: Act,
    need: TechnicalNeed,
    *,
    result_id: int,
    verdict: str,
    reason: str | None = None,
    note: str = "",
) -> None:
    """Say of a result proposed for a need whether it fits, and if not, why; one's last word counts."""
    result = _seen(act, need, result_id)
    said = chosen(Verdict, verdict, "Verdict")
    why = None
    if said is Verdict.NOT_THIS:
        if not reason:
            raise Missing(field="Reason")
        why = chosen(NotThis, reason, "Reason")
    text = line(note, most=400, name="Note", required=False)
    row = _mine(act, need, result.id) or MatchJudgement(
        need_id=need.id, result_id=result.id, by_id=act.actor.id
    )
    row.at, row.verdict, row.reason, row.note = act.now, said, why, text
    act.add(row)
    act.record(
        "match_judged",
        need,
        result_id=result.id,
        result=result.number,
        verdict=said.value,
        reason=why.value if why else None,
        note=text,
    )


@command(TechnicalNeed, by=judges)
def take_back(act: Act, need: TechnicalNeed, *, result_id: int) -> None:
    """Take back what one has said of a result for this need."""
    result = _seen(act, need, result_id)
    row = _mine(act, need, result.id)
    if row is None:
        raise NotFound
    act.session.delete(row)
    act.record("judgement_taken_back", need, result_id=result.id, result=result.number)


def note(act: Act, need_id: int, result_id: int, verdict: Verdict, reason: NotThis | None) -> None:
    """What somebody said elsewhere of the two, at a docking day, is their judgement too; nobody is asked twice."""
    need = act.session.get_one(TechnicalNeed, need_id)
    result = act.session.get_one(ResearchResult, result_id)
    row = _mine(act, need, result_id) or MatchJudgement(
        need_id=need_id, result_id=result_id, by_id=act.actor.id
    )
    row.at, row.verdict, row.reason = act.now, verdict, reason
    act.add(row)
    act.record(
        "match_judged",
        need,
        result_id=result_id,
        result=result.number,
        verdict=verdict.value,
        reason=reason.value if reason else None,
        note=row.note,
    )


def forget(act: Act, need_id: int, result_id: int, by_id: int, at: datetime | None = None) -> None:
    """What somebody said elsewhere was thought better of; `at`: only if they have said nothing of the two since."""
    need = act.session.get_one(TechnicalNeed, need_id)
    row = _of(act.session, need, result_id, by_id)
    if row is not None and at in (None, row.at):
        result = act.session.get_one(ResearchResult, result_id)
        act.session.delete(row)
        act.record("judgement_taken_back", need, result_id=result_id, result=result.number)


def of_need(session: Session, need_id: int, house: int | None = None) -> Judged:
    """What was said of results for a need, by everybody; a result that the last word has set aside is left out.

    Where several spoke of one result, the last word counts; that of the enterprise and the brokers before that of a
    university. In what is shown to the people of a `house`, what they have set aside themselves counts before what
    others say. How far a match of the two went counts before all of it (`_with_match`).
    """
    return of_needs(session, [need_id], house).get(need_id, NOTHING_SAID)


def of_needs(
    session: Session, need_ids: Iterable[int], house: int | None = None
) -> dict[int, Judged]:
    """The same for many needs at once, by need; those of which nothing was said are not in it."""
    by_need: dict[int, dict[int, Word]] = defaultdict(dict)
    ids = list(need_ids)
    for row in spoken(session, col(MatchJudgement.need_id).in_(ids), house):
        by_need[row.need_id][row.result_id] = row
    for each in went.of_matches(session, col(Match.need_id).in_(ids)):
        _with_match(by_need[each.need_id], each.record_id, each)
    return {need_id: _of_need(last) for need_id, last in by_need.items()}


def of_result(session: Session, result_id: int, house: int | None = None) -> Judged:
    """The same of needs for a result; why it was not the one for a need says nothing of the others it might serve."""
    found = spoken(session, MatchJudgement.result_id == result_id, house)
    last: dict[int, Word] = {row.need_id: row for row in found}
    for each in went.of_matches(session, Match.result_id == result_id):
        _with_match(last, each.need_id, each)
    return Judged(grades=_grades(last), left_out=frozenset(_aside(last)))


def spoken(
    session: Session, condition: ColumnElement[bool], house: int | None = None
) -> Iterator[MatchJudgement]:
    """What was said, in the order in which it counts: the last word last."""
    is_aside = and_(User.organisation_id == house, MatchJudgement.verdict == Verdict.NOT_THIS)
    is_theirs = col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM, Kind.ENTERPRISE))
    spoken = (
        select(MatchJudgement)
        .join(User, User.id == MatchJudgement.by_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(condition)
        .order_by(
            case((is_aside, 2), (is_theirs, 1), else_=0), MatchJudgement.at, MatchJudgement.id
        )
    )
    return iter(session.exec(spoken))


def house_of(person: Person) -> int | None:
    """Whose own words count first in what this reader is shown; brokers hear all houses alike."""
    return None if is_broker(person) else person.organisation_id


def may_judge(person: Person, need: TechnicalNeed, result: ResearchResult) -> bool:
    """Whether somebody who sees both may say whether they fit: of another house's work its rivals have no say."""
    if not allows(judges, person, need):
        return False
    is_of_research = person.has(Role.UNIVERSITY_LIAISON)
    return not is_of_research or result.organisation_id == person.organisation_id


def _with_match(last: dict[int, Word], key: int, match: Went) -> None:
    """What came of a match in place of what was said, where it counts before that."""
    said = last.get(key)
    is_aside = said is not None and said.verdict is Verdict.NOT_THIS
    if went.outweighs(match, said.at if is_aside else None):
        last[key] = match


def _of_need(last: Mapping[int, Word]) -> Judged:
    aside = _aside(last)
    return Judged(
        grades=_grades(last),
        left_out=frozenset(aside),
        reasons=tuple(reason for key in aside if (reason := last[key].reason)),
    )


def _grades(last: Mapping[int, Word]) -> tuple[tuple[int, float], ...]:
    return tuple(
        (key, GRADES[row.verdict])
        for key, row in sorted(last.items())
        if row.verdict is not Verdict.NOT_THIS or row.reason in OF_SUBJECT
    )


def _aside(last: Mapping[int, Word]) -> list[int]:
    return sorted(key for key, row in last.items() if row.verdict is Verdict.NOT_THIS)


def _seen(act: Act, need: TechnicalNeed, result_id: int) -> ResearchResult:
    """The result, if this person may see both; raises NotFound, NotOpen."""
    ours = select(TechnicalNeed.id).where(TechnicalNeed.id == need.id, needs_visible_to(act.actor))
    its = select(ResearchResult).where(
        ResearchResult.id == result_id, results_visible_to(act.actor)
    )
    result = act.session.exec(its).first()
    if act.session.exec(ours).first() is None or result is None:
        raise NotFound
    if not may_judge(act.actor, need, result):
        raise Forbidden
    if result.stage is not RecordStage.PUBLISHED:
        raise NotOpen
    return result


def _mine(act: Act, need: TechnicalNeed, result_id: int) -> MatchJudgement | None:
    return _of(act.session, need, result_id, act.actor.id)


def _of(session: Session, need: TechnicalNeed, result_id: int, by_id: int) -> MatchJudgement | None:
    return session.exec(
        select(MatchJudgement).where(
            MatchJudgement.need_id == need.id,
            MatchJudgement.result_id == result_id,
            MatchJudgement.by_id == by_id,
        )
    ).first()
