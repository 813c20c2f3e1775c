"""A side that has no account of its own agrees to show its name by telephone or letter: a broker writes it down.

Where somebody of the house could agree themselves, nobody does it for them.
"""

from datetime import date

from sqlmodel import Session, col, select

from db.models import Match, User, UserRole
from db.research_vocabulary import AgreementWay, Side
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, Refused, Unclear
from domain.matchmaking.keeping import ROLES, house_of, knows
from domain.matchmaking.pipeline import ORDER, check, said_of
from domain.matchmaking.starting import AgreedAlready
from domain.permissions import Person, allows, brokers


class AgreesItself(Refused):
    message = "This side has an account of its own: it agrees there itself."


@command(Match, by=brokers)
def agree_for(
    act: Act, match: Match, *, side: str, way: str, on: date | None, note: str = ""
) -> None:
    """Write down that a side without an account has agreed to show its name: how it said so, and on which day."""
    check(match, ORDER[:-1])
    whose = chosen(Side, side, "Which side")
    how = chosen(AgreementWay, way, "How they agreed")
    if not knows(act.session, act.actor, match, whose):
        raise Forbidden  # else the name would be opened by whoever wants to read it
    if agreed_at(match, whose) is not None:
        raise AgreedAlready
    if has_account(act.session, house_of(match, whose), whose):
        raise AgreesItself
    if on is None:
        raise Missing(field="Agreed on")
    if on > act.today:
        raise Unclear(field="Agreed on")
    if whose is Side.ENTERPRISE:
        match.enterprise_agreed_at = act.now
    else:
        match.provider_agreed_at = act.now
    act.record(
        "match_agreed_for",
        match,
        side=whose.value,
        way=how.value,
        on=on.isoformat(),
        note=said_of(note),
    )


def may_agree_for(session: Session, person: Person, match: Match) -> tuple[Side, ...]:
    """The sides whose agreement this person may write down."""
    if match.stage not in ORDER[:-1] or not allows(brokers, person, match):
        return ()
    return tuple(
        side
        for side in Side
        if agreed_at(match, side) is None
        and not has_account(session, house_of(match, side), side)
        and knows(session, person, match, side)
    )


def agreed_at(match: Match, side: Side):
    """When a side has agreed, if it has."""
    return match.enterprise_agreed_at if side is Side.ENTERPRISE else match.provider_agreed_at


def has_account(session: Session, organisation_id: int, side: Side) -> bool:
    """Whether somebody of the organisation that stands on that side could agree themselves."""
    found = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.organisation_id == organisation_id,
            col(User.is_active),
            UserRole.role == ROLES[side],
        )
    )
    return session.exec(found.limit(1)).first() is not None
