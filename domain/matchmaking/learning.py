"""Learning how much the fields of a pair should weigh from what people decided; what was learnt can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import LearnedWeights, Match, MatchText
from db.research_vocabulary import FieldGroup, MatchKind
from domain import claims, clock, topics, zones
from domain.command import Act, command, perform
from domain.errors import Refused
from domain.matchmaking import decisions, fields, weights
from domain.matchmaking.decisions import Decision
from domain.matchmaking.fields import GROUP_OF, Beside
from domain.matchmaking.proposals import fields_of
from domain.matchmaking.shelves import index_of, shelf_of
from domain.matchmaking.weights import Decided
from domain.permissions import ENGINE, engine_keepers
from domain.queries.proposals import results_beside
from domain.queries.track_records import CONTRACTED, ENDED, teams_beside

GROUPS = tuple(FieldGroup)
KINDS = (MatchKind.RESULT, MatchKind.TEAM)  # of which decisions teach
AGAIN_AFTER = 20  # decisions that are new
NOT_BEFORE = timedelta(days=7)
AT_MOST = timedelta(minutes=30)  # that learning takes
COUNTER = "learned_weights"


class TooLittle(Refused):
    message = (
        "There is too little to learn from: {decisions} decisions on {needs} needs; "
        "{fewest} on {fewest_needs} are the least."
    )


class NotBetter(Refused):
    message = (
        "What the decisions teach orders no more pairs rightly than the weights laid down: "
        "{after} % after, {before} % before. Nothing was changed."
    )


@command(LearnedWeights, by=engine_keepers, makes=True)
def learn(act: Act) -> int:
    """Learn from all decisions so far and use what was learnt; raises TooLittle, NotBetter."""
    decided = of_decisions(act.session, decisions.to_learn_from(act.session))
    if not weights.is_enough(decided):
        raise TooLittle(
            decisions=len(decided.grades),
            needs=weights.needs_that_tell(decided.needs, decided.grades),
            fewest=weights.FEWEST,
            fewest_needs=weights.FEWEST_NEEDS,
        )
    found = weights.learnt(decided)
    if not found.is_better:
        raise NotBetter(
            before=round(100 * found.right_before, 1), after=round(100 * found.right_after, 1)
        )
    _none_in_use(act)
    row = act.add(
        LearnedWeights(
            learnt_at=act.now,
            by_id=act.actor.id,
            decisions=len(decided.grades),
            needs=len(np.unique(decided.needs)),
            weights=dict(zip(map(str, GROUPS), found.weights.tolist(), strict=True)),
            right_before=round(found.right_before, 4),
            right_after=round(found.right_after, 4),
            is_in_use=True,
        )
    )
    act.record("weights_learnt", row, decisions=row.decisions, needs=row.needs)
    return row.id


@command(LearnedWeights, by=engine_keepers)
def use(act: Act, row: LearnedWeights) -> None:
    """Go back, or forward, to what was learnt at another time."""
    _none_in_use(act)
    row.is_in_use = True
    act.record("weights_used", row)


@command(LearnedWeights, by=engine_keepers)
def put_aside(act: Act, row: LearnedWeights) -> None:
    """Rank by the weights that were laid down again."""
    row.is_in_use = False
    act.record("weights_put_aside", row)


def carry_on() -> int:
    """Learn anew where enough has been decided since; returns how often.

    Where nothing better is learnt, nothing changes. After a person has put aside what was learnt, or has gone back to
    what was learnt earlier, it is left so until somebody learns by hand or takes up the newest again.
    """
    with snapshot() as session:
        last = session.exec(
            select(LearnedWeights).order_by(col(LearnedWeights.id).desc()).limit(1)
        ).first()
        is_newest = last is not None and last.is_in_use
        if last is not None and (not is_newest or last.learnt_at > clock.now() - NOT_BEFORE):
            return 0
        many = len(decisions.to_learn_from(session))
    if many < max(weights.FEWEST, (last.decisions if last else 0) + AGAIN_AFTER):
        return 0
    with claims.claimed("learn", AT_MOST) as is_ours:
        if not is_ours or not all(shelf_of(kind).is_whole for kind in KINDS):
            return 0
        try:
            perform(ENGINE, learn)
        except (TooLittle, NotBetter):
            return 0
    return 1


def of_decisions(session: Session, found: Sequence[Decision]) -> Decided:
    """Decisions in numbers; those on records that can no longer be read are left out.

    What is known of a provider is told without the match that the decision is about: else it would foretell itself.
    """
    needs = _texts(session, MatchKind.NEED, {each.need_id for each in found})
    near = zones.neighbours(session)
    kept: list[Decision] = []
    rows: list[tuple[float, ...]] = []
    for kind in KINDS:
        of_kind = [each for each in found if each.kind is kind and each.need_id in needs]
        for each, row in _in_numbers(session, kind, of_kind, needs, near):
            kept.append(each)
            rows.append(row)
    table = np.array(rows, float).reshape(len(rows), 1 + len(GROUPS))
    return Decided(
        needs=decisions.lists_of(kept),
        grades=np.array([each.grade for each in kept], float),
        words=table[:, 0],
        fields=table[:, 1:],
        importance=weights.importance([each.rank for each in kept], *decisions.places(session)),
    )


def _in_numbers(
    session: Session,
    kind: MatchKind,
    found: Sequence[Decision],
    needs: Mapping[int, MatchText],
    near: Mapping[str, frozenset[str]],
) -> Iterator[tuple[Decision, tuple[float, ...]]]:
    """What words and fields gave, of each decision on one kind of record, need by need."""
    records = _texts(session, kind, {each.record_id for each in found})
    beside = (
        teams_beside(session, list(records))
        if kind is MatchKind.TEAM
        else results_beside(session, ENGINE, list(records))
    )
    own = _own_matches(session, kind, set(records))
    by_need: dict[int, list[Decision]] = {}
    with index_of(session, kind) as index:
        for each in found:
            if each.record_id in index and each.record_id in beside:
                by_need.setdefault(each.need_id, []).append(each)
        for need_id in filter(by_need.__contains__, needs):
            words = index.scores([needs[need_id].text])[0]
            asked = fields_of(needs[need_id], near=near)
            for each in by_need[need_id]:
                pair = each.need_id, each.record_id
                known = without(beside[each.record_id], own.get(pair))
                its = fields_of(records[each.record_id], known, near)
                by_words = float(words[index.place(each.record_id)])
                yield each, (by_words, *_by_group(asked, its))


def without(beside: Beside, match: Match | None) -> Beside:
    """What is known of a provider, one of its matches left out."""
    if match is None:
        return beside
    is_signed = match.stage in CONTRACTED
    year = clock.now().date().replace(month=1, day=1)
    is_of_year = is_signed and match.agreement_on is not None and match.agreement_on >= year
    return replace(
        beside,
        taken=max(beside.taken - is_of_year, 0),
        matches=max(beside.matches - 1, 0),
        contracts=max(beside.contracts - is_signed, 0),
    )


def _own_matches(
    session: Session, kind: MatchKind, records: set[int]
) -> dict[tuple[int, int], Match]:
    """The matches of these results or teams that have come to an end, by need and record."""
    record = col(Match.team_id if kind is MatchKind.TEAM else Match.result_id)
    ended = select(Match, record).where(record.in_(records), col(Match.stage).in_(ENDED))
    return {(row.need_id, record_id): row for row, record_id in session.exec(ended)}


def _by_group(need: fields.Fields, record: fields.Fields) -> list[float]:
    total = dict.fromkeys(GROUPS, 0.0)
    for part in fields.parts(need, record):
        total[GROUP_OF[part.why]] += part.value
    return list(total.values())


def _texts(session: Session, kind: MatchKind, ids: set[int]) -> dict[int, MatchText]:
    kept = select(MatchText).where(MatchText.kind == kind, col(MatchText.record_id).in_(ids))
    return {row.record_id: row for row in session.exec(kept.order_by(MatchText.record_id))}


def _none_in_use(act: Act) -> None:
    """One after the other, in whatever process: a second one waits here until the first has committed."""
    topics.bump(act.session, [COUNTER])
    for row in act.session.exec(select(LearnedWeights).where(col(LearnedWeights.is_in_use))):
        row.is_in_use = False
    act.session.flush()
