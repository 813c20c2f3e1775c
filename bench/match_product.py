"""The matching engine as the product asks it: texts in a database, its own index, ten proposals with their reasons."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from sqlmodel import Session, insert, select

from db import engine
from db.engine import snapshot, transaction
from db.migrations import migrate
from db.models import MatchText
from db.research_vocabulary import MatchKind, NotThis
from domain import match_texts, topics
from domain.matching.index import Index
from domain.matchmaking import proposals, shelves
from domain.matchmaking.fields import Beside
from domain.matchmaking.proposals import NOTHING_SAID, Judged

BATCH = 5000
SHOWN = 10
INDUSTRIES = ("34", "35", "382", "39")


@dataclass(frozen=True)
class Measured:
    """Medians by the clock and of CPU, in milliseconds, for one need."""

    plain: float
    plain_cpu: float
    judged: float
    judged_cpu: float

    @property
    def told(self) -> dict[str, float]:
        return {
            "proposals_ms": round(self.plain, 1),
            "proposals_cpu_ms": round(self.plain_cpu, 1),
            "proposals_after_judgements_ms": round(self.judged, 1),
            "proposals_after_judgements_cpu_ms": round(self.judged_cpu, 1),
        }


def store(folder: Path, texts: Iterable[str]) -> None:
    """A new database in which these texts are results, numbered from one."""
    os.environ.update(DATABASE_URL=f"sqlite:///{folder}/platform.db", PLATFORM_VAR=str(folder))
    engine.forget()
    migrate()
    numbered = enumerate(texts, start=1)
    while some := list(islice(numbered, BATCH)):
        with transaction() as session:
            position = topics.next_in(session, match_texts.COUNTER)
            session.execute(insert(MatchText), [_row(n, text, position) for n, text in some])


def _row(number: int, text: str, position: int, kind: MatchKind = MatchKind.RESULT) -> dict:
    return {
        "kind": kind,
        "record_id": number,
        "position": position,
        "is_active": True,
        "text": text,
        "industry_codes": [INDUSTRIES[number % len(INDUSTRIES)]],
        "targets": [{"name": "效率", "relation": ">=", "value": number % 90, "unit": "%"}],
        "readiness": 1 + number % 9,
        "money": 10_000 * (number % 50),
    }


def build() -> Index:
    """The index of all results, as a process makes it when it starts."""
    with snapshot() as session, shelves.index_of(session, MatchKind.RESULT):
        pass
    shelves.shelf_of(MatchKind.RESULT).wait()
    with snapshot() as session, shelves.index_of(session, MatchKind.RESULT) as index:
        return index


def texts() -> list[str]:
    """The texts of all results."""
    with snapshot() as session:
        in_order = select(MatchText.text).where(MatchText.kind == MatchKind.RESULT)
        return list(session.exec(in_order.order_by(MatchText.record_id)))


def measured(index: Index, needs: Sequence[str]) -> Measured:
    """What ten proposals take: ranking, rows of the best, fields, and every score taken apart; without and with ten
    judgements, half of them of what fits. Left out is only who may see what, and the words on the page."""
    asked = [MatchText(**_row(n, text, 0, MatchKind.NEED)) for n, text in enumerate(needs, start=1)]
    judged = [_judged(index, each.text) for each in asked]
    _ask(asked[0], judged[0])  # what is made once for an index
    plain = [_timed(lambda each=each: _ask(each, NOTHING_SAID)) for each in asked]
    after = [
        _timed(lambda each=each, said=said: _ask(each, said))
        for each, said in zip(asked, judged, strict=True)
    ]
    return Measured(*_medians(plain), *_medians(after))


def _judged(index: Index, text: str) -> Judged:
    keys = [found.key for found in index.rank([text], SHOWN)[0]]
    grades = tuple((key, float(place % 2 == 0)) for place, key in enumerate(keys))
    aside = frozenset(key for key, grade in grades if grade == 0)
    return Judged(grades, aside, (NotThis.OTHER_SUBJECT,) * len(aside))


def _ask(asked: MatchText, judged: Judged) -> None:
    with snapshot() as session:
        found = _proposed(session, asked, judged)
    if len(found) != SHOWN:
        raise RuntimeError(f"{len(found)} proposals")


def _proposed(session: Session, asked: MatchText, judged: Judged) -> list[proposals.Proposed]:
    return proposals.propose(
        session,
        asked,
        MatchKind.RESULT,
        most=SHOWN,
        known=lambda keys: {key: Beside(capacity=4, taken=key % 6) for key in keys},
        judged=judged,
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu)


def _medians(taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    clocks, cpus = zip(*taken, strict=True)
    return median(clocks), median(cpus)
