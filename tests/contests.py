"""Competitions of the small town: begun by the city's organiser on a series, with entries, judges and sheets."""

import itertools
from datetime import date, datetime, timedelta

from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import ContestStage, ProjectPhase
from db.engine import snapshot, transaction
from db.models import Contest, ContestEntry, ContestJudge, Expert
from domain import activity_series
from domain.clock import LOCAL
from domain.command import perform
from domain.contest import (
    announcing,
    assignments,
    closing,
    contests,
    entering,
    judges,
    mails,
    scoring,
)
from domain.contest.entering import EntryPlan
from domain.contest.plans import ContestPlan, Prize, RoundPlan
from domain.contest.ranking import Criterion
from domain.permissions import PUBLIC
from domain.queries import contest_judges, contest_scores
from tests.town import ID, TAX, person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
CLOSES = NOW + timedelta(days=20)
FIRST, SECOND = date(2026, 4, 1), date(2026, 5, 1)
P, F = ContestStage.PRELIMINARY, ContestStage.FINAL
SHEET = (Criterion("c1", "创新性", 60), Criterion("c2", "团队", 40, most=50))

_projects = itertools.count(1)


def series() -> int:
    name = f"浙江好项目{next(_projects)}"
    return perform(
        ID["organiser"], activity_series.begin, name=name, kind=ActivityKind.GOOD_PROJECT
    )


def plan(**said) -> ContestPlan:
    known = {
        "title": "浙江好项目大赛",
        "opens_at": NOW - timedelta(days=1),
        "closes_at": CLOSES,
        "preliminary": RoundPlan(FIRST, FIRST + timedelta(days=9), seats=4, judges=3),
        "final": RoundPlan(SECOND, SECOND + timedelta(days=1), seats=2, judges=3),
        "prizes": (Prize("一等奖", 1, "First prize"), Prize("二等奖", 1, "Second prize")),
    }
    if "activity_id" not in said and "series_id" not in said:
        known["series_id"] = series()
    return ContestPlan(**(known | said))


def drafted(who: str = "organiser", **said) -> int:
    return perform(ID[who], contests.begin, plan=plan(**said))


def begun(who: str = "organiser", **said) -> int:
    """The id of a competition that everybody sees."""
    contest_id = drafted(who, **said)
    perform(ID[who], announcing.announce, contest_id)
    return contest_id


def project(**said) -> EntryPlan:
    n = next(_projects)
    known = {
        "title": f"微型阀门检测项目{n}",
        "summary": "以声学方法在线检测阀门内漏。",
        "phase": ProjectPhase.PILOT,
        "contact_name": "林晓",
        "phone": f"1385771{n:04d}",
        "email": f"team{n}@example.com",
        "enterprise_name": f"创业团队{n}",
    }
    return EntryPlan(**(known | said))


def enter(contest_id: int, who=PUBLIC, **said) -> entering.Receipt:
    actor = ID[who] if isinstance(who, str) else who
    return perform(actor, entering.enter, contest_id, plan=project(**said))


def accepted(contest_id: int, who=PUBLIC, **said) -> int:
    """The id of an entry that takes part."""
    receipt = enter(contest_id, who, **said)
    perform(ID["organiser"], entering.accept, contest_id, entry_id=receipt.entry_id)
    return receipt.entry_id


def contest(contest_id: int) -> Contest:
    with snapshot() as session:
        return session.get_one(Contest, contest_id)


def entry(entry_id: int) -> ContestEntry:
    with snapshot() as session:
        return session.get_one(ContestEntry, entry_id)


def expert(name: str, organisation_id: int = TAX, **said) -> int:
    with transaction() as session:
        row = Expert(organisation_id=organisation_id, name=name, **said)
        session.add(row)
        session.flush()
        return row.id


def judge(contest_id: int, name: str, organisation_id: int = TAX, ties=(), **said) -> int:
    """The id of an expert of the directory who judges; `said`: what the record tells, such as the e-mail."""
    said = {"expert_id": expert(name, organisation_id, **said), "ties": ties}
    return perform(ID["organiser"], judges.add, contest_id, **said)


def give(command, contest_id: int, who: str = "organiser", **said):
    """A command on the competition, by those who hold it."""
    return perform(ID[who], command, contest_id, **said)


def token(judge_id: int) -> str:
    """What the link that a judge was sent carries."""
    with snapshot() as session:
        row = session.get_one(ContestJudge, judge_id)
    return mails.judge_token(row.contest_id, mails.who(row), row.link_turn)


def assigned(contest_id, stage=P):
    """Put the proposal in place; returns it."""
    with snapshot() as session:
        found = contest_judges.assignment(session, person("organiser"), contest_id, stage)
    give(assignments.put, contest_id, stage=stage, pairs=found.pairs)
    return found


def running(entries=3, names=("甲", "乙", "丙")):
    """(competition, its entries, its judges) of a preliminary that is scored."""
    contest_id = begun()
    entry_ids = [accepted(contest_id) for _ in range(entries)]
    judge_ids = [judge(contest_id, each, email=f"j{n}@example.com") for n, each in enumerate(names)]
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    return contest_id, entry_ids, judge_ids


def score(contest_id, judge_id, entry_id, idea, team=25, command=scoring.hand_in) -> None:
    """By the judge's own link: points of the two criteria of SHEET."""
    said = {"entry_id": entry_id, "points": {"c1": idea, "c2": team}, "token": token(judge_id)}
    perform(PUBLIC, command, contest_id, **said)


def score_all(contest_id, judge_ids, points: dict[int, int]) -> None:
    """Every judge hands in the same: points of the first criterion by entry."""
    for judge_id in judge_ids:
        for entry_id, idea in points.items():
            score(contest_id, judge_id, entry_id, idea)


def ranking(contest_id, stage=P):
    with snapshot() as session:
        return contest_scores.ranking(session, person("organiser"), contest_id, stage)


def awarded(email: str | None = None, **said) -> tuple[int, int, int]:
    """(competition, its entry with the first prize, the one with the second); `email`: of both."""
    contest_id, of = begun(**said), {} if email is None else {"email": email}
    entry_id, other = (accepted(contest_id, **of) for _ in range(2))
    judge_id = judge(contest_id, "甲")
    both = {entry_id: 90, other: 40}
    for stage, points in ((P, both), (F, both)):
        give(scoring.set_sheet, contest_id, stage=stage, criteria=SHEET)
        pairs = [(each, judge_id) for each in points]
        give(assignments.put, contest_id, stage=stage, pairs=pairs)
        give(scoring.begin, contest_id, stage=stage)
        score_all(contest_id, [judge_id], points)
        give(closing.close, contest_id, stage=stage)
    give(closing.award, contest_id)
    return contest_id, entry_id, other
