"""What is new for a space: needs of the last fortnight that its results fit, results of the last fortnight that fit its
needs; each pair with the engine's reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from db.models import MatchText, Organisation, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from domain import clock, match_texts
from domain.matchmaking import judging, seen
from domain.matchmaking.fields import Beside
from domain.matchmaking.proposals import (
    NOTHING_SAID,
    Around,
    Judged,
    Proposed,
    Sureness,
    of,
    propose,
)
from domain.permissions import Person
from domain.queries.named import Named
from domain.queries.proposals import Shown, results_beside, results_told
from domain.queries.spaces import own, whose
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    results_visible_to,
)

FORTNIGHT = timedelta(days=14)
MOST = 6
MOST_READ = 40  # needs that are compared
MOST_RESULTS = 20_000  # of one house, or of one fortnight
SURENESS = tuple(Sureness)  # the surest first


@dataclass(frozen=True)
class Fresh:
    """A need and a result that fit, one of them new; with why."""

    need: Named
    number: str
    problem: str
    problem_en: str
    area_code: str | None
    enterprise: Named | None  # none: its name is hidden from this reader
    shown: Shown  # the result


def for_space(
    session: Session, person: Person, organisation_id: int, days: int = FORTNIGHT.days
) -> tuple[Fresh, ...]:
    """The best new pairs of a space, the surest first; of each need the best result that is not matched with it yet."""
    found = whose(session, person, organisation_id)
    if found is None:
        return ()
    since = clock.now() - timedelta(days=days)
    if found.kind in RESEARCHERS:
        needs = _needs(session, [needs_visible_to(person), TechnicalNeed.published_at >= since])
        results = _results(session, own(person, found.id, ResearchResult))
    else:
        needs = _needs(session, own(person, found.id, TechnicalNeed))
        new = [results_visible_to(person), ResearchResult.published_at >= since]
        results = _results(session, new)
    said = judging.of_needs(session, [need.id for need in needs], found.id)
    asking = Asking(session, person)
    pairs = [
        (need, best)
        for need in needs
        if results
        if (best := asking.best(need, results, said.get(need.id, NOTHING_SAID))) is not None
    ]
    pairs.sort(key=lambda pair: (SURENESS.index(pair[1].sureness), -pair[1].score, pair[0].id))
    unmatched = (
        (need, shown)
        for need, best in pairs
        for shown in results_told(session, person, need, [best])
        if shown.match_id is None
    )
    return told(session, person, [pair for pair, _ in zip(unmatched, range(MOST), strict=False)])


class Asking:
    """Many needs that one reader's list asks for: what is the same for all of them is read once."""

    def __init__(self, session: Session, person: Person) -> None:
        self._session, self._person = session, person
        self._around = Around.read(session)
        self._asked: set[int] = set()
        self._beside: dict[int, Beside] = {}

    def best(self, need: TechnicalNeed, results: Sequence[int], judged: Judged) -> Proposed | None:
        """The one of these results that fits a need best, as `judged` has been said of it; none where nothing fits."""
        asked = of(self._session, MatchKind.NEED, need.id) or MatchText(**match_texts.of_need(need))
        found = propose(
            self._session,
            asked,
            MatchKind.RESULT,
            most=1,
            known=self._known,
            allowed=results,
            judged=judged,
            around=self._around,
        )
        return found[0] if found and found[0].score > 0 else None

    def _known(self, keys: Sequence[int]) -> Mapping[int, Beside]:
        new = [each for each in keys if each not in self._asked]
        if new:
            self._beside |= results_beside(self._session, self._person, new)
            self._asked.update(new)
        return {each: self._beside[each] for each in keys if each in self._beside}


def _needs(session: Session, where: list) -> list[TechnicalNeed]:
    published = TechnicalNeed.stage == RecordStage.PUBLISHED
    asked = select(TechnicalNeed).where(published, *where)
    newest = (col(TechnicalNeed.listed_on).desc(), col(TechnicalNeed.id).desc())
    return list(session.exec(asked.order_by(*newest).limit(MOST_READ)))


def _results(session: Session, where: list) -> list[int]:
    published = ResearchResult.stage == RecordStage.PUBLISHED
    asked = select(ResearchResult.id).where(published, *where)
    newest = asked.order_by(col(ResearchResult.listed_on).desc(), col(ResearchResult.id).desc())
    return list(session.exec(newest.limit(MOST_RESULTS)))


def told(
    session: Session, person: Person, pairs: Iterable[tuple[TechnicalNeed, Shown]]
) -> tuple[Fresh, ...]:
    """Needs and results that fit, as their page tells them to this reader."""
    pairs = tuple(pairs)
    asked = (
        select(TechnicalNeed.id, Organisation.id, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == TechnicalNeed.enterprise_id)
        .where(
            col(TechnicalNeed.id).in_([need.id for need, _ in pairs]), need_names_visible_to(person)
        )
    )
    whose_it_is = {need: Named(*owner) for need, *owner in session.exec(asked)}
    seen.told(session, person, MatchKind.NEED, whose_it_is)
    return tuple(
        Fresh(
            need=Named(need.id, need.title, need.title_en or ""),
            number=need.number,
            problem=need.problem,
            problem_en=need.problem_en or "",
            area_code=need.area_code,
            enterprise=whose_it_is.get(need.id),
            shown=shown,
        )
        for need, shown in pairs
    )
