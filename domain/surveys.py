"""The satisfaction inquiry: three questions, asked by one-time link, changeable for half a day, then frozen."""

import hashlib
from datetime import timedelta

from sqlmodel import Session, select

from db.models import Demand, SampleDraw, Survey, SurveyLink
from db.vocabulary import Satisfaction, Solved, Stage, VisitReason
from domain import clocks, tokens
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, Refused
from domain.permissions import engine, its_enterprise
from domain.return_visits import open_visit
from domain.workflow import Step, advance, check
from domain.written import paragraph

CHANGEABLE = timedelta(hours=12)
REMIND_AFTER = timedelta(days=3)
SAMPLE_PERCENT = 10


class SurveyOver(Refused):
    message = (
        "This survey is over. Thank you; the platform will call you if anything is still open."
    )


class LinkUsed(Refused):
    message = "This link has been used and its answers stand."


@command(Demand, by=engine)
def give_link(act: Act, demand: Demand) -> str:
    """Give out a one-time link to the survey; returns its token, of which only the hash is kept."""
    survey = current(act.session, demand)
    _refuse_if_over(act, survey)
    token = tokens.new_token()
    act.add(SurveyLink(token_hash=tokens.hashed(token), survey_id=survey.id))
    act.record("survey_link_given", demand)
    return token


@command(Demand, by=its_enterprise)
def evaluate(
    act: Act,
    demand: Demand,
    *,
    contacted_in_time: bool | None,
    solved: Solved,
    satisfaction: Satisfaction,
    comment: str = "",
) -> None:
    """Say whether one was contacted in time, whether it is solved and how satisfied one is."""
    survey = current(act.session, demand)
    _refuse_if_over(act, survey)
    if contacted_in_time is None:
        raise Missing(field="Contacted in time")
    survey.contacted_in_time = bool(contacted_in_time)
    survey.solved = chosen(Solved, solved, "Solved")
    survey.satisfaction = chosen(Satisfaction, satisfaction, "Satisfaction")
    survey.comment = paragraph(comment, most=1000, name="Comment", required=False)
    survey.answered_at = survey.answered_at or act.now
    reason = _reason_for_visit(survey)
    advance(demand, Step.EVALUATE, Stage.RETURN_VISIT if reason else Stage.SURVEYED)
    if reason:
        open_visit(act, demand, reason)
    act.session.add(survey)
    act.record(
        "evaluated",
        demand,
        contacted_in_time=survey.contacted_in_time,
        solved=survey.solved.value,
        satisfaction=survey.satisfaction.value,
        comment=survey.comment,
    )
    clocks.refresh(act.session, demand)


@command(Demand, by=engine)
def expire(act: Act, demand: Demand) -> None:
    """Close a survey that nobody answered in time: a silent enterprise is called."""
    advance(demand, Step.EXPIRE)
    survey = current(act.session, demand)
    survey.frozen_at = act.now
    open_visit(act, demand, VisitReason.SILENT)
    act.record("survey_expired", demand)
    clocks.refresh(act.session, demand)


@command(Demand, by=engine)
def freeze(act: Act, demand: Demand) -> None:
    """Let content answers stand after half a day: the demand closes, or is drawn for a return visit."""
    survey = current(act.session, demand)
    survey.frozen_at = act.now
    is_drawn = falls_into_sample(act.session, demand, act.now.strftime("%Y-%m"))
    advance(demand, Step.FREEZE, Stage.RETURN_VISIT if is_drawn else Stage.CLOSED)
    if is_drawn:
        open_visit(act, demand, VisitReason.SAMPLE)
    else:
        demand.closed_at = act.now
    act.record("survey_frozen", demand, drawn=is_drawn, code=demand.closing_code.value)
    clocks.refresh(act.session, demand)


def current(session: Session, demand: Demand) -> Survey:
    """The survey of the demand's present round; raises SurveyOver where there is none."""
    mine = select(Survey).where(Survey.demand_id == demand.id, Survey.round == demand.round)
    found = session.exec(mine).first()
    if found is None:
        raise SurveyOver
    return found


def by_token(session: Session, token: str) -> tuple[Survey, Demand] | None:
    """The survey that a link opens."""
    link = session.get(SurveyLink, tokens.hashed(token))
    if link is None:
        return None
    survey = session.get_one(Survey, link.survey_id)
    return survey, session.get_one(Demand, survey.demand_id)


def is_over(survey: Survey, demand: Demand, now) -> bool:
    """Whether its answers can no longer be given or changed."""
    if survey.frozen_at or survey.round != demand.round:
        return True
    if survey.answered_at:
        return now >= survey.answered_at + CHANGEABLE
    return now >= survey.expires_at


def falls_into_sample(session: Session, demand: Demand, month: str) -> bool:
    """Whether the month's stored seed draws this demand; the same seed always draws the same ones."""
    draw = session.get(SampleDraw, month)
    if draw is None:
        draw = SampleDraw(month=month, seed=tokens.new_token(), percent=SAMPLE_PERCENT)
        session.add(draw)
    digest = hashlib.sha256(f"{draw.seed}:{demand.number}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < draw.percent


def _reason_for_visit(survey: Survey) -> VisitReason | None:
    if not survey.satisfaction.is_content:
        return VisitReason.DISSATISFIED
    return VisitReason.NOT_SOLVED if survey.solved is Solved.NO else None


def _refuse_if_over(act: Act, survey: Survey) -> None:
    demand = act.session.get_one(Demand, survey.demand_id)
    check(demand, Step.EVALUATE)
    if is_over(survey, demand, act.now):
        raise LinkUsed if survey.answered_at else SurveyOver
