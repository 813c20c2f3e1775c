"""Who is invited to a docking day, as far as this reader may know them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import true
from sqlmodel import Session, case, col, func, null, select

from db.models import (
    DockingDelegation,
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Organisation,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Answer, Confidentiality, MatchKind, MeetsNobody
from domain.matchmaking import seen as seen_names
from domain.permissions import Person
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)


@dataclass(frozen=True)
class Coming:
    """One participant: a need, a result or a team. `owner` is empty while its name is hidden from this reader; the
    title is the number alone where the record itself is not open to them."""

    id: int
    kind: MatchKind
    record_id: int
    number: str
    title: str
    title_en: str
    owner: str
    owner_en: str
    away: tuple[int, ...]
    most: int | None
    meetings: int
    meets_nobody: MeetsNobody | None = None  # why, by the last plan
    answer: Answer = Answer.ACCEPTED
    answer_note: str = ""
    delegation_id: int | None = None
    people: int | None = None  # of its delegation; none: it has people of its own
    is_open: bool = True  # whether everybody may know its name
    is_ours: bool = False  # of the reader's own organisation
    house_id: int | None = None  # of a whole team: where it stands in the directory

    @property
    def is_need(self) -> bool:
        return self.kind is MatchKind.NEED

    @property
    def is_team(self) -> bool:
        return self.kind is MatchKind.TEAM

    @property
    def key(self) -> tuple[MatchKind, int]:
        return self.kind, self.record_id

    @property
    def provider(self) -> Provider:
        """Whom a need meets; of nothing where this is a need."""
        if self.is_team:
            return Provider(team_id=self.record_id)
        return Provider(result_id=None if self.is_need else self.record_id)


def partners_of(
    session: Session,
    person: Person,
    coming: Sequence[Coming],
) -> tuple[Coming, ...]:
    """Whoever comes from the other side, as far as this reader may see it at all; of those who have only offered to
    come, nobody is told who else does."""
    takes_part = {each.is_need for each in coming if each.is_ours and _is_in(each)}
    needs = select(TechnicalNeed.id).where(
        col(TechnicalNeed.id).in_([each.record_id for each in coming if each.is_need]),
        needs_visible_to(person),
    )
    results = select(ResearchResult.id).where(
        col(ResearchResult.id).in_([e.record_id for e in coming if e.kind is MatchKind.RESULT]),
        results_visible_to(person),
    )
    seen = {(MatchKind.NEED, id) for id in session.exec(needs)}
    seen |= {(MatchKind.RESULT, id) for id in session.exec(results)}
    return tuple(
        each
        for each in coming
        if _is_in(each) and not each.is_ours
        if (not each.is_need) in takes_part
        if each.is_team or each.key in seen
    )


def _is_in(each: Coming) -> bool:
    """Whether those who run the day have agreed to it, if it was offered."""
    return each.answer is not Answer.OFFERED


def coming_to(
    session: Session,
    person: Person,
    day_id: int,
    own_needs: set[int],
    own_providers: set[Provider],
    sees_all: bool,
    hears_all: bool,
) -> list[Coming]:
    """Everybody who is invited; `sees_all`: for somebody who reads the whole day.

    Why somebody does not come, and who speaks for what, is for the brokers of the day (`hears_all`) and for themselves;
    the reason, in their own words, only for brokers who may know whose they are.
    What one person speaks for is of one enterprise: it is told only to who may know whose all of it is, for one open
    need would name the hidden ones beside it.
    """
    sides = (
        (TechnicalNeed, DockingParticipant.need_id, TechnicalNeed.enterprise_id),
        (ResearchResult, DockingParticipant.result_id, ResearchResult.organisation_id),
    )
    names = (need_names_visible_to(person), result_names_visible_to(person))
    seen = (needs_visible_to(person), results_visible_to(person))
    met = (DockingMeeting.need_id, DockingMeeting.result_id)
    found = []
    for (table, column, owner), named, open_to, side in zip(sides, names, seen, met, strict=True):
        told = open_to if sees_all else true()  # participants get their own meetings only
        busy = select(func.count()).where(DockingMeeting.day_id == day_id, side == column)
        rows = session.exec(
            select(
                DockingParticipant,
                table.id,
                table.number,
                case((told, table.title), else_=null()),
                case((told, table.title_en), else_=null()),
                case((named, Organisation.name), else_=null()),
                case((named, Organisation.name_en), else_=null()),
                busy.correlate(DockingParticipant).scalar_subquery(),
                DockingDelegation.people,
                table.confidentiality == Confidentiality.OPEN,
            )
            .join(table, table.id == column)
            .outerjoin(DockingDelegation, DockingDelegation.id == DockingParticipant.delegation_id)
            .join(Organisation, Organisation.id == owner)
            .where(DockingParticipant.day_id == day_id)
            .order_by(col(DockingParticipant.id))
        ).all()
        kind = MatchKind.NEED if table is TechnicalNeed else MatchKind.RESULT
        seen_names.told(session, person, kind, (row[1] for row in rows if row[5]))
        for row in rows:
            each = _participant(kind, *row)
            is_ours = (
                each.record_id in own_needs if each.is_need else each.provider in own_providers
            )
            found.append(_as_told(replace(each, is_ours=is_ours), hears_all))
    found += [
        _as_told(replace(each, is_ours=each.provider in own_providers), hears_all)
        for each in _teams(session, day_id)
    ]
    nameless = {each.delegation_id for each in found if not each.owner}
    return [_alone(each) if each.delegation_id in nameless else each for each in found]


def _alone(each: Coming) -> Coming:
    """As if nobody else's people spoke for it: also why it meets nobody says no more than that."""
    why = each.meets_nobody
    is_told = why is not MeetsNobody.PEOPLE_TAKEN
    why = why if is_told else MeetsNobody.PARTNERS_TAKEN
    return replace(each, delegation_id=None, people=None, meets_nobody=why)


