"""Competitions of the small town: begun by the city's organiser on a series, with entries, judges and sheets."""

import itertools
from datetime import date, datetime, timedelta

from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import ContestStage, ProjectPhase
from db.engine import snapshot
from db.models import Contest, ContestEntry
from domain import activity_series
from domain.clock import LOCAL
from domain.command import perform
from domain.contest import contests, entering
from domain.contest.entering import EntryPlan
from domain.contest.plans import ContestPlan, Prize, RoundPlan
from domain.permissions import PUBLIC
from tests.town import ID

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
CLOSES = NOW + timedelta(days=20)
FIRST, SECOND = date(2026, 4, 1), date(2026, 5, 1)
P, F = ContestStage.PRELIMINARY, ContestStage.FINAL

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


def begun(who: str = "organiser", **said) -> int:
    return perform(ID[who], contests.begin, plan=plan(**said))


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
