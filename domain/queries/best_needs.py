"""The needs of the whole platform that a house's results fit best: what its liaison team looks at first."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, func, or_, select

from db.models import Match, MatchText, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, MatchStage, RecordStage
from domain.matching.index import Index
from domain.matchmaking import judging, learned, shelves
from domain.matchmaking.proposals import NOTHING_SAID, Proposed
from domain.matchmaking.shelves import index_of
from domain.permissions import Person
from domain.queries.fresh import SURENESS, Fresh, best_result, told
from domain.queries.proposals import results_told
from domain.queries.spaces import own, whose
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import matches_visible_to, needs_visible_to, result_names_visible_to

MOST = 10
FOR_EACH = (
    8,
    200,
)  # needs that are looked at for one result: at first, and where these do not fill the list
RESULTS = 3  # of the house that are looked at for one need
LOOKED_AT = 4 * MOST  # needs whose reasons are worked out at once
MOST_RESULTS = 20_000
AT_ONCE = 256  # results that ask while the index is held; others come in between

Near = Mapping[int, Sequence[tuple[float, int]]]
Rows = tuple[tuple[int, int], ...]
Pair = tuple[TechnicalNeed, Proposed]
MOST_KEPT = 64  # houses, each as its readers see it
# What was near when the texts stood as they do; an index that is built again has forgotten it.
_kept: WeakKeyDictionary[Index, OrderedDict[tuple, Near]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Best:
    """The needs that fit a house best, and what ranked them."""

    needs: tuple[Fresh, ...] = ()
    engine: str = ""
    is_whole: bool = True  # not while the engine has read the newest records only


def of_house(session: Session, person: Person, organisation_id: int) -> Best:
    """The ten best needs over all published results of a house, the surest first; of each the result that fits it best.

    A need that the house is brought together with is left out, and so is each pair that was set aside or has ended.
    All results ask the index of needs, some hundred at a time, and anew only when a text has changed; the best are then
    told with all that a proposal heeds: fields, judgements, track record. Where the nearest do not fill the list, as of
    a house with few results of which much was set aside, more of them are looked at.
    """
    found = whose(session, person, organisation_id)
    if found is None or found.kind not in RESEARCHERS:
        return Best()
    rows = _results(session, person, found.id)
    pairs: list[Pair] = []
    for places in FOR_EACH if len(rows) <= AT_ONCE else FOR_EACH[:1]:
        near = _near(session, rows, places)
        pairs = _pairs(session, person, found.id, near)
        if len(pairs) >= MOST or _is_all(near, places):
            break
    pairs.sort(key=lambda pair: (SURENESS.index(pair[1].sureness), -pair[1].score, pair[0].id))
    needs_told = told(
        session,
        person,
        [
            (need, shown)
            for need, best in pairs[:MOST]
            for shown in results_told(session, person, need, [best])
        ],
    )
    is_whole = shelves.is_whole(MatchKind.NEED) and shelves.is_whole(MatchKind.RESULT)
    return Best(needs_told, learned.engine(session), is_whole)


def _pairs(session: Session, person: Person, house: int, near: Near) -> list[Pair]:
    """The nearest needs that fit, each with its best result. Where what was set aside leaves too few of the nearest,
    the next ones move up; not where none fits and nothing was: those behind them fit less still."""
    pairs: list[Pair] = []
    nearest = _nearest(session, person, house, near)
    for begin in range(0, len(nearest), LOOKED_AT):
        some = nearest[begin : begin + LOOKED_AT]
        many, said = len(pairs), judging.of_needs(session, some, house)
        rows = session.exec(select(TechnicalNeed).where(col(TechnicalNeed.id).in_(some)))
        by_id = {row.id: row for row in rows}
        for need in (by_id[each] for each in some):
            ours = [result for _, result in near[need.id][:RESULTS]]
            judged = said.get(need.id, NOTHING_SAID)
            if (best := best_result(session, person, need, ours, judged)) is not None:
                pairs.append((need, best))
        if len(pairs) >= MOST or (len(pairs) == many and not said):
            break
    return pairs


def _is_all(near: Near, places: int) -> bool:
    """Whether no result has as many needs near it as were asked for: more places would find no more."""
    many = Counter(result for each in near.values() for _, result in each)
    return max(many.values(), default=0) < places


def _results(session: Session, person: Person, house: int) -> Rows:
    """The house's published results, the newest first, each with the position of its text."""
    ours = (
        select(MatchText.record_id, MatchText.position)
        .join(ResearchResult, ResearchResult.id == MatchText.record_id)
        .where(
            MatchText.kind == MatchKind.RESULT,
            col(MatchText.is_active),
            ResearchResult.stage == RecordStage.PUBLISHED,
            *own(person, house, ResearchResult),
        )
        .order_by(col(ResearchResult.created_at).desc(), col(ResearchResult.id).desc())
        .limit(MOST_RESULTS)
    )
    return tuple((result, position) for result, position in session.exec(ours))


def _near(session: Session, rows: Rows, places: int) -> Near:
    """By need, the results that are near it by their words: (score, result), the best first."""
    newest = select(func.max(MatchText.position)).where(MatchText.kind == MatchKind.NEED)
    asked = rows, session.exec(newest).one(), places
    with index_of(session, MatchKind.NEED) as index:
        kept = _kept.setdefault(index, OrderedDict())
    near = kept.get(asked)
    if near is None:
        near = kept[asked] = _ranked(session, [result for result, _ in rows], places)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return near


def _ranked(session: Session, results: Sequence[int], places: int) -> Near:
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for begin in range(0, len(results), AT_ONCE):
        some = results[begin : begin + AT_ONCE]
        asked = select(MatchText.record_id, MatchText.text).where(
            MatchText.kind == MatchKind.RESULT, col(MatchText.record_id).in_(some)
        )
        texts = dict(session.exec(asked).all())
        with index_of(session, MatchKind.NEED) as index:
            ranked = index.rank([texts[result] for result in some], places)
        for result, needs in zip(some, ranked, strict=True):
            for each in needs:
                found[each.key].append((each.score, result))
    return {need: sorted(near, key=lambda one: (-one[0], one[1])) for need, near in found.items()}


def _nearest(session: Session, person: Person, house: int, near: Near) -> list[int]:
    """Those that are published, that this reader may see, and that the house has no match with as far as the reader
    may know, the nearest first: a need that is missing would tell whose hidden result it was brought together with. A
    match that has ended is none any more; its result is left out by what was said of it."""
    named = select(ResearchResult.id).where(
        ResearchResult.id == Match.result_id, result_names_visible_to(person)
    )
    matched = select(Match.need_id).where(
        Match.provider_id == house,
        Match.stage != MatchStage.DECLINED,
        matches_visible_to(person),
        or_(col(Match.team_id).is_not(None), named.correlate(Match).exists()),
    )
    seen = session.exec(
        select(TechnicalNeed.id).where(
            col(TechnicalNeed.id).in_(list(near)),
            TechnicalNeed.stage == RecordStage.PUBLISHED,
            col(TechnicalNeed.id).not_in(matched),
            needs_visible_to(person),
        )
    )
    return sorted(seen, key=lambda need: (-near[need][0][0], need))
