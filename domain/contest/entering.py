"""Entering a project without an account or for one's enterprise, looking it over, and withdrawing it.

Every command locks the competition first, so that two of them never wait for each other in a ring.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.contest_vocabulary import STANDING, ContestStage, EntryState, ProjectPhase
from db.models import Contest, ContestEntry, ContestScore, Industry, Organisation
from db.vocabulary import Kind
from domain.choices import chosen
from domain.command import Act, command
from domain.contest import mails
from domain.contest.plans import check_on
from domain.errors import Forbidden, Missing, NotFound, Refused, Unclear
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone
from domain.permissions import activity_keepers, allows, anyone, is_theirs
from domain.similarity import name_key
from domain.tokens import hashed
from domain.written import line, paragraph

S = EntryState
MOST_YUAN = 100_000_000_000
MOST_TEAM = 20


class EntriesClosed(Refused):
    message = "Entries are taken between the two dates that are named, and not now."


class EnteredAlready(Refused):
    message = "This project of yours is entered already."


class EntryMovedOn(Refused):
    message = "This entry has already moved on. The page now shows how it stands."


@dataclass(frozen=True)
class Member:
    """Somebody of the team: what they do, and where else they belong to."""

    name: str
    task: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class EntryPlan:
    """What is said of a project that is entered; amounts in whole yuan. A university is named by its record."""

    title: str
    summary: str
    phase: ProjectPhase
    contact_name: str
    phone: str = ""
    email: str = ""
    enterprise_name: str = ""
    industry_code: str | None = None
    sought_yuan: int | None = None
    team: tuple[Member, ...] = ()
    university_id: int | None = None


@dataclass(frozen=True)
class Receipt:
    """What whoever enters a project takes away; the token is told here and by mail, and kept as a hash only."""

    entry_id: int
    ticket: int
    token: str


@command(Contest, by=anyone)
def enter(act: Act, contest: Contest, *, plan: EntryPlan, language: str = "zh") -> Receipt:
    """Enter a project, for one's own enterprise or for a team without an account."""
    is_keeper = allows(activity_keepers, act.actor, contest)
    if contest.announced_at is None and not is_keeper:
        raise NotFound
    _check_open(act, contest, is_keeper)
    own = None
    if act.actor.kind is Kind.ENTERPRISE:
        own = act.session.get(Organisation, act.actor.organisation_id)
    values = _said(act.session, plan, own)
    _refuse_twice(act.session, contest, values)
    contest.last_ticket += 1
    token = mails.entry_token(contest.id, contest.last_ticket)
    entry = act.add(
        ContestEntry(
            contest_id=contest.id,
            ticket=contest.last_ticket,
            user_id=None if is_keeper else act.actor.id,
            language="en" if language == "en" else "zh",
            entered_at=act.now,
            state_since=act.now,
            token_hash=hashed(token),
            **values,
        )
    )
    act.record("entered", entry, title=entry.title)
    mails.tell_entrant(act, entry)
    return Receipt(entry.id, entry.ticket, token)


@command(Contest, by=anyone)
def correct(
    act: Act, contest: Contest, *, plan: EntryPlan, token: str = "", entry_id: int | None = None
) -> None:
    """Say anew what was entered, before it is accepted; one that was incomplete is looked at again."""
    check_on(contest)
    entry = mine(act, contest, token, entry_id)
    _check_state(entry, S.SUBMITTED, S.INCOMPLETE)
    is_keeper = allows(activity_keepers, act.actor, contest)
    if entry.state is S.SUBMITTED:
        _check_open(act, contest, is_keeper)
    own = act.session.get(Organisation, entry.organisation_id) if entry.organisation_id else None
    values = _said(act.session, plan, own)
    _refuse_twice(act.session, contest, values, but=entry.id)
    entry.sqlmodel_update(values)
    put(act, entry, S.SUBMITTED)
    act.record("entry_corrected", entry, title=entry.title)


@command(Contest, by=activity_keepers)
def accept(act: Act, contest: Contest, *, entry_id: int) -> None:
    """Accept an entry that is complete: it takes part in the preliminary."""
    entry = of(act.session, contest, entry_id)
    _check_state(entry, S.SUBMITTED)
    _check_not_begun(contest)
    put(act, entry, S.ACCEPTED)
    entry.stage = ContestStage.PRELIMINARY
    act.record("entry_accepted", entry)
    mails.tell_entrant(act, entry)


@command(Contest, by=activity_keepers)
def ask_more(act: Act, contest: Contest, *, entry_id: int, reason: str) -> None:
    """Say what an entry lacks; it waits for whoever entered it."""
    entry = of(act.session, contest, entry_id)
    _check_state(entry, S.SUBMITTED)
    why = line(reason, most=400, name="Reason")
    put(act, entry, S.INCOMPLETE, why)
    act.record("entry_incomplete", entry, reason=why)
    mails.tell_entrant(act, entry)


@command(Contest, by=activity_keepers)
def refuse(act: Act, contest: Contest, *, entry_id: int, reason: str) -> None:
    """Refuse an entry that cannot take part, with a reason that is told."""
    entry = of(act.session, contest, entry_id)
    _check_state(entry, S.SUBMITTED, S.INCOMPLETE)
    why = line(reason, most=400, name="Reason")
    put(act, entry, S.REFUSED, why)
    act.record("entry_refused", entry, reason=why)
    mails.tell_entrant(act, entry)


