"""Who does not judge what, each with its reasons: own organisation, one they advise, own team, own university …

A match counts only where both sides know each other: a hidden one is no tie between people, and must not show here.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, and_, col, or_, select

from db.contest_vocabulary import ConflictReason
from db.models import ContestConflict, ContestEntry, ContestJudge, ContestTie, Match, Organisation
from db.vocabulary import Kind
from domain.similarity import name_key

R = ConflictReason
HOUSES = (Kind.UNIVERSITY, Kind.INSTITUTE, Kind.RESEARCH_CENTRE)
Conflicts = dict[tuple[int, int], tuple[ConflictReason, ...]]


@dataclass(frozen=True)
class _Judge:
    id: int
    name: str
    user_id: int | None
    home: Organisation
    advises: tuple[Organisation, ...]


@dataclass(frozen=True)
class _Entry:
    id: int
    user_id: int | None
    organisation_id: int | None
    university_id: int | None
    keys: frozenset[str]  # of the names of every organisation that is named
    people: frozenset[str]


def conflicts(
    session: Session, judges: Iterable[ContestJudge], entries: Iterable[ContestEntry]
) -> Conflicts:
    """(judge, entry) with the reasons why the one does not judge the other; pairs without any are left out."""
    of_judges = _judges(session, list(judges))
    of_entries = [_entry(each) for each in entries]
    declared = _declared(session, of_judges)
    met = _met(session, of_judges, of_entries)
    found = {}
    for judge in of_judges:
        for entry in of_entries:
            reasons = tuple(_reasons(judge, entry, met))
            if (judge.id, entry.id) in declared:
                reasons += (R.DECLARED,)
            if reasons:
                found[judge.id, entry.id] = reasons
    return found


def _reasons(judge: _Judge, entry: _Entry, met: set[tuple[int, int]]):
    ids = {entry.organisation_id, entry.university_id} - {None}
    if judge.home.id == entry.university_id:
        yield R.SAME_UNIVERSITY
    elif _is_of(judge.home, ids, entry.keys):
        yield R.SAME_UNIVERSITY if judge.home.kind in HOUSES else R.OWN_ORGANISATION
    if any(_is_of(each, ids, entry.keys) for each in judge.advises):
        yield R.ADVISES
    is_theirs = judge.user_id is not None and judge.user_id == entry.user_id
    if is_theirs or level(judge.name) in entry.people:
        yield R.TEAM_MEMBER
    theirs = {judge.home.id, *(each.id for each in judge.advises)}
    if any((one, other) in met or (other, one) in met for one in theirs for other in ids):
        yield R.EARLIER_MATCH


def _is_of(organisation: Organisation, ids: set[int], keys: frozenset[str]) -> bool:
    return organisation.id in ids or bool(organisation.name_key and organisation.name_key in keys)


def level(name: str) -> str:
    """A name as it is compared: without gaps, points, width and case."""
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in normal if each.isalnum())


def _judges(session: Session, rows: list[ContestJudge]) -> list[_Judge]:
    ties = defaultdict(list)
    found = select(ContestTie).where(col(ContestTie.judge_id).in_([each.id for each in rows]))
    for tie in session.exec(found):
        ties[tie.judge_id].append(tie.organisation_id)
    ids = {each.organisation_id for each in rows}.union(*ties.values())
    known = session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))
    organisations = {each.id: each for each in known}
    return [
        _Judge(
            each.id,
            each.name,
            each.user_id,
            organisations[each.organisation_id],
            tuple(organisations[one] for one in ties[each.id]),
        )
        for each in rows
    ]


def _entry(row: ContestEntry) -> _Entry:
    named = [each.get("organisation", "") for each in row.team]
    keys = {row.enterprise_key, *(name_key(each) for each in named if each)} - {""}
    people = {level(each["name"]) for each in row.team} | {level(row.contact_name)}
    return _Entry(
        row.id,
        row.user_id,
        row.organisation_id,
        row.university_id,
        frozenset(keys),
        frozenset(people),
    )


def _declared(session: Session, judges: list[_Judge]) -> set[tuple[int, int]]:
    found = select(ContestConflict.judge_id, ContestConflict.entry_id).where(
        col(ContestConflict.judge_id).in_([each.id for each in judges])
    )
    return {tuple(each) for each in session.exec(found)}


def _met(session: Session, judges: list[_Judge], entries: list[_Entry]) -> set[tuple[int, int]]:
    """(enterprise, provider) of every match between an entry's side and a judge's where both know each other."""
    of_judges = {each.home.id for each in judges}.union(
        *({one.id for one in each.advises} for each in judges)
    )
    of_entries = {each.organisation_id for each in entries} | {
        each.university_id for each in entries
    }
    of_entries -= {None}
    between = or_(
        and_(col(Match.enterprise_id).in_(of_entries), col(Match.provider_id).in_(of_judges)),
        and_(col(Match.enterprise_id).in_(of_judges), col(Match.provider_id).in_(of_entries)),
    )
    found = select(Match.enterprise_id, Match.provider_id).where(
        between,
        col(Match.enterprise_agreed_at).is_not(None),
        col(Match.provider_agreed_at).is_not(None),
    )
    return {tuple(each) for each in session.exec(found.distinct())}
