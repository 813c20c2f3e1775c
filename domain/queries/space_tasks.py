"""What is asked of a space's people next: a name, an answer to an invitation, an outcome, a plan, a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select
from sqlmodel import Session, case, col, func, select

from db.models import (
    DockingDay,
    ExpertTeam,
    Match,
    MatchOutcome,
    ResearchResult,
    TechnicalNeed,
    User,
)
from db.research_vocabulary import RecordStage
from domain import clock
from domain.matchmaking.figures import within
from domain.matchmaking.narrowing import OVER
from domain.matchmaking.pipeline import ORDER, SIGNED
from domain.permissions import Person
from domain.queries.docking_visible import days_visible_to, waits_for_an_answer
from domain.queries.spaces import Space, ends_soon, own, space
from domain.research_visible import texts_visible_to

MOST = 20  # of each kind
ON_THE_WAY = ORDER[:-2]  # before the contract
UNNAMED = ORDER[:2]  # stages in which a side is asked for its name


class Ask(StrEnum):
    """What is asked of somebody next."""

    AGREE = "agree"  # to show one's name
    ANSWER = "answer"  # an invitation to a docking day
    OUTCOME = "outcome"  # to tell what came of an agreement
    ACT = "act"  # what was planned and is due
    MEND = "mend"  # a record that was sent back
    RENEW = "renew"  # a record that ends soon


@dataclass(frozen=True)
class Asked:
    """One thing that is asked; of a match, of a docking day, or of an own record."""

    what: Ask
    match_id: int | None
    record_id: int  # of the day, where it is an invitation
    title: str
    title_en: str
    said: str = ""  # what was planned
    on: date | None = None
    months: int | None = None  # after the contract, of an outcome


def asked(session: Session, person: Person, organisation_id: int) -> tuple[Asked, ...]:
    """What is asked of the space's people, kind by kind."""
    found = space(session, person, organisation_id)
    if found is None:
        return ()
    return (
        *_of_matches(session, person, found),
        *_invitations(session, person, found),
        *_of_records(session, person, found),
    )


def _of_matches(session: Session, person: Person, found: Space) -> Iterator[Asked]:
    is_result, today = found.has_results, clock.now().date()
    owner = Match.provider_id if is_result else Match.enterprise_id
    agreed = Match.provider_agreed_at if is_result else Match.enterprise_agreed_at
    ours = [*within(person, found.scope), owner == found.organisation_id]
    record = _with_titles() if is_result else _with_needs()
    reads_plan = texts_visible_to(person, col(User.organisation_id))
    matches = record.outerjoin(User, User.id == Match.next_by_id).add_columns(
        case((reads_plan, Match.next_action), else_=""), Match.next_on
    )
    unnamed = matches.where(*ours, col(agreed).is_(None), col(Match.stage).in_(UNNAMED))
    for row in session.exec(unnamed.order_by(Match.proposed_at, Match.id).limit(MOST)):
        yield Asked(Ask.AGREE, *row[:3], row[3] or "")
    untold = (
        record.add_columns(MatchOutcome.due_on, MatchOutcome.months)
        .join(MatchOutcome, MatchOutcome.match_id == Match.id)
        .where(
            *ours,
            col(Match.stage).in_(SIGNED),
            col(MatchOutcome.told_at).is_(None),
            MatchOutcome.due_on <= today,
        )
    )
    for row in session.exec(untold.order_by(MatchOutcome.due_on, Match.id).limit(MOST)):
        yield Asked(Ask.OUTCOME, *row[:3], row[3] or "", on=row[4], months=row[5])
    due = matches.where(*ours, col(Match.stage).not_in(OVER), col(Match.next_on) <= today)
    for row in session.exec(due.order_by(Match.next_on, Match.id).limit(MOST)):
        yield Asked(Ask.ACT, *row[:3], row[3] or "", *row[4:])


def _invitations(session: Session, person: Person, found: Space) -> Iterator[Asked]:
    days = select(DockingDay.id, DockingDay.name, DockingDay.held_on).where(
        days_visible_to(person), waits_for_an_answer(person, found.organisation_id)
    )
    for key, name, on in session.exec(days.order_by(DockingDay.held_on, DockingDay.id).limit(MOST)):
        yield Asked(Ask.ANSWER, None, key, name, "", on=on)


def _with_needs() -> Select:
    """Each match's id, and the id and title of its need."""
    its = (Match.id, TechnicalNeed.id, TechnicalNeed.title, TechnicalNeed.title_en)
    return select(*its).select_from(Match).join(TechnicalNeed, TechnicalNeed.id == Match.need_id)


def _with_titles() -> Select:
    """Each match's id, and the id and title of its result, or of its team."""
    is_team = col(Match.team_id).is_not(None)
    return (
        select(
            Match.id,
            func.coalesce(Match.result_id, Match.team_id),
            func.coalesce(ResearchResult.title, ExpertTeam.name),
            case((is_team, ExpertTeam.name_en), else_=ResearchResult.title_en),
        )
        .select_from(Match)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .outerjoin(ExpertTeam, ExpertTeam.id == Match.team_id)
    )


def _of_records(session: Session, person: Person, found: Space) -> Iterator[Asked]:
    table = ResearchResult if found.has_results else TechnicalNeed
    ours = own(person, found.organisation_id, table)
    records = select(table.id, table.title, table.title_en, table.expires_on)
    records = records.order_by(table.expires_on, table.id).limit(MOST)
    kinds = ((Ask.MEND, table.stage == RecordStage.RETURNED), (Ask.RENEW, ends_soon(table)))
    for what, condition in kinds:
        for row in session.exec(records.where(*ours, condition)):
            ends = row[3] if what is Ask.RENEW else None
            yield Asked(what, None, row[0], row[1], row[2] or "", on=ends)
