"""A whole docking day as the product plans it: from texts in a database to a timetable that stands in it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlmodel import insert, select

from bench import directory_data
from bench.match_data import Writer
from db.engine import snapshot, transaction
from db.migrations import migrate
from db.models import (
    DockingMeeting,
    MatchText,
    Organisation,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.research_vocabulary import Confidentiality, MatchKind, RecordStage
from db.vocabulary import Kind, Role
from domain import clock, docking_days, docking_planning, match_texts, topics
from domain.command import perform
from domain.matchmaking import pair_values, proposals
from domain.matchmaking.fields import ALONE

SAMPLE = 40  # needs whose values are read both ways
EACH = 4  # results of one house, needs of one enterprise: 1


@dataclass(frozen=True)
class Planned:
    """What planning a whole day took, in seconds, and what came of it."""

    read: float  # all values
    read_each_ms: float  # one need's values, of the sample
    explained_each_ms: float  # the same with every score taken apart
    alike: float  # share of the sample's scores that are the same both ways
    wishes: int
    plan: float  # reading, solving, writing
    again: float  # the same once more, around what stands
    meetings: int
    unserved: int
    is_proved: bool


def planned(url: str, folder: Path, needs: int, results: int, slots: int, tables: int) -> Planned:
    """A new database with so many needs and results, all of which come to one day; planned twice."""
    directory_data.use(url, folder)
    migrate()
    broker, need_ids, result_ids = _stored(needs, results)
    day = perform(
        broker,
        docking_days.prepare,
        name="对接会",
        held_on=clock.now().date() + timedelta(days=9),
        slots=slots,
        tables=tables,
    )
    both = {"need_ids": need_ids, "result_ids": result_ids}
    perform(broker, docking_days.invite, day, have_accepted=True, **both)
    _values(need_ids[:1], result_ids)  # the index is built once for a process
    short, fast = _timed(lambda: _values(need_ids[:SAMPLE], result_ids))
    full, slow = _timed(lambda: _explained(need_ids[:SAMPLE], result_ids))
    alike = sum(abs(short.get(pair, 0.0) - value) < 1e-9 for pair, value in full.items())
    values, read = _timed(lambda: _values(need_ids, result_ids))
    first, plan = _timed(lambda: docking_planning.plan(broker, day))
    _, again = _timed(lambda: docking_planning.plan(broker, day))
    with snapshot() as session:
        held = len(session.exec(select(DockingMeeting.id)).all())
    many = min(SAMPLE, needs)
    return Planned(
        read=read,
        read_each_ms=1000 * fast / many,
        explained_each_ms=1000 * slow / many,
        alike=alike / max(len(full), len(short), 1),
        wishes=len(values),
        plan=plan,
        again=again,
        meetings=held,
        unserved=len(first.unserved),
        is_proved=first.is_proved,
    )


def _values(need_ids, result_ids) -> dict[tuple[int, int], float]:
    with snapshot() as session:
        return pair_values.of_pairs(session, need_ids, result_ids)


def _explained(need_ids, result_ids) -> dict[tuple[int, int], float]:
    """As the day was planned before: every score with its reasons, which nobody reads."""
    found = {}
    with snapshot() as session:
        for need_id in need_ids:
            for each in proposals.propose(
                session,
                proposals.of(session, MatchKind.NEED, need_id),
                MatchKind.RESULT,
                most=proposals.POOL,
                known=lambda keys: dict.fromkeys(keys, ALONE),
                allowed=result_ids,
            ):
                if each.score > 0:
                    found[need_id, each.key] = each.score
    return found


def _stored(needs: int, results: int) -> tuple[int, list[int], list[int]]:
    """A broker, and published needs and results in bulk; each need is of an enterprise of its own."""
    now = clock.now()
    texts = list(Writer().texts(needs + results))
    houses = -(-results // EACH)
    with transaction() as session:
        city = Organisation(kind=Kind.CITY, name="市平台", name_key="市平台")
        session.add(city)
        session.flush()
        broker = User(username="broker", name="对接员", organisation_id=city.id, created_at=now)
        session.add(broker)
        session.flush()
        session.add(UserRole(user_id=broker.id, role=Role.INTAKE))
        first = city.id + 1
        session.execute(insert(Organisation), list(_organisations(first, needs, houses)))
        common = {
            "stage": RecordStage.PUBLISHED,
            "confidentiality": Confidentiality.NAME_HIDDEN,
            "by_id": broker.id,
            "created_at": now,
            "published_at": now,
            "listed_on": now.date(),
        }
        said = [
            {"number": f"N{n}", "enterprise_id": first + n, "title": f"需求{n}", "problem": text}
            for n, text in enumerate(texts[:needs])
        ]
        session.execute(insert(TechnicalNeed), [row | common for row in said])
        achieved = [
            {"number": f"R{n}", "organisation_id": first + needs + n // EACH, "title": f"成果{n}"}
            for n in range(results)
        ]
        session.execute(insert(ResearchResult), [row | common for row in achieved])
        need_ids = list(session.exec(select(TechnicalNeed.id).order_by(TechnicalNeed.id)))
        result_ids = list(session.exec(select(ResearchResult.id).order_by(ResearchResult.id)))
        position = topics.next_in(session, match_texts.COUNTER)
        kinds = [MatchKind.NEED] * needs + [MatchKind.RESULT] * results
        keys = zip(kinds, (*need_ids, *result_ids), texts, strict=True)
        rows = [_text(*each, n, position) for n, each in enumerate(keys)]
        session.execute(insert(MatchText), rows)
        return broker.id, need_ids, result_ids


def _organisations(first: int, needs: int, houses: int) -> Iterable[dict]:
    for n in range(needs + houses):
        kind = Kind.ENTERPRISE if n < needs else Kind.UNIVERSITY
        yield {"id": first + n, "kind": kind, "name": f"单位{n}", "name_key": f"单位{n}"}


def _text(kind: MatchKind, record_id: int, text: str, n: int, position: int) -> dict:
    return {
        "kind": kind,
        "record_id": record_id,
        "position": position,
        "is_active": True,
        "text": text,
        "industry_codes": [("34", "35", "382", "39")[n % 4]],
        "targets": [{"name": "效率", "relation": ">=", "value": n % 90, "unit": "%"}],
        "readiness": 1 + n % 9,
        "money": 10_000 * (n % 50),
    }


def _timed(work: Callable):
    begin = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begin
