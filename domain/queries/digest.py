"""The weekly digest as its reader may know it: composed when it is sent, from the ids that were kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from db.models import Digest, DigestDeclined, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import Kind, Role
from domain.clock import LOCAL
from domain.matchmaking import kept
from domain.matchmaking.proposals import Sureness
from domain.permissions import Person, person
from domain.research_visible import needs_visible_to, results_visible_to

MOST_WORDS = 5  # that both say
HOUR = 8  # of a Monday, on the clocks of Wenzhou


@dataclass(frozen=True)
class Told:
    """One entry of a digest as its reader may know it: what is new, and what of their own it fits."""

    new_id: int
    title: str
    title_en: str
    own: str
    own_en: str
    words: tuple[str, ...]  # that both say, as they stand in the texts
    sureness: Sureness


def is_wanted(session: Session, who: Person) -> bool | None:
    """Whether somebody gets the digest; None for those for whom there is none."""
    if kind_for(who) is None:
        return None
    return session.get(DigestDeclined, who.id) is None


def told(session: Session, user_id: int, sent: datetime) -> tuple[MatchKind, tuple[Told, ...]]:
    """What the digest of a week tells this person now; nothing where they do not want it any more."""
    who = person(session, user_id)
    row = session.get(Digest, (who.organisation_id, week_of(sent).date()))
    if row is None or not is_wanted(session, who) or kind_for(who) is not row.kind:
        return MatchKind.NEED, ()
    return row.kind, tuple(_told(session, who, row))


def week_of(now: datetime) -> datetime:
    """Monday, eight o'clock, of the week of a moment."""
    local = now.astimezone(LOCAL)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime(monday.year, monday.month, monday.day, HOUR, tzinfo=LOCAL)


def kind_for(who: Person) -> MatchKind | None:
    """What somebody is told of: liaison officers of needs, enterprises of results."""
    if who.kind is Kind.ENTERPRISE:
        return MatchKind.RESULT if who.has(Role.ENTERPRISE) else None
    return MatchKind.NEED if who.has(Role.UNIVERSITY_LIAISON) else None


def _told(session: Session, who: Person, row: Digest) -> Iterable[Told]:
    """What was found, as far as both are still published and this reader may see them."""
    needs = _titles(session, TechnicalNeed, row, "need_id", needs_visible_to(who))
    results = _titles(session, ResearchResult, row, "result_id", results_visible_to(who))
    for each in row.found:
        need, result = needs.get(each["need_id"]), results.get(each["result_id"])
        if need is None or result is None:
            continue
        new, own = (need, result) if row.kind is MatchKind.NEED else (result, need)
        two = (MatchKind.NEED, each["need_id"]), (MatchKind.RESULT, each["result_id"])
        yield Told(
            new_id=new[0],
            title=new[1],
            title_en=new[2] or new[1],
            own=own[1],
            own_en=own[2] or own[1],
            words=kept.as_they_stand(session, each["words"], *two)[:MOST_WORDS],
            sureness=Sureness(each["sureness"]),
        )


def _titles(session: Session, table, row: Digest, name: str, seen) -> dict[int, tuple]:
    found = session.exec(
        select(table.id, table.title, table.title_en).where(
            col(table.id).in_([each[name] for each in row.found]),
            table.stage == RecordStage.PUBLISHED,
            seen,
        )
    )
    return {each[0]: tuple(each) for each in found}
