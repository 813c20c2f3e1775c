"""What people say of a result that is proposed for a need: it fits, it fits in part, or not this one, because …"""

from collections.abc import Sequence

from sqlmodel import Session, case, col, select

from db.models import MatchJudgement, Organisation, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import NotThis, RecordStage, Verdict
from db.vocabulary import Kind, Role
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.matchmaking.proposals import Judged
from domain.permissions import judges
from domain.research_visible import needs_visible_to, results_visible_to
from domain.written import line

GRADES = {Verdict.FITS: 1.0, Verdict.PARTLY: 0.6, Verdict.NOT_THIS: 0.0}
# Reasons that tell of the subject; the others tell of this one record and say nothing of those like it.
OF_SUBJECT = {NotThis.OTHER_SUBJECT, NotThis.OTHER_INDUSTRY, NotThis.TARGETS_MISSED}


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


def of_need(session: Session, need_id: int) -> Judged:
    """What was said of results for a need, by everybody; a result that anybody has set aside is left out.

    Where several spoke of one result, the last word counts; that of the enterprise and the brokers before that of a
    university.
    """
    is_theirs = col(Organisation.kind).in_((Kind.CITY, Kind.SUB_PLATFORM, Kind.ENTERPRISE))
    spoken = (
        select(MatchJudgement)
        .join(User, User.id == MatchJudgement.by_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(MatchJudgement.need_id == need_id)
        .order_by(case((is_theirs, 1), else_=0), MatchJudgement.at, MatchJudgement.id)
    )
    rows: Sequence[MatchJudgement] = session.exec(spoken).all()
    last = {row.result_id: row for row in rows}
    grades = {
        key: GRADES[row.verdict]
        for key, row in last.items()
        if row.verdict is not Verdict.NOT_THIS or row.reason in OF_SUBJECT
    }
    aside = {key for key, row in last.items() if row.verdict is Verdict.NOT_THIS}
    return Judged(
        grades=tuple(sorted(grades.items())),
        left_out=frozenset(aside),
        reasons=tuple(last[key].reason for key in sorted(aside)),
    )


def _seen(act: Act, need: TechnicalNeed, result_id: int) -> ResearchResult:
    """The result, if this person may see both; raises NotFound, NotOpen."""
    ours = select(TechnicalNeed.id).where(TechnicalNeed.id == need.id, needs_visible_to(act.actor))
    its = select(ResearchResult).where(
        ResearchResult.id == result_id, results_visible_to(act.actor)
    )
    result = act.session.exec(its).first()
    if act.session.exec(ours).first() is None or result is None:
        raise NotFound
    is_of_research = act.actor.has(Role.UNIVERSITY_LIAISON)
    if is_of_research and result.organisation_id != act.actor.organisation_id:
        raise Forbidden  # of another house's work its rivals have no say
    if result.stage is not RecordStage.PUBLISHED:
        raise NotOpen
    return result


def _mine(act: Act, need: TechnicalNeed, result_id: int) -> MatchJudgement | None:
    return act.session.exec(
        select(MatchJudgement).where(
            MatchJudgement.need_id == need.id,
            MatchJudgement.result_id == result_id,
            MatchJudgement.by_id == act.actor.id,
        )
    ).first()
