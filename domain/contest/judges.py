"""Who judges a competition: experts of the directory and people with an account, each with a link of their own."""

from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from db.contest_vocabulary import ContestStage, ScoreState
from db.models import (
    Contest,
    ContestJudge,
    ContestScore,
    ContestTie,
    Expert,
    Organisation,
    User,
)
from db.vocabulary import Kind
from domain.command import Act, command
from domain.contest import mails
from domain.contest.plans import check_on
from domain.errors import NotFound, Refused, Unclear
from domain.permissions import activity_keepers
from domain.tokens import hashed

MOST_JUDGES, MOST_TIES = 60, 10


class JudgesAlready(Refused):
    message = "This person is a judge here already."


class TooManyJudges(Refused):
    message = "A competition has {most} judges at most."


class JudgedAlready(Refused):
    message = "The prizes are given: who judged stands."


@command(Contest, by=activity_keepers)
def add(
    act: Act,
    contest: Contest,
    *,
    expert_id: int | None = None,
    user_id: int | None = None,
    ties: Collection[int] = (),
) -> int:
    """Let an expert, or somebody with an account, judge; `ties`: other organisations they work for or advise."""
    _check_not_over(contest)
    person = _person(act.session, expert_id, user_id)
    is_same = ContestJudge.expert_id == expert_id if expert_id else ContestJudge.user_id == user_id
    known = act.session.exec(
        select(ContestJudge).where(ContestJudge.contest_id == contest.id, is_same)
    ).first()
    if known is not None and known.is_active:
        raise JudgesAlready
    _refuse_more(act.session, contest)
    if known is None:
        who = f"u{user_id}" if user_id else f"e{expert_id}"
        known = act.add(
            ContestJudge(
                contest_id=contest.id,
                expert_id=expert_id,
                user_id=user_id,
                name=person.name,
                email=person.email,
                organisation_id=person.organisation_id,
                token_hash=hashed(mails.judge_token(contest.id, who, 0)),
                added_at=act.now,
            )
        )
    known.is_active = True
    _put_ties(act, known, ties)
    act.record("judge_added", known, name=known.name)
    return known.id


@command(Contest, by=activity_keepers)
def set_ties(act: Act, contest: Contest, *, judge_id: int, ties: Collection[int]) -> None:
    """Say anew which other organisations a judge works for or advises."""
    judge = of(act.session, contest, judge_id)
    _put_ties(act, judge, ties)
    act.record("judge_ties_set", judge, ties=sorted(set(ties)))


@command(Contest, by=activity_keepers)
def remove(act: Act, contest: Contest, *, judge_id: int) -> None:
    """Let somebody judge no more: what they have handed in stays, the rest is for others to score."""
    judge = of(act.session, contest, judge_id)
    _check_not_over(contest)
    judge.is_active = False
    unscored = select(ContestScore).where(
        ContestScore.judge_id == judge.id, ContestScore.state != ScoreState.HANDED_IN
    )
    for each in act.session.exec(unscored):
        act.session.delete(each)
    act.record("judge_removed", judge, name=judge.name)


@command(Contest, by=activity_keepers)
def new_link(act: Act, contest: Contest, *, judge_id: int) -> str:
    """Give a judge another link, by mail where they have an address; the one before opens nothing. Returns its path."""
    judge = of(act.session, contest, judge_id)
    if not judge.is_active:
        raise NotFound
    judge.link_turn += 1
    token = mails.judge_token(contest.id, mails.who(judge), judge.link_turn)
    judge.token_hash = hashed(token)
    act.record("judge_link_given", judge, by_mail=mails.tell_judge(act, judge))
    return mails.judging_path(token)


def of(session: Session, contest: Contest, judge_id: int) -> ContestJudge:
    """A judge of this competition. Raises NotFound."""
    found = session.get(ContestJudge, judge_id)
    if found is None or found.contest_id != contest.id:
        raise NotFound
    return found


def who_judges(act: Act, contest: Contest, token: str) -> ContestJudge:
    """The judge whose link this is, or whose account; raises NotFound for anybody else."""
    if token:
        mine = ContestJudge.token_hash == hashed(token)
    elif act.actor.id is not None:
        mine = ContestJudge.user_id == act.actor.id
    else:
        raise NotFound
    found = act.session.exec(
        select(ContestJudge).where(
            ContestJudge.contest_id == contest.id, col(ContestJudge.is_active), mine
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def _person(session: Session, expert_id: int | None, user_id: int | None) -> Expert | User:
    if (expert_id is None) == (user_id is None):
        raise Unclear(field="Judge")
    if expert_id is not None:
        wanted = select(Expert).where(Expert.id == expert_id, Expert.is_active)
    else:
        wanted = select(User).where(User.id == user_id, may_judge())
    found = session.exec(wanted).first()
    if found is None:
        raise Unclear(field="Judge")
    return found


def may_judge() -> ColumnElement[bool]:
    """The condition on `user_account`: enterprises enter projects, and their people judge none."""
    houses = select(Organisation.id).where(Organisation.kind != Kind.ENTERPRISE)
    return and_(User.is_active, col(User.organisation_id).in_(houses))


def _put_ties(act: Act, judge: ContestJudge, ties: Collection[int]) -> None:
    wanted = set(ties) - {judge.organisation_id}
    known = select(func.count()).where(col(Organisation.id).in_(wanted))
    if len(wanted) > MOST_TIES or act.session.exec(known).one() < len(wanted):
        raise Unclear(field="Works for or advises")
    for row in act.session.exec(select(ContestTie).where(ContestTie.judge_id == judge.id)):
        act.session.delete(row)
    act.session.flush()
    act.session.add_all(
        ContestTie(judge_id=judge.id, organisation_id=each) for each in sorted(wanted)
    )
    act.session.flush()


def _refuse_more(session: Session, contest: Contest) -> None:
    active = select(func.count(ContestJudge.id)).where(
        ContestJudge.contest_id == contest.id, col(ContestJudge.is_active)
    )
    if session.exec(active).one() >= MOST_JUDGES:
        raise TooManyJudges(most=MOST_JUDGES)


def _check_not_over(contest: Contest) -> None:
    check_on(contest)
    if contest.stage is ContestStage.AWARDED:
        raise JudgedAlready