def _as_told(each: Coming, hears_all: bool) -> Coming:
    """Without what is for the brokers of the day and for themselves."""
    if not (hears_all or each.is_ours):
        each = _alone(each)
    if not (each.is_ours or (hears_all and each.owner)):
        each = replace(each, answer_note="")
    return each


def _teams(session: Session, day_id: int) -> list[Coming]:
    """Whole teams: they stand in the directory with their house, and hide nothing."""
    busy = select(func.count()).where(
        DockingMeeting.day_id == day_id, DockingMeeting.team_id == DockingParticipant.team_id
    )
    rows = session.exec(
        select(
            DockingParticipant,
            ExpertTeam,
            Organisation,
            busy.correlate(DockingParticipant).scalar_subquery(),
            DockingDelegation.people,
        )
        .join(ExpertTeam, ExpertTeam.id == DockingParticipant.team_id)
        .join(Organisation, Organisation.id == ExpertTeam.organisation_id)
        .outerjoin(DockingDelegation, DockingDelegation.id == DockingParticipant.delegation_id)
        .where(DockingParticipant.day_id == day_id)
        .order_by(col(DockingParticipant.id))
    )
    found = []
    for row, team, house, meetings, people in rows:
        told = team.id, f"T{team.id}", team.name, team.name_en, house.name, house.name_en
        each = _participant(MatchKind.TEAM, row, *told, meetings, people, True)
        found.append(replace(each, house_id=house.id))
    return found


def _participant(
    kind, row, record_id, number, title, title_en, owner, owner_en, meetings, people, is_open
):
    return Coming(
        id=row.id,
        kind=kind,
        record_id=record_id,
        number=number,
        title=title or number,
        title_en=title_en or "",
        owner=owner or "",
        owner_en=owner_en or owner or "",
        away=tuple(row.away),
        most=row.most,
        meetings=meetings,
        meets_nobody=row.meets_nobody,
        answer=row.answer,
        answer_note=row.answer_note,
        delegation_id=row.delegation_id,
        people=people,
        is_open=is_open,
    )
