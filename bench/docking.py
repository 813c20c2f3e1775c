"""How fast the timetable of a docking day is made, proved and mended: a usual day, a large one, and a late change.

The large day once more as the product plans it, on both databases: values read from them, the timetable written there.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import directory_data, docking_product
from bench.docking_product import Planned
from bench.report import Check, at_least, at_most, report
from domain.docking.day import Day, Wish
from domain.docking.solving import repair, solve
from domain.docking.timetable import Timetable

SEED = 20260104
AWAY = 0.1  # of the participants' slots
WISHES = (15, 31)  # of each need, from and below


def main(arguments: list[str]) -> int:
    """Plan both days, change the usual one, plan the large one in a database, print."""
    asked = argparse.ArgumentParser(prog="manage.py bench docking")
    asked.add_argument("--needs", type=int, default=600, help="of the large day")
    asked.add_argument("--teams", type=int, default=800)
    asked.add_argument("--slots", type=int, default=24)
    asked.add_argument("--tables", type=int, default=150)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    solve(made(4, 5, 3, 2))  # machine code is made once for a process
    usual = made(60, 80, 12, 20)
    plan, seconds = _timed(lambda: solve(usual))
    _say("usual", plan, seconds)
    changed = late(usual)
    mended, mending = _timed(lambda: repair(changed, plan))
    _say("mended", mended, mending)
    large = made(given.needs, given.teams, given.slots, given.tables)
    large_plan, large_seconds = _timed(lambda: solve(large))
    _say("large", large_plan, large_seconds)
    wholes = _in_databases(given.needs, given.teams, given.slots, given.tables)
    figures = {
        "usual_s": round(seconds, 2),
        "mended_s": round(mending, 2),
        "large_s": round(large_seconds, 2),
    }
    for name, each in (("usual", plan), ("mended", mended), ("large", large_plan)):
        figures |= {
            f"{name}_meetings": len(each.meetings),
            f"{name}_worth": round(each.worth, 3),
            f"{name}_gap": each.gap,
            f"{name}_unserved": len(each.unserved),
            f"{name}_idle": each.idle,
            f"{name}_moves": each.moves,
        }
    checks = [
        at_most("a usual day", seconds, "s", 2),
        *_proved("usual", plan),
        at_most("a late change", mending, "s", 0.5),
        at_least("what can stay, stays", stayed(changed, plan, mended), "share", 1.0),
        at_most("a large day", large_seconds, "s", 60),
        *_proved("large", large_plan),
    ]
    for kind, whole in wholes.items():
        sys.stderr.write(f"whole, {kind}: {whole}\n")
        figures |= {f"{kind}_{name}": value for name, value in _told(whole).items()}
        checks += _held(kind, whole)
    sizes = {"needs": given.needs, "teams": given.teams, "slots": given.slots}
    sizes |= {"tables": given.tables, "wishes": len(large.wishes)}
    return report("docking", sizes=sizes, figures=figures, checks=checks, as_json=given.json)


def _in_databases(*sizes: int) -> dict[str, Planned]:
    """The large day once more, by the product's own way, on each of the two databases."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="bench-docking-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        url = f"sqlite:///{folder}/platform.db"
        found["sqlite"] = docking_product.planned(url, folder, *sizes)
        with directory_data.postgresql(folder) as server:
            address, _ = directory_data.made(server, "docking")
            url = address.replace("postgresql://", "postgresql+psycopg://")
            found["postgresql"] = docking_product.planned(url, folder, *sizes)
    return found


def _told(whole: Planned) -> dict[str, float]:
    return {
        "whole_plan_s": round(whole.plan, 2),
        "whole_plan_again_s": round(whole.again, 2),
        "whole_values_s": round(whole.read, 2),
        "whole_wishes": whole.wishes,
        "whole_meetings": whole.meetings,
        "whole_unserved": whole.unserved,
        "values_of_a_need_ms": round(whole.read_each_ms, 2),
        "values_of_a_need_with_reasons_ms": round(whole.explained_each_ms, 2),
    }


def _held(kind: str, whole: Planned) -> list[Check]:
    slow = whole.explained_each_ms
    return [
        at_most(f"{kind}: a large day, read, planned and written", whole.plan, "s", 60),
        at_least(f"{kind}: proved", float(whole.is_proved), "of 1", 1.0),
        at_most(f"{kind}: the same planned again", whole.again, "s", 60),
        at_most(f"{kind}: values of a need, four times", 4 * whole.read_each_ms, "ms", slow, slow),
        at_least(f"{kind}: values as with their reasons", whole.alike, "share", 1.0),
    ]


def made(needs: int, teams: int, slots: int, tables: int, seed: int = SEED) -> Day:
    """A day by chance: 15 to 30 wishes of each need, a tenth of everybody's slots not free."""
    chance = np.random.default_rng(seed)
    wishes = []
    for need in range(needs):
        many = min(teams, int(chance.integers(*WISHES)))
        for team in chance.choice(teams, many, replace=False):
            wishes.append(Wish(need, int(team), float(chance.random())))

    def away(people: int) -> frozenset[tuple[int, int]]:
        return frozenset(_pairs(np.argwhere(chance.random((people, slots)) < AWAY)))

    return Day(
        needs=needs,
        teams=teams,
        slots=slots,
        tables=tables,
        wishes=tuple(wishes),
        need_away=away(needs),
        team_away=away(teams),
    )


def late(day: Day) -> Day:
    """One team leaves at noon, and one need is cancelled."""
    gone = frozenset((0, slot) for slot in range(day.slots))
    leaves = frozenset((0, slot) for slot in range(day.slots // 2, day.slots))
    return replace(day, need_away=day.need_away | gone, team_away=day.team_away | leaves)


def stayed(day: Day, before: Timetable, after: Timetable) -> float:
    """The share of the earlier meetings that the change leaves possible and that are still there."""
    possible = {
        met
        for met in before.meetings
        if (met.need, met.slot) not in day.need_away and (met.team, met.slot) not in day.team_away
    }
    return len(possible & set(after.meetings)) / max(len(possible), 1)


def _proved(name: str, plan: Timetable) -> list[Check]:
    return [
        at_least(f"{name}: proved", float(plan.is_optimal), "of 1", 1.0),
        at_most(f"{name}: not served", len(plan.unserved), "participants", 0),
    ]


def _pairs(found: Iterable) -> Iterable[tuple[int, int]]:
    return ((int(one), int(other)) for one, other in found)


def _timed(work: Callable[[], Timetable]) -> tuple[Timetable, float]:
    begin = time.perf_counter()
    plan = work()
    return plan, time.perf_counter() - begin


def _say(name: str, plan: Timetable, seconds: float) -> None:
    sys.stderr.write(
        f"{name}: {seconds:.2f} s, {len(plan.meetings)} meetings, gap {plan.gap:.1e}, idle {plan.idle}, "
        f"moves {plan.moves}\n"
    )