@command(Contest, by=anyone)
def withdraw(act: Act, contest: Contest, *, token: str = "", entry_id: int | None = None) -> None:
    """Withdraw an entry before it is awarded: by its link, by the enterprise's own people, or by the organisers."""
    entry = mine(act, contest, token, entry_id)
    if entry.state not in STANDING or contest.stage is ContestStage.AWARDED:
        raise EntryMovedOn
    put(act, entry, S.WITHDRAWN)
    unscored = select(ContestScore).where(
        ContestScore.entry_id == entry.id, col(ContestScore.handed_in_at).is_(None)
    )
    for each in act.session.exec(unscored):
        act.session.delete(each)
    act.record("entry_withdrawn", entry)
    mails.tell_entrant(act, entry)


def of(session: Session, contest: Contest, entry_id: int | None) -> ContestEntry:
    """An entry of this competition. Raises NotFound."""
    found = session.get(ContestEntry, entry_id) if entry_id else None
    if found is None or found.contest_id != contest.id:
        raise NotFound
    return found


def mine(act: Act, contest: Contest, token: str, entry_id: int | None) -> ContestEntry:
    """The entry that this person may look after: by its link, as its enterprise, as a keeper.

    Raises NotFound, Forbidden.
    """
    if token:
        found = select(ContestEntry).where(
            ContestEntry.token_hash == hashed(token), ContestEntry.contest_id == contest.id
        )
        entry = act.session.exec(found).first()
        if entry is None:
            raise NotFound
        return entry
    entry = of(act.session, contest, entry_id)
    actor = act.actor
    if not is_theirs(actor, entry) and not allows(activity_keepers, actor, contest):
        raise Forbidden if actor.id is not None else NotFound
    return entry


def put(act: Act, entry: ContestEntry, state: EntryState, because: str = "") -> None:
    entry.state, entry.state_since, entry.because = state, act.now, because


def _check_open(act: Act, contest: Contest, is_keeper: bool) -> None:
    """Organisers take in what comes late on paper, as long as nobody scores."""
    _check_not_begun(contest)
    if not is_keeper and not contest.opens_at <= act.now < contest.closes_at:
        raise EntriesClosed


def _check_not_begun(contest: Contest) -> None:
    check_on(contest)
    if contest.stage is not ContestStage.REGISTERED:
        raise EntriesClosed


def _check_state(entry: ContestEntry, *states: EntryState) -> None:
    if entry.state not in states:
        raise EntryMovedOn


def _refuse_twice(session: Session, contest: Contest, values: dict, but: int | None = None) -> None:
    same = select(ContestEntry.id).where(
        ContestEntry.contest_id == contest.id,
        ContestEntry.enterprise_key == values["enterprise_key"],
        ContestEntry.title == values["title"],
        col(ContestEntry.state).in_(STANDING),
        ContestEntry.id != (but or 0),
    )
    if session.exec(same).first() is not None:
        raise EnteredAlready


def _said(session: Session, plan: EntryPlan, own: Organisation | None) -> dict:
    """The columns of what was said, checked. Raises Refused."""
    phone = read_phone(plan.phone) if plan.phone.strip() else None
    email = read_email(plan.email) if plan.email.strip() else None
    if phone is None and email is None:
        raise Missing(field="Telephone")
    if plan.industry_code and session.get(Industry, plan.industry_code) is None:
        raise Unclear(field="Industry")
    if plan.sought_yuan is not None and not 0 <= plan.sought_yuan <= MOST_YUAN:
        raise Unclear(field="Money sought")
    name = own.name if own else line(plan.enterprise_name, most=120, name="Enterprise or team")
    return {
        "title": line(plan.title, most=80, name="Project"),
        "summary": paragraph(plan.summary, most=4000, name="About the project"),
        "phase": chosen(ProjectPhase, plan.phase, "How far the project is"),
        "industry_code": plan.industry_code or None,
        "sought_yuan": plan.sought_yuan,
        "team": _team(plan),
        "organisation_id": own.id if own else None,
        "enterprise_name": name,
        "enterprise_key": own.name_key if own else name_key(name),
        "university_id": _university(session, plan.university_id),
        "contact_name": line(plan.contact_name, most=40, name="Name"),
        "phone": phone,
        "email": email,
    }


def _team(plan: EntryPlan) -> list[dict]:
    if len(plan.team) > MOST_TEAM:
        raise Unclear(field="Team")
    return [
        {
            "name": line(each.name, most=40, name="Team"),
            "task": line(each.task, most=60, name="Team", required=False),
            "organisation": line(each.organisation, most=120, name="Team", required=False),
        }
        for each in plan.team
    ]


def _university(session: Session, university_id: int | None) -> int | None:
    if university_id is None:
        return None
    found = session.get(Organisation, university_id)
    houses = (Kind.UNIVERSITY, Kind.INSTITUTE, Kind.RESEARCH_CENTRE)
    if found is None or not found.is_active or found.kind not in houses:
        raise Unclear(field="University")
    return found.id
