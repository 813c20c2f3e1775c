"""Not this team, expert, service, piece of equipment or research centre for a need, because …: recorded, heeded by the
next list, and taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import (
    Equipment,
    Expert,
    ExpertTeam,
    HelperAside,
    Match,
    Organisation,
    ServiceProduct,
    TechnicalNeed,
)
from db.research_vocabulary import MatchKind, NotThis, Verdict
from domain import match_texts
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import NotFound, Unclear
from domain.matchmaking import went
from domain.matchmaking.judging import OF_SUBJECT
from domain.matchmaking.proposals import NOTHING_SAID, Judged
from domain.matchmaking.went import Went
from domain.permissions import its_need
from domain.written import line

TABLES = {
    MatchKind.TEAM: ExpertTeam,
    MatchKind.EXPERT: Expert,
    MatchKind.PRODUCT: ServiceProduct,
    MatchKind.EQUIPMENT: Equipment,
    MatchKind.CENTRE: Organisation,
}
Word = HelperAside | Went
# Why one of these does not suit: readiness and figures are a result's.
REASONS = (
    NotThis.OTHER_SUBJECT,
    NotThis.OTHER_INDUSTRY,
    NotThis.TOO_EXPENSIVE,
    NotThis.TOO_FAR,
    NotThis.NO_CAPACITY,
    NotThis.KNOWN_ALREADY,
)


@command(TechnicalNeed, by=its_need)
def set_aside(
    act: Act, need: TechnicalNeed, *, kind: str, record_id: int, reason: str, note: str = ""
) -> None:
    """Say that a team, an expert, a service or the like does not suit a need, and why; one's last word counts."""
    of = _kind(kind)
    record = act.session.get(TABLES[of], record_id)
    if record is None or match_texts.kind_of(record) is not of:
        raise NotFound
    why = chosen(NotThis, reason, "Reason")
    if why not in REASONS:
        raise Unclear(field="Reason")
    row = act.session.get(HelperAside, (need.id, of, record_id, act.actor.id)) or HelperAside(
        need_id=need.id, kind=of, record_id=record_id, by_id=act.actor.id
    )
    row.at, row.reason = act.now, why
    row.note = line(note, most=400, name="Note", required=False)
    act.add(row)
    said = {"kind": of.value, "record_id": record_id, "result": record.name}
    act.record("helper_set_aside", need, reason=why.value, note=row.note, **said)


def note(act: Act, need_id: int, kind: MatchKind, record_id: int, reason: NotThis) -> None:
    """What somebody said elsewhere of the two, at a docking day, counts as said here; nobody is asked twice."""
    need = act.session.get_one(TechnicalNeed, need_id)
    row = act.session.get(HelperAside, (need_id, kind, record_id, act.actor.id)) or HelperAside(
        need_id=need_id, kind=kind, record_id=record_id, by_id=act.actor.id
    )
    row.at, row.reason = act.now, reason
    act.add(row)
    name = act.session.get_one(TABLES[kind], record_id).name
    said = {"kind": kind.value, "record_id": record_id, "result": name}
    act.record("helper_set_aside", need, reason=reason.value, note=row.note, **said)


def forget(
    act: Act,
    need_id: int,
    kind: MatchKind,
    record_id: int,
    by_id: int,
    at: datetime | None = None,
) -> None:
    """What somebody said elsewhere was thought better of; `at`: only if they have said nothing of the two since."""
    row = act.session.get(HelperAside, (need_id, kind, record_id, by_id))
    if row is not None and at in (None, row.at):
        _forget(act, act.session.get_one(TechnicalNeed, need_id), row)


@command(TechnicalNeed, by=its_need)
def take_back(act: Act, need: TechnicalNeed, *, kind: str, record_id: int) -> None:
    """Take back that a team, an expert, a service or the like does not suit a need."""
    of = _kind(kind)
    row = act.session.get(HelperAside, (need.id, of, record_id, act.actor.id))
    if row is None:
        raise NotFound
    _forget(act, need, row)


def _forget(act: Act, need: TechnicalNeed, row: HelperAside) -> None:
    act.session.delete(row)
    record = act.session.get_one(TABLES[row.kind], row.record_id)
    said = {"kind": row.kind.value, "record_id": row.record_id, "result": record.name}
    act.record("helper_taken_back", need, **said)


def of_need(session: Session, need_id: int, kind: MatchKind) -> Judged:
    """What was set aside of one kind, by anybody: left out; others like it sink where the subject was wrong,
    and a reason makes the field that it concerns weigh more. What came of a match with a team is heard as a word too:
    one that came as far as a meeting lifts those like it, one that ended is left out with its reason."""
    return of_needs(session, [need_id], kind).get(need_id, NOTHING_SAID)


def of_needs(session: Session, need_ids: Iterable[int], kind: MatchKind) -> dict[int, Judged]:
    """The same for many needs in one query, by need; those of which nothing was said are not in it."""
    ids = list(need_ids)
    rows = session.exec(
        select(HelperAside)
        .where(col(HelperAside.need_id).in_(ids), HelperAside.kind == kind)
        .order_by(col(HelperAside.at), HelperAside.record_id)
    )
    by_need: dict[int, dict[int, Word]] = defaultdict(dict)
    for row in rows:
        by_need[row.need_id][row.record_id] = row
    if kind is MatchKind.TEAM:
        for each in went.of_matches(session, col(Match.need_id).in_(ids), kind):
            said = by_need[each.need_id].get(each.record_id)
            if went.outweighs(each, said.at if said else None):
                by_need[each.need_id][each.record_id] = each
    return {need_id: _judged(last) for need_id, last in by_need.items() if last}


def _judged(last: Mapping[int, Word]) -> Judged:
    aside = {key: row for key, row in last.items() if not _fits(row)}
    grades = {key: 1.0 for key in last if key not in aside}
    grades |= {key: 0.0 for key, row in aside.items() if row.reason in OF_SUBJECT}
    return Judged(
        grades=tuple(grades.items()),
        left_out=frozenset(aside),
        reasons=tuple(row.reason for row in aside.values() if row.reason),
    )


def _fits(word: Word) -> bool:
    return isinstance(word, Went) and word.verdict is Verdict.FITS


def _kind(kind: str) -> MatchKind:
    found = chosen(MatchKind, kind, "Kind")
    if found not in TABLES:
        raise Unclear(field="Kind")
    return found
