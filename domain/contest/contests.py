"""Beginning a competition on a series or an activity, and saying anew what it is while that changes nobody's result."""

from datetime import datetime

from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import ContestStage, Mean, TieRule
from db.models import Activity, ActivitySeries, Contest, ContestRound
from domain import topics
from domain.choices import chosen
from domain.clock import LOCAL
from domain.command import Act, command
from domain.contest.plans import ROUNDS, ContestPlan, RoundPlan, check_on, plan_of, rounds_of
from domain.errors import Forbidden, Missing, Refused, Unclear
from domain.permissions import activity_keepers, activity_makers, allows
from domain.written import line, paragraph

MOST_SEATS, MOST_JUDGES, MOST_PRIZES = 1000, 15, 12


class WrongDays(Refused):
    message = "Entries are taken first, then comes the preliminary, then the final; each ends after it begins."


class WrongSeats(Refused):
    message = (
        "Of the preliminary's entries at least as many go on as get a prize, and {most} at most."
    )


class MorePrizesThanPlaces(Refused):
    message = "The final has {seats} places that get a prize, and {prizes} prizes are named."


class PrizesGiven(Refused):
    message = "The prizes are awarded: their names, order and number stay."


class ScoringBegun(Refused):
    message = (
        "Judges are scoring already: how many judge an entry and how scores are counted stays."
    )


class RoundClosed(Refused):
    message = "This stage is closed, and its ranking stands."


class NotOfActivity(Refused):
    message = "A competition hangs on a series of activities, or on an activity of its kind."


@command(Contest, by=activity_makers, makes=True)
def begin(act: Act, *, plan: ContestPlan) -> int:
    """Begin a competition on a series of activities or on one activity, a draft yet; returns its id."""
    hangs_on = _hangs_on(act, plan)
    year = plan.closes_at.astimezone(LOCAL).year
    contest = act.add(
        Contest(
            number=f"C{year}-{topics.next_in(act.session, f'number:contests:{year}'):03d}",
            series_id=plan.series_id,
            activity_id=plan.activity_id,
            organiser_id=hangs_on.organiser_id,
            area_code=hangs_on.area_code,
            by_id=act.actor.id,
            created_at=act.now,
            **_said(plan),
        )
    )
    _check_prizes(plan)
    for stage in ROUNDS:
        act.add(ContestRound(contest_id=contest.id, stage=stage, **_round(_of(plan, stage))))
    act.record("contest_begun", contest, title=contest.title)
    return contest.id


@command(Contest, by=activity_keepers)
def change(act: Act, contest: Contest, *, plan: ContestPlan) -> None:
    """Say anew what a competition is; what is scored keeps its way of counting, what is closed or awarded stays."""
    check_on(contest)
    before, said = plan_of(act.session, contest), _said(plan)
    if contest.stage is not ContestStage.AWARDED:
        _check_prizes(plan)
    elif said["prizes"] != contest.prizes:
        raise PrizesGiven
    contest.sqlmodel_update(said)
    for stage, row in rounds_of(act.session, contest.id).items():
        now, was = _of(plan, stage), _of(before, stage)
        if row.closed_at is not None and now != was:
            raise RoundClosed
        if row.begun_at is not None and _counting(now) != _counting(was):
            raise ScoringBegun
        row.sqlmodel_update(_round(now))
    act.record("contest_changed", contest, title=contest.title)


def _hangs_on(act: Act, plan: ContestPlan) -> ActivitySeries | Activity:
    if (plan.series_id is None) == (plan.activity_id is None):
        raise NotOfActivity
    table, key = (
        (ActivitySeries, plan.series_id) if plan.series_id else (Activity, plan.activity_id)
    )
    found = act.session.get(table, key)
    if found is None or (plan.activity_id and found.kind is not ActivityKind.GOOD_PROJECT):
        raise NotOfActivity
    if not allows(activity_keepers, act.actor, found):
        raise Forbidden
    return found


def _said(plan: ContestPlan) -> dict:
    """The columns of a plan, checked. Raises Refused."""
    for name, moment in (("Entries from", plan.opens_at), ("Entries until", plan.closes_at)):
        if moment is None:
            raise Missing(field=name)
        if moment.tzinfo is None:
            raise Unclear(field="Entries from")
    first, last = plan.preliminary, plan.final
    is_in_order = plan.opens_at < plan.closes_at and _day(plan.closes_at) <= first.starts_on
    if not (is_in_order and first.starts_on <= first.ends_on <= last.starts_on <= last.ends_on):
        raise WrongDays
    if not 1 <= last.seats <= first.seats <= MOST_SEATS:
        raise WrongSeats(most=MOST_SEATS)
    return {
        "title": line(plan.title, most=80, name="Competition"),
        "title_en": line(plan.title_en, most=160, name="Competition", required=False),
        "summary": paragraph(plan.summary, most=4000, name="What it is about", required=False),
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "year": plan.closes_at.astimezone(LOCAL).year,
        "prizes": _prizes(plan),
    }


def _prizes(plan: ContestPlan) -> list[dict]:
    if len(plan.prizes) > MOST_PRIZES or any(
        not 1 <= each.count <= MOST_SEATS for each in plan.prizes
    ):
        raise Unclear(field="Prizes")
    return [
        {
            "name": line(each.name, most=40, name="Prizes"),
            "name_en": line(each.name_en, most=80, name="Prizes", required=False),
            "count": each.count,
        }
        for each in plan.prizes
    ]


def _check_prizes(plan: ContestPlan) -> None:
    """What is awarded goes by the places of the final: a prize beyond them would reach nobody."""
    if (prizes := sum(each.count for each in plan.prizes)) > plan.final.seats:
        raise MorePrizesThanPlaces(seats=plan.final.seats, prizes=prizes)


def _round(plan: RoundPlan) -> dict:
    if not 1 <= plan.judges <= MOST_JUDGES:
        raise Unclear(field="Judges of an entry")
    return {
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "seats": plan.seats,
        "judges": plan.judges,
        "mean": chosen(Mean, plan.mean, "Score of an entry"),
        "ties": [chosen(TieRule, each, "Ties").value for each in dict.fromkeys(plan.ties)],
    }


def _counting(plan: RoundPlan) -> tuple:
    return plan.judges, plan.mean, plan.ties


def _of(plan: ContestPlan, stage) -> RoundPlan:
    return getattr(plan, stage.value)


def _day(moment: datetime):
    return moment.astimezone(LOCAL).date()
